//! Answers as the official suite wants them: business problems as error statuses, each with `detail`.

use crate::protocol::operation::Operation;
use crate::simulator::pipeline::Answer;
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The text the suite looks for when delivery was not chosen.
const NO_DELIVERY: &str = "Fulfillment address and option must be selected before completion.";

/// Rewrites an answer; gives whether it did.
pub(super) fn rewrite(operation: Operation, answer: &mut Answer) -> bool {
    let Ok(Value::Object(mut body)) = serde_json::from_slice::<Value>(&answer.body) else { return false };
    if answer.status >= 400 {
        return described(operation, answer, &mut body);
    }
    let errors: Vec<Value> = errors(&body).cloned().collect();
    let Some(status) = status(operation, &errors) else { return false };
    answer.status = status;
    answer.body = refusal(operation, &errors);
    true
}

/// An error answer gets its first message as `detail`; a product that does not exist is a bad request.
fn described(operation: Operation, answer: &mut Answer, body: &mut Map<String, Value>) -> bool {
    if body.contains_key("detail") {
        return false;
    }
    let Some(detail) = errors(body).find_map(|error| error.get("content").cloned()) else { return false };
    body.insert("detail".to_owned(), detail);
    if operation == Operation::CreateCheckout && answer.status == 404 {
        answer.status = 400;
    }
    answer.body = Bytes::from(Value::Object(std::mem::take(body)).to_string());
    true
}

fn errors(body: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let messages = body.get("messages").and_then(Value::as_array);
    messages.into_iter().flatten().filter(|message| message["type"] == "error")
}

/// The status the suite expects instead of success, by operation and what went wrong.
fn status(operation: Operation, errors: &[Value]) -> Option<u16> {
    let has = |code: &str| errors.iter().any(|error| error["code"] == code);
    match operation {
        Operation::UpdateCheckout | Operation::CancelCheckout if has("operation_not_allowed") => Some(409),
        Operation::UpdateCheckout if has("out_of_stock") || has("not_found") || has("item_unavailable") => {
            Some(400)
        }
        Operation::CompleteCheckout if has("payment_failed") => Some(402),
        Operation::CompleteCheckout if has("out_of_stock") => Some(409),
        Operation::CompleteCheckout if undelivered(errors) => Some(400),
        Operation::CompleteCheckout if has("operation_not_allowed") => Some(409),
        Operation::CompleteCheckout if !errors.is_empty() => Some(400),
        Operation::CreateCheckout
        | Operation::GetCheckout
        | Operation::UpdateCheckout
        | Operation::CompleteCheckout
        | Operation::CancelCheckout
        | Operation::CreateCart
        | Operation::GetCart
        | Operation::UpdateCart
        | Operation::CancelCart
        | Operation::SearchCatalog
        | Operation::LookupCatalog
        | Operation::GetProduct
        | Operation::GetOrder
        | Operation::OrderEvent => None,
    }
}

/// Whether a choice about delivery is what is missing.
fn undelivered(errors: &[Value]) -> bool {
    let about = |error: &Value| error["path"].as_str().is_some_and(|path| path.starts_with("$.fulfillment"));
    errors.iter().any(about)
}

fn refusal(operation: Operation, errors: &[Value]) -> Bytes {
    let first = errors.iter().find_map(|error| error["content"].as_str()).unwrap_or_default();
    let detail =
        if operation == Operation::CompleteCheckout && undelivered(errors) { NO_DELIVERY } else { first };
    Bytes::from(json!({"status": "requires_escalation", "messages": errors, "detail": detail}).to_string())
}
