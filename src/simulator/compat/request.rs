//! Requests as the official suite sends them.

use super::relaxation::Relaxation;
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::simulator::concession::note;
use crate::simulator::journal::FindingKind;
use crate::simulator::pipeline::Context;
use serde_json::Value;

/// Notes what is accepted without being looked at, and puts back what an update left out.
pub(super) fn amend(context: &mut Context<'_>) {
    let mandated =
        context.document.as_ref().is_some_and(|body| body.pointer("/ap2/checkout_mandate").is_some());
    if mandated {
        note(context, FindingKind::Compat(Relaxation::UnverifiedMandate), "/ap2/checkout_mandate");
    }
    if context.spec.operation == Operation::UpdateCheckout {
        keep_buyer(context);
    }
}

fn keep_buyer(context: &mut Context<'_>) {
    let Some(buyer) = known_buyer(context) else { return };
    let Some(Value::Object(members)) = &mut context.document else { return };
    if !members.contains_key("buyer") {
        members.insert("buyer".to_owned(), buyer);
        note(context, FindingKind::Compat(Relaxation::KeptBuyer), "/buyer");
    }
}

/// The buyer of the caller's own checkout.
fn known_buyer(context: &Context<'_>) -> Option<Value> {
    let (id, caller) = (context.id.as_deref()?, context.platform.as_ref()?);
    let state = context.session.state();
    let record = state.checkout(id).filter(|record| *record.owner == *caller.url)?;
    serde_json::to_value(record.snapshot.checkout.buyer.as_ref()?).ok()
}

/// The relaxation that lets a breach of the request's schema pass.
pub(super) fn tolerates(operation: Operation, violation: &Violation) -> Option<Relaxation> {
    match operation {
        Operation::CreateCheckout | Operation::UpdateCheckout if is_null(violation) => {
            Some(Relaxation::NullMember)
        }
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

/// Whether what is wrong is that a member of `payment` is null.
fn is_null(violation: &Violation) -> bool {
    violation.pointer.starts_with("/payment/")
        && violation.keyword == "type"
        && violation.message.contains("found null")
}
