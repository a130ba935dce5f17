//! What messages mean: the status a business derives from their severities, and what a platform
//! does first.

use super::Severity;
use crate::protocol::checkout::CheckoutStatus;

/// What a platform does next with a checkout that is not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlatformAction {
    /// Nothing can be mended: start over, or hand over by `continue_url`.
    Stop,
    /// Mend what the API can mend, and update.
    Mend,
    /// Hand over: the buyer has to give input.
    CollectInput,
    /// Hand over: the buyer has to review and approve.
    CollectReview,
    /// Nothing stands in the way.
    Proceed,
}

impl PlatformAction {
    /// The name in vectors and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Mend => "mend",
            Self::CollectInput => "collect_input",
            Self::CollectReview => "collect_review",
            Self::Proceed => "proceed",
        }
    }
}

/// The status of an open checkout whose errors have these severities: one that needs the buyer
/// escalates it, any other keeps it incomplete, none makes it ready.
pub fn resulting_status(severities: impl IntoIterator<Item = Severity>) -> CheckoutStatus {
    let mut status = CheckoutStatus::ReadyForComplete;
    for severity in severities {
        if severity.escalates() {
            return CheckoutStatus::RequiresEscalation;
        }
        status = CheckoutStatus::Incomplete;
    }
    status
}

/// What a platform does first: unrecoverable errors end it, then what it can mend itself, then the
/// buyer's input, then the buyer's review.
pub fn platform_action(severities: impl IntoIterator<Item = Severity>) -> PlatformAction {
    let actions = severities.into_iter().map(|severity| match severity {
        Severity::Unrecoverable => PlatformAction::Stop,
        Severity::Recoverable => PlatformAction::Mend,
        Severity::RequiresBuyerInput => PlatformAction::CollectInput,
        Severity::RequiresBuyerReview => PlatformAction::CollectReview,
    });
    actions.min().unwrap_or(PlatformAction::Proceed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Severity::{Recoverable, RequiresBuyerInput, RequiresBuyerReview, Unrecoverable};
    use rstest::rstest;

    #[rstest]
    #[case(&[], CheckoutStatus::ReadyForComplete, PlatformAction::Proceed)]
    #[case(&[Recoverable], CheckoutStatus::Incomplete, PlatformAction::Mend)]
    #[case(&[Recoverable, RequiresBuyerInput], CheckoutStatus::RequiresEscalation, PlatformAction::Mend)]
    #[case(&[RequiresBuyerReview], CheckoutStatus::RequiresEscalation, PlatformAction::CollectReview)]
    #[case(&[RequiresBuyerReview, RequiresBuyerInput], CheckoutStatus::RequiresEscalation, PlatformAction::CollectInput)]
    #[case(&[Recoverable, Unrecoverable], CheckoutStatus::Incomplete, PlatformAction::Stop)]
    fn table(
        #[case] severities: &[Severity],
        #[case] status: CheckoutStatus,
        #[case] action: PlatformAction,
    ) {
        assert_eq!(resulting_status(severities.iter().copied()), status);
        assert_eq!(platform_action(severities.iter().copied()), action);
    }
}
