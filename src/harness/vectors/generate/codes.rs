//! Codes of errors, warnings and infos: frozen here by hand, so that a change of the table shows.

use serde_json::json;

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    (
        "FROZEN",
        "What a code of the specification means and how it is carried never changes within a version.",
    ),
    ("LEVELS", "A name may be used at several levels, and is carried differently at each."),
    ("RETRY", "The answer says when to ask again: Retry-After, or error.data.retry_after over MCP."),
    ("UNKNOWN", "Names are compared as they are; a name is known only at the levels that use it."),
    (
        "HOUSE",
        "The specification has no such code, or leaves open how it is carried: this project's own reading. Implementations with another one answer unsupported.",
    ),
];

/// Level, code, HTTP status, JSON-RPC code (0: it travels in a result), severity (or nothing), marks.
type Row = (&'static str, &'static str, u16, i32, &'static str, &'static str);

#[rustfmt::skip]
const APRIL: [Row; 83] = [
    ("transport", "invalid_profile_url", 400, -32001, "", ""),
    ("transport", "profile_unreachable", 424, -32001, "", ""),
    ("transport", "profile_malformed", 422, -32001, "", ""),
    ("transport", "version_unsupported", 422, -32001, "", ""),
    ("transport", "profile_not_trusted", 403, -32000, "", ""),
    ("transport", "signature_missing", 401, -32000, "", ""),
    ("transport", "signature_invalid", 401, -32000, "", ""),
    ("transport", "key_not_found", 401, -32000, "", ""),
    ("transport", "digest_mismatch", 400, -32600, "", ""),
    ("transport", "algorithm_unsupported", 400, -32600, "", ""),
    ("transport", "malformed_json", 400, -32700, "", "house"),
    ("transport", "invalid_request", 400, -32602, "", ""),
    ("transport", "idempotency_key_required", 400, -32602, "", "house"),
    ("transport", "invalid_idempotency_key", 400, -32602, "", "house"),
    ("transport", "idempotency_conflict", 409, -32000, "", ""),
    ("transport", "idempotency_in_flight", 409, -32000, "", "retry house"),
    ("transport", "rate_limited", 429, -32000, "", "retry"),
    ("transport", "unauthorized", 401, -32000, "", ""),
    ("transport", "forbidden", 403, -32000, "", ""),
    ("transport", "not_found", 404, -32601, "", "house"),
    ("transport", "method_not_allowed", 405, -32601, "", "house"),
    ("transport", "unsupported_media_type", 415, -32600, "", "house"),
    ("transport", "content_too_large", 413, -32600, "", "house"),
    ("transport", "headers_too_large", 431, -32600, "", "house"),
    ("transport", "request_timeout", 408, -32000, "", "house"),
    ("transport", "request_too_large", 400, -32602, "", ""),
    ("transport", "internal_error", 500, -32603, "", ""),
    ("transport", "service_unavailable", 503, -32000, "", "retry"),
    ("outcome", "capabilities_incompatible", 200, 0, "unrecoverable", ""),
    ("outcome", "not_found", 200, 0, "unrecoverable", ""),
    ("outcome", "unauthorized", 200, 0, "unrecoverable", ""),
    ("outcome", "operation_not_allowed", 200, 0, "unrecoverable", "house"),
    ("outcome", "out_of_stock", 200, 0, "recoverable", ""),
    ("outcome", "item_unavailable", 200, 0, "recoverable", ""),
    ("outcome", "address_undeliverable", 200, 0, "recoverable", ""),
    ("outcome", "payment_failed", 200, 0, "recoverable", ""),
    ("outcome", "eligibility_invalid", 200, 0, "recoverable", ""),
    ("outcome", "missing", 200, 0, "recoverable", ""),
    ("outcome", "field_required", 200, 0, "recoverable", ""),
    ("outcome", "invalid_phone", 200, 0, "recoverable", ""),
    ("outcome", "invalid_address", 200, 0, "recoverable", ""),
    ("outcome", "invalid_quantity", 200, 0, "recoverable", ""),
    ("outcome", "payment_required", 200, 0, "recoverable", ""),
    ("outcome", "payment_handler_unavailable", 200, 0, "recoverable", ""),
    ("outcome", "payment_instrument_unavailable", 200, 0, "recoverable", "house"),
    ("outcome", "amount_out_of_range", 200, 0, "recoverable", "house"),
    ("outcome", "fulfillment_required", 200, 0, "requires_buyer_input", "house"),
    ("outcome", "invalid_destination", 200, 0, "recoverable", "house"),
    ("outcome", "invalid_line_item", 200, 0, "recoverable", "house"),
    ("outcome", "method_unavailable", 200, 0, "recoverable", "house"),
    ("outcome", "method_combination_unavailable", 200, 0, "recoverable", "house"),
    ("outcome", "multi_destination_unavailable", 200, 0, "recoverable", "house"),
    ("outcome", "requires_3ds", 200, 0, "requires_buyer_input", ""),
    ("outcome", "schedule_delivery", 200, 0, "requires_buyer_input", ""),
    ("outcome", "high_value_order", 200, 0, "requires_buyer_review", ""),
    ("outcome", "signal", 200, 0, "recoverable", ""),
    ("outcome", "identity_required", 401, -32000, "requires_buyer_review", ""),
    ("outcome", "insufficient_scope", 403, -32000, "requires_buyer_review", ""),
    ("outcome", "mandate_required", 200, 0, "recoverable", ""),
    ("outcome", "agent_missing_key", 200, 0, "unrecoverable", ""),
    ("outcome", "mandate_invalid_signature", 200, 0, "recoverable", ""),
    ("outcome", "mandate_expired", 200, 0, "recoverable", ""),
    ("outcome", "mandate_scope_mismatch", 200, 0, "recoverable", ""),
    ("outcome", "merchant_authorization_invalid", 200, 0, "recoverable", ""),
    ("outcome", "merchant_authorization_missing", 200, 0, "recoverable", ""),
    ("warning", "quantity_adjusted", 200, 0, "", ""),
    ("warning", "delayed_fulfillment", 200, 0, "", ""),
    ("warning", "price_changed", 200, 0, "", "house"),
    ("warning", "allergens", 200, 0, "", ""),
    ("warning", "eligibility_not_accepted", 200, 0, "", ""),
    ("warning", "discount_code_expired", 200, 0, "", ""),
    ("warning", "discount_code_invalid", 200, 0, "", ""),
    ("warning", "discount_code_already_applied", 200, 0, "", ""),
    ("warning", "discount_code_combination_disallowed", 200, 0, "", ""),
    ("warning", "discount_code_user_not_logged_in", 200, 0, "", ""),
    ("warning", "discount_code_user_ineligible", 200, 0, "", ""),
    ("info", "eligibility_accepted", 200, 0, "", ""),
    ("info", "eligibility_benefit", 200, 0, "", ""),
    ("info", "identity_optional", 200, 0, "", ""),
    ("info", "checkout_expired", 200, 0, "", "house"),
    ("info", "free_shipping", 200, 0, "", ""),
    ("info", "not_found", 200, 0, "", ""),
    ("info", "signal", 200, 0, "", ""),
];

