//! The questions of `Then` steps. Each fails with everything a partner needs: the clause, every
//! permitted outcome, what was seen, the exchange and how to repair it.

use super::interrupt::{FailureDetail, Interrupt, StepResult, brief};
use crate::transport::view::View;
use serde_json::Value;
use std::fmt::Display;

/// Fails with this title unless `actual` is `expected`.
///
/// # Errors
/// [`Interrupt::Fail`].
pub fn equal<T: PartialEq + Display>(title: &str, expected: &T, actual: &T) -> StepResult {
    if expected == actual { Ok(()) } else { fail(title, &expected.to_string(), &actual.to_string()) }
}

/// Fails unless `actual` is one of the permitted values; all are listed in the report.
///
/// # Errors
/// [`Interrupt::Fail`].
pub fn any_of<T: PartialEq + Display>(title: &str, permitted: &[T], actual: &T) -> StepResult {
    if permitted.contains(actual) {
        return Ok(());
    }
    let mut detail = FailureDetail::new(title, "", actual.to_string());
    detail.expected = permitted.iter().map(ToString::to_string).collect();
    Err(Interrupt::fail(detail))
}

/// Fails unless the condition holds.
///
/// # Errors
/// [`Interrupt::Fail`].
pub fn holds(condition: bool, title: &str, expected: &str, actual: &str) -> StepResult {
    if condition { Ok(()) } else { fail(title, expected, actual) }
}

/// The value, or a failure that says what was missing.
///
/// # Errors
/// [`Interrupt::Fail`].
pub fn present<T>(value: Option<T>, title: &str, expected: &str) -> StepResult<T> {
    value.ok_or_else(|| Interrupt::fail(FailureDetail::new(title, expected, "absent")))
}

/// The value at a JSON pointer of the answer, or a failure that shows where it should stand.
///
/// # Errors
/// [`Interrupt::Fail`].
pub fn at<'a>(view: &'a View, pointer: &str) -> StepResult<&'a Value> {
    view.at(pointer).ok_or_else(|| {
        let mut detail = FailureDetail::new(format!("{pointer} is missing"), "a value", "absent");
        detail.exchange = Some(view.exchange.clone());
        Interrupt::fail(detail)
    })
}

/// Fails unless the JSON value is the expected one.
///
/// # Errors
/// [`Interrupt::Fail`].
pub fn json_equal(title: &str, expected: &Value, actual: &Value) -> StepResult {
    if expected == actual { Ok(()) } else { fail(title, &brief(expected), &brief(actual)) }
}

/// Fails.
///
/// # Errors
/// Always [`Interrupt::Fail`].
pub fn fail<T>(title: &str, expected: &str, actual: &str) -> StepResult<T> {
    Err(Interrupt::fail(FailureDetail::new(title, expected, actual)))
}

/// Adds evidence and advice to a failure on its way out.
pub trait Explain: Sized {
    /// Names the register row, when it is another than the scenario's own.
    #[must_use]
    fn clause(self, id: &str) -> Self;
    /// Names the exchange that shows the failure.
    #[must_use]
    fn seen_in(self, view: &View) -> Self;
    /// Says what to change in the target.
    #[must_use]
    fn fix(self, advice: &str) -> Self;
    /// Grades the failure as a warning: the clause is a recommendation.
    #[must_use]
    fn recommended(self) -> Self;
}

impl<T> Explain for StepResult<T> {
    fn clause(self, id: &str) -> Self {
        edit(self, |detail| detail.clause = Some(id.to_owned()))
    }

    fn seen_in(self, view: &View) -> Self {
        edit(self, |detail| detail.exchange = Some(view.exchange.clone()))
    }

    fn fix(self, advice: &str) -> Self {
        edit(self, |detail| detail.how_to_fix = Some(advice.to_owned()))
    }

    fn recommended(self) -> Self {
        match self {
            Err(Interrupt::Fail(detail)) => Err(Interrupt::Warn(detail)),
            other => other,
        }
    }
}

fn edit<T>(result: StepResult<T>, change: impl FnOnce(&mut FailureDetail)) -> StepResult<T> {
    match result {
        Err(Interrupt::Fail(mut detail)) => {
            change(&mut detail);
            Err(Interrupt::Fail(detail))
        }
        Err(Interrupt::Warn(mut detail)) => {
            change(&mut detail);
            Err(Interrupt::Warn(detail))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permitted_outcome_is_listed() {
        let Err(Interrupt::Fail(detail)) = any_of("status", &[200, 201], &404) else {
            unreachable!("404 is not permitted")
        };
        assert_eq!(detail.expected, ["200", "201"]);
        assert_eq!(detail.actual, "404");
        assert!(any_of("status", &[200, 201], &201).is_ok());
    }

    #[test]
    fn evidence_is_added_on_the_way_out() {
        let view = View::new("x-7".into(), 500, Vec::new(), Vec::new());
        let result: StepResult =
            fail::<()>("t", "a", "b").clause("CHK-060").seen_in(&view).fix("do this").recommended();
        let Err(Interrupt::Warn(detail)) = result else { unreachable!("graded down") };
        assert_eq!(detail.clause.as_deref(), Some("CHK-060"));
        assert_eq!(detail.exchange.as_deref(), Some("x-7"));
        assert_eq!(detail.how_to_fix.as_deref(), Some("do this"));
    }
}
