//! Customers, and rules that bring the buyer in.

use std::sync::Arc;

use serde::Deserialize;

use super::catalogue::PriceList;
use crate::protocol::checkout::PostalAddress;
use crate::protocol::money::Currency;

/// A known buyer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCustomer {
    /// E-mail address.
    pub email: Arc<str>,
    /// Known addresses.
    #[serde(default)]
    pub addresses: Vec<KnownAddress>,
}

/// A known address.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownAddress {
    /// Identifier within the customer.
    pub id: Arc<str>,
    /// Where.
    pub address: PostalAddress,
}

/// Which currency a checkout is in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrencyRules {
    /// When nothing else decides.
    pub default: Currency,
    /// Other currencies the merchant sells in.
    #[serde(default)]
    pub others: Vec<Currency>,
    /// Currency of a delivery country.
    #[serde(default)]
    pub by_country: std::collections::BTreeMap<Arc<str>, Currency>,
}

impl CurrencyRules {
    /// Whether the merchant sells in this currency.
    #[must_use]
    pub fn accepts(&self, currency: Currency) -> bool {
        currency == self.default || self.others.contains(&currency)
    }
}

/// A question the API cannot carry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuyerQuestion {
    /// Identifier; also the message's code.
    pub id: Arc<str>,
    /// For people.
    pub content: Arc<str>,
    /// Products it concerns, by tag.
    pub tags: Vec<Arc<str>>,
}

/// What moves a checkout to the buyer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Escalation {
    /// Totals above this have to be approved by the buyer in person.
    pub review_over: PriceList,
    /// Questions.
    pub questions: Vec<BuyerQuestion>,
}

/// A policy of the business.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyLink {
    /// Kind (`privacy_policy`, …).
    #[serde(rename = "type")]
    pub kind: Arc<str>,
    /// URL; a path is relative to the merchant.
    pub url: Arc<str>,
    /// For people.
    #[serde(default)]
    pub title: Option<Arc<str>>,
}

/// Fields of the buyer a merchant may insist on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuyerField {
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// E-mail address.
    Email,
    /// Telephone number.
    PhoneNumber,
}

/// Orders after they were placed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrderRules {
    /// What order labels start with; absent gives no labels.
    pub label_prefix: Option<Arc<str>>,
    /// Whether canceled and returned goods go back on the shelf.
    pub restock: bool,
}
