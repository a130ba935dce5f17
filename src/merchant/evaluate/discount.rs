//! Computing discounts: one after the other, each on what the earlier ones left.

use std::sync::Arc;

use super::allocate::proportionally;
use super::line::Line;
use super::promotion::Offer;
use crate::merchant::view::{Allocation, AllocationMethod, AppliedDiscount};
use crate::merchant::world::{Discount, DiscountScope};
use crate::protocol::checkout::TotalLine;
use crate::protocol::money::{Amount, AmountError, Currency};

/// What was taken off.
#[derive(Default)]
pub(super) struct Discounts {
    pub(super) applied: Vec<AppliedDiscount>,
    /// Taken off the goods of the order as a whole.
    pub(super) on_order: Amount,
    /// Parts of the `discount` total: order and shipping.
    pub(super) parts: Vec<TotalLine>,
    /// Discounts to count as redeemed.
    pub(super) redeems: Vec<Arc<str>>,
}

/// Takes line and order discounts off, in order of priority.
pub(super) fn apply(
    offers: &[Offer<'_>],
    lines: &mut [Line<'_>],
    currency: Currency,
) -> Result<Discounts, AmountError> {
    let mut taken = Discounts::default();
    for offer in offers {
        let discount = offer.discount;
        let allocations = match discount.scope {
            DiscountScope::Each => each(discount, lines, currency)?,
            DiscountScope::Across => across(discount, lines, currency)?,
            DiscountScope::Order => {
                let goods = Amount::sum(lines.iter().map(Line::net))?.minus(taken.on_order)?;
                let amount = magnitude(discount, goods, 1, currency)?;
                taken.on_order = taken.on_order.plus(amount)?;
                taken.note(offer, amount, None, Vec::new());
                continue;
            }
            DiscountScope::Shipping => continue,
        };
        let amount = Amount::sum(allocations.iter().map(|(_, amount)| *amount))?;
        for (at, part) in &allocations {
            if let Some(line) = lines.get_mut(*at) {
                line.off = line.off.plus(*part)?;
            }
        }
        let method = if discount.scope == DiscountScope::Each {
            AllocationMethod::Each
        } else {
            AllocationMethod::Across
        };
        let shown = allocations.into_iter().filter(|(_, part)| *part > Amount::ZERO);
        let shown =
            shown.map(|(at, amount)| Allocation { path: format!("$.line_items[{at}]").into(), amount });
        taken.note(offer, amount, Some(method), shown.collect());
    }
    Ok(taken)
}

/// Takes shipping discounts off the chosen delivery.
pub(super) fn on_shipping(
    offers: &[Offer<'_>],
    cost: Amount,
    taken: &mut Discounts,
) -> Result<(), AmountError> {
    let mut left = cost;
    for offer in offers.iter().filter(|offer| offer.discount.scope == DiscountScope::Shipping) {
        let amount = match offer.discount.basis_points {
            Some(points) => left.scaled(points, 10_000)?,
            None => left,
        };
        left = left.minus(amount)?;
        taken.note(offer, amount, None, Vec::new());
    }
    Ok(())
}

impl Discounts {
    fn note(
        &mut self,
        offer: &Offer<'_>,
        amount: Amount,
        method: Option<AllocationMethod>,
        parts: Vec<Allocation>,
    ) {
        if amount <= Amount::ZERO {
            return;
        }
        let discount = offer.discount;
        if method.is_none() {
            let part = TotalLine { display_text: Arc::clone(&discount.title), amount: amount.negated() };
            self.parts.push(part);
        }
        if discount.once_per_buyer {
            self.redeems.push(Arc::clone(&discount.id));
        }
        self.applied.push(AppliedDiscount {
            code: offer.code.as_ref().map(|(_, code)| Arc::clone(code)),
            title: Arc::clone(&discount.title),
            amount,
            automatic: offer.code.is_none(),
            method,
            priority: Some(discount.effective_priority()),
            provisional: discount.claim.is_some(),
            eligibility: discount.claim.clone(),
            allocations: parts,
        });
    }
}

/// Positions of the lines a discount concerns.
fn concerned(discount: &Discount, lines: &[Line<'_>]) -> Vec<usize> {
    let everything = discount.products.is_empty() && discount.tags.is_empty();
    let fits = |line: &Line<'_>| {
        line.product.is_some_and(|product| {
            everything || discount.products.contains(&product.id) || product.has_tag(&discount.tags)
        })
    };
    lines.iter().enumerate().filter(|(_, line)| fits(line)).map(|(at, _)| at).collect()
}

/// What a discount takes off `value`, never more than all of it.
fn magnitude(
    discount: &Discount,
    value: Amount,
    pieces: u64,
    currency: Currency,
) -> Result<Amount, AmountError> {
    let amount = match (&discount.basis_points, &discount.amount) {
        (Some(points), _) => value.scaled(*points, 10_000)?,
        (None, Some(prices)) => prices.get(&currency).copied().unwrap_or_default().times(pieces)?,
        (None, None) => Amount::ZERO,
    };
    Ok(amount.min(value).max(Amount::ZERO))
}

fn each(
    discount: &Discount,
    lines: &[Line<'_>],
    currency: Currency,
) -> Result<Vec<(usize, Amount)>, AmountError> {
    let part = |at: usize| match lines.get(at) {
        Some(line) => Ok((at, magnitude(discount, line.net(), line.quantity, currency)?)),
        None => Ok((at, Amount::ZERO)),
    };
    concerned(discount, lines).into_iter().map(part).collect()
}

fn across(
    discount: &Discount,
    lines: &[Line<'_>],
    currency: Currency,
) -> Result<Vec<(usize, Amount)>, AmountError> {
    let places = concerned(discount, lines);
    let weights: Vec<Amount> = places.iter().filter_map(|at| lines.get(*at)).map(Line::net).collect();
    let whole = magnitude(discount, Amount::sum(weights.iter().copied())?, 1, currency)?;
    Ok(places.into_iter().zip(proportionally(whole, &weights)?).collect())
}