#[rustfmt::skip]
const JANUARY: [Row; 78] = [
    ("transport", "invalid_profile_url", 400, -32603, "requires_buyer_input", "house"),
    ("transport", "profile_unreachable", 400, -32603, "requires_buyer_input", "house"),
    ("transport", "profile_malformed", 400, -32603, "requires_buyer_input", "house"),
    ("transport", "version_unsupported", 400, -32603, "requires_buyer_input", ""),
    ("transport", "profile_not_trusted", 403, -32603, "requires_buyer_input", "house"),
    ("transport", "signature_missing", 401, -32603, "requires_buyer_input", "house"),
    ("transport", "signature_invalid", 401, -32603, "requires_buyer_input", "house"),
    ("transport", "key_not_found", 401, -32603, "requires_buyer_input", "house"),
    ("transport", "algorithm_unsupported", 400, -32603, "requires_buyer_input", "house"),
    ("transport", "malformed_json", 400, -32700, "requires_buyer_input", ""),
    ("transport", "invalid_request", 400, -32602, "requires_buyer_input", ""),
    ("transport", "idempotency_key_required", 400, -32602, "requires_buyer_input", "house"),
    ("transport", "invalid_idempotency_key", 400, -32602, "requires_buyer_input", "house"),
    ("transport", "idempotency_conflict", 409, -32603, "requires_buyer_input", ""),
    ("transport", "idempotency_in_flight", 409, -32603, "requires_buyer_input", "retry house"),
    ("transport", "rate_limited", 429, -32603, "requires_buyer_input", "retry"),
    ("transport", "unauthorized", 401, -32603, "requires_buyer_input", ""),
    ("transport", "forbidden", 403, -32603, "requires_buyer_input", ""),
    ("transport", "not_found", 404, -32601, "requires_buyer_input", "house"),
    ("transport", "method_not_allowed", 405, -32601, "requires_buyer_input", "house"),
    ("transport", "unsupported_media_type", 415, -32603, "requires_buyer_input", "house"),
    ("transport", "content_too_large", 413, -32603, "requires_buyer_input", "house"),
    ("transport", "headers_too_large", 431, -32603, "requires_buyer_input", "house"),
    ("transport", "request_timeout", 408, -32603, "requires_buyer_input", "house"),
    ("transport", "internal_error", 500, -32603, "requires_buyer_input", ""),
    ("transport", "service_unavailable", 503, -32603, "requires_buyer_input", "retry"),
    ("outcome", "capabilities_incompatible", 400, -32603, "requires_buyer_input", "house"),
    ("outcome", "not_found", 404, -32603, "requires_buyer_input", ""),
    ("outcome", "unauthorized", 403, -32603, "requires_buyer_input", ""),
    ("outcome", "operation_not_allowed", 409, -32603, "requires_buyer_input", "house"),
    ("outcome", "out_of_stock", 400, -32603, "recoverable", ""),
    ("outcome", "item_unavailable", 400, -32603, "recoverable", "house"),
    ("outcome", "invalid_cart_items", 400, -32603, "requires_buyer_input", ""),
    ("outcome", "address_undeliverable", 400, -32603, "recoverable", "house"),
    ("outcome", "payment_failed", 400, -32603, "recoverable", "house"),
    ("outcome", "payment_declined", 400, -32603, "recoverable", ""),
    ("outcome", "missing", 400, -32603, "recoverable", ""),
    ("outcome", "invalid", 400, -32603, "recoverable", ""),
    ("outcome", "field_required", 400, -32603, "recoverable", "house"),
    ("outcome", "invalid_phone", 400, -32603, "recoverable", ""),
    ("outcome", "invalid_address", 400, -32603, "recoverable", "house"),
    ("outcome", "invalid_quantity", 400, -32603, "recoverable", "house"),
    ("outcome", "payment_required", 400, -32603, "recoverable", "house"),
    ("outcome", "payment_handler_unavailable", 400, -32603, "recoverable", "house"),
    ("outcome", "payment_instrument_unavailable", 400, -32603, "recoverable", "house"),
    ("outcome", "amount_out_of_range", 400, -32603, "recoverable", "house"),
    ("outcome", "fulfillment_required", 400, -32603, "requires_buyer_input", "house"),
    ("outcome", "invalid_destination", 400, -32603, "recoverable", "house"),
    ("outcome", "invalid_line_item", 400, -32603, "recoverable", "house"),
    ("outcome", "method_unavailable", 400, -32603, "recoverable", "house"),
    ("outcome", "method_combination_unavailable", 400, -32603, "recoverable", "house"),
    ("outcome", "multi_destination_unavailable", 400, -32603, "recoverable", "house"),
    ("outcome", "requires_3ds", 400, -32603, "requires_buyer_input", ""),
    ("outcome", "requires_sign_in", 400, -32603, "requires_buyer_input", ""),
    ("outcome", "requires_identity_linking", 400, -32603, "requires_buyer_input", ""),
    ("outcome", "signal", 400, 0, "recoverable", "house"),
    ("outcome", "schedule_delivery", 400, -32603, "requires_buyer_input", ""),
    ("outcome", "high_value_order", 400, -32603, "requires_buyer_review", ""),
    ("outcome", "mandate_required", 400, -32603, "recoverable", ""),
    ("outcome", "agent_missing_key", 400, -32603, "requires_buyer_input", ""),
    ("outcome", "mandate_invalid_signature", 400, -32603, "recoverable", ""),
    ("outcome", "mandate_expired", 400, -32603, "recoverable", ""),
    ("outcome", "mandate_scope_mismatch", 400, -32603, "recoverable", ""),
    ("outcome", "merchant_authorization_invalid", 400, -32603, "recoverable", ""),
    ("outcome", "merchant_authorization_missing", 400, -32603, "recoverable", ""),
    ("warning", "quantity_adjusted", 200, 0, "", "house"),
    ("warning", "delayed_fulfillment", 200, 0, "", "house"),
    ("warning", "currency_changed", 200, 0, "", "house"),
    ("warning", "price_changed", 200, 0, "", "house"),
    ("warning", "allergens", 200, 0, "", "house"),
    ("warning", "discount_code_expired", 200, 0, "", ""),
    ("warning", "discount_code_invalid", 200, 0, "", ""),
    ("warning", "discount_code_already_applied", 200, 0, "", ""),
    ("warning", "discount_code_combination_disallowed", 200, 0, "", ""),
    ("warning", "discount_code_user_not_logged_in", 200, 0, "", ""),
    ("warning", "discount_code_user_ineligible", 200, 0, "", ""),
    ("info", "checkout_expired", 200, 0, "", "house"),
    ("info", "free_shipping", 200, 0, "", "house"),
];

