//! `ctl session`, `snapshot`, `clock`, `product`, `checkout`: worlds and what is in them.

use super::call::Call;
use super::client::Failure;
use super::parse;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum Session {
    /// List all
    List,
    /// Open one
    Create(SessionWish),
    /// Show the one named with --session
    Show,
    /// Begin it anew
    Reset,
    /// Forget it and all that is stored of it
    Delete,
}

#[derive(Debug, Args)]
pub(super) struct SessionWish {
    /// Its name, the first label of its authority
    id: String,
    /// A built-in world
    #[arg(long, conflicts_with = "world_file")]
    world: Option<String>,
    /// A world file of this machine, sent as text
    #[arg(long, value_name = "FILE")]
    world_file: Option<PathBuf>,
    /// Protocol version
    #[arg(long, value_name = "DATE")]
    version: Option<String>,
    /// required or optional
    #[arg(long)]
    authentication: Option<String>,
    /// all, completion or none
    #[arg(long)]
    response_signing: Option<String>,
    /// Profile URL of an approved platform; may be repeated
    #[arg(long, value_name = "URL")]
    approve: Vec<String>,
    /// Begin with a clock that stands still here; milliseconds since the epoch
    #[arg(long, value_name = "MILLIS")]
    frozen_at: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Snapshot {
    /// List them
    List,
    /// Take one
    Take {
        /// Its name
        name: String,
    },
    /// Go back to one
    Restore {
        /// Its name
        name: String,
    },
    /// Forget one
    Delete {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Clock {
    /// Show it
    Show,
    /// Stop it
    Freeze,
    /// Let it run on
    Resume,
    /// Move it forward
    Advance {
        /// How far: 1500ms, 90s, 15m, 6h, 2d
        #[arg(value_parser = parse::millis)]
        by: u64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Product {
    /// List them
    List,
    /// Count the pieces in the house anew
    Stock {
        /// Identifier of the product
        product: String,
        /// Pieces
        on_hand: u64,
    },
    /// Change the price of one piece
    Price {
        /// Identifier of the product
        product: String,
        /// ISO 4217 code
        currency: String,
        /// Minor units
        amount: i64,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Checkout {
    /// List them
    List,
    /// Let the payment provider answer
    Settle {
        /// Identifier of the checkout
        checkout: String,
    },
    /// Do the buyer's step at `continue_url`
    Buyer {
        /// Identifier of the checkout
        checkout: String,
        /// The step: approve, authenticate, answer, `provide_address`, `place_order`, abandon
        action: String,
        /// authenticate: whether the buyer passed
        #[arg(long)]
        passed: Option<bool>,
        /// answer: the rule that asked
        #[arg(long)]
        rule: Option<String>,
        /// `provide_address`: the address as JSON
        #[arg(long, value_parser = parse::json)]
        address: Option<Value>,
    },
}

impl Session {
    pub(super) fn call(&self) -> Result<Call, Failure> {
        Ok(match self {
            Self::List => Call::to("listSessions"),
            Self::Create(wish) => Call::to("createSession").body(wish.body()?),
            Self::Show => Call::to("getSession"),
            Self::Reset => Call::to("resetSession"),
            Self::Delete => Call::to("deleteSession"),
        })
    }
}

impl SessionWish {
    fn body(&self) -> Result<Value, Failure> {
        let world = match (&self.world, &self.world_file) {
            (Some(name), _) => json!({"name": name}),
            (None, Some(path)) => json!({"yaml": read(path)?}),
            (None, None) => Value::Null,
        };
        Ok(json!({
            "id": self.id,
            "world": world,
            "version": self.version,
            "authentication": self.authentication,
            "response_signing": self.response_signing,
            "approved_platforms": if self.approve.is_empty() { Value::Null } else { json!(self.approve) },
            "frozen_at": self.frozen_at,
        }))
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::Local(format!("{}: {error}", path.display())))
}

impl Snapshot {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List => Call::to("listSnapshots"),
            Self::Take { name } => Call::to("takeSnapshot").body(json!({"name": name})),
            Self::Restore { name } => Call::to("restoreSnapshot").path("snapshot", name),
            Self::Delete { name } => Call::to("deleteSnapshot").path("snapshot", name),
        }
    }
}

impl Clock {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::Show => Call::to("getClock"),
            Self::Freeze => Call::to("freezeClock"),
            Self::Resume => Call::to("resumeClock"),
            Self::Advance { by } => Call::to("advanceClock").body(json!({"milliseconds": by})),
        }
    }
}

impl Product {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List => Call::to("listProducts"),
            Self::Stock { product, on_hand } => {
                Call::to("setStock").path("product", product).body(json!({"on_hand": on_hand}))
            }
            Self::Price { product, currency, amount } => Call::to("setPrice")
                .path("product", product)
                .body(json!({"currency": currency, "amount": amount})),
        }
    }
}

impl Checkout {
    pub(super) fn call(&self) -> Call {
        match self {
            Self::List => Call::to("listCheckouts"),
            Self::Settle { checkout } => Call::to("settleCheckout").path("checkout", checkout),
            Self::Buyer { checkout, action, passed, rule, address } => Call::to("actAsBuyer")
                .path("checkout", checkout)
                .body(json!({"action": action, "passed": passed, "rule": rule, "address": address})),
        }
    }
}
