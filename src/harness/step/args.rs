//! Typed arguments of a step, taken from the phrase's parameters, then its table and doc string.

use crate::harness::interrupt::{Interrupt, StepResult};
use crate::protocol::operation::Operation;
use serde_json::Value;
use std::str::FromStr;

/// What a matched sentence carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// The sentence, without keyword.
    pub sentence: String,
    /// One text per `{parameter}` of the phrase, quotes removed.
    pub parameters: Vec<String>,
    /// Rows of the data table, when there is one.
    pub table: Option<Vec<Vec<String>>>,
    /// The doc string, dedented and trimmed, when there is one.
    pub doc_string: Option<String>,
}

/// A data table: rows of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table(pub Vec<Vec<String>>);

impl Table {
    /// The rows after the heading, each as (column, cell) pairs.
    #[must_use]
    pub fn records(&self) -> Vec<Vec<(&str, &str)>> {
        let Some((heading, rows)) = self.0.split_first() else { return Vec::new() };
        rows.iter()
            .map(|row| heading.iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect())
            .collect()
    }

    /// The rows of a table of two columns without heading, as pairs.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().filter_map(|row| Some((row.first()?.as_str(), row.get(1)?.as_str()))).collect()
    }

    /// The first cell of every row.
    #[must_use]
    pub fn column(&self) -> Vec<&str> {
        self.0.iter().filter_map(|row| row.first()).map(String::as_str).collect()
    }
}

/// A doc string as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocString(pub String);

/// A doc string as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub Value);

/// Reads arguments one after the other.
#[derive(Debug)]
pub struct Cursor<'a> {
    args: &'a Args,
    next: usize,
}

impl Cursor<'_> {
    fn parameter(&mut self) -> StepResult<&str> {
        let text = self.args.parameters.get(self.next).ok_or_else(|| {
            Interrupt::Harness(format!("step `{}` has no parameter {}", self.args.sentence, self.next + 1))
        })?;
        self.next += 1;
        Ok(text)
    }

    fn parsed<T: FromStr>(&mut self, what: &str) -> StepResult<T> {
        let sentence = self.args.sentence.clone();
        let text = self.parameter()?;
        text.parse().map_err(|_| Interrupt::Harness(format!("step `{sentence}`: `{text}` is not {what}")))
    }
}

/// One argument.
pub trait FromArg: Sized {
    /// Takes it.
    ///
    /// # Errors
    /// When the sentence carries no such argument or it does not parse.
    fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self>;
}

macro_rules! number_args {
    ($($type:ty),+) => {$(
        impl FromArg for $type {
            fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self> {
                cursor.parsed(concat!("a number (", stringify!($type), ")"))
            }
        }
    )+};
}
number_args!(i64, u64, u32, u16, usize, f64);

impl FromArg for String {
    fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self> {
        cursor.parameter().map(str::to_owned)
    }
}

impl FromArg for Operation {
    fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self> {
        let text = cursor.parameter()?;
        Self::parse(text).ok_or_else(|| Interrupt::Harness(format!("`{text}` is not an operation")))
    }
}

impl FromArg for Table {
    fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self> {
        let table = cursor.args.table.clone();
        table.map(Self).ok_or_else(|| {
            Interrupt::Harness(format!("step `{}` needs a data table below it", cursor.args.sentence))
        })
    }
}

impl FromArg for DocString {
    fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self> {
        let text = cursor.args.doc_string.clone();
        text.map(Self).ok_or_else(|| {
            Interrupt::Harness(format!("step `{}` needs a doc string below it", cursor.args.sentence))
        })
    }
}

impl FromArg for Json {
    fn from_arg(cursor: &mut Cursor<'_>) -> StepResult<Self> {
        let DocString(text) = DocString::from_arg(cursor)?;
        serde_json::from_str(&text).map(Self).map_err(|error| {
            Interrupt::Harness(format!(
                "step `{}`: its doc string is not JSON: {error}",
                cursor.args.sentence
            ))
        })
    }
}

/// All arguments of a step.
pub trait FromArgs: Sized {
    /// Takes them in the order of the type.
    ///
    /// # Errors
    /// When one is missing or does not parse.
    fn from_args(args: &Args) -> StepResult<Self>;
}

impl FromArgs for () {
    fn from_args(_args: &Args) -> StepResult<Self> {
        Ok(())
    }
}

impl<A: FromArg> FromArgs for A {
    fn from_args(args: &Args) -> StepResult<Self> {
        A::from_arg(&mut Cursor { args, next: 0 })
    }
}

macro_rules! tuple_args {
    ($($name:ident)+) => {
        impl<$($name: FromArg),+> FromArgs for ($($name,)+) {
            fn from_args(args: &Args) -> StepResult<Self> {
                let mut cursor = Cursor { args, next: 0 };
                Ok(($($name::from_arg(&mut cursor)?,)+))
            }
        }
    };
}
tuple_args!(A B);
tuple_args!(A B C);
tuple_args!(A B C D);
tuple_args!(A B C D E);

#[cfg(test)]
mod tests {
    use super::*;

    fn args(parameters: &[&str]) -> Args {
        Args {
            sentence: "a step".into(),
            parameters: parameters.iter().map(|&text| text.to_owned()).collect(),
            table: Some(vec![vec!["name".into(), "value".into()], vec!["a".into(), "1".into()]]),
            doc_string: Some(r#"{"a": 1}"#.into()),
        }
    }

    #[test]
    fn arguments_are_typed_and_taken_in_order() {
        let (quantity, product, Json(body)) =
            <(u64, String, Json)>::from_args(&args(&["2", "an available product"])).expect("matches");
        assert_eq!((quantity, product.as_str(), body["a"].as_i64()), (2, "an available product", Some(1)));
    }

    #[test]
    fn a_missing_or_wrong_argument_is_the_authors_mistake() {
        assert!(matches!(u64::from_args(&args(&[])), Err(Interrupt::Harness(_))));
        assert!(matches!(u64::from_args(&args(&["many"])), Err(Interrupt::Harness(_))));
        assert!(matches!(Operation::from_args(&args(&["buy"])), Err(Interrupt::Harness(_))));
    }

    #[test]
    fn tables_read_by_heading() {
        let table = Table::from_args(&args(&[])).expect("has a table");
        assert_eq!(table.records(), [vec![("name", "a"), ("value", "1")]]);
    }
}
