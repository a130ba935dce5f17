//! What is seen of a connector besides its answers: what it prints where it should not, whether it
//! still listens, how it ended, what it says to webhooks.

use std::time::Duration;

use serde::Serialize;

/// Most samples of stray output that are kept.
pub const SAMPLES: usize = 5;

/// What was seen besides the answers, redacted. Counts go from the start of the driver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(default)]
pub struct Hygiene {
    /// Lines on the standard output that are no message of the protocol spoken there.
    pub stray_lines: u64,
    /// The first of them, shortened: [`SAMPLES`] at most.
    pub stray_samples: Vec<String>,
    /// Messages of the protocol that answer nothing that was asked.
    pub unasked_answers: u64,
    /// How the process ended when nobody had told it to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<String>,
    /// The action under way when it ended so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_during: Option<&'static str>,
    /// Calls that were not answered in time.
    pub silent_calls: u64,
    /// The end of what it wrote to its standard error.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stderr_tail: String,
}

impl Hygiene {
    /// Whether there is nothing to complain about; talk on the standard error is none.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.stray_lines == 0 && self.unasked_answers == 0 && self.exit.is_none() && self.silent_calls == 0
    }
}

/// What came of asking whether a connector is there, while it may be busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ping {
    /// It answered after this long.
    Answered(Duration),
    /// It did not answer within this long.
    Silent(Duration),
    /// It cannot be asked: the way it is driven knows no such question.
    Unsupported,
}

/// What a connector said to a webhook that was handed to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It answered with this status and body.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The body, raw.
        #[serde(skip)]
        body: Vec<u8>,
    },
    /// Nobody listens at its URL, or no answer came; the reason.
    Failed(String),
    /// It has no receiver, or one of its own that the business reaches without help.
    NoReceiver,
}
