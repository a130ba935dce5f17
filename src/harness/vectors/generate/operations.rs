//! How each operation is carried, and which operations a release has.

use serde_json::{Map, Value, json};

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] =
    &[("RELEASE", "Each release has operations of its own; releases go by their dates, in one spelling.")];

const CHECKOUT: &str = "dev.ucp.shopping.checkout";
const CART: &str = "dev.ucp.shopping.cart";
const SEARCH: &str = "dev.ucp.shopping.catalog.search";
const LOOKUP: &str = "dev.ucp.shopping.catalog.lookup";
const ORDER: &str = "dev.ucp.shopping.order";

/// Operation, method, path, capability, idempotency key, status, and the annotation operations by
/// which the bodies of request and answer resolve (nothing: no schema).
type Row = (&'static str, &'static str, &'static str, &'static str, bool, u16, &'static str, &'static str);

#[rustfmt::skip]
const CHECKOUTS: [Row; 5] = [
    ("create_checkout", "POST", "/checkout-sessions", CHECKOUT, true, 201, "create", "read"),
    ("get_checkout", "GET", "/checkout-sessions/{id}", CHECKOUT, false, 200, "", "read"),
    ("update_checkout", "PUT", "/checkout-sessions/{id}", CHECKOUT, true, 200, "update", "read"),
    ("complete_checkout", "POST", "/checkout-sessions/{id}/complete", CHECKOUT, true, 200, "complete", "read"),
    ("cancel_checkout", "POST", "/checkout-sessions/{id}/cancel", CHECKOUT, true, 200, "", "read"),
];

#[rustfmt::skip]
const ADDED: [Row; 8] = [
    ("create_cart", "POST", "/carts", CART, true, 201, "create", "read"),
    ("get_cart", "GET", "/carts/{id}", CART, false, 200, "", "read"),
    ("update_cart", "PUT", "/carts/{id}", CART, true, 200, "update", "read"),
    ("cancel_cart", "POST", "/carts/{id}/cancel", CART, true, 200, "", "read"),
    ("search_catalog", "POST", "/catalog/search", SEARCH, false, 200, "search", "search"),
    ("lookup_catalog", "POST", "/catalog/lookup", LOOKUP, false, 200, "lookup", "lookup"),
    ("get_product", "POST", "/catalog/product", LOOKUP, false, 200, "get_product", "get_product"),
    ("get_order", "GET", "/orders/{id}", ORDER, false, 200, "", "read"),
];

fn body(operation: &str, annotations: &str, schema: Option<&str>) -> Value {
    if operation.is_empty() {
        return Value::Null;
    }
    json!({ "operation": operation, "annotations": annotations, "schema": schema })
}

/// The refusal where these capabilities are active, in that version, and the one needed is not.
fn incompatible(version: ProtocolVersion, needed: &str, active: &[&str]) -> Value {
    let active: Map<String, Value> =
        active.iter().map(|name| ((*name).to_owned(), version.date().into())).collect();
    json!({ "code": "capabilities_incompatible", "capability": needed, "active": active })
}

fn question(operation: &str, active: &[&str]) -> Value {
    json!({ "op": "operation", "operation": operation, "active": active })
}

/// `complete`: where the schema of the completing request is, when it is not the capability's own.
fn carried(rows: &'static [Row], complete: Option<&'static str>) -> impl Iterator<Item = Case> {
    rows.iter().map(move |(operation, method, path, capability, key, status, request, answer)| {
        let id = format!("carried-{}", operation.replace('_', "-"));
        let schema = complete.filter(|_| *operation == "complete_checkout");
        valid(&id, "how an operation is carried", question(operation, &[capability]))
            .expect(json!({
                "method": method,
                "path": path,
                "tool": operation,
                "capability": capability,
                "idempotency_key": key,
                "success": status,
                "request": body(request, "request", schema),
                "response": body(answer, "response", None),
            }))
            .flags(&["CARRIED"])
    })
}

/// The push of an order: no path, no tool, no schema of the answer.
fn event(schema: Option<&str>) -> Case {
    valid("carried-order-event", "the push of an order", question("order_event", &[ORDER, CHECKOUT]))
        .expect(json!({
            "method": "POST",
            "path": "",
            "tool": null,
            "capability": ORDER,
            "idempotency_key": false,
            "success": 200,
            "request": body("read", "response", schema),
            "response": null,
        }))
        .flags(&["CARRIED"])
}

/// Texts that name no operation.
const UNKNOWN: [(&str, &str); 6] = [
    ("empty", ""),
    ("upper-case", "Create_Checkout"),
    ("camel-case", "createCheckout"),
    ("hyphen", "create-checkout"),
    ("longer", "create_checkout_session"),
    ("verb", "create"),
];

