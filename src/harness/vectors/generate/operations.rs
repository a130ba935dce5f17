//! How each operation is carried, and which operations a release has.

use serde_json::{Value, json};

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

fn question(operation: &str, active: &[&str]) -> Value {
    json!({ "op": "operation", "operation": operation, "active": active })
}

/// `complete`: where the schema of the completing request is, when it is not the capability's own.
fn carried(rows: &'static [Row], complete: Option<&'static str>) -> impl Iterator<Item = Case> {
    rows.iter().flat_map(move |(operation, method, path, capability, key, status, request, answer)| {
        let id = operation.replace('_', "-");
        let schema = complete.filter(|_| *operation == "complete_checkout");
        [
            valid(
                &format!("carried-{id}"),
                "how an operation is carried",
                question(operation, &[capability]),
            )
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
            .flags(&["CARRIED"]),
            invalid(
                &format!("inactive-{id}"),
                "its capability is not active",
                question(operation, &["dev.ucp.shopping.discount"]),
            )
            .expect(json!({ "code": "capabilities_incompatible", "capability": capability }))
            .flags(&["ACTIVE"]),
        ]
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

/// Whether a set that names more than enough, or the capability's family only, makes it active.
fn active() -> [Case; 3] {
    let no = |id: &str, comment: &str, active: &[&str]| {
        invalid(&format!("inactive-{id}"), comment, question("create_checkout", active))
            .expect(json!({ "code": "capabilities_incompatible", "capability": CHECKOUT }))
            .flags(&["ACTIVE"])
    };
    [
        no("nothing", "nothing is active", &[]),
        no("parent", "the name above", &["dev.ucp.shopping"]),
        no("below", "a name below", &["dev.ucp.shopping.checkout.fast"]),
    ]
}

/// The cases that the family's file of the newer release gets.
pub(super) fn april() -> impl Iterator<Item = Case> {
    carried(&CHECKOUTS, None)
        .chain(carried(&ADDED, None))
        .chain([event(None)])
        .chain(active())
        .chain(unknown(misspelt()))
}

/// The same of the older one, which has no operations but those of checkouts.
pub(super) fn january() -> impl Iterator<Item = Case> {
    let complete = Some("https://ucp.dev/schemas/shopping/complete_checkout.json");
    let event = event(Some("https://ucp.dev/schemas/shopping/order_event.json"));
    let later = ADDED.iter().map(|(operation, ..)| (operation.replace('_', "-"), *operation));
    carried(&CHECKOUTS, complete).chain([event]).chain(active()).chain(unknown(misspelt().chain(later)))
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
