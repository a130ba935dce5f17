//! Orders in this layout, and the events that push them.

use super::checkout::{drop_members, list, list_of, ucp};
use super::{names, totals};
use crate::merchant::view::OrderView;
use crate::protocol::version::{Edition, WebhookForm};
use crate::transport::body::behind;
use crate::transport::dialect::{Envelope, EventMark};
use serde_json::{Value, json};

/// Members of an order that this layout does not have.
const NOT_HERE: [&str; 4] = ["label", "currency", "messages", "attribution"];

/// The body of an order, or of the event that pushes it.
pub(super) fn body(
    edition: &Edition,
    view: &OrderView,
    event: Option<&EventMark>,
    envelope: &Envelope<'_>,
) -> Vec<u8> {
    let mut order = json!(view);
    drop_members(Some(&mut order), &NOT_HERE);
    totals::translate(edition.totals, &mut order);
    for line in list(Some(&mut order), "line_items") {
        self::line(edition, line);
    }
    for adjustment in list(Some(&mut order), "adjustments") {
        self::adjustment(adjustment);
    }
    for expectation in list(order.get_mut("fulfillment"), "expectations") {
        names::join(expectation.get_mut("destination"));
    }
    if let (Some(event), Value::Object(members)) = (event, &mut order) {
        match edition.webhooks {
            WebhookForm::Headers => {}
            WebhookForm::Body => {
                members.insert("event_id".to_owned(), json!(event.id));
                members.insert("created_time".to_owned(), json!(event.occurred_at.rfc3339()));
            }
        }
    }
    behind(&ucp(envelope), &order)
}

/// Lines stay as bought: what nothing remains of counts as fulfilled.
fn line(edition: &Edition, line: &mut Value) {
    totals::translate(edition.totals, line);
    drop_members(line.get_mut("quantity"), &["original"]);
    if line["status"] == "removed" {
        line["status"] = json!("fulfilled");
    }
}

/// One amount instead of signed totals: what flows back to the buyer is positive, as in the version's
/// example of a refund. Quantities count pieces, whichever way they moved.
fn adjustment(adjustment: &mut Value) {
    let total = list(Some(adjustment), "totals").find(|entry| entry["type"] == "total");
    let moved = total.and_then(|entry| entry["amount"].as_i64());
    drop_members(Some(adjustment), &["totals"]);
    if let Some(moved) = moved {
        adjustment["amount"] = json!(-moved);
    }
    for line in list_of(adjustment.get_mut("line_items")) {
        let pieces = line["quantity"].as_i64().unwrap_or_default().unsigned_abs();
        line["quantity"] = json!(pieces);
    }
}
