//! The records of the state.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::merchant::context::Extensions;
use crate::merchant::input::CheckoutInput;
use crate::merchant::view::{CheckoutSnapshot, OrderView};
use crate::protocol::checkout::PostalAddress;
use crate::protocol::money::{Amount, Currency};
use crate::protocol::payment::HandlerDeclaration;

/// A checkout session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Checkout {
    /// Counts every change of the record.
    pub version: u64,
    /// Profile URL of the platform that opened it.
    pub owner: Arc<str>,
    /// When it was opened.
    pub created_at: Instant,
    /// When it is canceled by itself.
    pub expires_at: Instant,
    /// What is shown of it.
    pub snapshot: Arc<CheckoutSnapshot>,
    /// Content as sent, to evaluate it anew; dropped in terminal states.
    pub input: Option<Arc<CheckoutInput>>,
    /// What the platform can show and use.
    pub audience: Audience,
    /// What the buyer already did on the business's page.
    #[serde(default)]
    pub cleared: Vec<Arc<str>>,
    /// A signal forbids completion.
    #[serde(default)]
    pub blocked: bool,
    /// A completion the payment provider has not answered yet.
    #[serde(default)]
    pub pending: Option<Pending>,
    /// Charges, every attempt.
    #[serde(default)]
    pub charges: Vec<Charge>,
    /// Campaign parameters as last sent; for the order, without any effect here.
    #[serde(default)]
    pub attribution: BTreeMap<Arc<str>, Arc<str>>,
    /// Lines ever numbered, so that no line identifier is given twice.
    #[serde(default)]
    pub lines_ever: u32,
}

/// What was negotiated with the platform a checkout belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Active extensions.
    pub extensions: Extensions,
    /// Whether it can show several groups per method.
    pub supports_multi_group: bool,
    /// Its payment handlers.
    pub payment_handlers: Option<Arc<[HandlerDeclaration]>>,
    /// Where it wants to hear of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<Arc<str>>,
}

/// A completion that waits for the payment provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Whether the provider will charge in the end.
    pub succeeds: bool,
    /// When it is settled by itself.
    pub settles_at: Instant,
    /// Discounts counted as redeemed, given back on failure.
    pub redeems: Vec<Arc<str>>,
}

/// One attempt to charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Identifier.
    pub id: Arc<str>,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// How it ended.
    pub status: ChargeStatus,
}

/// How an attempt to charge ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    /// Not answered yet.
    Pending,
    /// Waits for the buyer's authentication.
    Challenged,
    /// The money moved.
    Succeeded,
    /// Refused.
    Declined,
}

/// An order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Counts every change of the record.
    pub version: u64,
    /// Profile URL of the platform that originated it.
    pub owner: Arc<str>,
    /// Where that platform wanted to hear of it, for when its profile cannot be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<Arc<str>>,
    /// Identity of the buyer.
    pub buyer_email: Option<Arc<str>>,
    /// Running number within the merchant.
    pub number: u64,
    /// When it was placed.
    pub placed_at: Instant,
    /// What is shown of it.
    pub view: Arc<OrderView>,
}

/// Stock of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLevel {
    /// Product.
    pub product: Arc<str>,
    /// Pieces in the house.
    pub on_hand: u64,
    /// Pieces promised to completions in progress; never more than `on_hand`.
    pub reserved: u64,
}

impl StockLevel {
    /// Pieces that can be sold.
    #[must_use]
    pub const fn available(&self) -> u64 {
        self.on_hand.saturating_sub(self.reserved)
    }
}

/// A known buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// E-mail address in lower case.
    pub email: Arc<str>,
    /// Known addresses, oldest first.
    pub addresses: Vec<SavedAddress>,
    /// How often each discount was redeemed, by discount id.
    #[serde(default)]
    pub redemptions: BTreeMap<Arc<str>, u32>,
}

/// A known address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAddress {
    /// Identifier within the customer.
    pub id: Arc<str>,
    /// Where.
    pub address: PostalAddress,
}
