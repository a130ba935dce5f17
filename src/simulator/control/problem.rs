//! The one shape of an error: code, what, where, what was expected, how to mend.

use crate::simulator::error::ApplicationError;
use crate::simulator::session::ControlError;
use serde_json::{Value, json};
use std::time::Duration;

/// Every code with its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Unauthorized,
    TokenExpired,
    InsufficientScope,
    ForeignOrigin,
    WrongHost,
    TooManyFailures,
    NotFound,
    MethodNotAllowed,
    InvalidPath,
    InvalidQuery,
    InvalidCursor,
    MalformedJson,
    InvalidBody,
    UnsupportedMediaType,
    BodyTooLarge,
    Refused,
    Conflict,
    LimitReached,
    WaitTimeout,
    Unavailable,
    InternalError,
}

impl Code {
    #[cfg(test)]
    const ALL: [Self; 21] = [
        Self::Unauthorized,
        Self::TokenExpired,
        Self::InsufficientScope,
        Self::ForeignOrigin,
        Self::WrongHost,
        Self::TooManyFailures,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::InvalidPath,
        Self::InvalidQuery,
        Self::InvalidCursor,
        Self::MalformedJson,
        Self::InvalidBody,
        Self::UnsupportedMediaType,
        Self::BodyTooLarge,
        Self::Refused,
        Self::Conflict,
        Self::LimitReached,
        Self::WaitTimeout,
        Self::Unavailable,
        Self::InternalError,
    ];

    /// The name on the wire and the status it comes with.
    pub(super) const fn row(self) -> (&'static str, u16) {
        match self {
            Self::Unauthorized => ("unauthorized", 401),
            Self::TokenExpired => ("token_expired", 401),
            Self::InsufficientScope => ("insufficient_scope", 403),
            Self::ForeignOrigin => ("foreign_origin", 403),
            Self::WrongHost => ("wrong_host", 421),
            Self::TooManyFailures => ("too_many_failures", 429),
            Self::NotFound => ("not_found", 404),
            Self::MethodNotAllowed => ("method_not_allowed", 405),
            Self::InvalidPath => ("invalid_path", 400),
            Self::InvalidQuery => ("invalid_query", 400),
            Self::InvalidCursor => ("invalid_cursor", 400),
            Self::MalformedJson => ("malformed_json", 400),
            Self::InvalidBody => ("invalid_body", 400),
            Self::UnsupportedMediaType => ("unsupported_media_type", 415),
            Self::BodyTooLarge => ("body_too_large", 413),
            Self::Refused => ("refused", 409),
            Self::Conflict => ("conflict", 409),
            Self::LimitReached => ("limit_reached", 409),
            Self::WaitTimeout => ("wait_timeout", 504),
            Self::Unavailable => ("unavailable", 503),
            Self::InternalError => ("internal_error", 500),
        }
    }
}

/// Longest text of a member, in characters: what was sent is quoted, but not at any length.
const LONGEST: usize = 500;

/// What people are told.
#[derive(Clone, Debug)]
struct Told {
    what: String,
    place: String,
    expected: String,
    mend: String,
}

/// Why a call was not done.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    told: Box<Told>,
    /// When to try again.
    pub(super) retry_after: Option<Duration>,
    /// Methods that would be allowed.
    pub(super) allow: Vec<&'static str>,
}

impl Problem {
    pub(super) fn new(code: Code, what: impl Into<String>) -> Self {
        Self {
            code,
            told: Box::new(Told {
                what: what.into(),
                place: "the request".to_owned(),
                expected: String::new(),
                mend: String::new(),
            }),
            retry_after: None,
            allow: Vec::new(),
        }
    }

    /// Where the trouble is.
    pub(super) fn at(mut self, place: impl Into<String>) -> Self {
        self.told.place = place.into();
        self
    }

