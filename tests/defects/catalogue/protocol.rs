//! Defects of negotiation, errors, idempotency and the binding to HTTP.

use crate::defect::{Defect, NONE, defects};
use serde_json::json;
use ucp_assay::protocol::operation::Operation;

defects! {
    /// Answers name a version nobody negotiated.
    wrong_version_named: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if body["ucp"]["version"].is_string() {
                body["ucp"]["version"] = json!("2025-01-01");
            });
        },
        caught: &[("version-named", "VER-011"), ("ambient.ucp-version", "NEG-017")],
        ..NONE
    };
    /// A checkout lists what has nothing to do with it.
    irrelevant_capability: Defect {
        answer: |request, answer| if request.is(Operation::CreateCheckout) {
            answer.edit(|body| if body["ucp"]["capabilities"].is_object() {
                body["ucp"]["capabilities"]["dev.ucp.shopping.order"] = json!([{"version": "2026-04-08"}]);
            });
        },
        caught: &[
            ("negotiate-relevance-checkout", "NEG-023"),
            ("ambient.capability-relevance", "NEG-023"),
        ],
        ..NONE
    };
    /// An extension is active though the platform does not have it.
    extension_not_negotiated: Defect {
        answer: |request, answer| {
            if request.is(Operation::CreateCheckout) {
                answer.edit(|body| {
                    if body["ucp"]["capabilities"].is_object() {
                        let entry = json!([{"version": "2026-04-08"}]);
                        body["ucp"]["capabilities"]["dev.ucp.shopping.discount"] = entry;
                    }
                });
            }
        },
        caught: &[("negotiate-intersection", "NEG-015"), ("negotiate-intersection", "NEG-019")],
        ..NONE
    };
    /// Having nothing in common is the platform's bad request.
    incompatible_with_400: Defect {
        answer: |_, answer| {
            if answer.has_message("capabilities_incompatible") {
                answer.status = 400;
            }
        },
        caught: &[("negotiate-nothing", "ERR-005")],
        ..NONE
    };
    /// A version nobody speaks gets 200.
    unsupported_version_with_200: Defect {
        answer: |_, answer| if answer.is_error("version_unsupported") {
            answer.status = 200;
        },
        caught: &[("version-unsupported.1", "ERR-004"), ("version-unsupported.1", "VER-010")],
        ..NONE
    };
    /// A platform's broken profile is somebody else's fault.
    malformed_profile_with_500: Defect {
        answer: |_, answer| if answer.is_error("profile_malformed") {
            answer.status = 500;
        },
        caught: &[("profile-malformed.1", "ERR-003")],
        ..NONE
    };
    /// Errors are codes without a word.
    error_without_content: Defect {
        answer: |_, answer| if answer.status >= 400 {
            answer.edit(|body| if let Some(map) = body.as_object_mut() {
                map.remove("content");
            });
        },
        caught: &[("error-body", "ERR-022"), ("ambient.error-body", "ERR-022")],
        ..NONE
    };
    /// A checkout that does not exist is a missing page.
    not_found_as_404: Defect {
        answer: |_, answer| if answer.has_message("not_found") {
            answer.status = 404;
        },
        caught: &[("outcome-not-found", "ERR-023"), ("ambient.outcome-status", "ERR-023")],
        ..NONE
    };
    /// An error envelope comes with half a checkout.
    error_envelope_with_more: Defect {
        answer: |_, answer| answer.edit(|body| if body["ucp"]["status"] == "error" {
            body["id"] = json!("c-1");
            body["line_items"] = json!([]);
        }),
        caught: &[("outcome-unknown-product", "ERR-025"), ("ambient.error-envelope", "ERR-025")],
        ..NONE
    };
    /// A declined payment is an HTTP error.
    declined_with_402: Defect {
        answer: |_, answer| if answer.has_message("payment_failed") {
            answer.status = 402;
        },
        caught: &[("outcome-payment-failed-severity", "ERR-023")],
        ..NONE
    };
    /// A declined payment has a status that HTTP does not have.
    declined_with_460: Defect {
        answer: |_, answer| if answer.has_message("payment_failed") {
            answer.status = 460;
        },
        run: &["outcome-payment-failed-severity"],
        caught: &[("ambient.status-code", "TLS-003")],
        ..NONE
    };
    /// JSON is called a web page.
    answers_as_html: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.set("content-type", "text/html; charset=utf-8");
        },
        run: &["checkout-create"],
        caught: &[("rest-media-type", "TLS-001"), ("ambient.content-type", "TLS-001")],
        ..NONE
    };
    /// A body that is no JSON is served as if it were.
    broken_json_accepted: Defect {
        answer: |_, answer| if answer.is_error("malformed_json") {
            answer.status = 201;
        },
        caught: &[("rest-malformed-json.1", "TLS-005")],
        ..NONE
    };
    /// A repetition gets another status.
    replay_with_another_status: Defect {
        answer: |request, answer| {
            if request.repeated && answer.status == 201 {
                answer.status = 200;
            }
        },
        caught: &[("idempotency-replay-create", "IDM-004"), ("idempotency-replay-create", "IDM-008")],
        ..NONE
    };
    /// A repetition is done again.
    repeated_is_done_again: Defect {
        answer: |request, answer| if request.repeated && request.is(Operation::CreateCheckout) {
            answer.edit(|body| body["id"] = json!("another-checkout"));
        },
        caught: &[("idempotency-replay-create", "IDM-004")],
        ..NONE
    };
    /// A used key with another body gets an answer.
    conflict_overlooked: Defect {
        answer: |request, answer| if request.repeated && answer.status == 409 {
            answer.status = 200;
        },
        caught: &[("idempotency-conflict-create", "IDM-001"), ("idempotency-conflict-create", "IDM-009")],
        ..NONE
    };
    /// A retried completion places another order.
    retry_places_another_order: Defect {
        answer: |request, answer| if request.is(Operation::CompleteCheckout) && request.repeated {
            answer.edit(|body| body["order"]["id"] = json!("another-order"));
        },
        caught: &[("idempotency-replay-complete", "IDM-014")],
        ..NONE
    };
}
