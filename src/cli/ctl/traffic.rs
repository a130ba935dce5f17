//! `ctl webhook`, `journal`, `key`, `condition`, `token`: what goes in and out, and under which strain.

use super::call::Call;
use super::parse;
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// List tokens that hold
    List,
    /// Make one that expires; its secret is shown once
    Mint {
        /// read-journal, arm-faults, move-clock, change-world or full; may be repeated
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// How long it holds
        #[arg(long = "for", value_name = "SPAN", default_value = "1h", value_parser = parse::millis)]
        lasts: u64,
        /// What it is for
        #[arg(long)]
        label: Option<String>,
    },
    /// End one at once
    Revoke {
        /// Its identifier
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Webhook {
    /// List those that are kept
    List {
        /// waiting, held, `under_way`, dead or delivered
        #[arg(long)]
        state: Option<String>,
        /// Of one order
        #[arg(long)]
        order: Option<String>,
    },
    /// Send one once more, or sooner
    Redeliver {
        /// Its identifier
        webhook: String,
    },
    /// Hold back those of an order, or all
    Hold {
        /// Of one order
        #[arg(long)]
        order: Option<String>,
    },
    /// Let go what was held back
    Release {
        /// Of one order
        #[arg(long)]
        order: Option<String>,
    },
    /// Put held ones into this order
    Reorder {
        /// Their identifiers
        #[arg(required = true, num_args = 2..)]
        webhooks: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// List exchanges, redacted
    List(Filter),
    /// Show one
    Show {
        /// Its number
        number: u64,
    },
    /// Wait until so many match; exit 12 when they do not in time
    Wait {
        #[command(flatten)]
        filter: Filter,
        /// More conditions as JSON: header, request, response
        #[arg(long = "match", value_name = "JSON", value_parser = parse::json)]
        more: Option<Value>,
        /// How many
        #[arg(long, default_value_t = 1)]
        count: u64,
        /// How long
        #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = parse::millis)]
        timeout: u64,
        /// Only exchanges behind this number
        #[arg(long, default_value_t = 0)]
        after: u64,
    },
}

/// Which exchanges.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// call, webhook or `profile_fetch`
    #[arg(long)]
    kind: Option<String>,
    /// Protocol name of the operation
    #[arg(long)]
    operation: Option<String>,
    /// Method
    #[arg(long)]
    method: Option<String>,
    /// Path of the URL, exactly
    #[arg(long)]
    path: Option<String>,
    /// Status; 0 when nothing came back
    #[arg(long)]
    status: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// List the published ones
    List,
    /// Publish a fresh one and sign with it
    Rotate,
    /// Take the oldest out of the profile
    Retire,
}

#[derive(Debug, Subcommand)]
pub(super) enum Condition {
    /// List those that hold
    List,
    /// Begin one: `rate_limit`, `idempotency_storage_down`, `internal_failure`, unavailable
    Set {
        /// Which
        condition: String,
        /// `rate_limit`: operations per window
        #[arg(long)]
        requests: Option<u32>,
        /// `rate_limit`: length of a window
        #[arg(long, value_name = "SPAN", value_parser = parse::millis)]
        window: Option<u64>,
    },
    /// End one
    Lift {
        /// Which
        condition: String,
    },
}

impl Token {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List => Call::to("listTokens"),
            Self::Mint { scopes, lasts, label } => Call::to("mintToken")
                .body(json!({"scopes": scopes, "expires_in_seconds": lasts / 1000, "label": label})),
            Self::Revoke { id } => Call::to("revokeToken").path("token", id),
        }
    }
}

impl Webhook {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List { state, order } => {
                Call::to("listWebhooks").query("state", state.as_ref()).query("order", order.as_ref())
            }
            Self::Redeliver { webhook } => Call::to("redeliverWebhook").path("webhook", webhook),
            Self::Hold { order } => Call::to("holdWebhooks").body(json!({"order": order})),
            Self::Release { order } => Call::to("releaseWebhooks").body(json!({"order": order})),
            Self::Reorder { webhooks } => Call::to("reorderWebhooks").body(json!({"webhooks": webhooks})),
        }
    }
}

impl Journal {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List(filter) => Call::to("listExchanges")
                .query("kind", filter.kind.as_ref())
                .query("operation", filter.operation.as_ref())
                .query("method", filter.method.as_ref())
                .query("path", filter.path.as_ref())
                .query("status", filter.status),
            Self::Show { number } => Call::to("getExchange").path("number", &number.to_string()),
            Self::Wait { filter, more, count, timeout, after } => {
                let matcher = filter.matcher(more.as_ref());
                let body =
                    json!({"match": matcher, "count": count, "timeout_millis": timeout, "after": after});
                Call::to("waitForExchanges").body(body)
            }
        }
    }
}

impl Filter {
    /// The matcher of a wait: what stands in the options, and what stands in JSON.
    fn matcher(&self, more: Option<&Value>) -> Map<String, Value> {
        let mut matcher = more.and_then(Value::as_object).cloned().unwrap_or_default();
        let texts = [
            ("kind", &self.kind),
            ("operation", &self.operation),
            ("method", &self.method),
            ("path", &self.path),
        ];
        for (name, value) in texts {
            matcher.extend(value.as_ref().map(|value| (name.to_owned(), json!(value))));
        }
        matcher.extend(self.status.map(|status| ("status".to_owned(), json!(status))));
        matcher
    }
}

impl Key {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List => Call::to("listKeys"),
            Self::Rotate => Call::to("rotateKey"),
            Self::Retire => Call::to("retireKey"),
        }
    }
}

impl Condition {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List => Call::to("listConditions"),
            Self::Set { condition, requests, window } => Call::to("setCondition")
                .path("condition", condition)
                .body(json!({"requests": requests, "window_millis": window})),
            Self::Lift { condition } => Call::to("liftCondition").path("condition", condition),
        }
    }
}
