//! The operations of the shopping service, independent of transport and version. How each is
//! carried (method, path, tool name, headers) is data: `contracts/<version>/operations.json`.

use std::fmt;

/// One operation a platform can ask of a business, or the order webhook the business sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Open a checkout session.
    CreateCheckout,
    /// Read a checkout session.
    GetCheckout,
    /// Replace a checkout session.
    UpdateCheckout,
    /// Place the order.
    CompleteCheckout,
    /// Give the session up.
    CancelCheckout,
    /// Open a cart.
    CreateCart,
    /// Read a cart.
    GetCart,
    /// Replace a cart.
    UpdateCart,
    /// Give a cart up.
    CancelCart,
    /// Search the catalogue.
    SearchCatalog,
    /// Look products up by identifier.
    LookupCatalog,
    /// One product in detail.
    GetProduct,
    /// Read an order.
    GetOrder,
    /// The business pushes an order to the platform.
    OrderEvent,
}

/// Name and value of every operation, in the protocol's own spelling.
const NAMES: [(&str, Operation); 14] = [
    ("create_checkout", Operation::CreateCheckout),
    ("get_checkout", Operation::GetCheckout),
    ("update_checkout", Operation::UpdateCheckout),
    ("complete_checkout", Operation::CompleteCheckout),
    ("cancel_checkout", Operation::CancelCheckout),
    ("create_cart", Operation::CreateCart),
    ("get_cart", Operation::GetCart),
    ("update_cart", Operation::UpdateCart),
    ("cancel_cart", Operation::CancelCart),
    ("search_catalog", Operation::SearchCatalog),
    ("lookup_catalog", Operation::LookupCatalog),
    ("get_product", Operation::GetProduct),
    ("get_order", Operation::GetOrder),
    ("order_event", Operation::OrderEvent),
];

impl Operation {
    /// Every operation.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(_, operation)| *operation)
    }

    /// The protocol's name, `create_checkout`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, operation)| *operation == self).map_or("unknown", |(name, _)| name)
    }

    /// The operation of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, operation)| *operation)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