fn unknown(names: impl IntoIterator<Item = (String, &'static str)>) -> Vec<Case> {
    let case = |(id, operation): (String, &str)| {
        invalid(
            &format!("unknown-operation-{id}"),
            "no such operation",
            question(operation, &[CHECKOUT, CART, SEARCH, LOOKUP, ORDER]),
        )
        .expect(json!({ "code": "unknown_operation" }))
        .flags(&["UNKNOWN"])
    };
    names.into_iter().map(case).collect()
}

fn misspelt() -> impl Iterator<Item = (String, &'static str)> {
    UNKNOWN.iter().map(|(id, operation)| ((*id).to_owned(), *operation))
}

/// What the capability of an operation is missing among.
const ASIDE: [(&str, &str, &[&str]); 4] = [
    ("nothing", "nothing is active", &[]),
    ("parent", "the name above", &["dev.ucp.shopping"]),
    ("below", "a name below", &["dev.ucp.shopping.checkout.fast"]),
    ("others", "others", &["com.example.gift_wrap", ORDER, "dev.ucp.shopping.discount"]),
];

fn inactive(version: ProtocolVersion, rows: &'static [Row]) -> impl Iterator<Item = Case> {
    rows.iter().map(move |(operation, _, _, capability, ..)| {
        let active = ["dev.ucp.shopping.discount"];
        invalid(
            &format!("inactive-{}", operation.replace('_', "-")),
            "its capability is not active",
            question(operation, &active),
        )
        .expect(incompatible(version, capability, &active))
        .flags(&["ACTIVE"])
    })
}

fn aside(version: ProtocolVersion) -> impl Iterator<Item = Case> {
    ASIDE.iter().map(move |(id, comment, active)| {
        invalid(&format!("inactive-{id}"), comment, question("create_checkout", active))
            .expect(incompatible(version, CHECKOUT, active))
            .flags(&["ACTIVE"])
    })
}

/// The cases that the family's file of the newer release gets.
pub(super) fn april() -> impl Iterator<Item = Case> {
    let version = ProtocolVersion::April2026;
    carried(&CHECKOUTS, None)
        .chain(carried(&ADDED, None))
        .chain([event(None)])
        .chain(inactive(version, &CHECKOUTS))
        .chain(inactive(version, &ADDED))
        .chain(aside(version))
        .chain(unknown(misspelt()))
}

/// The same of the older one, which has no operations but those of checkouts.
pub(super) fn january() -> impl Iterator<Item = Case> {
    let complete = Some("https://ucp.dev/schemas/shopping/complete_checkout.json");
    let event = event(Some("https://ucp.dev/schemas/shopping/order_event.json"));
    let later = ADDED.iter().map(|(operation, ..)| (operation.replace('_', "-"), *operation));
    let version = ProtocolVersion::January2026;
    let inactive = inactive(version, &CHECKOUTS).chain(aside(version));
    carried(&CHECKOUTS, complete).chain([event]).chain(inactive).chain(unknown(misspelt().chain(later)))
}

/// Texts that are no date of a release, made from one that is.
fn no_releases(date: &str) -> [(&'static str, String); 11] {
    [
        ("empty", String::new()),
        ("latest", "latest".to_owned()),
        ("number", "1.0".to_owned()),
        ("earlier", "1999-12-31".to_owned()),
        ("later", "9999-12-31".to_owned()),
        ("month", date.get(..7).unwrap_or_default().to_owned()),
        ("no-zeros", date.replace("-0", "-")),
        ("space", format!("{date} ")),
        ("prefixed", format!("v{date}")),
        ("slashes", date.replace('-', "/")),
        ("time", format!("{date}T00:00:00Z")),
    ]
}

pub(super) fn releases() -> Batch {
    let ask = |release: &str| json!({ "op": "operations", "release": release });
    let has = |release: &str, rows: &[&[Row]]| {
        let operations: Vec<&str> =
            rows.iter().flat_map(|rows| rows.iter()).map(|row| row.0).chain(["order_event"]).collect();
        valid(&format!("release-{release}"), "the operations of a release", ask(release))
            .expect(json!({ "release": release, "operations": operations }))
            .flags(&["RELEASE"])
    };
    let known = [
        has(ProtocolVersion::January2026.date(), &[&CHECKOUTS]),
        has(ProtocolVersion::April2026.date(), &[&CHECKOUTS, &ADDED]),
    ];
    let none = no_releases(ProtocolVersion::LATEST.date()).into_iter().map(|(id, text)| {
        invalid(&format!("release-refuse-{id}"), "no date of a release", ask(&text))
            .expect(json!({ "code": "unknown_release" }))
            .flags(&["RELEASE"])
    });
    Batch {
        family: Family::Routes,
        versions: Vec::new(),
        algorithm: "The operations that a release of the protocol has",
        flags: FLAGS,
        cases: known.into_iter().chain(none).collect(),
    }
}
