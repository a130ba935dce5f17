//! The vocabulary of orders: line statuses, expectations, events and adjustments.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::checkout::{PostalAddress, Total};

/// Where an order line stands; derived from its quantities, never set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// Nothing fulfilled yet.
    Processing,
    /// Some of it fulfilled.
    Partial,
    /// All of it fulfilled.
    Fulfilled,
    /// Nothing of it remains ordered.
    Removed,
}

/// Quantities of an order line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineQuantity {
    /// What was ordered.
    pub original: u64,
    /// What is ordered now.
    pub total: u64,
    /// What was handed over.
    pub fulfilled: u64,
}

impl LineQuantity {
    /// The status these quantities mean.
    #[must_use]
    pub const fn status(self) -> LineStatus {
        match (self.total, self.fulfilled) {
            (0, _) => LineStatus::Removed,
            (total, fulfilled) if fulfilled >= total => LineStatus::Fulfilled,
            (_, 0) => LineStatus::Processing,
            (_, _) => LineStatus::Partial,
        }
    }
}

/// A quantity of an order line; signed only in adjustments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineReference {
    /// Line concerned.
    pub id: Arc<str>,
    /// How many.
    pub quantity: i64,
}

/// How goods reach the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// Sent to an address.
    Shipping,
    /// Collected at a location.
    Pickup,
    /// Delivered electronically.
    Digital,
}

/// What the buyer was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// Identifier within the order.
    pub id: Arc<str>,
    /// Goods promised.
    pub line_items: Vec<LineReference>,
    /// How they come.
    pub method_type: DeliveryKind,
    /// Where they come.
    pub destination: PostalAddress,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
    /// `now` or an RFC 3339 timestamp.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fulfillable_on: Option<Arc<str>>,
}

/// Something that happened to goods; appended, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FulfillmentEvent {
    /// Identifier within the order.
    pub id: Arc<str>,
    /// RFC 3339.
    pub occurred_at: Arc<str>,
    /// What happened (`shipped`, `delivered`, …).
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// Goods concerned.
    pub line_items: Vec<LineReference>,
    /// Carrier's number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tracking_number: Option<Arc<str>>,
    /// Where to follow the parcel.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tracking_url: Option<Arc<str>>,
    /// Who carries.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub carrier: Option<Arc<str>>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
}

/// Where an adjustment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentStatus {
    /// Announced.
    Pending,
    /// Done.
    Completed,
    /// Did not work out.
    Failed,
}

/// A change of money or quantities after the order was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Identifier within the order.
    pub id: Arc<str>,
    /// What it is (`refund`, `return`, …).
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// RFC 3339.
    pub occurred_at: Arc<str>,
    /// Where it stands.
    pub status: AdjustmentStatus,
    /// Goods concerned, signed quantities.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub line_items: Vec<LineReference>,
    /// Money moved, signed: negative flows back to the buyer.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub totals: Vec<Total>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
}
