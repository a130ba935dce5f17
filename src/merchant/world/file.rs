//! The world file as written, after its schema was checked.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::catalogue::Product;
use super::delivery::{Delivery, TaxRule};
use super::error::WorldError;
use super::offers::{Discount, Eligibility};
use super::payment::PaymentRules;
use super::people::{BuyerField, CurrencyRules, Escalation, KnownCustomer, OrderRules, PolicyLink};
use crate::document::Document;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorldFile {
    pub(super) name: Arc<str>,
    pub(super) currency: CurrencyRules,
    pub(super) products: Vec<Product>,
    #[serde(default)]
    pub(super) delivery: Delivery,
    #[serde(default)]
    pub(super) taxes: Vec<TaxRule>,
    #[serde(default)]
    pub(super) discounts: Vec<Discount>,
    #[serde(default)]
    pub(super) eligibility: Vec<Eligibility>,
    #[serde(default)]
    pub(super) customers: Vec<KnownCustomer>,
    #[serde(default)]
    pub(super) remember_addresses: bool,
    #[serde(default)]
    pub(super) payment: PaymentRules,
    #[serde(default)]
    pub(super) escalation: Escalation,
    #[serde(default)]
    pub(super) buyer_required: Vec<BuyerField>,
    #[serde(default)]
    pub(super) blocked_ips: Vec<Arc<str>>,
    #[serde(default)]
    pub(super) links: Vec<PolicyLink>,
    #[serde(default)]
    pub(super) expiry_minutes: Option<u64>,
    #[serde(default)]
    pub(super) orders: OrderRules,
    #[serde(default)]
    pub(super) faults: Vec<Value>,
}

impl WorldFile {
    /// Reads what the schema let through; what it cannot say (known currencies, amounts in range)
    /// fails here.
    pub(super) fn read(document: &Document) -> Result<Self, WorldError> {
        Self::deserialize(&document.value)
            .map_err(|error| document.whole_file(&error.to_string(), super::schema::EXPECTED))
    }
}
