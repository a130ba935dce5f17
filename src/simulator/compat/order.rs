//! The suite's order routes: read, replace, ship.

use super::relaxation::Relaxation;
use super::secret::SimulationSecret;
use crate::merchant::command::{LineSelection, OrderEdit};
use crate::merchant::{Command, Outcome, Reply};
use crate::protocol::checkout::TotalKind;
use crate::protocol::contract::{Body, DocumentKind, OperationSpec};
use crate::protocol::operation::Operation;
use crate::protocol::order::{Adjustment, FulfillmentEvent};
use crate::simulator::concession::Detour;
use crate::simulator::pipeline::{Answer, Context, Stop, execute_for_business};
use crate::transport::failure::{Failure, code};
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The capability orders belong to.
const ORDER: &str = "dev.ucp.shopping.order";

/// Operations of the suite's own.
pub(super) static OWN: LazyLock<[OperationSpec; 3]> = LazyLock::new(|| {
    [
        own("GET", "/orders/{id}", Body::None),
        own("PUT", "/orders/{id}", Body::Required),
        own("POST", "/testing/simulate-shipping/{id}", Body::None),
    ]
});

fn own(method: &str, path: &str, body: Body) -> OperationSpec {
    OperationSpec {
        operation: Operation::GetOrder,
        method: method.to_owned(),
        path: path.to_owned(),
        tool: None,
        capability: ORDER.to_owned(),
        headers: Vec::new(),
        idempotent: false,
        body,
        success: 200,
        request: None,
        request_schema: None,
        response: None,
    }
}

/// The suite's operation at a method and path.
pub(super) fn detour<'p>(method: &str, path: &'p str) -> Option<(Detour<'p>, Relaxation)> {
    OWN.iter().filter(|spec| spec.method == method).find_map(|spec| {
        let id = path.strip_prefix(spec.path.strip_suffix("{id}")?)?;
        let relaxation =
            if spec.method == "POST" { Relaxation::SimulateShipping } else { Relaxation::OrderRoutes };
        let own = Detour::Own { spec, id: Some(id) };
        (!id.is_empty() && !id.contains('/')).then_some((own, relaxation))
    })
}

/// Answers the two that are no reading; `None` for every other operation.
pub(super) async fn respond(
    secret: &SimulationSecret,
    context: &mut Context<'_>,
) -> Option<Result<Answer, Stop>> {
    let is = |at: usize| OWN.get(at).is_some_and(|spec| std::ptr::eq(spec, context.spec));
    if is(1) {
        Some(replace(context).await)
    } else if is(2) {
        Some(ship(secret, context).await)
    } else {
        None
    }
}

/// Ships everything that was not shipped yet.
async fn ship(secret: &SimulationSecret, context: &mut Context<'_>) -> Result<Answer, Stop> {
    if !secret.is(context.header("simulation-secret").as_deref()) {
        let reason = "Simulation-Secret is missing or wrong";
        return Err(Failure::new(code::FORBIDDEN, reason).into());
    }
    let edit = OrderEdit::Ship { lines: LineSelection::default(), tracking_number: None, carrier: None };
    edit_order(context, edit).await?;
    Ok(answer(200, &json!({"status": "shipped"})))
}

/// Judges an order document and records what is new in it: events and adjustments. Nothing else of an
/// order can be replaced.
async fn replace(context: &mut Context<'_>) -> Result<Answer, Stop> {
    let document = context.document.take().unwrap_or(Value::Null);
    if let Some(refusal) = refused(context, &document) {
        return Ok(refusal);
    }
    let Some(edit) = news(&document) else {
        return Ok(unprocessable("events and adjustments cannot be read"));
    };
    let outcome = edit_order(context, edit).await?;
    match &outcome.reply {
        Reply::Order(_) => {
            let Some(negotiated) = &context.negotiated else { return Ok(answer(200, &document)) };
            let envelope = context.session.envelope(&negotiated.version, negotiated.relevant(ORDER));
            let body = context.session.dialect().render(&outcome.reply, &envelope).unwrap_or_default();
            Ok(Answer { status: 200, headers: Vec::new(), body: Bytes::from(body) })
        }
        Reply::Checkout(_) | Reply::Failure(_) | Reply::Done => Ok(answer(200, &document)),
    }
}

/// The refusal of a document that is no order.
fn refused(context: &Context<'_>, document: &Value) -> Option<Answer> {
    let schema = context.session.contract().document(DocumentKind::Order).ok()?;
    let violations = schema.check(document).violations;
    let told: Vec<String> = violations.iter().take(5).map(ToString::to_string).collect();
    (!told.is_empty()).then(|| unprocessable(&told.join("; ")))
}

/// Events and adjustments of an order document, in the merchant's terms.
fn news(document: &Value) -> Option<OrderEdit> {
    let list = |pointer: &str| document.pointer(pointer).cloned().unwrap_or_else(|| json!([]));
    let events: Vec<FulfillmentEvent> = serde_json::from_value(list("/fulfillment/events")).ok()?;
    let mut adjustments = list("/adjustments");
    for adjustment in adjustments.as_array_mut()? {
        // Here money is one positive amount; inside it is a signed total.
        if let Some(amount) = adjustment.get("amount").and_then(Value::as_i64) {
            adjustment["totals"] =
                json!([{"type": TotalKind::Total.name(), "amount": amount.checked_neg()?}]);
        }
    }
    let adjustments: Vec<Adjustment> = serde_json::from_value(adjustments).ok()?;
    Some(OrderEdit::Record { events, adjustments })
}

async fn edit_order(context: &Context<'_>, edit: OrderEdit) -> Result<Outcome, Stop> {
    let id = context.id.clone().unwrap_or_default();
    let owner = context.session.order_owner(&id).await;
    let command = Command::OrderEdit { id, edit };
    let outcome = execute_for_business(context.session, command, owner.as_deref()).await;
    let outcome = outcome.map_err(|error| Failure::new(code::SERVICE_UNAVAILABLE, error.to_string()))?;
    match &outcome.reply {
        Reply::Failure(failure) => {
            let absent = failure.messages.iter().any(|message| message.code() == Some("not_found"));
            let code = if absent { code::NOT_FOUND } else { code::INVALID_REQUEST };
            Err(Failure::new(code, format!("the order cannot be changed: {}", told(failure))).into())
        }
        Reply::Order(_) | Reply::Checkout(_) | Reply::Done => Ok(outcome),
    }
}

fn told(failure: &crate::merchant::Failure) -> String {
    failure.messages.iter().map(|message| message.content().to_owned()).collect::<Vec<_>>().join(" ")
}

fn unprocessable(reason: &str) -> Answer {
    let message =
        json!({"type": "error", "code": "invalid_request", "content": reason, "severity": "recoverable"});
    answer(422, &json!({"status": "requires_escalation", "messages": [message], "detail": reason}))
}

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, headers: Vec::new(), body: Bytes::from(body.to_string()) }
}
