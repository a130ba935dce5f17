//! From which protocol version to which: the tags `@since:DATE` and `@until:DATE`.

use crate::protocol::profile::is_dated_version;
use crate::protocol::version::ProtocolVersion;

/// A span of protocol versions, both ends included; dates of this form sort as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first version, a date.
    pub since: Option<String>,
    /// The last version, a date.
    pub until: Option<String>,
}

impl Span {
    /// Whether it holds this version.
    #[must_use]
    pub fn holds(&self, version: ProtocolVersion) -> bool {
        self.outside(version).is_none()
    }

    /// Why it does not hold this version, in words.
    #[must_use]
    pub fn outside(&self, version: ProtocolVersion) -> Option<String> {
        let date = version.date();
        let since = self.since.as_deref().filter(|since| date < *since);
        let until = self.until.as_deref().filter(|until| date > *until);
        since
            .map(|since| format!("applies since {since}"))
            .or_else(|| until.map(|until| format!("applied until {until}")))
    }

    /// The first end that is no date.
    #[must_use]
    pub(super) fn undated(&self) -> Option<&str> {
        let ends = [self.since.as_deref(), self.until.as_deref()];
        ends.into_iter().flatten().find(|end| !is_dated_version(end))
    }
}