    /// What would have been right.
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.told.expected = expected.into();
        self
    }

    /// How to mend it.
    pub(super) fn mend(mut self, mend: impl Into<String>) -> Self {
        self.told.mend = mend.into();
        self
    }

    pub(super) fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// There is no such thing.
    pub(super) fn missing(what: &str, name: &str, list: &str) -> Self {
        Self::new(Code::NotFound, format!("there is no {what} {name:?}"))
            .at("the path")
            .expected(format!("the identifier of a {what}"))
            .mend(format!("see {list} for those there are"))
    }

    pub(super) fn status(&self) -> u16 {
        self.code.row().1
    }

    pub(super) fn body(&self) -> Value {
        json!({
            "code": self.code.row().0,
            "what": bounded(&self.told.what),
            "where": bounded(&self.told.place),
            "expected": bounded(&self.told.expected),
            "mend": bounded(&self.told.mend),
        })
    }
}

fn bounded(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        match &error {
            ControlError::Refused(reason) if reason.starts_with("not_found") => {
                Self::new(Code::NotFound, error.to_string())
                    .at("the path or body")
                    .expected("the identifier of something this session has")
                    .mend("list what there is, then ask again")
            }
            ControlError::Refused(_) => Self::new(Code::Refused, error.to_string())
                .expected("an action that fits the state it meets")
                .mend("look at the state first; the reason above says what forbids it"),
            ControlError::Store(_) => Self::new(Code::Unavailable, error.to_string())
                .expected("a store that takes changes")
                .mend("try again; when it lasts, look at the merchant's log and restart it")
                .retry_after(Duration::from_secs(1)),
            ControlError::Key(_) => Self::new(Code::InternalError, error.to_string())
                .mend("the system yields no randomness; restart the merchant"),
        }
    }
}

impl From<ApplicationError> for Problem {
    fn from(error: ApplicationError) -> Self {
        let what = error.to_string();
        match error {
            ApplicationError::NoSuchSession(name) => Self::missing("session", &name, "GET /v1/sessions"),
            ApplicationError::SessionName(_) => Self::new(Code::InvalidBody, what)
                .at("body /id")
                .expected("1 to 63 of a-z, 0-9 and inner '-'")
                .mend("choose another name"),
            ApplicationError::HostName(_) => Self::new(Code::InvalidBody, what)
                .at("body /host_name")
                .expected("a host name without a port, such as merchant.example.com")
                .mend("choose another name"),
            ApplicationError::SessionExists(_)
            | ApplicationError::HostTaken { .. }
            | ApplicationError::Indispensable(_) => Self::new(Code::Conflict, what)
                .expected("a name that is free, or a session that may go")
                .mend("choose another session"),
            ApplicationError::TooManySessions(_) => Self::new(Code::LimitReached, what)
                .expected("room for one more session")
                .mend("DELETE sessions that are no longer needed"),
            ApplicationError::World(_) => Self::new(Code::InvalidBody, what)
                .at("body /world")
                .expected("the name of a built-in world, or the text of a world file")
                .mend("check it with `ucp-assay lint scenario`"),
            ApplicationError::Fault(_) => Self::new(Code::InvalidBody, what)
                .at("body /world")
                .expected("fault rules as docs/faults.md describes them")
                .mend("check the world with `ucp-assay lint scenario`"),
            ApplicationError::Store(_) => Self::new(Code::Unavailable, what)
                .mend("try again; when it lasts, look at the merchant's log and restart it")
                .retry_after(Duration::from_secs(1)),
            ApplicationError::Bind { .. }
            | ApplicationError::Tls(_)
            | ApplicationError::File { .. }
            | ApplicationError::Contract(_)
            | ApplicationError::Control(_)
            | ApplicationError::Setup(_) => {
                Self::new(Code::InternalError, what).mend("look at the merchant's log")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_exactly_these_codes() {
        let document: Value = serde_json::from_str(crate::simulator::control::OPENAPI).unwrap();
        let listed = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.row().0).collect();
        assert_eq!(*listed, json!(names));
    }

    #[test]
    fn what_is_quoted_is_bounded() {
        let body = Problem::new(Code::InvalidBody, "é".repeat(100_000)).body();
        assert!(body["what"].as_str().unwrap().chars().count() <= LONGEST + 1);
    }
}
