//! Orders as shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ItemView;
use crate::protocol::checkout::Total;
use crate::protocol::message::Message;
use crate::protocol::money::Currency;
use crate::protocol::order::{Adjustment, Expectation, FulfillmentEvent, LineQuantity, LineStatus};

/// An order, always whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Identifier.
    pub id: Arc<str>,
    /// Name the business gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<Arc<str>>,
    /// Checkout it came from.
    pub checkout_id: Arc<str>,
    /// Page of the order.
    pub permalink_url: Arc<str>,
    /// Currency of every amount, the checkout's.
    pub currency: Currency,
    /// Every line there ever was.
    pub line_items: Vec<OrderLineView>,
    /// Promises and events.
    pub fulfillment: OrderFulfillmentView,
    /// Money and quantities moved since.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub adjustments: Vec<Adjustment>,
    /// What it costs.
    pub totals: Vec<Total>,
    /// Campaign parameters as of completion.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub attribution: BTreeMap<Arc<str>, Arc<str>>,
    /// What is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub messages: Vec<Message>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineView {
    /// Identifier, as in the checkout.
    pub id: Arc<str>,
    /// What.
    pub item: ItemView,
    /// How many.
    pub quantity: LineQuantity,
    /// What the line costs.
    pub totals: Vec<Total>,
    /// Follows from the quantities.
    pub status: LineStatus,
    /// Line this one belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<Arc<str>>,
}

/// Promises and events of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFulfillmentView {
    /// Promises.
    pub expectations: Vec<Expectation>,
    /// Events, append-only.
    pub events: Vec<FulfillmentEvent>,
}
