//! What some businesses need in requests although the protocol does not ask for it, so that more can
//! be done with them than to find this out. Each is a named switch, off by default. Pure.

use serde_json::{Value, json};

use crate::protocol::operation::Operation;

/// Something sent for a business's sake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accommodation {
    /// A title with every item.
    ItemTitle,
    /// Empty risk signals with a completion.
    RiskSignals,
    /// An identifier with every address.
    DestinationId,
    /// The type of a delivery method again when it is updated.
    MethodType,
}

impl Accommodation {
    /// The name of its switch.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ItemTitle => "item-title",
            Self::RiskSignals => "risk-signals",
            Self::DestinationId => "destination-id",
            Self::MethodType => "method-type",
        }
    }

    /// Adds it to a body on the wire, whose neutral form this is.
    pub(super) fn apply(self, operation: Operation, wire: &mut Value, neutral: &Value) {
        match self {
            Self::ItemTitle => items(wire).for_each(|item| {
                let id = item.get("id").cloned();
                if let (Some(members), Some(id)) = (item.as_object_mut(), id) {
                    members.entry("title").or_insert(id);
                }
            }),
            Self::RiskSignals if operation == Operation::CompleteCheckout => {
                if let Some(members) = wire.as_object_mut() {
                    members.entry("risk_signals").or_insert_with(|| json!({}));
                }
            }
            Self::RiskSignals => {}
            Self::MethodType => {
                let meant = neutral.pointer("/fulfillment/methods").and_then(Value::as_array);
                let methods = wire.pointer_mut("/fulfillment/methods").and_then(Value::as_array_mut);
                for (method, meant) in methods.into_iter().flatten().zip(meant.into_iter().flatten()) {
                    if let (Some(members), Some(kind)) = (method.as_object_mut(), meant.get("type")) {
                        members.entry("type").or_insert_with(|| kind.clone());
                    }
                }
            }
            Self::DestinationId => {
                for (number, destination) in destinations(wire).enumerate() {
                    if let Some(members) = destination.as_object_mut() {
                        members.entry("id").or_insert_with(|| json!(format!("address-{}", number + 1)));
                    }
                }
            }
        }
    }
}

fn items(wire: &mut Value) -> impl Iterator<Item = &mut Value> {
    let lines = wire.get_mut("line_items").and_then(Value::as_array_mut).into_iter().flatten();
    lines.filter_map(|line| line.get_mut("item"))
}

fn destinations(wire: &mut Value) -> impl Iterator<Item = &mut Value> {
    let methods =
        wire.pointer_mut("/fulfillment/methods").and_then(Value::as_array_mut).into_iter().flatten();
    methods.filter_map(|method| method.get_mut("destinations")?.as_array_mut()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_adds_what_it_says_and_nothing_that_is_there() {
        let mut wire = json!({
            "line_items": [{"item": {"id": "rose"}}, {"item": {"id": "pot", "title": "Pot"}}],
            "fulfillment": {"methods": [{"destinations": [{"address_country": "US"}, {"id": "home"}]}]},
        });
        for one in [Accommodation::ItemTitle, Accommodation::RiskSignals, Accommodation::DestinationId] {
            one.apply(Operation::UpdateCheckout, &mut wire, &Value::Null);
        }
        assert_eq!(
            wire,
            json!({
                "line_items": [{"item": {"id": "rose", "title": "rose"}}, {"item": {"id": "pot", "title": "Pot"}}],
                "fulfillment": {"methods": [{"destinations": [
                    {"address_country": "US", "id": "address-1"}, {"id": "home"}
                ]}]},
            })
        );
        let mut paid = json!({"payment_data": {}});
        Accommodation::RiskSignals.apply(Operation::CompleteCheckout, &mut paid, &Value::Null);
        assert_eq!(paid["risk_signals"], json!({}));
        let mut method = json!({"fulfillment": {"methods": [{"id": "m"}]}});
        let neutral = json!({"fulfillment": {"methods": [{"id": "m", "type": "pickup"}]}});
        Accommodation::MethodType.apply(Operation::UpdateCheckout, &mut method, &neutral);
        assert_eq!(method, neutral);
    }
}
