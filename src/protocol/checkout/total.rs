//! Totals: what a buyer pays and how it comes about. Kept signed; versions with unsigned totals
//! flip signs at the edge.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::protocol::money::Amount;

/// The kinds of entries a total is made of: those of the protocol, and a business's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(from = "Arc<str>")]
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
    /// A type of the business's own; its entries need a label.
    Own(Arc<str>),
}

impl TotalKind {
    /// The kinds that the protocol defines.
    pub const DEFINED: [Self; 7] = [
        Self::Subtotal,
        Self::ItemsDiscount,
        Self::Discount,
        Self::Fulfillment,
        Self::Tax,
        Self::Fee,
        Self::Total,
    ];

    /// The kind as it is written.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Subtotal => "subtotal",
            Self::ItemsDiscount => "items_discount",
            Self::Discount => "discount",
            Self::Fulfillment => "fulfillment",
            Self::Tax => "tax",
            Self::Fee => "fee",
            Self::Total => "total",
            Self::Own(name) => name,
        }
    }

    /// Whether it is a business's own.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        match self {
            Self::Own(_) => true,
            Self::Subtotal
            | Self::ItemsDiscount
            | Self::Discount
            | Self::Fulfillment
            | Self::Tax
            | Self::Fee
            | Self::Total => false,
        }
    }

    /// Label shown when the business gives none; a business's own type has none but its name.
    #[must_use]
    pub fn default_label(&self) -> &str {
        match self {
            Self::Subtotal => "Subtotal",
            Self::ItemsDiscount => "Item Discounts",
            Self::Discount => "Discount",
            Self::Fulfillment => "Shipping",
            Self::Tax => "Tax",
            Self::Fee => "Fee",
            Self::Total => "Total",
            Self::Own(name) => name,
        }
    }
}

impl From<Arc<str>> for TotalKind {
    fn from(name: Arc<str>) -> Self {
        let defined = Self::DEFINED.into_iter().find(|kind| kind.name() == &*name);
        defined.unwrap_or(Self::Own(name))
    }
}

impl Serialize for TotalKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
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

impl Total {
    /// What a platform shows beside the amount: the business's label, else the default one of a
    /// type of the protocol's. `None` for a business's own type without a label, which is not allowed.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        let default = (!self.kind.is_own()).then(|| self.kind.default_label());
        self.display_text.as_deref().or(default)
    }
}

/// One part of a [`Total`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalLine {
    /// Label for people.
    pub display_text: Arc<str>,
    /// Signed amount in minor units.
    pub amount: Amount,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        let own = TotalKind::Own("battery_deposit".into());
        for kind in TotalKind::DEFINED.into_iter().chain([own]) {
            let written = serde_json::to_value(&kind).expect("written");
            assert_eq!(written, json!(kind.name()));
            assert_eq!(serde_json::from_value::<TotalKind>(written).expect("read"), kind);
        }
    }
}
