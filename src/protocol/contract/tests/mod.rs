mod data;
mod findings;
mod listing;
mod messages;
mod schemas;

use super::*;
use crate::protocol::version::ProtocolVersion;
use serde_json::{Value, json};

fn contract() -> &'static Contract {
    Contract::embedded(ProtocolVersion::LATEST)
}

/// The contract of every version.
fn contracts() -> impl Iterator<Item = &'static Contract> {
    ProtocolVersion::ALL.into_iter().map(Contract::embedded)
}

/// The named shopping capabilities, in the contract's version.
fn set(names: &[&str]) -> CapabilitySet {
    let date = contract().version().date();
    names.iter().map(|name| (format!("dev.ucp.shopping.{name}"), date)).collect()
}

/// What the built-in merchant negotiates at most.
fn everything() -> CapabilitySet {
    set(&["checkout", "order", "discount", "fulfillment", "buyer_consent"])
}

/// The same, with that capability in that version.
fn with(name: &str, version: &str) -> CapabilitySet {
    everything().iter().chain([(name, version)]).collect()
}

/// A checkout as a business answers it.
fn checkout() -> Value {
    let version = contract().version().date();
    json!({
        "ucp": { "version": version, "payment_handlers": {} },
        "id": "chk_1",
        "line_items": [{
            "id": "li_1",
            "item": { "id": "rose", "title": "Rose", "price": 350 },
            "quantity": 2,
            "totals": [{ "type": "total", "amount": 700 }]
        }],
        "status": "incomplete",
        "currency": "USD",
        "totals": [{ "type": "subtotal", "amount": 700 }, { "type": "total", "amount": 700 }],
        "links": []
    })
}

/// A create request with nothing special about it.
fn create() -> Value {
    json!({ "line_items": [{ "item": { "id": "rose" }, "quantity": 2 }] })
}
