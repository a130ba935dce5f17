//! What a platform shows of messages, and which statuses of a checkout are final.

use serde_json::{Value, json};

use super::case::{Case, invalid, valid};

pub(super) fn cases() -> impl Iterator<Item = Case> {
    messages().chain(lists()).chain(statuses())
}

/// Identifier, flag, comment, message, and what is shown: code, path, content, presentation.
#[rustfmt::skip]
fn messages() -> impl Iterator<Item = Case> {
    let content = "Two lines,\nas they are.";
    let rows: [(&str, &str, &str, Value, Value); 12] = [
        ("error", "SHOWN", "an error", json!({"type": "error", "code": "out_of_stock", "content": "Sold out.", "severity": "recoverable"}), json!(["out_of_stock", null, "Sold out.", null])),
        ("error-path", "SHOWN", "an error about a member", json!({"type": "error", "code": "field_required", "content": "Who are you?", "path": "$.buyer.email", "severity": "recoverable"}), json!(["field_required", "$.buyer.email", "Who are you?", null])),
        ("error-presentation", "PRESENTATION", "a presentation on an error means nothing", json!({"type": "error", "code": "x", "content": "x", "severity": "recoverable", "presentation": "disclosure"}), json!(["x", null, "x", null])),
        ("warning", "PRESENTATION", "a warning that does not say how", json!({"type": "warning", "code": "price_changed", "content": "Dearer."}), json!(["price_changed", null, "Dearer.", "notice"])),
        ("warning-notice", "PRESENTATION", "a warning that says so", json!({"type": "warning", "code": "price_changed", "content": "Dearer.", "path": "$.line_items[0]", "presentation": "notice"}), json!(["price_changed", "$.line_items[0]", "Dearer.", "notice"])),
        ("disclosure", "PRESENTATION", "a disclosure about a line", json!({"type": "warning", "code": "allergens", "content": "Nuts.", "path": "$.line_items[0]", "presentation": "disclosure"}), json!(["allergens", "$.line_items[0]", "Nuts.", "disclosure"])),
        ("disclosure-of-everything", "PRESENTATION", "a disclosure without a path is about the whole answer", json!({"type": "warning", "code": "prop65", "content": "Lead.", "presentation": "disclosure"}), json!(["prop65", null, "Lead.", "disclosure"])),
        ("info", "SHOWN", "an info with a code", json!({"type": "info", "code": "free_shipping", "content": "Almost."}), json!(["free_shipping", null, "Almost.", null])),
        ("info-bare", "SHOWN", "an info without a code", json!({"type": "info", "content": "Welcome."}), json!([null, null, "Welcome.", null])),
        ("info-path", "SHOWN", "an info about a member", json!({"type": "info", "content": "Till five.", "path": "$.fulfillment"}), json!([null, "$.fulfillment", "Till five.", null])),
        ("empty-content", "SHOWN", "nothing to read", json!({"type": "warning", "code": "w", "content": ""}), json!(["w", null, "", "notice"])),
        ("lines", "SHOWN", "line breaks are kept", json!({"type": "info", "code": "i", "content": content}), json!(["i", null, content, null])),
    ];
    rows.into_iter().map(|(id, flag, comment, message, seen)| {
        valid(&format!("shown-{id}"), comment, json!({ "messages": [message] }))
            .expect(json!({ "shown": [as_shown(&seen)] }))
            .flags(&[flag])
            .clauses(&["CHK-004", "CHK-065"])
    })
}

fn as_shown(seen: &Value) -> Value {
    json!({ "code": seen[0], "path": seen[1], "content": seen[2], "presentation": seen[3] })
}

fn lists() -> impl Iterator<Item = Case> {
    let info = json!({ "type": "info", "content": "First." });
    let warning = json!({ "type": "warning", "code": "w", "content": "Second." });
    let error = json!({ "type": "error", "code": "x", "content": "Third.", "severity": "recoverable" });
    let seen = [
        as_shown(&json!([null, null, "First.", null])),
        as_shown(&json!(["w", null, "Second.", "notice"])),
        as_shown(&json!(["x", null, "Third.", null])),
    ];
    let order = [&seen[2], &seen[0], &seen[1], &seen[0]];
    [
        valid("shown-nothing", "no message", json!({ "messages": [] })).expect(json!({ "shown": [] })),
        valid("shown-each", "one of each kind", json!({ "messages": [info, warning, error] }))
            .expect(json!({ "shown": seen })),
        valid(
            "shown-order",
            "in the order given, repeated when repeated",
            json!({ "messages": [error, info, warning, info] }),
        )
        .expect(json!({ "shown": order })),
    ]
    .into_iter()
    .map(|case| case.flags(&["SHOWN"]).clauses(&["CHK-064"]))
}

/// Statuses, and whether they are final.
const STATUSES: [(&str, bool); 6] = [
    ("incomplete", false),
    ("requires_escalation", false),
    ("ready_for_complete", false),
    ("complete_in_progress", false),
    ("completed", true),
    ("canceled", true),
];

fn statuses() -> impl Iterator<Item = Case> {
    let known = STATUSES.iter().map(|(status, terminal)| {
        let id = status.replace('_', "-");
        valid(&format!("status-{id}"), "whether a checkout can still change", json!({ "status": status }))
            .expect(json!({ "terminal": terminal }))
    });
    let unknown = [
        ("empty", json!("")),
        ("upper-case", json!("COMPLETED")),
        ("british", json!("cancelled")),
        ("verb", json!("complete")),
        ("expired", json!("expired")),
        ("of-an-order", json!("fulfilled")),
        ("null", Value::Null),
        ("number", json!(5)),
    ];
    let unknown = unknown.into_iter().map(|(id, status)| {
        invalid(&format!("status-refuse-{id}"), "no status of a checkout", json!({ "status": status }))
    });
    known.chain(unknown).map(|case| case.flags(&["TERMINAL"]).clauses(&["CHK-052", "CHK-056"]))
}
