//! Checkouts: what there is of them, and the two steps that no platform can do.

use crate::merchant::state::Checkout;
use crate::merchant::{BuyerAction, Reply as Answered};
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::Problem;
use serde_json::{Value, json};

/// What is shown of a checkout: nothing of its buyer.
fn view(checkout: &Checkout) -> Value {
    let shown = &checkout.snapshot.checkout;
    let lines = shown.line_items.iter();
    let lines: Vec<Value> = lines
        .map(|line| json!({"id": line.id, "product": line.item.id, "quantity": line.quantity}))
        .collect();
    json!({
        "id": shown.id,
        "status": shown.status.name(),
        "currency": shown.currency.code(),
        "lines": lines,
        "created_at": checkout.created_at.rfc3339(),
        "expires_at": checkout.expires_at.rfc3339(),
        "charges": checkout.charges.len(),
        "order": shown.order.as_ref().map(|order| order.id.clone()),
    })
}

/// The checkouts of a session, by identifier.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<String> = Wanted::read("checkouts", &call.query)?;
    let mut all: Vec<(String, Value)> = {
        let state = session.session().state();
        state.checkouts().map(|one| (one.snapshot.checkout.id.to_string(), view(one))).collect()
    };
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Reply::ok(wanted.page("checkouts", all)))
}

/// What an action came to: the checkout, and what the merchant said about it.
fn came_to(call: &Call, reply: &Answered) -> Result<Reply, Problem> {
    let session = call.session()?;
    let said: Vec<Value> = match reply {
        Answered::Checkout(snapshot) => {
            let messages = snapshot.checkout.messages.iter();
            messages.map(|message| json!({"code": message.code(), "text": message.content()})).collect()
        }
        Answered::Order(_) | Answered::Failure(_) | Answered::Done => Vec::new(),
    };
    let id = call.path("checkout");
    let shown = session.session().state().checkout(id).map(view);
    let mut shown = shown.ok_or_else(|| Problem::missing("checkout", id, "GET …/checkouts"))?;
    shown["messages"] = json!(said);
    Ok(Reply::ok(shown))
}

/// Lets the payment provider answer a completion in progress.
pub(in super::super) async fn settle(call: Call) -> Result<Reply, Problem> {
    let outcome = call.session()?.settle(call.path("checkout")).await?;
    came_to(&call, &outcome.reply)
}

/// Does the buyer's step at `continue_url`.
pub(in super::super) async fn buyer(mut call: Call) -> Result<Reply, Problem> {
    let action: BuyerAction = call.typed()?;
    let outcome = call.session()?.buyer_action(call.path("checkout"), action).await?;
    came_to(&call, &outcome.reply)
}
