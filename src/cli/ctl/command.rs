//! The commands of `ctl`, each one operation of the control document.

use super::call::Call;
use super::client::Failure;
use super::faults::Fault;
use super::orders::Order;
use super::session::{Checkout, Clock, Product, Session, Snapshot};
use super::traffic::{Condition, Journal, Key, Token, Webhook};
use clap::Subcommand;

/// One variant per subject.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Whether the process answers
    Health,
    /// Whether every session can take work
    Ready,
    /// Counters and gauges in Prometheus text
    Metrics,
    /// The OpenAPI document of the listener
    Openapi,
    /// What the token permits
    Whoami,
    /// Minted tokens
    #[command(subcommand)]
    Token(Token),
    /// Sessions: isolated worlds
    #[command(subcommand)]
    Session(Session),
    /// Snapshots of the session, kept in the merchant's process
    #[command(subcommand)]
    Snapshot(Snapshot),
    /// The session's clock
    #[command(subcommand)]
    Clock(Clock),
    /// Stock and prices
    #[command(subcommand)]
    Product(Product),
    /// Checkouts, and the steps no platform can do
    #[command(subcommand)]
    Checkout(Checkout),
    /// Orders, and what happens to them
    #[command(subcommand)]
    Order(Order),
    /// Webhooks
    #[command(subcommand)]
    Webhook(Webhook),
    /// Exchanges
    #[command(subcommand)]
    Journal(Journal),
    /// Follow what happens, until the session ends
    Events {
        /// Begin behind this exchange; 0 shows all that are kept
        #[arg(long)]
        after: Option<u64>,
    },
    /// Signing keys
    #[command(subcommand)]
    Key(Key),
    /// Conditions: the merchant under strain
    #[command(subcommand)]
    Condition(Condition),
    /// Faults
    #[command(subcommand)]
    Fault(Fault),
}

impl Command {
    /// The call, about this session.
    pub(super) fn call(&self, session: &str) -> Result<Call, Failure> {
        let call = match self {
            Self::Health => Call::to("getHealth"),
            Self::Ready => Call::to("getReadiness"),
            Self::Metrics => Call::to("getMetrics"),
            Self::Openapi => Call::to("getOpenApi"),
            Self::Whoami => Call::to("getToken"),
            Self::Token(token) => token.call(),
            Self::Session(one) => one.call()?,
            Self::Snapshot(snapshot) => snapshot.call(),
            Self::Clock(clock) => clock.call(),
            Self::Product(product) => product.call(),
            Self::Checkout(checkout) => checkout.call(),
            Self::Order(order) => order.call(),
            Self::Webhook(webhook) => webhook.call(),
            Self::Journal(journal) => journal.call(),
            Self::Events { after } => Call::to("streamEvents").query("after", *after),
            Self::Key(key) => key.call(),
            Self::Condition(condition) => condition.call(),
            Self::Fault(fault) => fault.call(),
        };
        Ok(call.path("session", session))
    }
}
