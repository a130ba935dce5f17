//! What is shown of checkouts and orders: everything the wire needs except the `ucp` envelope.
//! The serialised form uses the protocol's member names; versions that differ translate at the
//! edge.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::input::MethodKind;
use crate::protocol::checkout::{Buyer, BuyerContext, CheckoutStatus, PostalAddress, Total};
use crate::protocol::message::Message;
use crate::protocol::money::{Amount, Currency};
use crate::protocol::order::{Adjustment, Expectation, FulfillmentEvent, LineQuantity, LineStatus};
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

/// Discounts: the codes as sent and what came of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountsView {
    /// Codes as sent, rejected ones included.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub codes: Option<Vec<Arc<str>>>,
    /// What was taken off.
    pub applied: Vec<AppliedDiscount>,
}

/// A discount taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedDiscount {
    /// Code, absent when automatic.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<Arc<str>>,
    /// For people.
    pub title: Arc<str>,
    /// How much, positive.
    pub amount: Amount,
    /// Not asked for and not removable.
    #[serde(skip_serializing_if = "is_false", default)]
    pub automatic: bool,
    /// How it was computed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method: Option<AllocationMethod>,
    /// Order of computation, low first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub priority: Option<u32>,
    /// Subject to verification at completion.
    #[serde(skip_serializing_if = "is_false", default)]
    pub provisional: bool,
    /// Claim that gave it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub eligibility: Option<Arc<str>>,
    /// Where it landed; sums to `amount`. Empty: on the order as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub allocations: Vec<Allocation>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// How a discount was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// For each line on its own.
    Each,
    /// Once, then split by value.
    Across,
}

/// A part of a discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// JSONPath of what it reduces.
    pub path: Arc<str>,
    /// How much, positive.
    pub amount: Amount,
}

/// Delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FulfillmentView {
    /// Chosen methods.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub methods: Vec<MethodView>,
    /// Methods that could be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub available_methods: Vec<AvailableMethodView>,
}

/// One method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodView {
    /// Identifier within the checkout.
    pub id: Arc<str>,
    /// Kind.
    #[serde(rename = "type")]
    pub kind: MethodKind,
    /// Lines it delivers.
    pub line_item_ids: Vec<Arc<str>>,
    /// Candidate destinations.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub destinations: Vec<DestinationView>,
    /// Chosen destination.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub selected_destination_id: Option<Arc<str>>,
    /// Parcels, each with its options.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub groups: Vec<GroupView>,
}

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationView {
    /// A postal address.
    Shipping {
        /// Identifier.
        id: Arc<str>,
        /// Where.
        address: PostalAddress,
    },
    /// A location of the business.
    Retail {
        /// Identifier.
        id: Arc<str>,
        /// Name.
        name: Arc<str>,
        /// Where.
        address: PostalAddress,
    },
}

/// A parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Identifier within the method.
    pub id: Arc<str>,
    /// Lines in it.
    pub line_item_ids: Vec<Arc<str>>,
    /// Ways to send it, best first.
    pub options: Vec<OptionView>,
    /// Chosen option.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub selected_option_id: Option<Arc<str>>,
}

/// A way to send a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// Identifier within the group.
    pub id: Arc<str>,
    /// Unique among its siblings.
    pub title: Arc<str>,
    /// Repeats neither title nor price.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
    /// Who carries.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub carrier: Option<Arc<str>>,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub earliest_fulfillment_time: Option<Arc<str>>,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub latest_fulfillment_time: Option<Arc<str>>,
    /// What it costs.
    pub totals: Vec<Total>,
}

/// A method that could be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailableMethodView {
    /// Kind.
    #[serde(rename = "type")]
    pub kind: MethodKind,
    /// Lines it could deliver.
    pub line_item_ids: Vec<Arc<str>>,
    /// `now` or RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fulfillable_on: Option<Arc<str>>,
    /// Understandable on its own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
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

/// An order, always whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Identifier.
    pub id: Arc<str>,
    /// Name the business gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<Arc<str>>,
    /// Checkout it came from.
    pub checkout_id: Arc<str>,
    /// Page of the order.
    pub permalink_url: Arc<str>,
    /// Currency of every amount, the checkout's.
    pub currency: Currency,
    /// Every line there ever was.
    pub line_items: Vec<OrderLineView>,
    /// Promises and events.
    pub fulfillment: OrderFulfillmentView,
    /// Money and quantities moved since.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub adjustments: Vec<Adjustment>,
    /// What it costs.
    pub totals: Vec<Total>,
    /// Campaign parameters as of completion.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub attribution: BTreeMap<Arc<str>, Arc<str>>,
    /// What is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub messages: Vec<Message>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineView {
    /// Identifier, as in the checkout.
    pub id: Arc<str>,
    /// What.
    pub item: ItemView,
    /// How many.
    pub quantity: LineQuantity,
    /// What the line costs.
    pub totals: Vec<Total>,
    /// Follows from the quantities.
    pub status: LineStatus,
    /// Line this one belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<Arc<str>>,
}

/// Promises and events of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFulfillmentView {
    /// Promises.
    pub expectations: Vec<Expectation>,
    /// Events, append-only.
    pub events: Vec<FulfillmentEvent>,
}

mod destination {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Arc, DestinationView, PostalAddress};
    use crate::merchant::input::DestinationInput;

    #[derive(Serialize)]
    struct Shipping<'a> {
        id: &'a str,
        #[serde(flatten)]
        address: &'a PostalAddress,
    }

    #[derive(Serialize)]
    struct Retail<'a> {
        id: &'a str,
        name: &'a str,
        address: &'a PostalAddress,
    }

    impl Serialize for DestinationView {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Shipping { id, address } => Shipping { id, address }.serialize(serializer),
                Self::Retail { id, name, address } => Retail { id, name, address }.serialize(serializer),
            }
        }
    }

    impl<'de> Deserialize<'de> for DestinationView {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let input = DestinationInput::deserialize(deserializer)?;
            let address = input.postal_address();
            let id = input.id.unwrap_or_else(|| Arc::from(""));
            Ok(match input.name {
                Some(name) => Self::Retail { id, name, address },
                None => Self::Shipping { id, address },
            })
        }
    }

    impl DestinationView {
        /// Identifier.
        #[must_use]
        pub const fn id(&self) -> &Arc<str> {
            match self {
                Self::Shipping { id, .. } | Self::Retail { id, .. } => id,
            }
        }

        /// Where it is.
        #[must_use]
        pub const fn address(&self) -> &PostalAddress {
            match self {
                Self::Shipping { address, .. } | Self::Retail { address, .. } => address,
            }
        }
    }
}
