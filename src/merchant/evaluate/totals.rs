//! The totals of a checkout: every entry but `total` sums to `total`, parts sum to their entry,
//! and an entry of nothing off is left out.

use std::sync::Arc;

use super::delivery::Plan;
use super::discount::Discounts;
use super::fees;
use super::line::Line;
use super::place::Fallback;
use crate::merchant::world::World;
use crate::protocol::checkout::{Total, TotalKind, TotalLine};
use crate::protocol::money::{Amount, AmountError, Currency};

/// Totals and what is to pay.
pub(super) struct Sum {
    pub(super) totals: Vec<Total>,
    pub(super) total: Amount,
}

/// An entry without label or parts.
pub(in crate::merchant) fn plain(kind: TotalKind, amount: Amount) -> Total {
    Total { kind, display_text: None, amount, lines: Vec::new() }
}

/// Adds everything up.
pub(super) fn build(
    world: &World,
    lines: &[Line<'_>],
    discounts: &Discounts,
    plan: &Plan,
    hinted: &Fallback<'_>,
    currency: Currency,
) -> Result<Sum, AmountError> {
    let subtotal = Amount::sum(lines.iter().map(|line| line.subtotal))?;
    let off = Amount::sum(lines.iter().map(|line| line.off))?;
    let mut totals = vec![labelled(TotalKind::Subtotal, subtotal, Vec::new())];
    if off > Amount::ZERO {
        totals.push(labelled(TotalKind::ItemsDiscount, off.negated(), Vec::new()));
    }
    totals.extend(of_parts(TotalKind::Discount, discounts.parts.clone())?);
    if plan.groups().any(|group| group.cost.is_some()) {
        totals.push(labelled(TotalKind::Fulfillment, plan.cost()?, parcels(plan)));
    }
    totals.extend(of_parts(TotalKind::Tax, fees::taxes(world, lines, discounts.on_order, plan, hinted)?)?);
    totals.extend(charges(fees::fees(lines, currency)?)?);
    let total = Amount::sum(totals.iter().map(|entry| entry.amount))?;
    totals.push(labelled(TotalKind::Total, total, Vec::new()));
    Ok(Sum { totals, total })
}

fn labelled(kind: TotalKind, amount: Amount, lines: Vec<TotalLine>) -> Total {
    let label = kind.default_label().into();
    Total { kind, display_text: Some(label), amount, lines }
}

/// One entry for all fees of the protocol's type; each fee of the business's own types is an entry.
fn charges(fees: Vec<fees::Fee>) -> Result<Vec<Total>, AmountError> {
    let (plain, own): (Vec<_>, Vec<_>) = fees.into_iter().partition(|fee| fee.kind == TotalKind::Fee);
    let plain = of_parts(TotalKind::Fee, plain.into_iter().map(|fee| fee.part).collect())?;
    let own = own.into_iter().map(|fee| Total {
        kind: fee.kind,
        display_text: Some(fee.part.display_text),
        amount: fee.part.amount,
        lines: Vec::new(),
    });
    Ok(plain.into_iter().chain(own).collect())
}

/// One entry of its parts; a single part gives the label instead.
fn of_parts(kind: TotalKind, parts: Vec<TotalLine>) -> Result<Option<Total>, AmountError> {
    let amount = Amount::sum(parts.iter().map(|part| part.amount))?;
    Ok(match parts.as_slice() {
        [] => None,
        [only] => Some(Total {
            kind,
            display_text: Some(Arc::clone(&only.display_text)),
            amount,
            lines: Vec::new(),
        }),
        [..] => Some(labelled(kind, amount, parts)),
    })
}

/// What each parcel costs, where there are several.
fn parcels(plan: &Plan) -> Vec<TotalLine> {
    let part = |group: &super::delivery::Group| {
        let chosen = group
            .view
            .options
            .iter()
            .find(|option| Some(&option.id) == group.view.selected_option_id.as_ref())?;
        Some(TotalLine { display_text: Arc::clone(&chosen.title), amount: group.cost? })
    };
    let parts: Vec<TotalLine> = plan.groups().filter_map(part).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}
