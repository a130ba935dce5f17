//! Orders: what there is of them, and what happens to them after they were placed.

use crate::merchant::command::LineSelection;
use crate::merchant::state::Order;
use crate::merchant::{OrderEdit, Reply as Answered};
use crate::protocol::money::Amount;
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is shown of an order: nothing of its buyer.
fn view(order: &Order) -> Value {
    let shown = &order.view;
    let lines = shown.line_items.iter().map(|line| {
        json!({
            "id": line.id, "product": line.item.id, "status": line.status,
            "original": line.quantity.original, "total": line.quantity.total, "fulfilled": line.quantity.fulfilled,
        })
    });
    let events: Vec<&str> = shown.fulfillment.events.iter().map(|event| &*event.kind).collect();
    let adjustments: Vec<&str> = shown.adjustments.iter().map(|one| &*one.kind).collect();
    json!({
        "id": shown.id,
        "number": order.number,
        "label": shown.label,
        "checkout": shown.checkout_id,
        "currency": shown.currency.code(),
        "placed_at": order.placed_at.rfc3339(),
        "lines": lines.collect::<Vec<Value>>(),
        "events": events,
        "adjustments": adjustments,
    })
}

/// The orders of a session, in the order they were placed.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<u64> = Wanted::read("orders", &call.query)?;
    let mut all: Vec<(u64, Value)> = {
        let state = session.session().state();
        state.orders().map(|order| (order.number, view(order))).collect()
    };
    all.sort_by_key(|(number, _)| *number);
    Ok(Reply::ok(wanted.page("orders", all)))
}

/// Pieces of a line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pieces {
    id: Arc<str>,
    quantity: u64,
}

/// What happens to an order, as the document describes it.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Event {
    Ship {
        #[serde(default)]
        lines: Vec<Pieces>,
        tracking_number: Option<Arc<str>>,
        carrier: Option<Arc<str>>,
    },
    InTransit,
    Deliver {
        #[serde(default)]
        lines: Vec<Pieces>,
    },
    FailedAttempt,
    ReturnToSender,
    Refund {
        amount: Option<Amount>,
        reason: Option<Arc<str>>,
    },
    Return {
        #[serde(default)]
        lines: Vec<Pieces>,
    },
    Cancel {
        #[serde(default)]
        lines: Vec<Pieces>,
    },
    AdjustPrice {
        amount: Amount,
        reason: Option<Arc<str>>,
    },
    ChangeQuantity {
        line: Arc<str>,
        total: u64,
    },
    Relabel {
        label: Arc<str>,
    },
}

impl Event {
    fn edit(self) -> OrderEdit {
        let selection = |lines: Vec<Pieces>| {
            LineSelection(lines.into_iter().map(|pieces| (pieces.id, pieces.quantity)).collect())
        };
        match self {
            Self::Ship { lines, tracking_number, carrier } => {
                OrderEdit::Ship { lines: selection(lines), tracking_number, carrier }
            }
            Self::InTransit => OrderEdit::InTransit,
            Self::Deliver { lines } => OrderEdit::Deliver { lines: selection(lines) },
            Self::FailedAttempt => OrderEdit::FailedAttempt,
            Self::ReturnToSender => OrderEdit::ReturnToSender,
            Self::Refund { amount, reason } => OrderEdit::Refund { amount, reason },
            Self::Return { lines } => OrderEdit::Return { lines: selection(lines) },
            Self::Cancel { lines } => OrderEdit::Cancel { lines: selection(lines) },
            Self::AdjustPrice { amount, reason } => OrderEdit::AdjustPrice { amount, reason },
            Self::ChangeQuantity { line, total } => OrderEdit::ChangeQuantity { line, total },
            Self::Relabel { label } => OrderEdit::Relabel { label },
        }
    }
}

/// Lets something happen to an order; its platform gets a webhook.
pub(in super::super) async fn event(mut call: Call) -> Result<Reply, Problem> {
    let event: Event = call.typed()?;
    let session = call.session()?;
    let id = call.path("order");
    let outcome = session.order_event(id, event.edit()).await?;
    let order = match &outcome.reply {
        Answered::Order(order) => session.session().state().order(&order.id).map(view),
        Answered::Checkout(_) | Answered::Failure(_) | Answered::Done => None,
    };
    order.map(Reply::ok).ok_or_else(|| Problem::missing("order", id, "GET …/orders"))
}
