//! The protocol's error algorithm: what an answer asks of the platform next. Pure.

use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::message::Severity;
use crate::transport::view::View;

/// What to do next with a checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Complete it.
    Complete,
    /// Supply or mend something by an update.
    Mend,
    /// Send the buyer to `continue_url`.
    HandOver,
    /// The business is at it: look again later.
    Wait,
    /// The order is placed.
    Done,
    /// There is nothing to act on: open another one, or stop.
    StartAnew,
}

/// The status of a checkout.
#[must_use]
pub fn status(view: &View) -> Option<CheckoutStatus> {
    let name = view.checkout_status()?;
    CheckoutStatus::ALL.into_iter().find(|status| status.name() == name)
}

/// The severities of the errors of an answer.
pub fn severities(view: &View) -> Vec<Severity> {
    let named = |name: &str| {
        [
            ("recoverable", Severity::Recoverable),
            ("requires_buyer_input", Severity::RequiresBuyerInput),
            ("requires_buyer_review", Severity::RequiresBuyerReview),
            ("unrecoverable", Severity::Unrecoverable),
        ]
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, severity)| severity)
    };
    let errors = view.messages().into_iter().filter(|message| message.kind == "error");
    // An error that does not say who can mend it is taken for one that the platform may try.
    errors.map(|error| error.severity.as_deref().and_then(named).unwrap_or(Severity::Recoverable)).collect()
}

/// What an answer with a checkout asks for: unrecoverable errors first, then what the platform can
/// mend, then input of the buyer, then review.
#[must_use]
pub fn next(view: &View) -> Move {
    let severities = severities(view);
    let any = |wanted: Severity| severities.contains(&wanted);
    let status = match status(view) {
        Some(CheckoutStatus::Completed) => return Move::Done,
        Some(CheckoutStatus::Canceled) => return Move::StartAnew,
        Some(CheckoutStatus::CompleteInProgress) => return Move::Wait,
        // A status nobody knows is one that is not ready.
        None => CheckoutStatus::Incomplete,
        Some(open) => open,
    };
    let buyer = severities.iter().any(|one| one.escalates()) || status == CheckoutStatus::RequiresEscalation;
    let ready = status == CheckoutStatus::ReadyForComplete;
    if any(Severity::Unrecoverable) {
        Move::StartAnew
    } else if any(Severity::Recoverable) && !ready {
        Move::Mend
    } else if buyer {
        Move::HandOver
    } else if ready {
        Move::Complete
    } else {
        Move::Mend
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[rstest::rstest]
    #[case("ready_for_complete", &[], Move::Complete)]
    #[case("ready_for_complete", &["recoverable"], Move::Complete)]
    #[case("ready_for_complete", &["requires_buyer_review"], Move::HandOver)]
    #[case("ready_for_complete", &["unrecoverable"], Move::StartAnew)]
    #[case("incomplete", &[], Move::Mend)]
    #[case("incomplete", &["recoverable"], Move::Mend)]
    #[case("incomplete", &["requires_buyer_input", "recoverable"], Move::Mend)]
    #[case("incomplete", &["requires_buyer_input"], Move::HandOver)]
    #[case("incomplete", &["recoverable", "unrecoverable"], Move::StartAnew)]
    #[case("incomplete", &["unheard_of"], Move::Mend)]
    #[case("requires_escalation", &[], Move::HandOver)]
    #[case("requires_escalation", &["requires_buyer_review"], Move::HandOver)]
    #[case("requires_escalation", &["requires_buyer_input", "recoverable"], Move::Mend)]
    #[case("complete_in_progress", &[], Move::Wait)]
    #[case("completed", &[], Move::Done)]
    #[case("canceled", &["unrecoverable"], Move::StartAnew)]
    #[case("canceled", &[], Move::StartAnew)]
    #[case("unheard_of", &[], Move::Mend)]
    fn what_follows(#[case] status: &str, #[case] severities: &[&str], #[case] expected: Move) {
        let messages: Vec<_> = severities
            .iter()
            .map(|severity| json!({"type": "error", "code": "x", "content": "x", "severity": severity}))
            .collect();
        let body = json!({"status": status, "messages": messages}).to_string().into_bytes();
        assert_eq!(next(&View::new("x".to_owned(), 200, Vec::new(), body)), expected);
    }
}
