//! What an answer amounts to.

use serde_json::Value;

use super::{Expectation, Vector};

/// What an implementation says about one case.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It accepts, with an output.
    Valid(Value),
    /// It refuses, with an output (a code, for instance).
    Invalid(Value),
    /// It does not do this.
    Unsupported,
    /// It could not answer: its own error, a crash, a timeout. The text says which.
    Broken(String),
    /// It was never asked, because it had been given up. The text says why.
    NotAsked(String),
}

/// What an answer amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// As it must be.
    Passed,
    /// Right, where more than one reading is; the text names the one taken.
    Reading(&'static str),
    /// Wrong.
    Failed {
        /// Everything that would have been right.
        expected: Vec<String>,
        /// What was said instead.
        actual: String,
    },
    /// Not done, and said so.
    Unsupported,
    /// Nobody knows; the text says why.
    Undecided(String),
}

/// Longest text of an answer kept in a judgement, in bytes.
const SHOWN: usize = 2000;

/// Judges an answer.
#[must_use]
pub fn judge(vector: &Vector, answer: &Answer) -> Judgement {
    let (accepts, output) = match answer {
        Answer::Valid(output) => (true, output),
        Answer::Invalid(output) => (false, output),
        Answer::Unsupported => return Judgement::Unsupported,
        Answer::NotAsked(reason) => return Judgement::Undecided(reason.clone()),
        Answer::Broken(reason) => {
            return Judgement::Failed { expected: expectations(vector), actual: shown(reason) };
        }
    };
    let right = match vector.result {
        Expectation::Valid => accepts && fits(vector, output),
        Expectation::Invalid => !accepts && fits(vector, output),
        // A refusal of what is open may carry any code; an acceptance has one output.
        Expectation::Acceptable if accepts && fits(vector, output) => return Judgement::Reading("accepts"),
        Expectation::Acceptable if !accepts => return Judgement::Reading("refuses"),
        Expectation::Acceptable => false,
    };
    if right {
        return Judgement::Passed;
    }
    let word = if accepts { "valid" } else { "invalid" };
    Judgement::Failed { expected: expectations(vector), actual: shown(&format!("{word} {output}")) }
}

/// Whether an answer is the first of those that are right. This program gives the first one: `expected`,
/// where `also` permits others.
#[must_use]
pub fn is_first(vector: &Vector, answer: &Answer) -> bool {
    match (answer, &vector.expected) {
        (Answer::Valid(output) | Answer::Invalid(output), Some(expected)) => contains(output, expected),
        _ => true,
    }
}

/// Whether an output has every member asked for, in one of the permitted forms.
fn fits(vector: &Vector, output: &Value) -> bool {
    let Some(expected) = &vector.expected else { return true };
    std::iter::once(expected).chain(&vector.also).any(|permitted| contains(output, permitted))
}

/// Further members of an output are tolerated, at the top only.
fn contains(output: &Value, permitted: &Value) -> bool {
    match permitted {
        Value::Object(members) => {
            members.iter().all(|(name, value)| output.get(name).is_some_and(|found| same(found, value)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            same(output, permitted)
        }
    }
}

/// Equality of JSON values; numbers are equal when they mean the same (`1` and `1.0`).
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|found| same(found, value)))
        }
        (one, other) => one == other,
    }
}

fn expectations(vector: &Vector) -> Vec<String> {
    let word = vector.result.name();
    match &vector.expected {
        None => vec![word.to_owned()],
        Some(expected) => {
            let all = std::iter::once(expected).chain(&vector.also);
            all.map(|output| shown(&format!("{word} {output}"))).collect()
        }
    }
}

fn shown(text: &str) -> String {
    if text.len() <= SHOWN {
        return text.to_owned();
    }
    let end = (0..=SHOWN).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}… ({} bytes)", &text[..end], text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn vector(result: Expectation, expected: Option<Value>, also: Vec<Value>) -> Vector {
        Vector {
            id: "v".to_owned(),
            comment: "c".to_owned(),
            flags: Vec::new(),
            clauses: Vec::new(),
            ambiguity: None,
            input: json!({}),
            result,
            expected,
            also,
        }
    }

    #[rstest]
    #[case::accepted(Expectation::Valid, None, Answer::Valid(json!({})), true)]
    #[case::refused(Expectation::Valid, None, Answer::Invalid(json!({})), false)]
    #[case::accepts_what_is_wrong(Expectation::Invalid, None, Answer::Valid(json!({})), false)]
    #[case::more_is_tolerated(Expectation::Valid, Some(json!({"a": 1})), Answer::Valid(json!({"a": 1.0, "b": 2})), true)]
    #[case::less_is_not(Expectation::Valid, Some(json!({"a": 1})), Answer::Valid(json!({"b": 2})), false)]
    #[case::another_value(Expectation::Valid, Some(json!({"a": 1})), Answer::Valid(json!({"a": 2})), false)]
    #[case::deep(Expectation::Valid, Some(json!({"a": {"b": 1}})), Answer::Valid(json!({"a": {"b": 1, "c": 2}})), false)]
    #[case::lists(Expectation::Valid, Some(json!({"a": [1, 2]})), Answer::Valid(json!({"a": [2, 1]})), false)]
    #[case::another_code(Expectation::Invalid, Some(json!({"code": "x"})), Answer::Invalid(json!({"code": "y"})), false)]
    #[case::a_permitted_code(Expectation::Invalid, Some(json!({"code": "x"})), Answer::Invalid(json!({"code": "z"})), true)]
    #[case::no_output(Expectation::Invalid, Some(json!({"code": "x"})), Answer::Invalid(json!(null)), false)]
    #[case::crash(Expectation::Invalid, None, Answer::Broken("exit 139".to_owned()), false)]
    fn verdicts(
        #[case] result: Expectation,
        #[case] expected: Option<Value>,
        #[case] answer: Answer,
        #[case] passes: bool,
    ) {
        let judgement = judge(&vector(result, expected, vec![json!({"code": "z"})]), &answer);
        assert_eq!(judgement == Judgement::Passed, passes, "{judgement:?}");
    }

    #[test]
    fn an_open_question_has_two_answers_and_no_third() {
        let open = vector(Expectation::Acceptable, Some(json!({"a": 1})), Vec::new());
        assert_eq!(judge(&open, &Answer::Valid(json!({"a": 1}))), Judgement::Reading("accepts"));
        assert_eq!(judge(&open, &Answer::Invalid(json!({"code": "any"}))), Judgement::Reading("refuses"));
        assert!(matches!(judge(&open, &Answer::Valid(json!({"a": 2}))), Judgement::Failed { .. }));
        assert!(matches!(judge(&open, &Answer::Broken("no".to_owned())), Judgement::Failed { .. }));
        assert_eq!(judge(&open, &Answer::Unsupported), Judgement::Unsupported);
    }
}
