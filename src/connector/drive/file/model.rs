//! The driver file, typed. Every section rejects unknown fields; durations are whole milliseconds.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::connector::drive::fleet::{
    BusinessForm, Concession, Kind, ProfileSource, Restart, SigningDialect,
};
use crate::connector::driver::Action;

/// How one connector is driven.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct DriverFile {
    /// Layout of the file: 1.
    pub driver: u8,
    /// What the connector is called in reports.
    pub name: String,
    /// What it is, where it comes from, how it is installed.
    #[serde(default)]
    pub about: Option<String>,
    /// How it is driven.
    pub kind: Kind,
    /// Program and arguments: strings, `{$json: …}`, or lists that are left out as a whole.
    #[serde(default)]
    pub argv: Vec<Value>,
    /// Where it listens.
    #[serde(default)]
    pub url: Option<String>,
    /// Environment variables; null takes away what the harness sets.
    #[serde(default)]
    pub env: BTreeMap<String, Option<String>>,
    /// Working directory; the connector's own fresh folder without it.
    #[serde(default)]
    pub cwd: Option<String>,
    /// When it begins anew.
    #[serde(default)]
    pub restart: Restart,
    /// Limits of every wait.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// How it is told where the business is.
    #[serde(default)]
    pub business: BusinessForm,
    /// A host name it insists on.
    #[serde(default)]
    pub host_name: Option<String>,
    /// What it says of itself.
    #[serde(default)]
    pub expects: Expects,
    /// Calls before the first action; each must succeed.
    #[serde(default)]
    pub setup: Vec<Call>,
    /// Action to call; what is absent is not offered.
    pub operations: BTreeMap<Operation, Call>,
    /// Where results stand.
    #[serde(default)]
    pub results: Results,
    /// What marks an answer as a failure, beside what the protocol of the kind has for it.
    #[serde(default)]
    pub error_when: Vec<Condition>,
    /// How the standard output of a command is read.
    #[serde(default)]
    pub stdout: Stdout,
    /// Exit codes of a command that succeeded.
    #[serde(default = "zero")]
    pub ok_exit: Vec<i32>,
    /// What a command that succeeded has printed.
    #[serde(default)]
    pub ok_text: Option<String>,
    /// A file in which a command leaves where the buyer goes on.
    #[serde(default)]
    pub escalation: Option<Escalation>,
    /// Where it takes webhooks that the harness hands on.
    #[serde(default)]
    pub webhook: Option<Webhook>,
}

fn zero() -> Vec<i32> {
    vec![0]
}

/// Limits of every wait, in milliseconds.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// From the start of the process to its being ready.
    pub start: u64,
    /// One call.
    pub call: u64,
    /// From being told to end to having ended.
    pub close: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { start: 30_000, call: 60_000, close: 3_000 }
    }
}

impl Timeouts {
    /// From the start of the process to its being ready.
    #[must_use]
    pub const fn start(&self) -> Duration {
        Duration::from_millis(self.start)
    }

    /// One call.
    #[must_use]
    pub const fn call(&self) -> Duration {
        Duration::from_millis(self.call)
    }

    /// From being told to end to having ended.
    #[must_use]
    pub const fn close(&self) -> Duration {
        Duration::from_millis(self.close)
    }
}

/// What a connector says of itself.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Expects {
    /// Versions it speaks; empty: every version this program knows.
    pub versions: Vec<String>,
    /// How it signs.
    pub signing: SigningDialect,
    /// Whose profile it names.
    pub profile: ProfileSource,
    /// The profile it names, when that is always the same: the harness serves one there.
    pub profile_url: Option<String>,
    /// What the business has to let pass for it.
    pub concession: Concession,
}

/// An action a connector may have.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Find out what the business speaks.
    Discover,
    /// Open a checkout.
    Create,
    /// Read a checkout.
    Get,
    /// Change a checkout.
    Update,
    /// Change a checkout's delivery and nothing else, where that is a call of its own.
    SetFulfillment,
    /// Pay and place the order.
    Complete,
    /// Give a checkout up.
    Cancel,
    /// Read an order.
    GetOrder,
    /// Tell which order events were accepted.
    WebhookSeen,
    /// Buy from discovery to the order.
    Flow,
}

