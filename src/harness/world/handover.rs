//! The buyer's part: doing at `continue_url` what the last answer asks the buyer to do.

use super::AssayWorld;
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::merchant::BuyerAction;
use crate::transport::view::MessageView;

/// Code of the message that asks for the bank's challenge.
const CHALLENGE: &str = "requires_3ds";

impl AssayWorld {
    /// Does what the first message for the buyer in the last answer asks for.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when the target offers no control, a precondition when nothing is
    /// asked of the buyer.
    pub async fn buyer_finishes(&mut self) -> StepResult {
        let view = self.last()?;
        let asked = view.messages().into_iter().find_map(|message| action(&message));
        let action = asked.ok_or_else(|| {
            let cause = crate::harness::interrupt::Cause::other("nothing is asked of the buyer");
            Interrupt::blocked("the last answer asks nothing of the buyer", cause)
        })?;
        let checkout = view.id().map_or_else(|| self.recall("checkout"), |id| Ok(id.to_owned()))?;
        self.control(ControlAction::Buyer { checkout, action }).await
    }
}

fn action(message: &MessageView) -> Option<BuyerAction> {
    match (message.severity.as_deref()?, message.code.as_str()) {
        ("requires_buyer_review", _) => Some(BuyerAction::Approve),
        ("requires_buyer_input", CHALLENGE) => Some(BuyerAction::Authenticate { passed: true }),
        ("requires_buyer_input", rule) => Some(BuyerAction::Answer { rule: rule.into() }),
        _ => None,
    }
}
