//! What the engine can be asked to do.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::input::{CheckoutInput, PaymentInput, SignalsInput};
use crate::protocol::checkout::PostalAddress;
use crate::protocol::money::Amount;
use crate::protocol::order::{Adjustment, FulfillmentEvent};

/// One request to the engine.
#[derive(Clone, Debug)]
pub enum Command {
    /// Open a checkout session.
    CreateCheckout(CheckoutInput),
    /// Replace a checkout session's content.
    UpdateCheckout {
        /// Session concerned.
        id: Arc<str>,
        /// The whole new content.
        input: CheckoutInput,
    },
    /// Place the order.
    CompleteCheckout {
        /// Session concerned.
        id: Arc<str>,
        /// How it is paid, and what the platform observed.
        input: CompleteInput,
    },
    /// Give the session up.
    CancelCheckout {
        /// Session concerned.
        id: Arc<str>,
    },
    /// Read a session.
    GetCheckout {
        /// Session concerned.
        id: Arc<str>,
    },
    /// Read an order.
    GetOrder {
        /// Order concerned.
        id: Arc<str>,
    },
    /// Finish a completion that is in progress, as the payment's outcome demands. Business side.
    Settle {
        /// Session concerned.
        checkout_id: Arc<str>,
    },
    /// The buyer acts on the page behind `continue_url`. Business side.
    BuyerAction {
        /// Session concerned.
        checkout_id: Arc<str>,
        /// What the buyer does.
        action: BuyerAction,
    },
    /// Something happens to an order. Business side.
    OrderEdit {
        /// Order concerned.
        id: Arc<str>,
        /// What happens.
        edit: OrderEdit,
    },
    /// Cancel every session whose time has run out. Business side.
    Expire,
    /// Count the pieces in the house anew; a product without a limit gets one. Business side.
    SetStock {
        /// Product concerned.
        product: Arc<str>,
        /// Pieces in the house, those promised to completions in progress included.
        on_hand: u64,
    },
}

/// Content of a completion.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CompleteInput {
    /// How it is paid.
    pub payment: Option<PaymentInput>,
    /// What the platform observed about the buyer's environment.
    pub signals: SignalsInput,
    /// Campaign parameters; kept for the order, without any effect.
    pub attribution: super::input::AttributionInput,
}

/// What a buyer can do on the business's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BuyerAction {
    /// Approve what had to be reviewed.
    Approve,
    /// Answer the payment challenge (3-D Secure).
    Authenticate {
        /// Whether the buyer proved to be the holder.
        passed: bool,
    },
    /// Supply an address the API could not carry and take the first option.
    ProvideAddress {
        /// Where to send the goods.
        address: PostalAddress,
    },
    /// Answer a question the API cannot carry (for example an age check).
    Answer {
        /// Rule that asked.
        rule: Arc<str>,
    },
    /// Pay on the page and place the order there.
    PlaceOrder,
    /// Leave for good.
    Abandon,
}

/// Quantities of lines an edit concerns; empty means everything that is left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineSelection(pub Vec<(Arc<str>, u64)>);

/// What can happen to an order after it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum OrderEdit {
    /// Goods left the business.
    Ship {
        /// Goods concerned.
        #[serde(default)]
        lines: LineSelection,
        /// Carrier's number; made up when absent.
        #[serde(default)]
        tracking_number: Option<Arc<str>>,
        /// Who carries.
        #[serde(default)]
        carrier: Option<Arc<str>>,
    },
    /// Goods are on their way.
    InTransit,
    /// Goods arrived.
    Deliver {
        /// Goods concerned.
        #[serde(default)]
        lines: LineSelection,
    },
    /// Nobody opened.
    FailedAttempt,
    /// Goods came back unopened.
    ReturnToSender,
    /// Money goes back.
    Refund {
        /// How much, positive; everything that is left when absent.
        #[serde(default)]
        amount: Option<Amount>,
        /// Why.
        #[serde(default)]
        reason: Option<Arc<str>>,
    },
    /// Goods come back and their money goes back.
    Return {
        /// Goods concerned.
        #[serde(default)]
        lines: LineSelection,
    },
    /// Goods are not delivered and not charged.
    Cancel {
        /// Goods concerned; everything unfulfilled when empty.
        #[serde(default)]
        lines: LineSelection,
    },
    /// The price changes afterwards.
    AdjustPrice {
        /// Signed: negative flows back to the buyer.
        amount: Amount,
        /// Why.
        #[serde(default)]
        reason: Option<Arc<str>>,
    },
    /// The number of pieces of a line changes.
    ChangeQuantity {
        /// Line concerned.
        line: Arc<str>,
        /// New number of pieces; 0 removes the line without hiding it.
        total: u64,
    },
    /// What happened elsewhere is written down: events and adjustments whose identifiers are new. Quantities
    /// and stock stay as they are.
    Record {
        /// Events, in order.
        #[serde(default)]
        events: Vec<FulfillmentEvent>,
        /// Adjustments, in order.
        #[serde(default)]
        adjustments: Vec<Adjustment>,
    },
    /// The business names the order.
    Relabel {
        /// New label.
        label: Arc<str>,
    },
}

impl OrderEdit {
    /// What happens, as a verb phrase for people.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Ship { .. } => "ship goods",
            Self::InTransit => "report goods in transit",
            Self::Deliver { .. } => "deliver goods",
            Self::FailedAttempt => "fail to deliver",
            Self::ReturnToSender => "return goods to the sender",
            Self::Refund { .. } => "refund",
            Self::Return { .. } => "take goods back",
            Self::Cancel { .. } => "cancel",
            Self::AdjustPrice { .. } => "adjust a price",
            Self::ChangeQuantity { .. } => "change a quantity",
            Self::Record { .. } => "write down what happened",
            Self::Relabel { .. } => "change the label",
        }
    }
}

impl BuyerAction {
    /// What the buyer does, as a verb phrase for people.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Approve => "approve the purchase",
            Self::Authenticate { .. } => "answer the bank's challenge",
            Self::ProvideAddress { .. } => "give an address",
            Self::Answer { .. } => "answer the shop's question",
            Self::PlaceOrder => "place the order",
            Self::Abandon => "give up",
        }
    }
}
