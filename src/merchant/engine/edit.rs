//! What happens to an order after it was placed. Totals stay as charged; everything since is an
//! adjustment, appended.

use std::borrow::Cow;
use std::sync::Arc;

use super::fulfil::Tracking;
use super::{Desk, Refused, ledger, refusal};
use crate::clock::Instant;
use crate::merchant::command::{LineSelection, OrderEdit};
use crate::merchant::evaluate::plain_total;
use crate::merchant::outcome::{OrderEventKind, Reply};
use crate::merchant::state::Basket;
use crate::merchant::view::{OrderLineView, OrderView};
use crate::protocol::message::{Message, Severity};
use crate::protocol::money::{Amount, AmountError};
use crate::protocol::order::{Adjustment, AdjustmentStatus, FulfillmentEvent, LineReference};

/// Events, and adjustments, of one order that are written down from elsewhere.
const MOST_RECORDED: usize = 1_000;

/// An order being edited.
pub(super) struct Draft<'a> {
    pub(super) order: OrderView,
    pub(super) now: Instant,
    pub(super) base_url: &'a str,
    /// Goods that go back on the shelf.
    returned: Basket,
    /// Goods that come off the shelf.
    taken: Basket,
}

/// Why an edit is impossible.
pub(super) struct Problem(pub(super) String);

impl From<AmountError> for Problem {
    fn from(error: AmountError) -> Self {
        Self(error.to_string())
    }
}

impl Desk<'_, '_> {
    pub(super) fn edit_order(&mut self, id: &str, edit: OrderEdit) -> Result<Reply, Refused> {
        let base_url = self.context.base_url;
        let Some(order) = self.state.order(id).cloned() else {
            return Err(refusal::not_found("order", base_url));
        };
        let mut draft = Draft {
            order: (*order.view).clone(),
            now: self.context.now,
            base_url,
            returned: Vec::new(),
            taken: Vec::new(),
        };
        let refuse = |Problem(content)| {
            refusal::failure(
                vec![Message::error("operation_not_allowed", Severity::Unrecoverable, content)],
                base_url,
            )
        };
        draft.apply(edit).map_err(refuse)?;
        if !self.state.reserve(&draft.taken, &mut self.changes) {
            return Err(refuse(Problem("Insufficient stock for the change.".to_owned())));
        }
        self.state.take(&draft.taken, &mut self.changes);
        if self.world.orders.restock {
            self.state.restock(&draft.returned, &mut self.changes);
        }
        let view = Arc::new(draft.order);
        self.publish(
            super::super::state::Order { view: Arc::clone(&view), ..order },
            OrderEventKind::Updated,
        );
        Ok(Reply::Order(view))
    }
}

