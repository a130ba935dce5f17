//! Eligibility claims: accepted or not, and whether a completion proves them.

use std::sync::Arc;

use super::Messages;
use crate::merchant::world::World;
use crate::protocol::checkout::BuyerContext;
use crate::protocol::message::{Message, Severity};

/// Sorts claims into accepted ones (returned) and others (warned about, never in the way).
pub(super) fn judge(world: &World, context: Option<&BuyerContext>, messages: &mut Messages) -> Vec<Arc<str>> {
    let claimed = context.map(|context| context.eligibility.as_slice()).unwrap_or_default();
    let mut accepted = Vec::new();
    for (at, claim) in claimed.iter().enumerate() {
        let path = format!("$.context.eligibility[{at}]");
        if let Some(known) = world.eligibility.iter().find(|known| known.claim == *claim) {
            messages.push(Message::info("eligibility_accepted", Arc::clone(&known.title)).at(path));
            accepted.push(Arc::clone(claim));
        } else {
            let told = format!("The claim {claim} is not accepted here.");
            messages.push(Message::warning("eligibility_not_accepted", told).at(path));
        }
    }
    accepted
}

/// Errors for accepted claims that neither the buyer's identity nor the payment proves.
pub(in crate::merchant) fn unverified_claims(
    world: &World,
    context: Option<&BuyerContext>,
    email: Option<&str>,
    token: Option<&str>,
) -> Vec<Message> {
    let claimed = context.map(|context| context.eligibility.as_slice()).unwrap_or_default();
    let entitled =
        |buyers: &[Arc<str>]| buyers.iter().any(|b| email.is_some_and(|email| b.eq_ignore_ascii_case(email)));
    let has_proof = |tokens: &[Arc<str>]| tokens.iter().any(|known| Some(&**known) == token);
    let unproved = |claim: &Arc<str>| {
        let known = world.eligibility.iter().find(|known| known.claim == *claim)?;
        (!entitled(&known.verified_buyers) && !has_proof(&known.verified_by_tokens)).then_some(known)
    };
    let error = |(at, claim): (usize, &Arc<str>)| {
        unproved(claim)?;
        let told = format!("The claim {claim} could not be verified. Prove it or withdraw it.");
        let error = Message::error("eligibility_invalid", Severity::Recoverable, told);
        Some(error.at(format!("$.context.eligibility[{at}]")))
    };
    claimed.iter().enumerate().filter_map(error).collect()
}
