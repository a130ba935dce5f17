//! Which cases run: tag expressions and names.

use crate::harness::suite::Case;
use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::tag::Ext as _;
use regex::Regex;

/// A filter that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The tag expression.
    #[error("--tags `{0}` is not a tag expression such as `@checkout and not @slow`")]
    Tags(String),
    /// The name.
    #[error("--name `{0}` is not a regular expression: {1}")]
    Name(String, String),
}

/// A filter; without parts it keeps everything.
#[derive(Debug, Default)]
pub struct Filter {
    tags: Option<TagOperation>,
    name: Option<Regex>,
    text: Vec<String>,
}

impl Filter {
    /// A filter from the command line.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn parse(tags: Option<&str>, name: Option<&str>) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        if let Some(text) = tags {
            filter.tags = Some(text.parse().map_err(|_| FilterError::Tags(text.to_owned()))?);
            filter.text.push(format!("--tags \"{text}\""));
        }
        if let Some(text) = name {
            let regex =
                Regex::new(text).map_err(|error| FilterError::Name(text.to_owned(), error.to_string()))?;
            filter.name = Some(regex);
            filter.text.push(format!("--name \"{text}\""));
        }
        Ok(filter)
    }

    /// Whether a case is kept.
    #[must_use]
    pub fn keeps(&self, case: &Case) -> bool {
        let by_tags = self.tags.as_ref().is_none_or(|tags| tags.eval(case.tags.iter()));
        let by_name =
            self.name.as_ref().is_none_or(|name| name.is_match(&case.name) || name.is_match(&case.id));
        by_tags && by_name
    }

    /// Whether it keeps everything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The filter in words, when it drops anything.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.text.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::suite::{FeatureFile, Suite};

    fn kept(tags: Option<&str>, name: Option<&str>) -> Vec<String> {
        let text = "@area\nFeature: F\n  @id:a @slow\n  Scenario: first\n    Then x\n  @id:b\n  Scenario: second\n    Then x\n";
        let file = FeatureFile { path: "merchant/a/b.feature".into(), text: text.into() };
        let suite = Suite::parse(&[file]).expect("parses");
        let filter = Filter::parse(tags, name).expect("understood");
        suite.cases().iter().filter(|case| filter.keeps(case)).map(|case| case.id.clone()).collect()
    }

    #[test]
    fn tags_and_names_combine() {
        assert_eq!(kept(None, None), ["a", "b"]);
        assert_eq!(kept(Some("@area and not @slow"), None), ["b"]);
        assert_eq!(kept(Some("@id:a"), None), ["a"]);
        assert_eq!(kept(None, Some("^sec")), ["b"]);
        assert_eq!(kept(None, Some("^a$")), ["a"]);
        assert!(kept(Some("@slow"), Some("^sec")).is_empty());
    }

    #[test]
    fn nonsense_is_named() {
        assert!(matches!(Filter::parse(Some("and and"), None), Err(FilterError::Tags(_))));
        assert!(matches!(Filter::parse(None, Some("(")), Err(FilterError::Name(..))));
    }
}
