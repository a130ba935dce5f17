//! What goes wrong with a connector that was asked: the connector's doing, told as an outcome.

use std::time::Duration;

use crate::connector::driver::Outcome;

/// Why there is no answer that could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// The process ended.
    #[error("the connector ended: {0}")]
    Ended(String),
    /// No answer came in time.
    #[error("no answer of the connector within {} ms", .0.as_millis())]
    Silent(Duration),
    /// What came is no answer.
    #[error("the connector's answer cannot be read: {0}")]
    Unreadable(String),
    /// More came than is read.
    #[error("the connector wrote {0}")]
    TooMuch(String),
    /// It did not start, where starting it is the action.
    #[error("the connector does not start: {0}")]
    NotStarted(String),
}

impl Trouble {
    /// The code that outcomes carry.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Ended(_) => "connector_ended",
            Self::Silent(_) => "connector_silent",
            Self::Unreadable(_) => "connector_unreadable",
            Self::TooMuch(_) => "connector_too_much",
            Self::NotStarted(_) => "connector_not_started",
        }
    }

    /// The outcome it is.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome {
            error_code: Some(self.code().to_owned()),
            error: Some(self.to_string()),
            ..Outcome::default()
        }
    }
}
