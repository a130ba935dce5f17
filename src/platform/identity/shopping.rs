//! What a platform can ask for when it shops.

use crate::protocol::profile::{Capability, Requires};
use crate::protocol::version::ProtocolVersion;

/// A capability of the shopping service that a platform can declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShoppingCapability {
    /// Buying.
    Checkout,
    /// Following what was bought.
    Order,
    /// Codes and automatic price reductions.
    Discount,
    /// Shipping and pickup.
    Fulfillment,
    /// What the buyer agreed to.
    BuyerConsent,
}

/// Whether a capability stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// A root capability.
    None,
    /// An extension of the checkout.
    Checkout,
}

/// Capability, last part of its name and of its schema's file, page of its specification, parent.
const ROWS: [(ShoppingCapability, &str, &str, Parent); 5] = [
    (ShoppingCapability::Checkout, "checkout", "checkout", Parent::None),
    (ShoppingCapability::Order, "order", "order", Parent::None),
    (ShoppingCapability::Discount, "discount", "discount", Parent::Checkout),
    (ShoppingCapability::Fulfillment, "fulfillment", "fulfillment", Parent::Checkout),
    (ShoppingCapability::BuyerConsent, "buyer_consent", "buyer-consent", Parent::Checkout),
];

impl ShoppingCapability {
    /// All of them, parents before their extensions.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.0)
    }

    /// The reverse-domain name.
    #[must_use]
    pub fn name(self) -> String {
        let (_, last, _, _) = self.row();
        format!("dev.ucp.shopping.{last}")
    }

    /// What it extends.
    #[must_use]
    pub fn parent(self) -> Parent {
        self.row().3
    }

    /// The declaration of a version's own edition, without settings.
    #[must_use]
    pub fn declaration(self, version: ProtocolVersion) -> Capability {
        let (_, last, page, parent) = self.row();
        let extends = match parent {
            Parent::None => Vec::new(),
            Parent::Checkout => vec![Self::Checkout.name()],
        };
        let artefacts = version.edition().artefacts;
        Capability {
            name: self.name(),
            version: version.date().to_owned(),
            extends,
            spec: Some(format!("{artefacts}/specification/{page}")),
            schema: Some(format!("{artefacts}/schemas/shopping/{last}.json")),
            config: None,
            requires: Requires::default(),
        }
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, Parent) {
        // Every variant has its row (a test counts); the first one stands in for the type checker.
        ROWS.iter().find(|row| row.0 == self).unwrap_or(&ROWS[0])
    }
}
