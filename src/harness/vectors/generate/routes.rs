//! Operations of the REST binding by method and path.

use serde_json::json;

use super::case::{Case, invalid, valid};
use super::{Batch, operations};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("ROUTE", "Method and path, below the endpoint, name the operation."),
    ("IDENTIFIER", "An identifier is one segment, not empty, as sent: nothing is decoded."),
    ("METHOD", "A known path under another method: 405, with the methods it has."),
    ("UNKNOWN", "A path that no operation has: 404. A name that is no operation of the release."),
    ("CARRIED", "Method, path, tool, status, idempotency key and bodies of an operation."),
    ("ACTIVE", "An operation is there while the capability it belongs to is active, by that very name."),
];

/// Method, path, operation, and the identifier in the path.
type Known = (&'static str, &'static str, &'static str, Option<&'static str>);

/// What both releases have.
const SHARED: [Known; 5] = [
    ("POST", "/checkout-sessions", "create_checkout", None),
    ("GET", "/checkout-sessions/chk_1", "get_checkout", Some("chk_1")),
    ("PUT", "/checkout-sessions/chk_1", "update_checkout", Some("chk_1")),
    ("POST", "/checkout-sessions/chk_1/complete", "complete_checkout", Some("chk_1")),
    ("POST", "/checkout-sessions/chk_1/cancel", "cancel_checkout", Some("chk_1")),
];

/// What the later one adds.
const ADDED: [Known; 8] = [
    ("POST", "/carts", "create_cart", None),
    ("GET", "/carts/crt_1", "get_cart", Some("crt_1")),
    ("PUT", "/carts/crt_1", "update_cart", Some("crt_1")),
    ("POST", "/carts/crt_1/cancel", "cancel_cart", Some("crt_1")),
    ("POST", "/catalog/search", "search_catalog", None),
    ("POST", "/catalog/lookup", "lookup_catalog", None),
    ("POST", "/catalog/product", "get_product", None),
    ("GET", "/orders/ord_1", "get_order", Some("ord_1")),
];

/// Identifiers that are unusual and none the less identifiers.
const IDENTIFIERS: [(&str, &str); 4] =
    [("encoded", "a%2Fb"), ("dots", ".."), ("word", "complete"), ("non-ascii", "chk_\u{e9}")];

/// Paths that no operation has.
const UNKNOWN: [(&str, &str, &str); 9] = [
    ("root", "GET", "/"),
    ("empty", "GET", ""),
    ("no-slash", "POST", "checkout-sessions"),
    ("prefix", "POST", "/checkout-session"),
    ("longer", "POST", "/checkout-sessionss"),
    ("upper", "POST", "/Checkout-Sessions"),
    ("no-identifier", "GET", "/checkout-sessions/"),
    ("no-identifier-complete", "POST", "/checkout-sessions//complete"),
    ("deeper", "POST", "/checkout-sessions/chk_1/complete/now"),
];

/// Known paths under a method they do not have, and those they have.
const METHODS: [(&str, &str, &str, &[&str]); 5] = [
    ("read-all", "GET", "/checkout-sessions", &["POST"]),
    ("delete", "DELETE", "/checkout-sessions/chk_1", &["GET", "PUT"]),
    ("patch", "PATCH", "/checkout-sessions/chk_1", &["GET", "PUT"]),
    ("complete-by-put", "PUT", "/checkout-sessions/chk_1/complete", &["POST"]),
    ("lower-case", "post", "/checkout-sessions", &["POST"]),
];

fn known(rows: &[Known]) -> impl Iterator<Item = Case> {
    rows.iter().map(|(method, path, operation, id)| {
        valid(&operation.replace('_', "-"), "an operation", json!({ "method": method, "path": path }))
            .expect(json!({ "operation": operation, "id": id }))
            .flags(&["ROUTE"])
    })
}

fn others() -> impl Iterator<Item = Case> {
    let identifiers = IDENTIFIERS.iter().map(|(id, text)| {
        let path = format!("/checkout-sessions/{text}");
        valid(&format!("identifier-{id}"), "an identifier as sent", json!({ "method": "GET", "path": path }))
            .expect(json!({ "operation": "get_checkout", "id": text }))
            .flags(&["IDENTIFIER"])
    });
    let unknown = UNKNOWN.iter().map(|(id, method, path)| {
        invalid(&format!("unknown-{id}"), "nothing is there", json!({ "method": method, "path": path }))
            .expect(json!({ "code": "not_found" }))
            .flags(&["UNKNOWN"])
    });
    let methods = METHODS.iter().map(|(id, method, path, allow)| {
        invalid(&format!("method-{id}"), "another method", json!({ "method": method, "path": path }))
            .expect(json!({ "code": "method_not_allowed", "allow": allow }))
            .flags(&["METHOD"])
    });
    identifiers.chain(unknown).chain(methods)
}

pub(super) fn batches() -> [Batch; 3] {
    let absent = |(_, path, operation, _): &Known| {
        let input = json!({ "method": "GET", "path": path });
        invalid(&format!("later-{}", operation.replace('_', "-")), "an operation of a later release", input)
            .expect(json!({ "code": "not_found" }))
            .flags(&["UNKNOWN"])
    };
    let of = |version, cases| Batch {
        family: Family::Routes,
        versions: vec![version],
        algorithm: "The operation that a method and a path below the endpoint stand for, and how an operation is carried",
        flags: FLAGS,
        cases,
    };
    [
        operations::releases(),
        of(
            ProtocolVersion::April2026,
            known(&SHARED).chain(known(&ADDED)).chain(others()).chain(operations::april()).collect(),
        ),
        of(
            ProtocolVersion::January2026,
            known(&SHARED)
                .chain(others())
                .chain(ADDED.iter().map(absent))
                .chain(operations::january())
                .collect(),
        ),
    ]
}
