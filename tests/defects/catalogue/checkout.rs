//! Defects in the life of a checkout.

use crate::defect::{Defect, NONE, defects};
use crate::message::{each, with_list};
use serde_json::{Value, json};
use ucp_assay::protocol::operation::Operation;

/// Takes a member away.
fn remove(body: &mut Value, name: &str) {
    if let Some(map) = body.as_object_mut() {
        map.remove(name);
    }
}

/// Makes a checkout completed.
fn placed(body: &mut Value) {
    body["status"] = json!("completed");
    body["order"] = json!({"id": "o-1", "permalink_url": "https://shop.example/o-1"});
    remove(body, "messages");
}

defects! {
    /// A checkout is created with 200.
    created_with_200: Defect {
        answer: |request, answer| {
            if request.is(Operation::CreateCheckout) && answer.status == 201 {
                answer.status = 200;
            }
        },
        caught: &[("checkout-create", "CHK-060")],
        ..NONE
    };
    /// The buyer is needed, and nobody says where.
    escalation_without_a_place: Defect {
        answer: |_, answer| answer.edit(|body| {
            if body["status"] == "requires_escalation" {
                remove(body, "continue_url");
            }
        }),
        caught: &[
            ("escalation-review", "CHK-034"),
            ("escalation-review", "CHK-049"),
            ("ambient.escalation-url", "CHK-062"),
        ],
        ..NONE
    };
    /// The buyer is needed, and nobody says what for.
    escalation_without_a_reason: Defect {
        answer: |_, answer| answer.edit(|body| {
            if body["status"] == "requires_escalation" {
                body["messages"] = json!([]);
            }
        }),
        caught: &[("escalation-review", "CHK-050"), ("ambient.escalation-message", "CHK-050")],
        ..NONE
    };
    /// The page to go on is named by its path alone.
    relative_continue_url: Defect {
        answer: |_, answer| answer.edit(|body| {
            if body["continue_url"].is_string() {
                body["continue_url"] = json!("/checkout/continue");
            }
        }),
        caught: &[("escalation-continue-url", "CHK-037"), ("ambient.continue-url-absolute", "CHK-037")],
        ..NONE
    };
    /// A completed checkout takes changes.
    completed_is_changed: Defect {
        answer: |request, answer| {
            if request.is(Operation::UpdateCheckout) {
                let lines = request.json()["line_items"].clone();
                answer.edit(|body| if body["status"] == "completed" {
                    body["status"] = json!("incomplete");
                    body["messages"] = json!([]);
                    each(body, "/line_items", |line| line["quantity"] = lines[0]["quantity"].clone());
                });
            }
        },
        caught: &[("checkout-completed-is-final.1", "CHK-052")],
        ..NONE
    };
    /// An update adds to the checkout instead of replacing it.
    update_keeps_the_buyer: Defect {
        answer: |request, answer| {
            if request.is(Operation::UpdateCheckout) && request.json().get("buyer").is_none() {
                answer.edit(|body| body["buyer"] = json!({"email": "still.here@example.com"}));
            }
        },
        caught: &[("checkout-replace-omitted", "CHK-048")],
        ..NONE
    };
    /// Whoever is not ready gets an order all the same.
    order_without_readiness: Defect {
        answer: |request, answer| if request.is(Operation::CompleteCheckout) {
            answer.edit(placed);
        },
        caught: &[("checkout-not-ready", "CHK-048")],
        ..NONE
    };
    /// The buyer's consent gets lost.
    consent_dropped: Defect {
        answer: |_, answer| answer.edit(|body| {
            if let Some(buyer) = body.get_mut("buyer") {
                remove(buyer, "consent");
            }
        }),
        caught: &[("consent-create", "CON-001")],
        ..NONE
    };
    /// All ways of delivery have the same name.
    options_of_one_name: Defect {
        answer: |_, answer| answer.edit_each("/fulfillment/methods", |method| {
            each(method, "/groups", |group| {
                each(group, "/options", |option| option["title"] = json!("Delivery to your door"));
            });
        }),
        caught: &[("fulfillment-titles", "FUL-001")],
        ..NONE
    };
    /// A platform that can show one group gets two.
    two_groups: Defect {
        answer: |_, answer| answer.edit_each("/fulfillment/methods", |method| with_list(method, "/groups", |groups| {
            if let Some(mut second) = groups.first().cloned() {
                second["id"] = json!("second");
                groups.push(second);
            }
        })),
        caught: &[("fulfillment-one-group", "FUL-016"), ("fulfillment-one-group", "FUL-018")],
        ..NONE
    };
    /// A claim nobody knows stops the purchase.
    unknown_claim_blocks: Defect {
        answer: |request, answer| {
            if request.json().to_string().contains("no_such_claim") {
                answer.edit(|body| {
                    body["status"] = json!("incomplete");
                    let error = json!({"type": "error", "code": "eligibility_invalid", "severity": "recoverable",
                        "content": "This claim is not known."});
                    body["messages"] = json!([error]);
                });
            }
        },
        caught: &[("claim-unknown", "CTX-009"), ("claim-unknown", "CTX-034")],
        ..NONE
    };
    /// A claim that was never proven gets its price.
    unproven_claim_granted: Defect {
        answer: |_, answer| {
            if answer.has_message("eligibility_invalid") {
                answer.edit(placed);
            }
        },
        caught: &[("claim-unverified", "CTX-012"), ("claim-unverified", "CTX-013")],
        ..NONE
    };
    /// Every cart is offered the same handlers.
    handlers_regardless_of_the_cart: Defect {
        answer: |request, answer| {
            answer.edit(|body| {
                if request.operation().is_some() && body["ucp"]["payment_handlers"].is_object() {
                    let entry = json!([{"id": "any", "version": "2026-04-08"}]);
                    body["ucp"]["payment_handlers"] = json!({"com.example.any": entry});
                }
            });
        },
        caught: &[("payment-handlers", "PAY-003")],
        ..NONE
    };
    /// Instruments are offered that the platform cannot use.
    instruments_of_one_side: Defect {
        answer: |request, answer| {
            if request.operation().is_some() {
                answer.edit(|body| {
                    let handlers = body["ucp"]["payment_handlers"].as_object_mut();
                    for entry in handlers.into_iter().flatten().map(|(_, entry)| entry) {
                        entry[0]["available_instruments"] = json!([{"type": "card"}, {"type": "cheque"}]);
                    }
                });
            }
        },
        caught: &[("payment-instruments", "PAY-016")],
        ..NONE
    };
    /// The payment token comes back.
    credential_echoed: Defect {
        answer: |request, answer| if request.is(Operation::CompleteCheckout) {
            answer.edit(|body| body["payment"] = request.json()["payment"].clone());
        },
        caught: &[
            ("payment-no-echo", "PAY-002"),
            ("ambient.credential-echo", "PAY-002"),
            ("ambient.credential-member", "PAY-002"),
        ],
        ..NONE
    };
    /// Any handler will do.
    foreign_handler_accepted: Defect {
        request: |request| {
            if request.is(Operation::CompleteCheckout) && request.json().to_string().contains("no-such-handler") {
                let order = json!({"id": "o-1", "permalink_url": "https://shop.example/o-1"});
                let body = json!({"ucp": {"version": "2026-04-08"}, "id": "c-1", "status": "completed", "order": order});
                return Some(crate::message::Answer::own(200, &body));
            }
            None
        },
        caught: &[("payment-unknown-handler", "PAY-031")],
        ..NONE
    };
}