fn id(code: &str) -> String {
    code.replace('_', "-")
}

/// `house`: the release gives codes by example only, so how each is carried is this project's reading.
fn carried(rows: &[Row], house: bool) -> impl Iterator<Item = Case> {
    rows.iter().map(move |(kind, code, status, mcp, severity, marks)| {
        let retry = marks.contains("retry");
        let flags = [(true, "FROZEN"), (retry, "RETRY"), (house || marks.contains("house"), "HOUSE")];
        let flags: Vec<&str> = flags.into_iter().filter(|(has, _)| *has).map(|(_, flag)| flag).collect();
        valid(
            &format!("{kind}-{}", id(code)),
            "how a code is carried",
            json!({ "op": "carry", "code": code, "kind": kind }),
        )
        .expect(json!({
            "status": status,
            "mcp": Some(mcp).filter(|mcp| **mcp != 0),
            "severity": Some(severity).filter(|severity| !severity.is_empty()),
            "retry_after": retry,
        }))
        .flags(&flags)
    })
}

/// Names, and the levels that use them: transport before outcome before warning before info.
const LEVELS_APRIL: [(&str, &[&str]); 7] = [
    ("not_found", &["transport", "outcome", "info"]),
    ("unauthorized", &["transport", "outcome"]),
    ("signal", &["outcome", "info"]),
    ("agent_missing_key", &["outcome"]),
    ("version_unsupported", &["transport"]),
    ("allergens", &["warning"]),
    ("free_shipping", &["info"]),
];
const LEVELS_JANUARY: [(&str, &[&str]); 7] = [
    ("not_found", &["transport", "outcome"]),
    ("unauthorized", &["transport", "outcome"]),
    ("signal", &["outcome"]),
    ("address_undeliverable", &["outcome"]),
    ("version_unsupported", &["transport"]),
    ("quantity_adjusted", &["warning"]),
    ("checkout_expired", &["info"]),
];

