//! Taxes and fees.

use std::sync::Arc;

use super::allocate::proportionally;
use super::delivery::Plan;
use super::line::Line;
use super::place::Fallback;
use crate::merchant::world::World;
use crate::protocol::checkout::{TotalKind, TotalLine};
use crate::protocol::money::{Amount, AmountError, Currency};

/// What products bring on top of their prices.
pub(super) struct Fee {
    pub(super) kind: TotalKind,
    pub(super) part: TotalLine,
}

/// What a rule is computed on.
struct Base<'a> {
    place: Fallback<'a>,
    amount: Amount,
    is_delivery: bool,
}

/// Taxes on top of prices: for each rule what it makes of everything it concerns. A line is taxed
/// where it is delivered, or where the context hints at while that is open.
pub(super) fn taxes(
    world: &World,
    lines: &[Line<'_>],
    on_order: Amount,
    plan: &Plan,
    hinted: &Fallback<'_>,
) -> Result<Vec<TotalLine>, AmountError> {
    if world.taxes.is_empty() {
        return Ok(Vec::new());
    }
    let bases = bases(lines, on_order, plan, hinted)?;
    let mut parts = Vec::new();
    for rule in world.taxes.iter().filter(|rule| !rule.inclusive) {
        let concerned = |base: &&Base<'_>| {
            base.place.within(&rule.country, rule.region.as_deref())
                && (rule.on_shipping || !base.is_delivery)
        };
        let base = Amount::sum(bases.iter().filter(concerned).map(|base| base.amount))?;
        let amount = base.scaled(rule.basis_points, 10_000)?;
        if amount > Amount::ZERO {
            parts.push(TotalLine { display_text: Arc::clone(&rule.title), amount });
        }
    }
    Ok(parts)
}

fn bases<'a>(
    lines: &[Line<'_>],
    on_order: Amount,
    plan: &'a Plan,
    hinted: &Fallback<'a>,
) -> Result<Vec<Base<'a>>, AmountError> {
    let nets: Vec<Amount> = lines.iter().map(Line::net).collect();
    let shares = proportionally(on_order, &nets)?;
    let method_of = |at: usize| plan.methods.iter().find(|method| method.lines.contains(&at));
    let place_of = |at: usize| {
        let destination = method_of(at).and_then(|method| method.destination());
        destination.map_or(*hinted, |destination| Fallback::at(destination.address()))
    };
    let mut bases = Vec::with_capacity(lines.len() + plan.methods.len());
    for (at, line) in lines.iter().enumerate() {
        if line.product.is_some_and(|product| !product.tax_exempt) {
            let share = shares.get(at).copied().unwrap_or_default();
            bases.push(Base { place: place_of(at), amount: line.net().minus(share)?, is_delivery: false });
        }
    }
    for method in &plan.methods {
        let Some(destination) = method.destination() else { continue };
        let cost = Amount::sum(method.groups.iter().filter_map(|group| group.cost))?;
        bases.push(Base { place: Fallback::at(destination.address()), amount: cost, is_delivery: true });
    }
    Ok(bases)
}

/// Fees per piece: one part per kind and label.
pub(super) fn fees(lines: &[Line<'_>], currency: Currency) -> Result<Vec<Fee>, AmountError> {
    let mut fees: Vec<Fee> = Vec::new();
    for line in lines {
        let Some(fee) = line.product.and_then(|product| product.fee.as_ref()) else { continue };
        let amount = fee.amount.get(&currency).copied().unwrap_or_default().times(line.quantity)?;
        let same = |known: &&mut Fee| known.kind == fee.kind && known.part.display_text == fee.title;
        match fees.iter_mut().find(same) {
            Some(known) => known.part.amount = known.part.amount.plus(amount)?,
            None => fees.push(Fee {
                kind: fee.kind.clone(),
                part: TotalLine { display_text: Arc::clone(&fee.title), amount },
            }),
        }
    }
    fees.retain(|fee| fee.part.amount > Amount::ZERO);
    Ok(fees)
}
