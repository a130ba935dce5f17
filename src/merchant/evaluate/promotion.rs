//! Which discounts are in play: automatic ones, those of accepted claims, and codes; and why a
//! code is refused.

use std::sync::Arc;

use super::discount::Discounts;
use super::line::Line;
use super::{Facts, Messages};
use crate::merchant::input::CheckoutInput;
use crate::merchant::world::Discount;
use crate::protocol::message::Message;
use crate::protocol::money::{Amount, AmountError, Currency};

/// A discount in play.
pub(super) struct Offer<'w> {
    pub(super) discount: &'w Discount,
    /// Position and spelling of the code that asked for it.
    pub(super) code: Option<(usize, Arc<str>)>,
}

/// Discounts in play, in the order of computation.
pub(super) fn select<'w>(
    facts: &Facts<'w>,
    input: &CheckoutInput,
    lines: &[Line<'_>],
    currency: Currency,
    claims: &[Arc<str>],
    email: Option<&str>,
    messages: &mut Messages,
) -> Result<Vec<Offer<'w>>, AmountError> {
    let subtotal = Amount::sum(lines.iter().map(|line| line.subtotal))?;
    let buyer = Buyer { facts, email, subtotal, currency };
    let claimed = |discount: &Discount| discount.claim.as_ref().is_some_and(|claim| claims.contains(claim));
    let granted = |discount: &&Discount| {
        discount.code.is_none()
            && (discount.automatic || (facts.extensions.discount && claimed(discount)))
            && buyer.refuse(discount).is_none()
    };
    let mut offers: Vec<Offer<'w>> =
        facts.world.discounts.iter().filter(granted).map(|discount| Offer { discount, code: None }).collect();
    if facts.extensions.discount {
        let codes = input.discounts.as_ref().map(|given| given.codes.as_slice()).unwrap_or_default();
        for (at, code) in codes.iter().enumerate() {
            match buyer.admit(code, &offers) {
                Ok(discount) => offers.push(Offer { discount, code: Some((at, Arc::clone(code))) }),
                Err(refusal) => messages.push(refusal.message(at, code)),
            }
        }
    }
    offers.sort_by_key(|offer| offer.discount.effective_priority());
    Ok(offers)
}

/// Why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Unknown,
    Expired,
    AlreadyApplied,
    Combination,
    NotLoggedIn,
    Ineligible,
    TooSmall,
    NoEffect,
}

impl Refusal {
    fn message(self, at: usize, code: &str) -> Message {
        let (name, reason) = match self {
            Self::Unknown => ("discount_code_invalid", "is not known"),
            Self::Expired => ("discount_code_expired", "has expired"),
            Self::AlreadyApplied => ("discount_code_already_applied", "is applied already"),
            Self::Combination => {
                ("discount_code_combination_disallowed", "cannot be combined with another code")
            }
            Self::NotLoggedIn => ("discount_code_user_not_logged_in", "needs to know who buys"),
            Self::Ineligible => ("discount_code_user_ineligible", "is not for this buyer"),
            Self::TooSmall => ("discount_code_invalid", "needs a larger order"),
            Self::NoEffect => ("discount_code_invalid", "concerns nothing in this checkout"),
        };
        Message::warning(name, format!("The code {code} {reason}.")).at(format!("$.discounts.codes[{at}]"))
    }
}

/// Who buys what, as far as discounts care.
struct Buyer<'f, 'w> {
    facts: &'f Facts<'w>,
    email: Option<&'f str>,
    subtotal: Amount,
    currency: Currency,
}

impl<'w> Buyer<'_, 'w> {
    fn admit(&self, code: &str, offers: &[Offer<'w>]) -> Result<&'w Discount, Refusal> {
        let discount = self.facts.world.discount_by_code(code).ok_or(Refusal::Unknown)?;
        let mut codes = offers.iter().filter(|offer| offer.code.is_some());
        if codes.clone().any(|offer| offer.discount.id == discount.id) {
            return Err(Refusal::AlreadyApplied);
        }
        if let Some(refusal) = self.refuse(discount) {
            return Err(refusal);
        }
        if codes.any(|offer| offer.discount.exclusive || discount.exclusive) {
            return Err(Refusal::Combination);
        }
        Ok(discount)
    }

    /// Why this buyer cannot have this discount.
    fn refuse(&self, discount: &Discount) -> Option<Refusal> {
        let now = self.facts.now.millis();
        if discount.expires_at.is_some_and(|end| end.as_millisecond() <= now) {
            return Some(Refusal::Expired);
        }
        if let Some(refusal) = self.refuse_buyer(discount) {
            return Some(refusal);
        }
        let least = discount.min_subtotal.as_ref().map(|least| least.get(&self.currency).copied());
        match least {
            Some(Some(least)) if self.subtotal < least => Some(Refusal::TooSmall),
            Some(None) => Some(Refusal::TooSmall),
            Some(Some(_)) | None => None,
        }
    }

    fn refuse_buyer(&self, discount: &Discount) -> Option<Refusal> {
        if discount.buyers.is_empty() && !discount.once_per_buyer {
            return None;
        }
        let Some(email) = self.email else { return Some(Refusal::NotLoggedIn) };
        if !discount.buyers.is_empty()
            && !discount.buyers.iter().any(|known| known.eq_ignore_ascii_case(email))
        {
            return Some(Refusal::Ineligible);
        }
        let redeemed = self
            .facts
            .state
            .customer(email)
            .is_some_and(|known| known.redemptions.contains_key(&discount.id));
        (discount.once_per_buyer && redeemed).then_some(Refusal::Ineligible)
    }
}

/// Warns about accepted codes that took nothing off.
pub(super) fn report_idle(
    input: &CheckoutInput,
    offers: &[Offer<'_>],
    taken: &Discounts,
    messages: &mut Messages,
) {
    let codes = input.discounts.as_ref().map(|given| given.codes.as_slice()).unwrap_or_default();
    for (at, code) in codes.iter().enumerate() {
        let offered = offers.iter().any(|offer| offer.code.as_ref().is_some_and(|(asked, _)| *asked == at));
        if offered && !taken.applied.iter().any(|applied| applied.code.as_ref() == Some(code)) {
            messages.push(Refusal::NoEffect.message(at, code));
        }
    }
}
