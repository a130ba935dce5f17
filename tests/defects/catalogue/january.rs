//! Defects at the January version: signatures, authentication, versions, errors, idempotency.

use crate::defect::{Defect, JANUARY, defects};
use crate::message::{Answer, Request};
use serde_json::{Value, json};
use ucp_assay::protocol::operation::Operation;

/// Whether a request carries no signature at all.
fn unsigned(request: &Request) -> bool {
    request.header("request-signature").is_none()
}

/// What a merchant that does not look at signatures would answer.
fn served(request: &Request) -> Answer {
    let id = request.target.split('/').nth(2).unwrap_or("c-1").to_owned();
    let version = json!("2026-01-11");
    let body = json!({
        "ucp": {"version": version, "capabilities": [{"name": "dev.ucp.shopping.checkout", "version": version}]},
        "id": id, "status": "incomplete", "currency": "USD", "line_items": [], "totals": [], "links": [],
        "payment": {"handlers": []}});
    Answer::own(200, &body)
}

/// Lets what was refused for this reason pass for a success.
fn overlook(answer: &mut Answer, code: &str) {
    if answer.is_error(code) {
        answer.status = 201;
    }
}

defects! {
    /// Reading needs no signature.
    read_unsigned: Defect {
        request: |request| (unsigned(request) && request.is(Operation::GetCheckout)).then(|| served(request)),
        caught: &[("detached-missing.2", "ERR-503")],
        ..JANUARY
    };
    /// Canceling needs no signature.
    canceled_unsigned: Defect {
        request: |request| (unsigned(request) && request.is(Operation::CancelCheckout)).then(|| served(request)),
        caught: &[("detached-missing.5", "ERR-503")],
        ..JANUARY
    };
    /// A signature over other bytes is as good as one over the body.
    signature_over_other_bytes: Defect {
        answer: |_, answer| overlook(answer, "signature_invalid"),
        caught: &[
            ("detached-other-body.1", "ERR-503"),
            ("detached-body-changed", "ERR-503"),
            ("detached-corrupt", "ERR-503"),
            ("detached-der", "ERR-503"),
        ],
        ..JANUARY
    };
    /// A key nobody published signs as well as any.
    unpublished_key: Defect {
        answer: |_, answer| overlook(answer, "key_not_found"),
        caught: &[("detached-unknown-key", "ERR-503")],
        ..JANUARY
    };
    /// A signature by no algorithm will do.
    algorithm_none: Defect {
        answer: |_, answer| overlook(answer, "algorithm_unsupported"),
        caught: &[("detached-header.2", "ERR-503"), ("detached-header.3", "ERR-503")],
        ..JANUARY
    };
    /// Who is unknown is forbidden.
    unauthenticated_is_forbidden: Defect {
        answer: |_, answer| if answer.is_error("signature_missing") {
            answer.status = 403;
        },
        caught: &[("error-unauthenticated", "ERR-503")],
        ..JANUARY
    };
    /// A platform of a later version is served.
    newer_platform_served: Defect {
        answer: |_, answer| overlook(answer, "version_unsupported"),
        caught: &[("version-newer-refused", "VER-502"), ("version-newer-refused", "ERR-501")],
        ..JANUARY
    };
    /// A version mismatch has a code of the merchant's own.
    version_refused_by_another_name: Defect {
        answer: |_, answer| if answer.is_error("version_unsupported") {
            answer.edit_each("/messages", |message| message["code"] = json!("wrong_version"));
        },
        caught: &[("version-newer-refused", "VER-502")],
        ..JANUARY
    };
    /// Answers name a version nobody negotiated.
    january_wrong_version_named: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if body["ucp"]["version"].is_string() {
                body["ucp"]["version"] = json!("2026-04-08");
            });
        },
        caught: &[("version-named", "VER-011"), ("ambient.ucp-version", "NEG-017")],
        ..JANUARY
    };
    /// Active capabilities are an object, as in a later version.
    capabilities_as_object: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if body["ucp"]["capabilities"].is_array() {
                body["ucp"]["capabilities"] = json!({"dev.ucp.shopping.checkout": [{"version": "2026-01-11"}]});
            });
        },
        run: &["checkout-create"],
        caught: &[("ambient.ucp-capabilities", "NEG-018")],
        ..JANUARY
    };
    /// An extension is active though the platform does not have it.
    january_extension_not_negotiated: Defect {
        answer: |request, answer| if request.is(Operation::CreateCheckout) {
            answer.edit(|body| if let Some(list) = body["ucp"]["capabilities"].as_array_mut() {
                list.push(json!({"name": "dev.ucp.shopping.discount", "version": "2026-01-11"}));
            });
        },
        caught: &[("negotiate-intersection", "NEG-015"), ("negotiate-intersection", "NEG-019")],
        ..JANUARY
    };
    /// A checkout that does not exist is answered with 200.
    unknown_with_200: Defect {
        answer: |_, answer| if answer.status == 404 {
            answer.status = 200;
        },
        caught: &[("outcome-unknown-checkout.1", "ERR-505"), ("outcome-unknown-checkout.4", "ERR-505")],
        ..JANUARY
    };
    /// A create of nothing that is sold is a success without a checkout.
    nothing_created_with_200: Defect {
        answer: |request, answer| if request.is(Operation::CreateCheckout) && answer.status == 400 {
            answer.status = 200;
        },
        caught: &[("outcome-nothing-created.2", "ERR-502"), ("error-invalid-request.1", "ERR-502")],
        ..JANUARY
    };
    /// What is wrong with a request is told by another status.
    bad_request_with_422: Defect {
        answer: |_, answer| if answer.is_error("invalid_request") {
            answer.status = 422;
        },
        caught: &[("error-invalid-request.1", "ERR-502")],
        ..JANUARY
    };
    /// Errors have the body of a later version.
    code_and_content: Defect {
        answer: |_, answer| if answer.status >= 400 {
            answer.edit(|body| {
                let first = body["messages"][0].clone();
                *body = json!({"code": first["code"], "content": first["content"]});
            });
        },
        caught: &[("error-body-messages", "ERR-509"), ("ambient.error-body", "ERR-509")],
        ..JANUARY
    };
    /// A success has a status of its own.
    envelope_status: Defect {
        answer: |request, answer| if request.operation().is_some() {
            answer.edit(|body| if body["ucp"].is_object() {
                body["ucp"]["status"] = json!("success");
            });
        },
        run: &["checkout-create"],
        caught: &[("ambient.no-envelope", "ERR-509")],
        ..JANUARY
    };
    /// An error is of a severity that the version does not have.
    unrecoverable: Defect {
        answer: |_, answer| answer.edit_each("/messages", |message| if message["type"] == "error" {
            message["severity"] = json!("unrecoverable");
        }),
        caught: &[("outcome-severities", "ERR-510"), ("ambient.severities", "ERR-510")],
        ..JANUARY
    };
    /// A used key with another body gets an answer.
    january_conflict_overlooked: Defect {
        answer: |request, answer| if request.repeated && answer.status == 409 {
            answer.status = 200;
        },
        caught: &[("idempotency-conflict-create", "IDM-502"), ("idempotency-conflict-create", "IDM-009")],
        ..JANUARY
    };
    /// A repetition is done again.
    january_repeated_is_done_again: Defect {
        answer: |request, answer| if request.repeated && request.is(Operation::CreateCheckout) {
            answer.edit(|body| body["id"] = json!("another-checkout"));
        },
        caught: &[("idempotency-replay-create", "IDM-008")],
        ..JANUARY
    };
    /// The profile lists its capabilities by name, as in a later version.
    profile_of_a_later_shape: Defect {
        answer: |request, answer| if request.is_discovery() {
            answer.edit(|body| {
                let list = body["ucp"]["capabilities"].as_array().cloned().unwrap_or_default();
                let named = list.into_iter().map(|one| (one["name"].as_str().unwrap_or_default().to_owned(), json!([one])));
                body["ucp"]["capabilities"] = Value::Object(named.collect());
            });
        },
        caught: &[("profile-schema", "PRO-502")],
        ..JANUARY
    };
    /// A signing key has no name.
    january_nameless_key: Defect {
        answer: |request, answer| if request.is_discovery() {
            answer.edit(|body| {
                let mut key = body["signing_keys"][0].clone();
                key.as_object_mut().map(|members| members.remove("kid"));
                body["signing_keys"].as_array_mut().expect("keys").push(key);
            });
        },
        caught: &[("profile-keys-schema", "SIG-501")],
        ..JANUARY
    };
    /// A payment handler of the profile does not say how it is configured.
    handler_without_schema: Defect {
        answer: |request, answer| if request.is_discovery() {
            answer.edit_each("/payment/handlers", |handler| if let Some(members) = handler.as_object_mut() {
                members.remove("config_schema");
            });
        },
        caught: &[("profile-handlers-schema", "PRO-503")],
        ..JANUARY
    };
    /// The service is described somewhere else than at its authority.
    service_described_elsewhere: Defect {
        answer: |request, answer| if request.is_discovery() {
            answer.edit(|body| {
                body["ucp"]["services"]["dev.ucp.shopping"]["spec"] = json!("https://example.com/specification");
            });
        },
        caught: &[("profile-service-spec", "PRO-501")],
        ..JANUARY
    };
}
