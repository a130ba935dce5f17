//! Defects of orders and of the webhooks that announce them.

use crate::defect::{Defect, NONE, defects};
use crate::message::{Answer, with_list};
use serde_json::{Value, json};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::simulator::settings::ResponseSigning;

defects! {
    /// An order loses a line.
    order_line_dropped: Defect {
        answer: |request, answer| if request.is(Operation::GetOrder) {
            answer.edit(|body| with_list(body, "/line_items", Vec::clear));
        },
        caught: &[("order-full", "ORD-008")],
        ..NONE
    };
    /// An order is in another currency than its checkout.
    order_currency_swapped: Defect {
        answer: |request, answer| if request.is(Operation::GetOrder) {
            answer.edit(|body| body["currency"] = json!("EUR"));
        },
        caught: &[("order-currency", "ORD-024")],
        ..NONE
    };
    /// The status of a line is not what its quantities say.
    order_line_status_invented: Defect {
        answer: |request, answer| if request.is(Operation::GetOrder) {
            answer.edit_each("/line_items", |line| line["status"] = json!("fulfilled"));
        },
        caught: &[("order-status-new", "ORD-007")],
        ..NONE
    };
    /// Anybody may read an order.
    order_shown_to_anybody: Defect {
        request: |request| {
            let unsigned = request.header("signature").is_none();
            (unsigned && request.is(Operation::GetOrder)).then(|| {
                let id = request.target.rsplit('/').next().unwrap_or_default();
                Answer::own(200, &json!({"ucp": {"version": "2026-04-08"}, "id": id, "line_items": []}))
            })
        },
        caught: &[("order-unauthenticated", "ORD-009"), ("order-unauthenticated", "ORD-015")],
        ..NONE
    };
    /// Somebody else's order is as good as unknown instead of refused.
    foreign_order_not_refused: Defect {
        answer: |request, answer| if request.is(Operation::GetOrder) && answer.has_message("unauthorized") {
            answer.edit_each("/messages", |message| message["code"] = json!("not_found"));
        },
        caught: &[("order-foreign", "ORD-016")],
        ..NONE
    };
    /// A webhook cannot be told from its repetition.
    webhook_without_id: Defect {
        signing: ResponseSigning::All,
        webhook: |request| {
            request.drop("webhook-id");
            None
        },
        caught: &[("webhook-headers.2", "WHK-003")],
        ..NONE
    };
    /// A webhook carries only what is new.
    webhook_in_part: Defect {
        webhook: |request| {
            request.edit(|body| if let Some(map) = body.as_object_mut() {
                map.retain(|name, _: &mut Value| ["ucp", "id", "checkout_id"].contains(&name.as_str()));
            });
            None
        },
        caught: &[("webhook-created", "WHK-011"), ("webhook-created", "ORD-008")],
        ..NONE
    };
    /// A repeated webhook passes for another one.
    webhook_repeated_under_another_id: Defect {
        webhook: |request| {
            if request.repeated {
                request.drop("webhook-id");
                request.headers.push(("webhook-id".to_owned(), "another".to_owned()));
            }
            None
        },
        caught: &[("webhook-retry", "WHK-013")],
        ..NONE
    };
    /// A webhook is sent unsigned.
    webhook_unsigned: Defect {
        webhook: |request| {
            request.drop("signature");
            request.drop("signature-input");
            None
        },
        caught: &[("webhook-signature", "WHK-001"), ("webhook-signature", "WHK-010")],
        ..NONE
    };
    /// A webhook is changed after it was signed.
    webhook_changed_after_signing: Defect {
        webhook: |request| {
            request.body.push(b'\n');
            None
        },
        caught: &[("webhook-signature", "WHK-004")],
        ..NONE
    };
    /// Orders are announced by nobody's name.
    webhook_without_agent: Defect {
        webhook: |request| {
            request.drop("ucp-agent");
            None
        },
        caught: &[("webhook-agent", "WHK-009"), ("webhook-headers.1", "WHK-006")],
        ..NONE
    };
}
