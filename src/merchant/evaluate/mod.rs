//! From what a platform sent to what is shown: lines, delivery, discounts, totals, messages and
//! status. Pure; the same content always gives the same checkout.

mod allocate;
mod currency;
mod delivery;
mod destination;
mod discount;
mod eligibility;
mod fees;
mod line;
mod options;
mod payment;
mod place;
mod promotion;
mod readiness;
mod totals;

pub(super) use eligibility::unverified_claims;
pub(super) use payment::shown;
pub(super) use readiness::review_clearance;

use std::sync::Arc;

use super::context::Extensions;
use super::input::CheckoutInput;
use super::state::{MerchantState, SavedAddress};
use super::view::{CheckoutSnapshot, CheckoutView, DiscountsView, LinkView, PaymentView};
use super::world::World;
use crate::clock::Instant;
use crate::protocol::checkout::{Buyer, CheckoutStatus, Total, TotalKind};
use crate::protocol::message::Message;
use crate::protocol::money::{Amount, AmountError};
use crate::protocol::payment::HandlerDeclaration;

/// Everything an evaluation depends on beside the content.
pub(super) struct Facts<'a> {
    pub(super) world: &'a World,
    pub(super) state: &'a MerchantState,
    pub(super) now: Instant,
    pub(super) base_url: &'a str,
    pub(super) id: &'a Arc<str>,
    pub(super) extensions: Extensions,
    pub(super) supports_multi_group: bool,
    pub(super) platform_handlers: Option<&'a [HandlerDeclaration]>,
    /// What the buyer already did on the business's page.
    pub(super) cleared: &'a [Arc<str>],
    /// A signal forbids completion.
    pub(super) blocked: bool,
    pub(super) expires_at: Instant,
    /// What was shown before; identifiers stay stable.
    pub(super) previous: Option<&'a CheckoutView>,
    pub(super) lines_ever: u32,
}

/// Result of an evaluation.
pub(super) struct Evaluation {
    pub(super) snapshot: Arc<CheckoutSnapshot>,
    /// Addresses to remember for the buyer.
    pub(super) learned: Vec<SavedAddress>,
    pub(super) lines_ever: u32,
    /// Discounts to count as redeemed once the order is placed.
    pub(super) redeems: Vec<Arc<str>>,
}

/// Evaluates the content.
///
/// # Errors
/// When an amount leaves the range of money.
pub(super) fn evaluate(facts: &Facts<'_>, input: &CheckoutInput) -> Result<Evaluation, AmountError> {
    let mut messages = Vec::new();
    let mut lines = line::resolve(facts, input);
    let email = input.buyer.as_ref().and_then(|buyer| buyer.email.as_deref());
    let mut plan = delivery::plan(facts, input, &lines.items, email, &mut messages);
    let verified = plan.country();
    let currency = currency::decide(facts.world, verified, input.context.as_ref());
    let place = place::Fallback::of(input.context.as_ref());
    line::price(&mut lines.items, currency)?;
    line::judge(facts, &lines.items, verified.or(place.country), currency, &mut messages);
    let claims = eligibility::judge(facts.world, input.context.as_ref(), &mut messages);
    let offers = promotion::select(facts, input, &lines.items, currency, &claims, email, &mut messages)?;
    let mut discounts = discount::apply(&offers, &mut lines.items, currency)?;
    options::choose(facts, &mut plan, &lines.items, currency, &mut messages)?;
    discount::on_shipping(&offers, plan.cost()?, &mut discounts)?;
    promotion::report_idle(input, &offers, &discounts, &mut messages);
    let sum = totals::build(facts.world, &lines.items, &discounts, &plan, &place, currency)?;
    readiness::judge(facts, input, &lines.items, currency, sum.total, &mut messages);
    let handlers = payment::handlers(facts, &lines.items, currency, sum.total);
    let status = readiness::status(&messages);
    let checkout = CheckoutView {
        id: Arc::clone(facts.id),
        status,
        currency,
        line_items: line::views(&lines.items, facts.base_url)?,
        totals: sum.totals,
        buyer: buyer(input, facts.extensions),
        context: input.context.clone(),
        discounts: facts.extensions.discount.then(|| DiscountsView {
            codes: input.discounts.as_ref().map(|given| given.codes.clone()),
            applied: discounts.applied,
        }),
        fulfillment: facts.extensions.fulfillment.then(|| plan.view(&lines.items)),
        payment: input.payment.as_ref().map(|given| PaymentView { instruments: payment::echo(given) }),
        messages,
        links: links(facts.world, facts.base_url),
        continue_url: Some(continue_url(facts.base_url, facts.id)),
        expires_at: Some(facts.expires_at.rfc3339().into()),
        order: None,
    };
    let snapshot = Arc::new(CheckoutSnapshot { checkout, payment_handlers: handlers });
    Ok(Evaluation { snapshot, learned: plan.learned, lines_ever: lines.ever, redeems: discounts.redeems })
}

fn buyer(input: &CheckoutInput, extensions: Extensions) -> Option<Buyer> {
    let mut buyer = input.buyer.clone()?;
    if !extensions.buyer_consent {
        buyer.consent = None;
    }
    Some(buyer)
}

/// Page where the buyer can go on with this checkout.
pub(super) fn continue_url(base_url: &str, id: &str) -> Arc<str> {
    format!("{base_url}/checkout/{id}").into()
}

/// A URL of the world's, made absolute.
pub(crate) fn absolute(base_url: &str, url: &Arc<str>) -> Arc<str> {
    if url.starts_with('/') { format!("{base_url}{url}").into() } else { Arc::clone(url) }
}

fn links(world: &World, base_url: &str) -> Arc<[LinkView]> {
    let links = world.links.iter().map(|link| LinkView {
        kind: Arc::clone(&link.kind),
        url: absolute(base_url, &link.url),
        title: link.title.clone(),
    });
    links.collect()
}

/// A `total` entry.
pub(super) fn plain_total(amount: Amount) -> Total {
    totals::plain(TotalKind::Total, amount)
}

/// Whether a checkout can be completed.
pub(super) fn is_ready(status: CheckoutStatus) -> bool {
    status == CheckoutStatus::ReadyForComplete
}

/// Messages of one evaluation.
type Messages = Vec<Message>;
