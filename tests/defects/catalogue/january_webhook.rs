//! Defects at the January version: orders and the webhooks that push them.

use crate::defect::{Defect, JANUARY, defects};
use serde_json::{Value, json};

defects! {
    /// A webhook does not say which event it is.
    event_without_id: Defect {
        webhook: |request| {
            request.edit(|body| drop(body.as_object_mut().map(|members| members.remove("event_id"))));
            None
        },
        caught: &[("webhook-event", "WHK-508"), ("webhook-order-schema", "ORD-504")],
        ..JANUARY
    };
    /// A webhook does not say when its event was created.
    event_without_time: Defect {
        webhook: |request| {
            request.edit(|body| body["created_time"] = json!(1_768_000_000));
            None
        },
        caught: &[("webhook-event", "WHK-508")],
        ..JANUARY
    };
    /// A repeated webhook passes for another event.
    event_renamed_on_retry: Defect {
        webhook: |request| {
            if request.repeated {
                request.edit(|body| body["event_id"] = json!("another-event"));
            }
            None
        },
        caught: &[("webhook-retry", "WHK-013")],
        ..JANUARY
    };
    /// A webhook is sent unsigned.
    january_webhook_unsigned: Defect {
        webhook: |request| {
            request.drop("request-signature");
            None
        },
        caught: &[("webhook-jwt", "WHK-501"), ("webhook-jwt", "WHK-503")],
        ..JANUARY
    };
    /// A webhook is changed after it was signed.
    january_webhook_changed: Defect {
        webhook: |request| {
            request.body.push(b'\n');
            None
        },
        caught: &[("webhook-jwt", "WHK-004"), ("webhook-jwt", "WHK-505")],
        ..JANUARY
    };
    /// A webhook carries its payload inside the signature.
    webhook_not_detached: Defect {
        webhook: |request| {
            let jws = request.header("request-signature").unwrap_or_default().replace("..", ".e30.");
            request.drop("request-signature");
            request.headers.push(("request-signature".to_owned(), jws));
            None
        },
        caught: &[("webhook-jwt", "WHK-503")],
        ..JANUARY
    };
    /// Orders are announced by nobody's name.
    webhook_of_nobody: Defect {
        webhook: |request| {
            request.headers.retain(|(name, _)| {
                ["host", "content-type", "request-signature"].contains(&name.to_ascii_lowercase().as_str())
            });
            None
        },
        caught: &[("webhook-sender", "WHK-504")],
        ..JANUARY
    };
    /// A webhook carries only what is new.
    january_webhook_in_part: Defect {
        webhook: |request| {
            request.edit(|body| if let Some(map) = body.as_object_mut() {
                map.retain(|name, _: &mut Value| ["ucp", "id", "checkout_id", "event_id", "created_time"].contains(&name.as_str()));
            });
            None
        },
        caught: &[("webhook-placed", "WHK-011"), ("webhook-order-schema", "ORD-504")],
        ..JANUARY
    };
    /// The status of a line is not what its quantities say.
    line_status_invented: Defect {
        webhook: |request| {
            request.edit(|body| crate::message::each(body, "/line_items", |line| line["status"] = json!("fulfilled")));
            None
        },
        caught: &[("order-status-new", "ORD-502")],
        ..JANUARY
    };
    /// The totals of an order have a type that the version does not define.
    order_total_of_another_type: Defect {
        webhook: |request| {
            request.edit(|body| crate::message::each(body, "/totals", |entry| if entry["type"] == "fulfillment" {
                entry["type"] = json!("shipping");
            }));
            None
        },
        caught: &[("webhook-order-schema", "ORD-504"), ("ambient.known-types", "TOT-501")],
        ..JANUARY
    };
}
