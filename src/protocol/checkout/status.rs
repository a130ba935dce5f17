//! Statuses of a checkout session.

use serde::{Deserialize, Serialize};

/// Where a checkout session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckoutStatus {
    /// Something is missing or wrong; messages say what.
    Incomplete,
    /// The buyer has to act on the business's own page.
    RequiresEscalation,
    /// The platform may complete.
    ReadyForComplete,
    /// The business is processing the completion.
    CompleteInProgress,
    /// The order is placed; nothing changes any more.
    Completed,
    /// Given up, expired or invalid; nothing changes any more.
    Canceled,
}

impl CheckoutStatus {
    /// Every status, in the order of the lifecycle.
    pub const ALL: [Self; 6] = [
        Self::Incomplete,
        Self::RequiresEscalation,
        Self::ReadyForComplete,
        Self::CompleteInProgress,
        Self::Completed,
        Self::Canceled,
    ];

    /// Whether the session can never change again.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Completed | Self::Canceled => true,
            Self::Incomplete
            | Self::RequiresEscalation
            | Self::ReadyForComplete
            | Self::CompleteInProgress => false,
        }
    }

    /// The protocol's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::RequiresEscalation => "requires_escalation",
            Self::ReadyForComplete => "ready_for_complete",
            Self::CompleteInProgress => "complete_in_progress",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
        }
    }
}
