//! Webhooks: listed, repeated, held back, let go, put into another order.

use crate::exchange::redact_text;
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::webhook::{Delivery, Progress, Redelivery, Standing};
use serde_json::{Value, json};
use uuid::Uuid;

const fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Held => "held",
        Standing::UnderWay => "under_way",
        Standing::Dead => "dead",
        Standing::Delivered => "delivered",
    }
}

/// What is shown of a delivery: not its body, which the journal shows redacted.
fn view(delivery: &Delivery, standing: Standing) -> Value {
    let (due_at, reason) = match &delivery.progress {
        Progress::Due(at) => (Some(at.rfc3339()), None),
        Progress::Dead(reason) => (None, Some(redact_text(reason))),
    };
    json!({
        "id": delivery.id,
        "order": delivery.order_id,
        "sequence": delivery.sequence,
        "state": name(standing),
        "attempts": delivery.attempts,
        "occurred_at": delivery.occurred_at.rfc3339(),
        "due_at": due_at.filter(|_| standing != Standing::Delivered),
        "reason": reason,
        "url": redact_text(&delivery.webhook_url),
    })
}

/// The webhooks of a session that are still kept, in the order they were staged.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<u64> = Wanted::read("webhooks", &call.query)?;
    let asked = |key: &str| call.query.get(key).and_then(Value::as_str);
    let (state, order) = (asked("state"), asked("order"));
    let fits = |(delivery, standing): &(Delivery, Standing)| {
        state.is_none_or(|state| state == name(*standing))
            && order.is_none_or(|order| order == delivery.order_id)
    };
    let all = session.outbox().standings().into_iter().filter(fits);
    Ok(Reply::ok(wanted.page("webhooks", all.map(|(one, standing)| (one.sequence, view(&one, standing))))))
}

/// Sends one once more, or sooner: waiting, given up or acknowledged.
pub(in super::super) async fn redeliver(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let id = call.path("webhook");
    let missing = || Problem::missing("webhook", id, "GET …/webhooks");
    let parsed = Uuid::parse_str(id).map_err(|_| missing())?;
    match session.outbox().redeliver(parsed) {
        Redelivery::Due | Redelivery::UnderWay => Ok(Reply::Json(202, json!({"id": parsed}))),
        Redelivery::Unknown => Err(missing()),
    }
}

/// Holds back the webhooks of an order, or all.
pub(in super::super) async fn hold(call: Call) -> Result<Reply, Problem> {
    call.session()?.outbox().hold(call.body["order"].as_str());
    Ok(Reply::Nothing)
}

/// Lets go what was held back.
pub(in super::super) async fn release(call: Call) -> Result<Reply, Problem> {
    call.session()?.outbox().release(call.body["order"].as_str());
    Ok(Reply::Nothing)
}

/// Puts held webhooks into another order.
pub(in super::super) async fn reorder(mut call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let ids: Vec<Uuid> = serde_json::from_value(call.body["webhooks"].take()).unwrap_or_default();
    session.outbox().reorder(&ids).map_err(|error| {
        Problem::new(Code::Refused, error.to_string())
            .at("body /webhooks")
            .expected("identifiers of held webhooks, each once")
            .mend("hold them with POST …/webhooks/hold, then ask again")
    })?;
    Ok(Reply::Nothing)
}
