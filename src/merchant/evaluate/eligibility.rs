//! Eligibility claims: accepted or not, and whether a completion proves them.

use std::sync::Arc;

use super::Messages;
use crate::merchant::world::World;
use crate::protocol::checkout::BuyerContext;
use crate::protocol::message::{Message, Severity};

/// Sorts claims into accepted ones (returned) and others (warned about, never in the way).
pub(super) fn judge(world: &World, context: Option<&BuyerContext>, messages: &mut Messages) -> Vec<Arc<str>> {
    let claims = context.map(|context| context.eligibility.as_slice()).unwrap_or_default();
    let mut accepted = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        let path = format!("$.context.eligibility[{at}]");
        match world.eligibility.iter().find(|known| known.claim == *claim) {
            Some(known) => {
                messages.push(Message::info("eligibility_accepted", Arc::clone(&known.title)).at(path));
                if !accepted.contains(claim) {
                    accepted.push(Arc::clone(claim));
                }
            }
            None => {
                let content = format!("The claim {claim} is not accepted here.");
                messages.push(Message::warning("eligibility_not_accepted", content).at(path));
            }
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
    let claims = context.map(|context| context.eligibility.as_slice()).unwrap_or_default();
    let entitled =
        |buyers: &[Arc<str>]| buyers.iter().any(|b| email.is_some_and(|email| b.eq_ignore_ascii_case(email)));
    let proved = |tokens: &[Arc<str>]| tokens.iter().any(|known| Some(&**known) == token);
    let unproved = |claim: &Arc<str>| {
        let known = world.eligibility.iter().find(|known| known.claim == *claim)?;
        (!entitled(&known.verified_buyers) && !proved(&known.verified_by_tokens)).then_some(known)
    };
    let error = |(at, claim): (usize, &Arc<str>)| {
        unproved(claim)?;
        let content = format!("The claim {claim} could not be verified. Prove it or withdraw it.");
        let error = Message::error("eligibility_invalid", Severity::Recoverable, content);
        Some(error.at(format!("$.context.eligibility[{at}]")))
    };
    claims.iter().enumerate().filter_map(error).collect()
}
