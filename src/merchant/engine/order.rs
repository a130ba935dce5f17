//! Placing an order, and reading it under the three authorization regimes.

use std::sync::Arc;

use super::complete::basket;
use super::session::end;
use super::{Desk, Refused, refusal};
use crate::merchant::context::{IdKind, Principal};
use crate::merchant::input::MethodKind;
use crate::merchant::outcome::{OrderEvent, OrderEventKind, Reply};
use crate::merchant::state::{Checkout, Order};
use crate::merchant::view::{
    CheckoutView, GroupView, MethodView, OrderConfirmation, OrderFulfillmentView, OrderLineView, OrderView,
};
use crate::protocol::checkout::{CheckoutStatus, PostalAddress};
use crate::protocol::message::{Message, Severity};
use crate::protocol::order::{DeliveryKind, Expectation, LineQuantity, LineReference};

impl Desk<'_, '_> {
    /// Turns a paid checkout into an order: stock leaves the shelf, the session becomes immutable,
    /// the platform is told.
    pub(super) fn place_order(&mut self, mut record: Checkout) -> Checkout {
        self.state.take(&basket(&record), &mut self.changes);
        let id = self.context.ids.next_id(IdKind::Order);
        let number = self.state.next_order_number();
        let prefix = self.world.orders.label_prefix.as_deref();
        let confirmation = OrderConfirmation {
            permalink_url: format!("{}/order/{id}", self.context.base_url).into(),
            label: prefix.map(|prefix| format!("{prefix}{}", 1000 + number).into()),
            id,
        };
        let view = Arc::new(self.order_view(&record, &confirmation));
        let buyer = record.snapshot.checkout.buyer.as_ref();
        let order = Order {
            version: 0,
            owner: Arc::clone(&record.owner),
            webhook_url: record.audience.webhook_url.clone(),
            buyer_email: buyer.and_then(|buyer| buyer.email.clone()),
            number,
            placed_at: self.context.now,
            view,
        };
        self.publish(order, OrderEventKind::Created);
        let mut snapshot = (*record.snapshot).clone();
        let keep = snapshot.checkout.messages.iter().filter(|message| message.severity().is_none());
        let keep: Vec<Message> = keep.cloned().collect();
        end(&mut snapshot, CheckoutStatus::Completed, keep);
        snapshot.checkout.order = Some(confirmation);
        record.snapshot = Arc::new(snapshot);
        record.input = None;
        self.write(&record);
        record
    }

    /// Writes an order and tells its platform.
    pub(super) fn publish(&mut self, order: Order, kind: OrderEventKind) {
        self.events.push(OrderEvent {
            kind,
            occurred_at: self.context.now,
            owner: Arc::clone(&order.owner),
            webhook_url: order.webhook_url.clone(),
            order: Arc::clone(&order.view),
        });
        self.state.put_order(order, &mut self.changes);
    }

    fn order_view(&self, record: &Checkout, confirmation: &OrderConfirmation) -> OrderView {
        let checkout = &record.snapshot.checkout;
        let line = |line: &crate::merchant::view::LineItemView| {
            let quantity = LineQuantity { original: line.quantity, total: line.quantity, fulfilled: 0 };
            OrderLineView {
                id: Arc::clone(&line.id),
                item: line.item.clone(),
                quantity,
                totals: line.totals.clone(),
                status: quantity.status(),
                parent_id: line.parent_id.clone(),
            }
        };
        OrderView {
            id: Arc::clone(&confirmation.id),
            label: confirmation.label.clone(),
            checkout_id: Arc::clone(&checkout.id),
            permalink_url: Arc::clone(&confirmation.permalink_url),
            currency: checkout.currency,
            line_items: checkout.line_items.iter().map(line).collect(),
            fulfillment: OrderFulfillmentView {
                expectations: self.expectations(checkout),
                events: Vec::new(),
            },
            adjustments: Vec::new(),
            totals: checkout.totals.clone(),
            attribution: record.attribution.clone(),
            messages: Vec::new(),
        }
    }