impl Draft<'_> {
    fn apply(&mut self, edit: OrderEdit) -> Result<(), Problem> {
        match edit {
            OrderEdit::Ship { lines, tracking_number, carrier } => {
                self.ship(&lines, Tracking { number: tracking_number, carrier })
            }
            OrderEdit::InTransit => self.on_the_way("in_transit", "On its way"),
            OrderEdit::Deliver { lines } => self.deliver(&lines),
            OrderEdit::FailedAttempt => self.on_the_way("failed_attempt", "Nobody could receive it"),
            OrderEdit::ReturnToSender => self.return_to_sender(),
            OrderEdit::Refund { amount, reason } => self.refund(amount, reason),
            OrderEdit::Return { lines } => self.give_back(&lines),
            OrderEdit::Cancel { lines } => self.cancel(&lines),
            OrderEdit::AdjustPrice { amount, reason } => self.adjust_price(amount, reason),
            OrderEdit::ChangeQuantity { line, total } => self.change_quantity(&line, total),
            OrderEdit::Record { events, adjustments } => self.record(events, adjustments),
            OrderEdit::Relabel { label } => {
                self.order.label = Some(label);
                Ok(())
            }
        }
    }

    /// Appends what is not known yet, within a bound; what is known stays as it was written first.
    fn record(&mut self, events: Vec<FulfillmentEvent>, adjustments: Vec<Adjustment>) -> Result<(), Problem> {
        for event in events {
            if !self.order.fulfillment.events.iter().any(|known| known.id == event.id) {
                self.order.fulfillment.events.push(event);
            }
        }
        for adjustment in adjustments {
            if !self.order.adjustments.iter().any(|known| known.id == adjustment.id) {
                self.order.adjustments.push(adjustment);
            }
        }
        if self.order.fulfillment.events.len() > MOST_RECORDED || self.order.adjustments.len() > MOST_RECORDED
        {
            return Err(Problem(format!("An order keeps at most {MOST_RECORDED} events and adjustments.")));
        }
        ledger::balance(&self.order)?;
        Ok(())
    }

    fn refund(&mut self, amount: Option<Amount>, reason: Option<Arc<str>>) -> Result<(), Problem> {
        let amount = amount.map_or_else(|| ledger::balance(&self.order), Ok)?;
        if amount <= Amount::ZERO {
            return Err(Problem("There is nothing to refund.".to_owned()));
        }
        self.adjust("refund", Vec::new(), amount.negated(), reason)
    }

    /// Goods come back: what is named, or everything fulfilled and not yet returned.
    fn give_back(&mut self, lines: &LineSelection) -> Result<(), Problem> {
        let order = &self.order;
        let left = |line: &OrderLineView| {
            line.quantity.fulfilled.saturating_sub(ledger::gone(order, &line.id, "return"))
        };
        let picked = pick(order, lines, left)?;
        let (moved, amount) = self.leave(&picked)?;
        self.adjust("return", moved, amount.negated(), None)
    }

    /// Goods are not delivered: what is named, or everything unfulfilled. When nothing at all
    /// remains, the delivery goes back too.
    fn cancel(&mut self, lines: &LineSelection) -> Result<(), Problem> {
        let picked =
            pick(&self.order, lines, |line| line.quantity.total.saturating_sub(line.quantity.fulfilled))?;
        let (moved, mut amount) = self.leave(&picked)?;
        for (at, quantity) in &picked {
            self.line(*at, |line| line.quantity.total -= quantity);
        }
        if self.order.line_items.iter().all(|line| line.quantity.total == 0) {
            amount = ledger::balance(&self.order)?;
        }
        self.adjust("cancellation", moved, amount.negated(), None)
    }

    /// Worth of pieces that leave, noted for the shelf.
    fn leave(&mut self, picked: &[(usize, u64)]) -> Result<(Vec<LineReference>, Amount), Problem> {
        let mut moved = Vec::new();
        let mut amount = Amount::ZERO;
        for (at, quantity) in picked {
            let Some(line) = self.order.line_items.get(*at) else { continue };
            let before =
                ["return", "cancellation"].iter().map(|kind| ledger::gone(&self.order, &line.id, kind)).sum();
            amount = amount.plus(ledger::worth(line, before, *quantity)?)?;
            let pieces = i64::try_from(*quantity).unwrap_or(i64::MAX);
            moved.push(LineReference { id: Arc::clone(&line.id), quantity: -pieces });
            self.returned.push((Arc::clone(&line.item.id), *quantity));
        }
        Ok((moved, amount))
    }

    fn adjust_price(&mut self, amount: Amount, reason: Option<Arc<str>>) -> Result<(), Problem> {
        if amount == Amount::ZERO {
            return Err(Problem("The price would not change.".to_owned()));
        }
        self.adjust("price_adjustment", Vec::new(), amount, reason)
    }

    fn change_quantity(&mut self, id: &str, total: u64) -> Result<(), Problem> {
        let at = self.order.line_items.iter().position(|line| *line.id == *id);
        let found = at.and_then(|at| Some((at, self.order.line_items.get(at)?)));
        let Some((at, line)) = found else { return Err(Problem(format!("There is no line {id}."))) };
        if total < line.quantity.fulfilled {
            return Err(Problem(format!(
                "{} pieces of {id} are fulfilled already.",
                line.quantity.fulfilled
            )));
        }
        if total <= line.quantity.total {
            let less = line.quantity.total - total;
            return self.cancel(&LineSelection(vec![(Arc::clone(&line.id), less)]));
        }
        let more = total - line.quantity.total;
        let amount = line.item.price.times(more)?;
        let pieces = i64::try_from(more).map_err(|_| Problem("Too many pieces.".to_owned()))?;
        let moved = LineReference { id: Arc::clone(&line.id), quantity: pieces };
        self.taken.push((Arc::clone(&line.item.id), more));
        self.line(at, |line| line.quantity.total = total);
        self.adjust("price_adjustment", vec![moved], amount, None)
    }

    /// Appends an adjustment; the buyer never gets back more than was paid.
    fn adjust(
        &mut self,
        kind: &'static str,
        line_items: Vec<LineReference>,
        amount: Amount,
        reason: Option<Arc<str>>,
    ) -> Result<(), Problem> {
        if ledger::balance(&self.order)?.plus(amount)? < Amount::ZERO {
            return Err(Problem("More would go back than was paid.".to_owned()));
        }
        self.order.adjustments.push(Adjustment {
            id: format!("adj_{}", self.order.adjustments.len() + 1).into(),
            kind: Cow::Borrowed(kind),
            occurred_at: self.now.rfc3339().into(),
            status: AdjustmentStatus::Completed,
            line_items,
            totals: vec![plain_total(amount)],
            description: reason,
        });
        Ok(())
    }
}

/// Positions and quantities an edit concerns; never nothing, never more than there is.
pub(super) fn pick(
    order: &OrderView,
    lines: &LineSelection,
    left: impl Fn(&OrderLineView) -> u64,
) -> Result<Vec<(usize, u64)>, Problem> {
    let named = |(id, quantity): &(Arc<str>, u64)| {
        let at = order.line_items.iter().position(|line| line.id == *id);
        let found = at.and_then(|at| Some((at, order.line_items.get(at)?)));
        let (at, line) = found.ok_or_else(|| Problem(format!("There is no line {id}.")))?;
        if *quantity == 0 || *quantity > left(line) {
            return Err(Problem(format!(
                "Only {} pieces of {id} are left for this, not {quantity}.",
                left(line)
            )));
        }
        Ok((at, *quantity))
    };
    let twice =
        |(at, (id, _)): (usize, &(Arc<str>, u64))| lines.0.iter().take(at).any(|(other, _)| other == id);
    if lines.0.iter().enumerate().any(twice) {
        return Err(Problem("A line is named twice.".to_owned()));
    }
    if !lines.0.is_empty() {
        return lines.0.iter().map(named).collect();
    }
    let all: Vec<(usize, u64)> = order
        .line_items
        .iter()
        .enumerate()
        .map(|(at, line)| (at, left(line)))
        .filter(|(_, pieces)| *pieces > 0)
        .collect();
    if all.is_empty() { Err(Problem("No pieces are left for this.".to_owned())) } else { Ok(all) }
}
