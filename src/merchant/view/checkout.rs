//! Checkouts as shown.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{DiscountsView, FulfillmentView};
use crate::protocol::checkout::{Buyer, BuyerContext, CheckoutStatus, Total};
use crate::protocol::message::Message;
use crate::protocol::money::{Amount, Currency};
use crate::protocol::payment::{HandlerDeclaration, Instrument};

/// A checkout and what its envelope needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutSnapshot {
    /// The resource.
    pub checkout: CheckoutView,
    /// Handlers usable for this cart, for `ucp.payment_handlers`.
    pub payment_handlers: Arc<[HandlerDeclaration]>,
}

/// A checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    /// Identifier.
    pub id: Arc<str>,
    /// Where it stands.
    pub status: CheckoutStatus,
    /// Currency of every amount.
    pub currency: Currency,
    /// What is bought.
    pub line_items: Vec<LineItemView>,
    /// What it costs.
    pub totals: Vec<Total>,
    /// Who buys.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub buyer: Option<Buyer>,
    /// Hints as given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub context: Option<BuyerContext>,
    /// Discounts; with the extension only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub discounts: Option<DiscountsView>,
    /// Delivery; with the extension only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fulfillment: Option<FulfillmentView>,
    /// Instruments, without credentials.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment: Option<PaymentView>,
    /// What stands in the way or is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub messages: Vec<Message>,
    /// Policies.
    pub links: Arc<[LinkView]>,
    /// Where the buyer can go on; absent in terminal states.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub continue_url: Option<Arc<str>>,
    /// RFC 3339; absent in terminal states.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_at: Option<Arc<str>>,
    /// The order placed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub order: Option<OrderConfirmation>,
}

/// A line of a checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItemView {
    /// Identifier within the checkout.
    pub id: Arc<str>,
    /// What.
    pub item: ItemView,
    /// How many.
    pub quantity: u64,
    /// What the line costs.
    pub totals: Vec<Total>,
    /// Line this one belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<Arc<str>>,
}

/// A product as shown in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Product identifier.
    pub id: Arc<str>,
    /// Name.
    pub title: Arc<str>,
    /// Price of one piece.
    pub price: Amount,
    /// Picture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image_url: Option<Arc<str>>,
}

/// Instruments, without credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// Instruments.
    pub instruments: Vec<Instrument>,
}

/// A policy of the business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// Kind (`privacy_policy`, …).
    #[serde(rename = "type")]
    pub kind: Arc<str>,
    /// Absolute URL.
    pub url: Arc<str>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Arc<str>>,
}

/// The order a checkout led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderConfirmation {
    /// Identifier.
    pub id: Arc<str>,
    /// Name the business gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<Arc<str>>,
    /// Page of the order.
    pub permalink_url: Arc<str>,
}