impl Operation {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Discover,
        Self::Create,
        Self::Get,
        Self::Update,
        Self::SetFulfillment,
        Self::Complete,
        Self::Cancel,
        Self::GetOrder,
        Self::WebhookSeen,
        Self::Flow,
    ];

    /// Its name in driver files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discover => "discover",
            Self::Create => "create",
            Self::Get => "get",
            Self::Update => "update",
            Self::SetFulfillment => "set_fulfillment",
            Self::Complete => "complete",
            Self::Cancel => "cancel",
            Self::GetOrder => "get_order",
            Self::WebhookSeen => "webhook_seen",
            Self::Flow => "flow",
        }
    }

    /// The operation that an action is, before it is known whether the delivery has a call of its own.
    #[must_use]
    pub const fn of(action: &Action) -> Self {
        match action {
            Action::Discover => Self::Discover,
            Action::Create { .. } => Self::Create,
            Action::Get { .. } => Self::Get,
            Action::Update { .. } => Self::Update,
            Action::Complete { .. } => Self::Complete,
            Action::Cancel { .. } => Self::Cancel,
            Action::GetOrder { .. } => Self::GetOrder,
            Action::WebhookSeen => Self::WebhookSeen,
            Action::Flow { .. } => Self::Flow,
        }
    }
}

/// One call of a connector.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Call {
    /// Tool of an MCP server.
    pub tool: Option<String>,
    /// Arguments of a command, after the file's `argv`.
    pub argv: Option<Vec<Value>>,
    /// Name of a shim's operation; the action's own without it.
    pub op: Option<String>,
    /// Arguments of a tool or of a shim's operation.
    pub arguments: Option<Value>,
    /// Starting the connector is this action.
    pub spawn: bool,
    /// The members of a checkout's content that this call can carry; without it, any.
    pub members: Option<Vec<String>>,
    /// What a command has printed when this call succeeded, instead of the file's.
    pub ok_text: Option<String>,
}

/// Where results stand: JSON pointers, the first that leads somewhere counts.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Results {
    /// Identifier of the checkout or order.
    pub id: Vec<String>,
    /// Its state.
    pub status: Vec<String>,
    /// Where the buyer goes on.
    pub continue_url: Vec<String>,
    /// What the business says.
    pub messages: Vec<String>,
    /// Identifier of the order placed.
    pub order_id: Vec<String>,
    /// Of a failure: the code.
    pub error_code: Vec<String>,
    /// Of a failure: the text.
    pub error: Vec<String>,
    /// Of a failure: whether the same call may succeed later.
    pub retryable: Vec<String>,
    /// The resource as the business answered it.
    pub resource: Vec<String>,
}

impl Default for Results {
    fn default() -> Self {
        let of = |pointers: &[&str]| pointers.iter().map(|one| (*one).to_owned()).collect();
        Self {
            id: of(&["/id"]),
            status: of(&["/status"]),
            continue_url: of(&["/continue_url"]),
            messages: of(&["/messages"]),
            order_id: of(&["/order/id", "/order_id"]),
            error_code: of(&["/error_code", "/code"]),
            error: of(&["/error", "/message"]),
            retryable: of(&["/retryable"]),
            resource: of(&["/resource", ""]),
        }
    }
}

impl Results {
    /// Every list with its name.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, &Vec<String>); 9] {
        [
            ("id", &self.id),
            ("status", &self.status),
            ("continue_url", &self.continue_url),
            ("messages", &self.messages),
            ("order_id", &self.order_id),
            ("error_code", &self.error_code),
            ("error", &self.error),
            ("retryable", &self.retryable),
            ("resource", &self.resource),
        ]
    }
}

/// What marks an answer as a failure.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Where to look.
    pub pointer: String,
    /// The value that is a failure; without it, any value but null and false.
    #[serde(default)]
    pub equals: Option<Value>,
}

/// How the standard output of a command is read.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Stdout {
    /// It is one JSON value.
    #[default]
    Json,
    /// It begins with a JSON value; what follows is for people.
    LeadingJson,
    /// Each line that is JSON counts, the last one most.
    LastJsonLine,
    /// It is for people.
    Text,
}

/// A file in which a command leaves where the buyer goes on.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The file, of JSON; it is removed before every call.
    pub file: String,
    /// Where the URL stands in it.
    #[serde(default = "continue_url")]
    pub continue_url: Vec<String>,
}

fn continue_url() -> Vec<String> {
    vec!["/continue_url".to_owned()]
}

/// Where a connector takes webhooks that the harness hands on.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The URL posted to, on this machine.
    pub url: String,
}