    /// What the buyer was promised: each parcel, and what comes electronically.
    fn expectations(&self, checkout: &CheckoutView) -> Vec<Expectation> {
        let methods = checkout.fulfillment.as_ref().map(|view| view.methods.as_slice()).unwrap_or_default();
        let mut expectations: Vec<Expectation> = Vec::new();
        for method in methods {
            for group in &method.groups {
                let number = expectations.len() + 1;
                expectations.push(promise(number, method, group, checkout));
            }
        }
        let promised = |id: &Arc<str>| methods.iter().any(|method| method.line_item_ids.contains(id));
        let is_digital = |id: &str| self.world.product(id).is_some_and(|product| product.digital);
        let digital =
            checkout.line_items.iter().filter(|line| !promised(&line.id) && is_digital(&line.item.id));
        let lines: Vec<LineReference> = digital.map(|line| reference(&line.id, line.quantity)).collect();
        if !lines.is_empty() {
            expectations.push(Expectation {
                id: format!("exp_{}", expectations.len() + 1).into(),
                line_items: lines,
                method_type: DeliveryKind::Digital,
                destination: billing_address(checkout),
                description: Some("Sent by e-mail right away".into()),
                fulfillable_on: Some("now".into()),
            });
        }
        expectations
    }

    /// An order: the platform's own, or the authorising buyer's.
    pub(super) fn get_order(&mut self, id: &str) -> Result<Reply, Refused> {
        let base_url = self.context.base_url;
        let Some(order) = self.state.order(id) else { return Err(refusal::not_found("order", base_url)) };
        let allowed = match &self.context.caller.principal {
            Principal::Platform(platform) => *platform == order.owner,
            Principal::Buyer { email, .. } => {
                order.buyer_email.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(email))
            }
            Principal::Business => true,
            Principal::Anonymous => false,
        };
        if allowed {
            return Ok(Reply::Order(Arc::clone(&order.view)));
        }
        let content = "This order is not accessible with these credentials.";
        Err(refusal::failure(
            vec![Message::error("unauthorized", Severity::Unrecoverable, content)],
            base_url,
        ))
    }
}

/// A reference to so many pieces of a line.
pub(super) fn reference(line: &Arc<str>, quantity: u64) -> LineReference {
    LineReference { id: Arc::clone(line), quantity: i64::try_from(quantity).unwrap_or(i64::MAX) }
}

fn promise(number: usize, method: &MethodView, group: &GroupView, checkout: &CheckoutView) -> Expectation {
    let quantity =
        |id: &Arc<str>| checkout.line_items.iter().find(|line| line.id == *id).map_or(0, |l| l.quantity);
    let chosen =
        method.destinations.iter().find(|place| Some(place.id()) == method.selected_destination_id.as_ref());
    let option = group.options.iter().find(|option| Some(&option.id) == group.selected_option_id.as_ref());
    Expectation {
        id: format!("exp_{number}").into(),
        line_items: group.line_item_ids.iter().map(|id| reference(id, quantity(id))).collect(),
        method_type: match method.kind {
            MethodKind::Shipping => DeliveryKind::Shipping,
            MethodKind::Pickup => DeliveryKind::Pickup,
        },
        destination: chosen.map(|place| place.address().clone()).unwrap_or_default(),
        description: option.map(|option| Arc::clone(&option.title)),
        fulfillable_on: option.and_then(|option| match method.kind {
            MethodKind::Shipping => Some("now".into()),
            MethodKind::Pickup => option.earliest_fulfillment_time.clone(),
        }),
    }
}

fn billing_address(checkout: &CheckoutView) -> PostalAddress {
    let payment = checkout.payment.as_ref();
    let billing =
        payment.and_then(|payment| payment.instruments.iter().find_map(|paid| paid.billing_address.clone()));
    let hinted = || {
        let context = checkout.context.as_ref();
        PostalAddress {
            address_country: context.and_then(|context| context.address_country.clone()),
            ..PostalAddress::default()
        }
    };
    billing.unwrap_or_else(hinted)
}
