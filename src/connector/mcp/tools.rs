//! The tools: name, description, schema of the arguments, and the command they mean.

use rmcp::model::JsonObject;
use serde_json::{Value, json};

use crate::connector::driver::{Action, Command, Payment};

/// One tool.
pub(super) struct ToolRow {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) input: fn() -> JsonObject,
}

/// Every tool.
pub(super) const ALL: [ToolRow; 8] = [
    ToolRow {
        name: "discover",
        description: "Find out what a business speaks: version, capabilities, payment handlers.",
        input: || schema(&[]),
    },
    ToolRow {
        name: "checkout_create",
        description: "Open a checkout. The answer shows its status, its messages and its total.",
        input: || schema(&[("checkout", checkout(), true)]),
    },
    ToolRow {
        name: "checkout_get",
        description: "Read a checkout.",
        input: || schema(&[("id", text("Identifier of the checkout"), true)]),
    },
    ToolRow {
        name: "checkout_update",
        description: "Change a checkout: the members given replace those sent before, all others are kept.",
        input: || schema(&[("id", text("Identifier of the checkout"), true), ("checkout", checkout(), true)]),
    },
    ToolRow {
        name: "checkout_complete",
        description: "Pay and place the order, at the total last shown or the one named. A lost answer is looked up, never paid twice.",
        input: || {
            schema(&[
                ("id", text("Identifier of the checkout"), true),
                ("payment_token", text("Token of a payment handler; never a card number"), true),
                (
                    "payment_handler",
                    text("Identifier of the payment handler; the first usable one without it"),
                    false,
                ),
                (
                    "agreed_total",
                    json!({ "type": "integer", "description": "Total the buyer agreed to, minor units" }),
                    false,
                ),
            ])
        },
    },
    ToolRow {
        name: "checkout_cancel",
        description: "Give a checkout up.",
        input: || schema(&[("id", text("Identifier of the checkout"), true)]),
    },
    ToolRow {
        name: "order_get",
        description: "Read an order.",
        input: || schema(&[("id", text("Identifier of the order"), true)]),
    },
    ToolRow {
        name: "webhook_seen",
        description: "The order events received and accepted so far, with what was done with each.",
        input: || schema(&[]),
    },
];

fn text(description: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": description })
}

fn checkout() -> Value {
    json!({ "type": "object", "description": "Content of the checkout: line_items, buyer, fulfillment, discounts ..." })
}

/// The schema of the arguments: the business, and these.
fn schema(arguments: &[(&str, Value, bool)]) -> JsonObject {
    let mut schema = JsonObject::new();
    let mut properties = JsonObject::new();
    properties.insert("business".to_owned(), text("Origin of the business, https://shop.example"));
    let mut required = vec!["business"];
    for (name, value, is_required) in arguments {
        properties.insert((*name).to_owned(), value.clone());
        if *is_required {
            required.push(name);
        }
    }
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema.insert("required".to_owned(), json!(required));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema
}

/// The command that a call of a tool means.
///
/// # Errors
/// What is wrong with the call, and what was expected.
pub(super) fn command(tool: &str, arguments: &Value) -> Result<Command, String> {
    let row = ALL.iter().find(|row| row.name == tool).ok_or_else(|| {
        let names: Vec<&str> = ALL.iter().map(|row| row.name).collect();
        format!("there is no tool {tool:?}; there are {}", names.join(", "))
    })?;
    let validator = jsonschema::validator_for(&Value::Object((row.input)()))
        .map_err(|error| format!("{tool} cannot be checked: {error}"))?;
    if let Some(error) = validator.iter_errors(arguments).next() {
        let place = error.instance_path().to_string();
        return Err(format!(
            "{tool}: {}{error}",
            if place.is_empty() { String::new() } else { format!("{place}: ") }
        ));
    }
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, checkout) = (text("id"), || arguments.get("checkout").cloned().unwrap_or_default());
    let action = match row.name {
        "checkout_create" => Action::Create { checkout: checkout() },
        "checkout_get" => Action::Get { id },
        "checkout_update" => Action::Update { id, checkout: checkout() },
        "checkout_complete" => {
            let handler_id = arguments.get("payment_handler").and_then(Value::as_str).map(str::to_owned);
            let payment = Payment { token: text("payment_token"), handler_id };
            Action::Complete { id, payment, consent: arguments.get("agreed_total").and_then(Value::as_i64) }
        }
        "checkout_cancel" => Action::Cancel { id },
        "order_get" => Action::GetOrder { id },
        "webhook_seen" => Action::WebhookSeen,
        _ => Action::Discover,
    };
    Ok(Command { business: text("business"), action })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_tool_means_another_action() {
        let arguments = |row: &ToolRow| {
            let schema = Value::Object((row.input)());
            let named = schema["required"].as_array().expect("a list").clone();
            let value = |name: &Value| if name == "checkout" { json!({}) } else { json!("x") };
            let members = named.iter().map(|name| (name.as_str().expect("text").to_owned(), value(name)));
            Value::Object(members.collect())
        };
        let actions: BTreeSet<_> = ALL
            .iter()
            .map(|row| command(row.name, &arguments(row)).expect("a command").action.name())
            .collect();
        assert_eq!(actions.len(), ALL.len());
    }

    #[rstest::rstest]
    #[case("nonsense", json!({}), "no tool")]
    #[case("checkout_get", json!({"business": "https://a.example"}), "id")]
    #[case("checkout_get", json!({"business": "https://a.example", "id": 5}), "/id")]
    #[case("discover", json!({"business": "https://a.example", "extra": 1}), "extra")]
    fn a_wrong_call_is_told_what_is_wrong(#[case] tool: &str, #[case] arguments: Value, #[case] told: &str) {
        let reason = command(tool, &arguments).expect_err("refused");
        assert!(reason.contains(told), "{reason}");
    }
}
