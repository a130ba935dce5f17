//! Protocol errors: the layer below business outcomes. An HTTP status and a body of code and content.

use std::borrow::Cow;
use std::time::Duration;

/// A request that was refused before the merchant decided anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {content}")]
pub struct Failure {
    /// The protocol's code, a row of the contract's code table (`signature_missing`).
    pub code: &'static str,
    /// What was wrong, for people, naming the header or JSON pointer.
    pub content: Cow<'static, str>,
    /// Where a person can go on instead.
    pub continue_url: Option<String>,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// Methods the path does have (`method_not_allowed`).
    pub allow: Vec<&'static str>,
}

impl Failure {
    /// A failure with a code and an explanation.
    #[must_use]
    pub fn new(code: &'static str, content: impl Into<Cow<'static, str>>) -> Self {
        Self { code, content: content.into(), continue_url: None, retry_after: None, allow: Vec::new() }
    }

    /// The same failure with a time after which to try again.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// The same failure with a page where a person can go on.
    #[must_use]
    pub fn continue_at(mut self, url: impl Into<String>) -> Self {
        self.continue_url = Some(url.into());
        self
    }
}