fn levels(rows: &[(&str, &[&str])]) -> Vec<Case> {
    let case = |(code, kinds): &(&str, &[&str])| {
        valid(
            &format!("levels-{}", id(code)),
            "the levels that use a name",
            json!({ "op": "kinds", "code": code }),
        )
        .expect(json!({ "kinds": kinds }))
        .flags(&["LEVELS"])
    };
    rows.iter().map(case).collect()
}

/// Names nobody uses; neighbours of known ones in every order.
const UNKNOWN: [(&str, &str); 14] = [
    ("first", "a"),
    ("last", "zzz"),
    ("empty", ""),
    ("cut", "not_foun"),
    ("longer", "not_found_"),
    ("plural", "payments_failed"),
    ("upper", "NOT_FOUND"),
    ("hyphen", "not-found"),
    ("camel", "notFound"),
    ("space", " not_found"),
    ("number", "404"),
    ("prose", "escalation"),
    ("namespaced", "dev.ucp.not_found"),
    ("vendor", "com.example.moon"),
];

/// Known names at levels that do not use them.
const ELSEWHERE: [(&str, &str); 6] = [
    ("warning", "not_found"),
    ("transport", "out_of_stock"),
    ("outcome", "rate_limited"),
    ("info", "quantity_adjusted"),
    ("warning", "checkout_expired"),
    ("outcome", "malformed_json"),
];

fn unknown() -> impl Iterator<Item = Case> {
    let nowhere = UNKNOWN.iter().flat_map(|(name, code)| {
        let carry = json!({ "op": "carry", "code": code, "kind": "outcome" });
        [
            invalid(&format!("unknown-{name}"), "no such code", carry),
            invalid(
                &format!("levels-unknown-{name}"),
                "no such code",
                json!({ "op": "kinds", "code": code }),
            ),
        ]
    });
    let elsewhere = ELSEWHERE.iter().map(|(kind, code)| {
        let carry = json!({ "op": "carry", "code": code, "kind": kind });
        invalid(&format!("elsewhere-{kind}-{}", id(code)), "a code of another level", carry)
    });
    nowhere.chain(elsewhere).map(|case| case.expect(json!({ "code": "unknown_code" })).flags(&["UNKNOWN"]))
}

pub(super) fn batches() -> [Batch; 2] {
    let of = |version, cases| Batch {
        family: Family::Codes,
        versions: vec![version],
        algorithm: "How a code is carried at a level (HTTP status, JSON-RPC code, severity, Retry-After), and which levels use a name",
        flags: FLAGS,
        cases,
    };
    let april = carried(&APRIL, false).chain(levels(&LEVELS_APRIL)).chain(unknown());
    let january = carried(&JANUARY, true).chain(levels(&LEVELS_JANUARY)).chain(unknown());
    [of(ProtocolVersion::April2026, april.collect()), of(ProtocolVersion::January2026, january.collect())]
}
