//! `@req:` tags: which clause a scenario tests, and at which protocol versions.

use super::span::Span;

/// One clause that a scenario carries, from a tag `@req:ID`, `@req:ID:since:DATE` or
/// `@req:ID:until:DATE`. One demand may go by different names in different versions; a limit says
/// which name holds where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClauseTag {
    /// The register row.
    pub id: String,
    /// The versions it is carried at.
    pub span: Span,
}

impl ClauseTag {
    /// Reads the value of a tag, the part after `@req:`.
    #[must_use]
    pub(super) fn read(value: &str) -> Self {
        let mut parts = value.split(':');
        let id = parts.next().unwrap_or_default().to_owned();
        let mut span = Span::default();
        while let (Some(word), Some(date)) = (parts.next(), parts.next()) {
            match word {
                "since" => span.since = Some(date.to_owned()),
                "until" => span.until = Some(date.to_owned()),
                // A row of that name exists in no register, so the lint names the whole tag.
                _ => return Self { id: value.to_owned(), span: Span::default() },
            }
        }
        Self { id, span }
    }

    /// Whether the limit is part of the tag.
    #[must_use]
    pub const fn is_limited(&self) -> bool {
        self.span.since.is_some() || self.span.until.is_some()
    }
}
