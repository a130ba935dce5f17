//! Messages a business attaches to what it answers: errors with a severity, warnings with a
//! presentation, and information.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

mod handling;

pub use handling::{PlatformAction, platform_action, resulting_status};

/// One entry of `messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Message {
    /// Something stands in the way.
    Error(ErrorMessage),
    /// Something the buyer has to know.
    Warning(WarningMessage),
    /// Something worth knowing.
    Info(InfoMessage),
}

/// How far an error reaches and who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The platform can mend it through the API.
    Recoverable,
    /// The buyer has to supply something the API cannot carry.
    RequiresBuyerInput,
    /// Everything is there; the buyer has to approve in person.
    RequiresBuyerReview,
    /// There is nothing to act on.
    Unrecoverable,
}

impl Severity {
    /// Whether such an error moves the checkout to `requires_escalation`.
    #[must_use]
    pub const fn escalates(self) -> bool {
        match self {
            Self::RequiresBuyerInput | Self::RequiresBuyerReview => true,
            Self::Recoverable | Self::Unrecoverable => false,
        }
    }
}

/// How a platform has to show a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presentation {
    /// Anywhere.
    Notice,
    /// Next to the component the path names, not to be dismissed.
    Disclosure,
}

/// Format of a message's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentType {
    /// Plain text, the default.
    Plain,
    /// Markdown.
    Markdown,
}

/// An error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorMessage {
    /// Machine-readable reason.
    pub code: Cow<'static, str>,
    /// For people.
    pub content: Arc<str>,
    /// Who can mend it.
    pub severity: Severity,
    /// RFC 9535 `JSONPath` of the component concerned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<Arc<str>>,
}

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningMessage {
    /// Machine-readable reason.
    pub code: Cow<'static, str>,
    /// For people.
    pub content: Arc<str>,
    /// RFC 9535 `JSONPath` of the component concerned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<Arc<str>>,
    /// Format of `content`; absent means plain.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_type: Option<ContentType>,
    /// How to show it; absent means notice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub presentation: Option<Presentation>,
    /// Picture that belongs to it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image_url: Option<Arc<str>>,
    /// Where to read more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<Arc<str>>,
}

/// A piece of information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InfoMessage {
    /// Machine-readable subject.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<Cow<'static, str>>,
    /// For people.
    pub content: Arc<str>,
    /// RFC 9535 `JSONPath` of the component concerned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<Arc<str>>,
}

impl Message {
    /// An error without a path.
    pub fn error(code: &'static str, severity: Severity, content: impl Into<Arc<str>>) -> Self {
        Self::Error(ErrorMessage { code: Cow::Borrowed(code), content: content.into(), severity, path: None })
    }

    /// A warning without a path.
    pub fn warning(code: &'static str, content: impl Into<Arc<str>>) -> Self {
        Self::Warning(WarningMessage {
            code: Cow::Borrowed(code),
            content: content.into(),
            path: None,
            content_type: None,
            presentation: None,
            image_url: None,
            url: None,
        })
    }

    /// Information without a path.
    pub fn info(code: &'static str, content: impl Into<Arc<str>>) -> Self {
        Self::Info(InfoMessage { code: Some(Cow::Borrowed(code)), content: content.into(), path: None })
    }

    /// The same message about the component at `path`.
    #[must_use]
    pub fn at(mut self, at: impl Into<Arc<str>>) -> Self {
        let path = match &mut self {
            Self::Error(message) => &mut message.path,
            Self::Warning(message) => &mut message.path,
            Self::Info(message) => &mut message.path,
        };
        *path = Some(at.into());
        self
    }

    /// What it says, for people.
    #[must_use]
    pub fn content(&self) -> &str {
        match self {
            Self::Error(message) => &message.content,
            Self::Warning(message) => &message.content,
            Self::Info(message) => &message.content,
        }
    }

    /// The machine-readable reason.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Error(message) => Some(&message.code),
            Self::Warning(message) => Some(&message.code),
            Self::Info(message) => message.code.as_deref(),
        }
    }

    /// The component concerned.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Error(message) => message.path.as_deref(),
            Self::Warning(message) => message.path.as_deref(),
            Self::Info(message) => message.path.as_deref(),
        }
    }

    /// How it has to be shown, warnings only; a warning that does not say is a notice.
    #[must_use]
    pub fn presentation(&self) -> Option<Presentation> {
        match self {
            Self::Warning(message) => Some(message.presentation.unwrap_or(Presentation::Notice)),
            Self::Error(_) | Self::Info(_) => None,
        }
    }

    /// The severity, errors only.
    #[must_use]
    pub const fn severity(&self) -> Option<Severity> {
        match self {
            Self::Error(message) => Some(message.severity),
            Self::Warning(_) | Self::Info(_) => None,
        }
    }
}
