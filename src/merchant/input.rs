//! What a platform sends, as far as the engine reads it. Unknown members are ignored here; the
//! contract judges them earlier.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::protocol::checkout::{Buyer, BuyerContext, PostalAddress};
use crate::protocol::payment::InstrumentDisplay;

/// Campaign parameters.
pub type AttributionInput = BTreeMap<Arc<str>, Arc<str>>;

/// The whole content of a checkout, as sent by create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutInput {
    /// What is bought.
    pub line_items: Vec<LineItemInput>,
    /// Who buys.
    pub buyer: Option<Buyer>,
    /// Unverified hints.
    pub context: Option<BuyerContext>,
    /// What the platform observed about the buyer's environment.
    #[serde(skip_serializing)]
    pub signals: SignalsInput,
    /// Campaign parameters.
    pub attribution: AttributionInput,
    /// Instruments, without effect before completion.
    pub payment: Option<PaymentInput>,
    /// Discount codes.
    pub discounts: Option<DiscountsInput>,
    /// Delivery.
    pub fulfillment: Option<FulfillmentInput>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineItemInput {
    /// Identifier the business gave before.
    pub id: Option<Arc<str>>,
    /// Product.
    pub item: ItemInput,
    /// Pieces.
    pub quantity: i64,
    /// Line this one belongs to.
    pub parent_id: Option<Arc<str>>,
}

/// A product reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemInput {
    /// Product identifier.
    pub id: Arc<str>,
}

/// Discount codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DiscountsInput {
    /// Codes as typed; they replace earlier ones.
    pub codes: Vec<Arc<str>>,
}

/// Delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FulfillmentInput {
    /// Methods.
    pub methods: Vec<MethodInput>,
}

/// The kinds of method a platform can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    /// Sent to an address.
    Shipping,
    /// Collected at a location.
    Pickup,
}

/// One method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MethodInput {
    /// Identifier the business gave before.
    pub id: Option<Arc<str>>,
    /// Kind; on update it may be left out.
    #[serde(rename = "type")]
    pub kind: Option<MethodKind>,
    /// Lines concerned; all that are left when absent.
    pub line_item_ids: Option<Vec<Arc<str>>>,
    /// Candidate destinations.
    pub destinations: Option<Vec<DestinationInput>>,
    /// Chosen destination.
    pub selected_destination_id: Option<Arc<str>>,
    /// Choices per group.
    pub groups: Option<Vec<GroupInput>>,
}

/// A destination: a postal address, or a location by id and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DestinationInput {
    /// Identifier, the platform's or the business's.
    pub id: Option<Arc<str>>,
    /// Name of a retail location.
    pub name: Option<Arc<str>>,
    /// Address of a retail location.
    pub address: Option<PostalAddress>,
    /// Recipient's given name.
    pub first_name: Option<Arc<str>>,
    /// Recipient's family name.
    pub last_name: Option<Arc<str>>,
    /// Street and number.
    pub street_address: Option<Arc<str>>,
    /// Floor, flat, building.
    pub extended_address: Option<Arc<str>>,
    /// Town.
    pub address_locality: Option<Arc<str>>,
    /// State or province.
    pub address_region: Option<Arc<str>>,
    /// ISO 3166-1 alpha-2 country.
    pub address_country: Option<Arc<str>>,
    /// Postal code.
    pub postal_code: Option<Arc<str>>,
    /// Recipient's telephone number.
    pub phone_number: Option<Arc<str>>,
}

/// A choice within a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupInput {
    /// Identifier the business gave.
    pub id: Option<Arc<str>>,
    /// Chosen option.
    pub selected_option_id: Option<Arc<str>>,
}

/// How it is paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentInput {
    /// Instruments; the selected one, or the only one, is charged.
    pub instruments: Vec<InstrumentInput>,
}

/// One instrument with its credential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstrumentInput {
    /// Identifier chosen by the platform.
    pub id: Arc<str>,
    /// Handler it is for.
    pub handler_id: Arc<str>,
    /// Kind (`card`, …).
    #[serde(rename = "type")]
    pub kind: Arc<str>,
    /// Billing address.
    pub billing_address: Option<PostalAddress>,
    /// What may be shown of it.
    pub display: Option<InstrumentDisplay>,
    /// Whether the buyer chose it.
    pub selected: Option<bool>,
    /// Secret; used during the call and dropped.
    #[serde(skip_serializing)]
    pub credential: Option<CredentialInput>,
}

/// What a platform observed about the buyer's environment; only what the engine decides on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SignalsInput {
    /// Internet address of the buyer.
    #[serde(rename = "dev.ucp.buyer_ip")]
    pub buyer_ip: Option<Arc<str>>,
}

pub use credential::{Binding, CredentialInput};

mod credential {
    use std::fmt;
    use std::sync::Arc;

    use serde::Deserialize;

    /// A credential. Card numbers are not even read; the rest never shows in `Debug`.
    #[derive(Clone, Default, PartialEq, Eq, Deserialize)]
    #[serde(default)]
    pub struct CredentialInput {
        /// Kind of credential.
        #[serde(rename = "type")]
        pub kind: Arc<str>,
        /// Opaque token.
        pub token: Option<Arc<str>>,
        /// What the token is bound to.
        pub binding: Option<Binding>,
    }

    /// What a token is bound to.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
    #[serde(default)]
    pub struct Binding {
        /// The only checkout it may pay.
        pub checkout_id: Option<Arc<str>>,
    }

    impl fmt::Debug for CredentialInput {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("CredentialInput").field("kind", &self.kind).finish_non_exhaustive()
        }
    }
}

impl DestinationInput {
    /// The postal address it carries, directly or as a location's.
    #[must_use]
    pub fn postal_address(&self) -> PostalAddress {
        if let Some(address) = &self.address {
            return address.clone();
        }
        PostalAddress {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            street_address: self.street_address.clone(),
            extended_address: self.extended_address.clone(),
            address_locality: self.address_locality.clone(),
            address_region: self.address_region.clone(),
            address_country: self.address_country.clone(),
            postal_code: self.postal_code.clone(),
            phone_number: self.phone_number.clone(),
        }
    }
}
