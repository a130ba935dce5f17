//! `ctl order`: what happens to an order.

use super::call::Call;
use super::parse;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Orders
#[derive(Debug, Subcommand)]
pub(super) enum Order {
    /// List the orders of the session
    List,
    /// Goods leave
    Ship {
        #[command(flatten)]
        goods: Goods,
        /// Carrier's number; made up when absent
        #[arg(long)]
        tracking_number: Option<String>,
        /// Who carries
        #[arg(long)]
        carrier: Option<String>,
    },
    /// Goods are on their way
    InTransit(Which),
    /// Goods arrive
    Deliver(Goods),
    /// Nobody opens
    FailedAttempt(Which),
    /// Goods come back unopened
    ReturnToSender(Which),
    /// Money goes back
    Refund {
        #[command(flatten)]
        which: Which,
        /// Minor units; all that is left when absent
        #[arg(long)]
        amount: Option<i64>,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// Goods come back, and their money goes back
    Return(Goods),
    /// Goods are neither delivered nor charged
    Cancel(Goods),
    /// The price changes afterwards
    AdjustPrice {
        #[command(flatten)]
        which: Which,
        /// Minor units; negative flows back to the buyer
        #[arg(allow_negative_numbers = true)]
        amount: i64,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// The number of pieces of a line changes
    ChangeQuantity {
        #[command(flatten)]
        which: Which,
        /// Line concerned
        line: String,
        /// New number of pieces
        total: u64,
    },
    /// The business names the order
    Relabel {
        #[command(flatten)]
        which: Which,
        /// New label
        label: String,
    },
}

/// An order.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// Identifier of the order
    order: String,
}

/// An order and some of its goods.
#[derive(Debug, Args)]
pub(super) struct Goods {
    #[command(flatten)]
    which: Which,
    /// Goods concerned; may be repeated, everything that is left when absent
    #[arg(long = "line", value_name = "LINE=PIECES", value_parser = parse::pieces)]
    lines: Vec<Value>,
}

impl Goods {
    fn lines(&self) -> Value {
        if self.lines.is_empty() { Value::Null } else { json!(self.lines) }
    }
}

impl Order {
    pub(super) fn call(&self) -> Call {
        let (which, body) = match self {
            Self::List => return Call::to("listOrders"),
            Self::Ship { goods, tracking_number, carrier } => {
                let body = json!({
                    "type": "ship", "lines": goods.lines(), "tracking_number": tracking_number, "carrier": carrier,
                });
                (&goods.which, body)
            }
            Self::InTransit(which) => (which, json!({"type": "in_transit"})),
            Self::Deliver(goods) => (&goods.which, json!({"type": "deliver", "lines": goods.lines()})),
            Self::FailedAttempt(which) => (which, json!({"type": "failed_attempt"})),
            Self::ReturnToSender(which) => (which, json!({"type": "return_to_sender"})),
            Self::Refund { which, amount, reason } => {
                (which, json!({"type": "refund", "amount": amount, "reason": reason}))
            }
            Self::Return(goods) => (&goods.which, json!({"type": "return", "lines": goods.lines()})),
            Self::Cancel(goods) => (&goods.which, json!({"type": "cancel", "lines": goods.lines()})),
            Self::AdjustPrice { which, amount, reason } => {
                (which, json!({"type": "adjust_price", "amount": amount, "reason": reason}))
            }
            Self::ChangeQuantity { which, line, total } => {
                (which, json!({"type": "change_quantity", "line": line, "total": total}))
            }
            Self::Relabel { which, label } => (which, json!({"type": "relabel", "label": label})),
        };
        Call::to("postOrderEvent").path("order", &which.order).body(body)
    }
}
