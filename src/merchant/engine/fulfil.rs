//! Fulfilment events of an order: appended, with the lines' quantities following.

use std::borrow::Cow;
use std::sync::Arc;

use super::edit::{Draft, Problem, pick};
use super::order::reference;
use crate::merchant::command::LineSelection;
use crate::merchant::view::OrderLineView;
use crate::protocol::order::{FulfillmentEvent, LineReference};

/// Tracking of a parcel.
#[derive(Default)]
pub(super) struct Tracking {
    pub(super) number: Option<Arc<str>>,
    pub(super) carrier: Option<Arc<str>>,
}

impl Draft<'_> {
    /// Goods leave: what is named, or everything not yet fulfilled.
    pub(super) fn ship(&mut self, lines: &LineSelection, tracking: Tracking) -> Result<(), Problem> {
        let picked =
            pick(&self.order, lines, |line| line.quantity.total.saturating_sub(line.quantity.fulfilled))?;
        for (at, quantity) in &picked {
            self.line(*at, |line| line.quantity.fulfilled += quantity);
        }
        let number = self.order.fulfillment.events.len() + 1;
        let tracking_number = tracking.number.unwrap_or_else(|| format!("TRACK{number:06}").into());
        let carrier = tracking.carrier.unwrap_or_else(|| "Parcel Post".into());
        let lines = self.references(&picked);
        self.append("shipped", lines, "Left our warehouse", Some((tracking_number, carrier)));
        Ok(())
    }

    /// Goods arrive: what is named, or everything. What needed no parcel counts as fulfilled now.
    pub(super) fn deliver(&mut self, lines: &LineSelection) -> Result<(), Problem> {
        let picked = pick(&self.order, lines, |line| line.quantity.total)?;
        for (at, quantity) in &picked {
            self.line(*at, |line| line.quantity.fulfilled = line.quantity.fulfilled.max(*quantity));
        }
        let lines = self.references(&picked);
        let tracking = self.last_tracking();
        self.append("delivered", lines, "Handed over", tracking);
        Ok(())
    }

    /// Something happens to what is on its way.
    pub(super) fn on_the_way(&mut self, kind: &'static str, description: &str) -> Result<(), Problem> {
        let picked = pick(&self.order, &LineSelection::default(), |line| line.quantity.fulfilled)?;
        let lines = self.references(&picked);
        let tracking = self.last_tracking();
        self.append(kind, lines, description, tracking);
        Ok(())
    }

    /// Everything on its way comes back unopened.
    pub(super) fn return_to_sender(&mut self) -> Result<(), Problem> {
        self.on_the_way("returned_to_sender", "Came back to our warehouse")?;
        for at in 0..self.order.line_items.len() {
            self.line(at, |line| line.quantity.fulfilled = 0);
        }
        Ok(())
    }

    /// Changes a line; its status follows from its quantities.
    pub(super) fn line(&mut self, at: usize, change: impl FnOnce(&mut OrderLineView)) {
        if let Some(line) = self.order.line_items.get_mut(at) {
            change(line);
            line.status = line.quantity.status();
        }
    }

    fn references(&self, picked: &[(usize, u64)]) -> Vec<LineReference> {
        let lines = &self.order.line_items;
        picked.iter().filter_map(|(at, quantity)| Some(reference(&lines.get(*at)?.id, *quantity))).collect()
    }

    fn last_tracking(&self) -> Option<(Arc<str>, Arc<str>)> {
        let mut tracked = self.order.fulfillment.events.iter().rev();
        tracked.find_map(|event| Some((event.tracking_number.clone()?, event.carrier.clone()?)))
    }

    fn append(
        &mut self,
        kind: &'static str,
        line_items: Vec<LineReference>,
        description: &str,
        tracking: Option<(Arc<str>, Arc<str>)>,
    ) {
        let (number, carrier) = tracking.unzip();
        let url = number.as_ref().map(|number| format!("{}/track/{number}", self.base_url).into());
        let event = FulfillmentEvent {
            id: format!("evt_{}", self.order.fulfillment.events.len() + 1).into(),
            occurred_at: self.now.rfc3339().into(),
            kind: Cow::Borrowed(kind),
            line_items,
            tracking_number: number,
            tracking_url: url,
            carrier,
            description: Some(description.into()),
        };
        self.order.fulfillment.events.push(event);
    }
}
