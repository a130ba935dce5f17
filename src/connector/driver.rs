//! How connectors are driven, the reference and other people's alike: an action in, an outcome out.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::hygiene::{Delivery, Hygiene, Ping};
use super::problem::Problem;
use crate::exchange::RequestRecord;
use crate::transport::view::{MessageView, View};

/// One thing asked of a connector. Every action is optional: [`Driver::supports`] tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Find out what the business speaks.
    Discover,
    /// Open a checkout.
    Create {
        /// Its content, in the protocol's newest layout.
        checkout: Value,
    },
    /// Read a checkout.
    Get {
        /// Its identifier.
        id: String,
    },
    /// Change a checkout: the members given replace those sent before, the others stay.
    Update {
        /// Its identifier.
        id: String,
        /// The members that change.
        checkout: Value,
    },
    /// Pay and place the order.
    Complete {
        /// Identifier of the checkout.
        id: String,
        /// What to pay with.
        payment: Payment,
        /// The total the buyer agreed to, in minor units; absent: the total last told to the caller.
        #[serde(default)]
        consent: Option<i64>,
    },
    /// Give a checkout up.
    Cancel {
        /// Its identifier.
        id: String,
    },
    /// Read an order.
    GetOrder {
        /// Its identifier.
        id: String,
    },
    /// Tell which order events were accepted so far.
    WebhookSeen,
    /// Buy this without further questions, from discovery to the order, as far as it goes.
    Flow {
        /// What is bought, by whom, for where: as for `create`.
        checkout: Value,
        /// What to pay with.
        payment: Payment,
    },
}

impl Action {
    /// Name of the action, `update`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Discover => "discover",
            Self::Create { .. } => "create",
            Self::Get { .. } => "get",
            Self::Update { .. } => "update",
            Self::Complete { .. } => "complete",
            Self::Cancel { .. } => "cancel",
            Self::GetOrder { .. } => "get_order",
            Self::WebhookSeen => "webhook_seen",
            Self::Flow { .. } => "flow",
        }
    }
}

/// What to pay with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The token of a payment handler, never a card number.
    pub token: String,
    /// Identifier of the handler; absent: the first one usable.
    #[serde(default)]
    pub handler_id: Option<String>,
}

impl std::fmt::Debug for Payment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Payment").field("handler_id", &self.handler_id).finish_non_exhaustive()
    }
}

/// An action at a business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Origin of the business, `https://shop.example`.
    pub business: String,
    /// What to do there.
    pub action: Action,
}

/// One message of the business, as the connector passes it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// `error`, `warning` or `info`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code.
    pub code: String,
    /// The severity, of errors.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub severity: Option<String>,
    /// The component meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// What is told to people.
    pub content: String,
}

impl From<MessageView> for Note {
    fn from(message: MessageView) -> Self {
        let MessageView { kind, code, severity, path, content } = message;
        Self { kind, code, severity, path, content }
    }
}

/// What came of an action, as the connector tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// The resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Where the buyer can go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continue_url: Option<String>,
    /// What the business says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Note>,
    /// The order placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Why it failed: the business's code, or the connector's own; absent when it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// The resource as the connector read it, in the newest layout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Value>,
}

impl Outcome {
    /// What an answer with a resource comes to.
    #[must_use]
    pub fn of(view: &View) -> Self {
        let text = |pointer| view.text(pointer).map(str::to_owned);
        Self {
            id: text("/id"),
            status: text("/status"),
            continue_url: text("/continue_url"),
            messages: view.messages().into_iter().map(Note::from).collect(),
            order_id: text("/order/id").or_else(|| text("/order_id")),
            resource: Some(view.value().clone()),
            ..Self::default()
        }
    }

    /// What a problem comes to.
    #[must_use]
    pub fn failed(problem: &Problem) -> Self {
        Self {
            id: problem.id.as_deref().map(str::to_owned),
            status: problem.status.as_deref().map(str::to_owned),
            continue_url: problem.continue_url.as_deref().map(str::to_owned),
            messages: problem.messages.iter().cloned().map(Note::from).collect(),
            error_code: Some(problem.business_code.as_deref().unwrap_or(problem.code.name()).to_owned()),
            error: Some(problem.detail.to_string()),
            retryable: problem.code.is_retryable(),
            ..Self::default()
        }
    }

    /// Whether the action did what was asked.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.error_code.is_none()
    }
}

/// The driver itself failed: nothing is said about the connector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the driver {driver} cannot {action}: {reason}")]
pub struct DriverError {
    /// The driver.
    pub driver: String,
    /// The action.
    pub action: &'static str,
    /// Why not.
    pub reason: String,
}

/// Drives one connector.
pub trait Driver: Send + Sync {
    /// What the connector is called in reports.
    fn name(&self) -> &str;

    /// Whether the connector has this action; one it has not is no failure of it.
    fn supports(&self, action: &Action) -> bool;

    /// Does one thing and tells what came of it. What the business or the connector refuses is an
    /// outcome.
    ///
    /// # Errors
    /// [`DriverError`] when the connector could not be asked at all.
    fn perform<'a>(&'a self, command: &'a Command) -> BoxFuture<'a, Result<Outcome, DriverError>>;

    /// What was seen besides the answers so far.
    fn hygiene(&self) -> BoxFuture<'_, Hygiene> {
        Box::pin(async { Hygiene::default() })
    }

    /// Asks whether it is there, also while an action is under way.
    ///
    /// # Errors
    /// [`DriverError`] when it could not be asked at all.
    fn ping(&self) -> BoxFuture<'_, Result<Ping, DriverError>> {
        Box::pin(async { Ok(Ping::Unsupported) })
    }

    /// Hands it a webhook that the business sent to the URL in the profile, as it came.
    ///
    /// # Errors
    /// [`DriverError`] when it could not be handed over for a reason of the driver's own.
    fn deliver<'a>(&'a self, _webhook: &'a RequestRecord) -> BoxFuture<'a, Result<Delivery, DriverError>> {
        Box::pin(async { Ok(Delivery::NoReceiver) })
    }

    /// Lets it end; what is seen of its end is in [`Driver::hygiene`] afterwards. Dropping a driver ends
    /// the connector too, without waiting for it.
    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
