//! Defects at the January version: totals, discounts, payment.

use crate::defect::{Defect, JANUARY, defects};
use crate::message::{Answer, Request, add};
use serde_json::{Value, json};
use ucp_assay::protocol::operation::Operation;

/// Changes the totals of every checkout answered.
fn totals(request: &Request, answer: &mut Answer, kind: &str, change: impl Fn(&mut Value)) {
    if request.operation().is_some() {
        answer.edit_each("/totals", |entry| {
            if entry["type"] == kind {
                change(entry);
            }
        });
    }
}

defects! {
    /// A discount is below zero, as in a later version.
    negative_discount: Defect {
        answer: |request, answer| totals(request, answer, "discount", |entry| {
            entry["amount"] = entry["amount"].as_i64().map(|amount| -amount).into();
        }),
        caught: &[
            ("discount-unsigned", "DSC-501"),
            ("discount-unsigned", "TOT-502"),
            ("ambient.unsigned", "TOT-502"),
        ],
        ..JANUARY
    };
    /// A discount is added.
    discount_added: Defect {
        answer: |request, answer| {
            let mut reduced = 0;
            totals_of(answer, "discount", &mut reduced);
            totals(request, answer, "total", |entry| add(entry, 2 * reduced));
        },
        caught: &[("totals-discounted-sum", "TOT-503"), ("ambient.total-adds-up", "TOT-503")],
        ..JANUARY
    };
    /// The total is a cent too high.
    january_total_off_by_one: Defect {
        answer: |request, answer| totals(request, answer, "total", |entry| add(entry, 1)),
        caught: &[("totals-sum", "TOT-503"), ("ambient.total-adds-up", "TOT-503")],
        ..JANUARY
    };
    /// A charge has a type of the shop's own.
    type_of_its_own: Defect {
        answer: |request, answer| totals(request, answer, "fee", |entry| {
            entry["type"] = json!("battery_deposit");
            entry["display_text"] = json!("Battery deposit");
        }),
        caught: &[("totals-closed-list", "TOT-501"), ("ambient.known-types", "TOT-501")],
        ..JANUARY
    };
    /// The parts of a discount leave a cent over.
    january_allocations_leave_a_cent: Defect {
        answer: |_, answer| answer.edit_each("/discounts/applied", |discount| {
            if let Some(first) = discount.pointer_mut("/allocations/0") {
                add(first, -1);
            }
        }),
        caught: &[("discount-allocations", "DSC-003"), ("ambient.allocations-add-up", "DSC-003")],
        ..JANUARY
    };
    /// A checkout does not say how it can be paid.
    no_payment_handlers: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if let Some(payment) = body["payment"].as_object_mut() {
                payment.remove("handlers");
            });
        },
        caught: &[("payment-handlers-listed", "PAY-501"), ("ambient.payment-handlers", "PAY-501")],
        ..JANUARY
    };
    /// A checkout's payment handlers are only named.
    handlers_only_named: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit_each("/payment/handlers", |handler| if let Some(members) = handler.as_object_mut() {
                members.retain(|name, _| ["id", "name", "version"].contains(&name.as_str()));
            });
        },
        caught: &[("payment-handlers-listed", "PRO-503"), ("ambient.payment-handlers", "PRO-503")],
        ..JANUARY
    };
    /// The card's token comes back with the completed checkout.
    january_credential_echoed: Defect {
        answer: |request, answer| if request.is(Operation::CompleteCheckout) {
            let credential = request.json()["payment_data"]["credential"].clone();
            answer.edit(|body| if body["id"].is_string() {
                body["payment"]["instruments"] = json!([{"id": "instrument-1", "handler_id": "h", "type": "card",
                    "brand": "visa", "last_digits": "1111", "credential": credential}]);
            });
        },
        caught: &[
            ("payment-no-echo", "PAY-002"),
            ("ambient.credential-echo", "PAY-002"),
            ("ambient.credential-member", "PAY-002"),
        ],
        ..JANUARY
    };
    /// Another instrument is chosen than the platform chose.
    choice_replaced: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if body["payment"]["selected_instrument_id"].is_string() {
                body["payment"]["selected_instrument_id"] = json!("instrument-of-the-shop");
            });
        },
        caught: &[("payment-choice-kept", "PAY-503")],
        ..JANUARY
    };
    /// A handler that the business does not offer is good enough.
    any_handler_pays: Defect {
        request: |request| {
            if request.is(Operation::CompleteCheckout) {
                request.edit(|body| body["payment_data"]["handler_id"] = json!("mock_payment_handler"));
                request.headers.push(("x-unchecked".to_owned(), "1".to_owned()));
            }
            let unknown = request.is(Operation::CompleteCheckout);
            unknown.then(|| completed(request))
        },
        caught: &[("payment-unknown-handler", "PAY-031")],
        ..JANUARY
    };
    /// A checkout that waits for the buyer does not say where.
    escalation_without_url: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if body["status"] == "requires_escalation" && body["id"].is_string() {
                body.as_object_mut().map(|members| members.remove("continue_url"));
            });
        },
        caught: &[("escalation-review", "CHK-034"), ("ambient.escalation-url", "CHK-049")],
        ..JANUARY
    };
}

/// Adds up the entries of a type.
fn totals_of(answer: &Answer, kind: &str, sum: &mut i64) {
    let body = answer.json();
    let entries = body["totals"].as_array().into_iter().flatten();
    *sum = entries.filter(|entry| entry["type"] == kind).filter_map(|entry| entry["amount"].as_i64()).sum();
}

/// A completed checkout, whoever pays for it.
fn completed(request: &Request) -> Answer {
    let id = request.target.split('/').nth(2).unwrap_or("c-1").to_owned();
    let version = json!("2026-01-11");
    let body = json!({
        "ucp": {"version": version, "capabilities": [{"name": "dev.ucp.shopping.checkout", "version": version}]},
        "id": id, "status": "completed", "currency": "USD", "line_items": [], "totals": [], "links": [],
        "payment": {"handlers": []}, "order": {"id": "o-1", "permalink_url": "https://shop.example/o-1"}});
    Answer::own(200, &body)
}
