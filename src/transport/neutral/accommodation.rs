//! What some businesses need in requests although the protocol does not ask for it, so that more can be
//! found out about them than this. Each is off unless somebody names it. Pure.

use crate::protocol::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Something sent for the sake of a business that fails without it.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Accommodation {
    /// A title with every item, which requests leave out.
    ItemTitle,
    /// Empty observations with a completion, where they are optional.
    RiskSignals,
    /// An identifier with every address, where the business gives one.
    DestinationId,
    /// An address and an option, though the checkout says that it is ready without.
    UnaskedDelivery,
}

impl Accommodation {
    /// Every accommodation.
    pub const ALL: [Self; 4] =
        [Self::ItemTitle, Self::RiskSignals, Self::DestinationId, Self::UnaskedDelivery];

    /// Its name in plans, tags and options.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ItemTitle => "item_title",
            Self::RiskSignals => "risk_signals",
            Self::DestinationId => "destination_id",
            Self::UnaskedDelivery => "unasked_delivery",
        }
    }

    /// The accommodation of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What it means for what is found out.
    #[must_use]
    pub const fn effect(self) -> &'static str {
        match self {
            Self::ItemTitle => {
                "items are sent with a title, which requests of the protocol leave out, because the target fails without"
            }
            Self::RiskSignals => {
                "completions are sent with empty risk signals, which are optional, because the target fails without"
            }
            Self::DestinationId => {
                "addresses are sent with an identifier, which is optional, because the target fails without"
            }
            Self::UnaskedDelivery => {
                "delivery is chosen though the target says it is ready without, because it refuses to complete then"
            }
        }
    }

    /// Adds it to a body on the wire. What is chosen unasked is chosen before there is a body.
    pub(super) fn apply(self, operation: Operation, wire: &mut Value) {
        let opens = matches!(operation, Operation::CreateCheckout | Operation::UpdateCheckout);
        match self {
            Self::ItemTitle if opens => titles(wire),
            Self::DestinationId if opens => identifiers(wire),
            Self::RiskSignals if operation == Operation::CompleteCheckout => signals(wire),
            Self::ItemTitle | Self::DestinationId | Self::RiskSignals | Self::UnaskedDelivery => {}
        }
    }
}

/// Gives every item without a title one: its identifier.
fn titles(wire: &mut Value) {
    for line in wire.get_mut("line_items").and_then(Value::as_array_mut).into_iter().flatten() {
        let id = line.pointer("/item/id").cloned();
        if let (Some(Value::Object(item)), Some(id)) = (line.get_mut("item"), id) {
            item.entry("title").or_insert(id);
        }
    }
}

/// Gives every destination without an identifier one.
fn identifiers(wire: &mut Value) {
    let methods =
        wire.pointer_mut("/fulfillment/methods").and_then(Value::as_array_mut).into_iter().flatten();
    let destinations = methods.filter_map(|method| method.get_mut("destinations")?.as_array_mut()).flatten();
    for (at, destination) in destinations.filter_map(Value::as_object_mut).enumerate() {
        destination.entry("id").or_insert_with(|| json!(format!("dest_{}", at + 1)));
    }
}

/// Adds observations that say nothing.
fn signals(wire: &mut Value) {
    if let Some(members) = wire.as_object_mut() {
        members.entry("risk_signals").or_insert_with(|| json!({}));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_accommodations_own() {
        for one in Accommodation::ALL {
            assert_eq!(Accommodation::parse(one.name()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
        }
        assert_eq!(Accommodation::parse("item-title"), None);
    }

    #[test]
    fn each_adds_what_it_says_and_nothing_that_is_there() {
        let mut wire = json!({
            "line_items": [{"item": {"id": "rose"}}, {"item": {"id": "pot", "title": "Pot"}}],
            "fulfillment": {"methods": [{"destinations": [{"address_country": "US"}, {"id": "home"}]}]},
        });
        for one in Accommodation::ALL {
            one.apply(Operation::UpdateCheckout, &mut wire);
        }
        assert_eq!(
            wire,
            json!({
                "line_items": [{"item": {"id": "rose", "title": "rose"}}, {"item": {"id": "pot", "title": "Pot"}}],
                "fulfillment": {"methods": [{"destinations": [
                    {"address_country": "US", "id": "dest_1"}, {"id": "home"}
                ]}]},
            })
        );
        let mut paid = json!({"payment_data": {}});
        Accommodation::RiskSignals.apply(Operation::CompleteCheckout, &mut paid);
        assert_eq!(paid["risk_signals"], json!({}));
    }
}
