//! Choosing the instrument and asking the (pretended) payment provider.

use std::sync::Arc;

use super::Desk;
use crate::merchant::context::IdKind;
use crate::merchant::evaluate::shown;
use crate::merchant::input::{InstrumentInput, PaymentInput};
use crate::merchant::state::{Charge, ChargeStatus, Checkout};
use crate::merchant::world::{TokenOutcome, World};
use crate::protocol::checkout::TotalKind;
use crate::protocol::message::{Message, Severity};
use crate::protocol::money::Amount;
use crate::protocol::payment::{InstrumentMismatch, admits};

/// The instrument to charge, and its position.
pub(super) struct Chosen<'p> {
    pub(super) at: usize,
    pub(super) instrument: &'p InstrumentInput,
}

impl Chosen<'_> {
    /// Token of the credential, if it is one.
    pub(super) fn token(&self) -> Option<&str> {
        self.instrument.credential.as_ref()?.token.as_deref()
    }

    /// An error about this instrument.
    pub(super) fn error(&self, code: &'static str, content: &str, member: &str) -> Message {
        let path = format!("$.payment.instruments[{}]{member}", self.at);
        Message::error(code, Severity::Recoverable, content).at(path)
    }
}

/// The selected instrument, or the only one; usable for this checkout.
pub(super) fn choose<'p>(
    payment: Option<&'p PaymentInput>,
    record: &Checkout,
) -> Result<Chosen<'p>, Message> {
    let instruments = payment.map(|payment| payment.instruments.as_slice()).unwrap_or_default();
    let missing = |content: &str| {
        Message::error("payment_required", Severity::Recoverable, content).at("$.payment.instruments")
    };
    let at = match instruments {
        [] => return Err(missing("A payment instrument is needed to complete.")),
        [_] => Some(0),
        [..] => instruments.iter().position(|instrument| instrument.selected == Some(true)),
    };
    let chosen = at.and_then(|at| Some(Chosen { at, instrument: instruments.get(at)? }));
    let Some(chosen) = chosen else { return Err(missing("Select one of the instruments.")) };
    let handler =
        record.snapshot.payment_handlers.iter().find(|handler| handler.id == chosen.instrument.handler_id);
    let Some(handler) = handler else {
        let content = "This payment handler is not available for this checkout.";
        return Err(chosen.error("payment_handler_unavailable", content, ".handler_id"));
    };
    let refused = |content, member| Err(chosen.error("payment_instrument_unavailable", content, member));
    match admits(handler, &shown(chosen.instrument)) {
        Ok(()) => Ok(()),
        Err(InstrumentMismatch::Kind) => {
            refused("The handler does not take this kind of instrument.", ".type")
        }
        Err(InstrumentMismatch::Brand) => refused("The handler does not take this brand.", ".display.brand"),
    }?;
    let Some(credential) = &chosen.instrument.credential else {
        return Err(chosen.error("payment_required", "The instrument carries no credential.", ".credential"));
    };
    let bound = credential.binding.as_ref().and_then(|binding| binding.checkout_id.as_deref());
    if bound.is_some_and(|bound| bound != &*record.snapshot.checkout.id) {
        return Err(chosen.error(
            "payment_failed",
            "The credential is bound to another checkout.",
            ".credential",
        ));
    }
    Ok(chosen)
}

/// What the provider answers to a credential.
pub(super) fn outcome_of(world: &World, token: Option<&str>) -> TokenOutcome {
    let rule = token.and_then(|token| world.payment.tokens.iter().find(|rule| *rule.token == *token));
    rule.map_or(world.payment.otherwise, |rule| rule.outcome)
}

/// What is noted when the buyer authenticated for this total.
pub(super) fn authentication_clearance(record: &Checkout) -> Arc<str> {
    let shown = &record.snapshot.checkout;
    format!("3ds:{}:{}", shown.currency, total_of(record).minor()).into()
}

/// What is to pay.
pub(super) fn total_of(record: &Checkout) -> Amount {
    let totals = &record.snapshot.checkout.totals;
    totals.iter().find(|total| total.kind == TotalKind::Total).map_or(Amount::ZERO, |total| total.amount)
}

impl Desk<'_, '_> {
    /// Notes an attempt to charge. A challenge or a pending charge before it is what it continues.
    pub(super) fn note_charge(&mut self, record: &mut Checkout, status: ChargeStatus) {
        let amount = total_of(record);
        let open = record.charges.iter_mut().find(|charge| {
            matches!(charge.status, ChargeStatus::Pending | ChargeStatus::Challenged)
                && charge.amount == amount
        });
        match open {
            Some(charge) => charge.status = status,
            None => record.charges.push(Charge {
                id: self.context.ids.next_id(IdKind::Charge),
                amount,
                currency: record.snapshot.checkout.currency,
                status,
            }),
        }
    }
}
