//! Totals: what a buyer pays and how it comes about. Kept signed; versions with unsigned totals
//! flip signs at the edge.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::protocol::money::Amount;

/// The kinds of entries a total is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalKind {
    /// Goods before reductions; exactly one.
    Subtotal,
    /// Reductions allocated to lines; negative.
    ItemsDiscount,
    /// Reductions of the order as a whole; negative.
    Discount,
    /// Delivery.
    Fulfillment,
    /// Taxes that come on top.
    Tax,
    /// Fees.
    Fee,
    /// The sum of everything else; exactly one.
    Total,
}

impl TotalKind {
    /// Label shown when the business gives none.
    #[must_use]
    pub const fn default_label(self) -> &'static str {
        match self {
            Self::Subtotal => "Subtotal",
            Self::ItemsDiscount => "Item discounts",
            Self::Discount => "Discount",
            Self::Fulfillment => "Shipping",
            Self::Tax => "Tax",
            Self::Fee => "Fee",
            Self::Total => "Total",
        }
    }
}

/// One entry of `totals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// What the entry is.
    #[serde(rename = "type")]
    pub kind: TotalKind,
    /// Label for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub display_text: Option<Arc<str>>,
    /// Signed amount in minor units.
    pub amount: Amount,
    /// Parts that sum to `amount`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lines: Vec<TotalLine>,
}

/// One part of a [`Total`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalLine {
    /// Label for people.
    pub display_text: Arc<str>,
    /// Signed amount in minor units.
    pub amount: Amount,
}
