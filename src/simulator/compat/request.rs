//! Requests as the official suite sends them.

use super::relaxation::Relaxation;
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::simulator::concession::note;
use crate::simulator::journal::FindingKind;
use crate::simulator::pipeline::Context;

/// Notes what is accepted without being looked at.
pub(super) fn amend(context: &mut Context<'_>) {
    let mandated =
        context.document.as_ref().is_some_and(|body| body.pointer("/ap2/checkout_mandate").is_some());
    if mandated {
        note(context, FindingKind::Compat(Relaxation::UnverifiedMandate), "/ap2/checkout_mandate");
    }
}

/// The relaxation that lets a breach of the request's schema pass.
pub(super) fn tolerates(operation: Operation, violation: &Violation) -> Option<Relaxation> {
    let at = |prefix: &str| violation.pointer.starts_with(prefix);
    match operation {
        Operation::CreateCheckout | Operation::UpdateCheckout if at("/fulfillment/methods/") => {
            (violation.keyword == "required").then_some(Relaxation::LooseFulfillment)
        }
        Operation::CreateCheckout | Operation::UpdateCheckout if at("/payment") => {
            Some(Relaxation::LoosePayment)
        }
        Operation::CompleteCheckout if at("/payment_data") => Some(Relaxation::LoosePayment),
        Operation::CompleteCheckout if at("/ap2") => Some(Relaxation::UnverifiedMandate),
        Operation::CreateCheckout
        | Operation::GetCheckout
        | Operation::UpdateCheckout
        | Operation::CompleteCheckout
        | Operation::CancelCheckout
        | Operation::CreateCart
        | Operation::GetCart
        | Operation::UpdateCart
        | Operation::CancelCart
        | Operation::SearchCatalog
        | Operation::LookupCatalog
        | Operation::GetProduct
        | Operation::GetOrder
        | Operation::OrderEvent => None,
    }
}
