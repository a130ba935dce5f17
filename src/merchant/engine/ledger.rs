//! Money of an order after it was placed: what of it is still with the merchant, and what so many
//! pieces of a line are worth.

use crate::merchant::view::{OrderLineView, OrderView};
use crate::protocol::checkout::TotalKind;
use crate::protocol::money::{Amount, AmountError};
use crate::protocol::order::{Adjustment, AdjustmentStatus};

fn total(totals: &[crate::protocol::checkout::Total]) -> Amount {
    totals.iter().find(|entry| entry.kind == TotalKind::Total).map_or(Amount::ZERO, |entry| entry.amount)
}

/// What the buyer paid and did not get back.
pub(super) fn balance(order: &OrderView) -> Result<Amount, AmountError> {
    let counts = |adjustment: &&Adjustment| adjustment.status != AdjustmentStatus::Failed;
    let moved = order.adjustments.iter().filter(counts).map(|adjustment| total(&adjustment.totals));
    total(&order.totals).plus(Amount::sum(moved)?)
}

/// Pieces of a line that left the order in adjustments of this kind.
pub(super) fn gone(order: &OrderView, line: &str, kind: &str) -> u64 {
    let of_kind = order.adjustments.iter().filter(|adjustment| adjustment.kind == kind);
    let pieces =
        of_kind.flat_map(|adjustment| adjustment.line_items.iter()).filter(|moved| *moved.id == *line);
    pieces.map(|moved| moved.quantity.min(0).unsigned_abs()).sum()
}

/// Worth of the next `pieces` of a line after `before` others: cumulative, so that all pieces
/// together are worth exactly the line.
pub(super) fn worth(line: &OrderLineView, before: u64, pieces: u64) -> Result<Amount, AmountError> {
    let all = line.quantity.original;
    let until = |count: u64| {
        let share = i128::from(total(&line.totals).minor()) * i128::from(count) / i128::from(all.max(1));
        i64::try_from(share).map_err(|_| AmountError).and_then(Amount::new)
    };
    until(before.saturating_add(pieces))?.minus(until(before)?)
}
