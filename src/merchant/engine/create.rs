//! `create_checkout`.

use std::sync::Arc;

use super::session::{bad_quantity, out_of_range, without_secrets};
use super::{Desk, Refused, refusal};
use crate::merchant::context::IdKind;
use crate::merchant::evaluate::{Evaluation, Facts, evaluate};
use crate::merchant::input::CheckoutInput;
use crate::merchant::outcome::Reply;
use crate::merchant::state::Checkout;
use crate::merchant::view::CheckoutView;
use crate::protocol::message::{ErrorMessage, Message, Severity};

impl Desk<'_, '_> {
    pub(super) fn create(&mut self, input: CheckoutInput) -> Result<Reply, Refused> {
        let base_url = self.context.base_url;
        if let Some(message) = nothing_asked(&input) {
            return Err(refusal::failure(vec![message], base_url));
        }
        let blocked = self.is_blocked(&input.signals);
        let mut input = without_secrets(input);
        if !self.context.caller.extensions.fulfillment {
            input.fulfillment = None;
        }
        let id = self.context.ids.next_id(IdKind::Checkout);
        let audience = self.audience();
        let expires_at = self.context.now.plus(self.world.expiry);
        let evaluated = evaluate(
            &Facts {
                world: self.world,
                state: self.state,
                now: self.context.now,
                base_url,
                id: &id,
                extensions: audience.extensions,
                supports_multi_group: audience.supports_multi_group,
                platform_handlers: audience.payment_handlers.as_deref(),
                cleared: &[],
                blocked,
                expires_at,
                previous: None,
                lines_ever: 0,
            },
            &input,
        );
        let Ok(evaluation) = evaluated else {
            return Err(refusal::failure(vec![out_of_range(Severity::Unrecoverable)], base_url));
        };
        if let Some(messages) = nothing_to_sell(&evaluation.snapshot.checkout) {
            return Err(refusal::failure(messages, base_url));
        }
        self.created = true;
        Ok(self.found(input, blocked, evaluation))
    }

    /// Writes a new session.
    fn found(&mut self, input: CheckoutInput, blocked: bool, evaluation: Evaluation) -> Reply {
        let Evaluation { snapshot, learned, lines_ever, redeems } = evaluation;
        let mut record = Checkout {
            version: 0,
            owner: self.owner(),
            created_at: self.context.now,
            expires_at: self.context.now.plus(self.world.expiry),
            snapshot: Arc::clone(&snapshot),
            attribution: input.attribution.clone(),
            input: Some(Arc::new(input)),
            audience: self.audience(),
            cleared: Vec::new(),
            blocked,
            pending: None,
            charges: Vec::new(),
            lines_ever: 0,
        };
        self.store(&mut record, Evaluation { snapshot, learned, lines_ever, redeems })
    }
}

/// Content no checkout can be made of.
fn nothing_asked(input: &CheckoutInput) -> Option<Message> {
    if input.line_items.is_empty() {
        let content = "A checkout needs at least one item.";
        return Some(Message::error("missing", Severity::Unrecoverable, content).at("$.line_items"));
    }
    bad_quantity(input, Severity::Unrecoverable)
}

/// When not a single line can be sold, there is nothing to create: the reasons, one per line.
fn nothing_to_sell(checkout: &CheckoutView) -> Option<Vec<Message>> {
    let reason = |at: usize| {
        let path = format!("$.line_items[{at}]");
        checkout.messages.iter().find_map(|message| match message {
            Message::Error(error) if error.path.as_deref() == Some(&*path) && is_absence(&error.code) => {
                Some(error)
            }
            Message::Error(_) | Message::Warning(_) | Message::Info(_) => None,
        })
    };
    let reasons: Option<Vec<&ErrorMessage>> = (0..checkout.line_items.len()).map(reason).collect();
    let fatal = |error: &ErrorMessage| {
        Message::Error(ErrorMessage { severity: Severity::Unrecoverable, path: None, ..error.clone() })
    };
    Some(reasons?.into_iter().map(fatal).collect())
}

fn is_absence(code: &str) -> bool {
    ["not_found", "item_unavailable", "out_of_stock"].contains(&code)
}
