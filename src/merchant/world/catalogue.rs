//! Products and what is particular to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::protocol::checkout::TotalKind;
use crate::protocol::money::{Amount, Currency};

/// Prices per currency, in minor units.
pub type PriceList = BTreeMap<Currency, Amount>;

/// Something for sale.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no facts of a file people write")]
pub struct Product {
    /// Identifier, what `item.id` refers to.
    pub id: Arc<str>,
    /// Name.
    pub title: Arc<str>,
    /// Price of one piece; a currency not listed is not sold in.
    pub price: PriceList,
    /// Picture; a path is relative to the merchant.
    #[serde(default)]
    pub image_url: Option<Arc<str>>,
    /// Pieces in the house; absent is unlimited.
    #[serde(default)]
    pub stock: Option<u64>,
    /// Delivered electronically: needs no fulfilment method.
    #[serde(default)]
    pub digital: bool,
    /// Can be collected at the pickup locations.
    #[serde(default)]
    pub pickup: bool,
    /// No longer sold.
    #[serde(default)]
    pub discontinued: bool,
    /// Not taxed.
    #[serde(default)]
    pub tax_exempt: bool,
    /// Labels that rules refer to.
    #[serde(default)]
    pub tags: Vec<Arc<str>>,
    /// Countries it may be sold to; empty is everywhere.
    #[serde(default)]
    pub only_countries: Vec<Arc<str>>,
    /// Parcel it travels in when parcels are kept apart.
    #[serde(default)]
    pub parcel: Option<Arc<str>>,
    /// Fee on top of each piece.
    #[serde(default)]
    pub fee: Option<ProductFee>,
    /// Warnings a platform has to show beside the line.
    #[serde(default)]
    pub disclosures: Vec<Disclosure>,
}

impl Product {
    /// Whether the product carries one of these tags.
    #[must_use]
    pub fn has_tag(&self, tags: &[Arc<str>]) -> bool {
        self.tags.iter().any(|tag| tags.contains(tag))
    }
}

/// A fee per piece.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductFee {
    /// What the entry of the totals is: `fee`, or a type of the business's own.
    #[serde(rename = "type", default = "fee")]
    pub kind: TotalKind,
    /// Label.
    pub title: Arc<str>,
    /// Fee per piece.
    pub amount: PriceList,
}

const fn fee() -> TotalKind {
    TotalKind::Fee
}

/// A warning that belongs beside a line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// Category.
    pub code: Arc<str>,
    /// For people.
    pub content: Arc<str>,
    /// Symbol to show.
    #[serde(default)]
    pub image_url: Option<Arc<str>>,
    /// Where to read more.
    #[serde(default)]
    pub url: Option<Arc<str>>,
    /// Countries it applies to; empty is everywhere.
    #[serde(default)]
    pub countries: Vec<Arc<str>>,
}
