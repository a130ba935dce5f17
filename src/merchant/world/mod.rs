//! A merchant world: catalogue, prices, rules and people, read from `scenarios/*.yaml`.

mod error;

pub use error::WorldError;

use std::sync::Arc;

use crate::protocol::payment::HandlerDeclaration;

/// A merchant world, checked and indexed. Immutable; share it behind an `Arc`.
#[derive(Clone, Debug)]
pub struct World {
    /// Name of the business.
    pub name: Arc<str>,
    /// Payment handlers of the business profile.
    pub payment_handlers: Arc<[HandlerDeclaration]>,
    /// What the business profile says of fulfilment.
    pub fulfillment_config: FulfillmentConfig,
}

/// The fulfilment extension's configuration in the business profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FulfillmentConfig {
    /// Whether one checkout may ship to several addresses.
    pub multi_destination_shipping: bool,
    /// Whether one checkout may be picked up at several locations.
    pub multi_destination_pickup: bool,
    /// Combinations of methods allowed in one checkout; empty means any single one.
    pub method_combinations: Vec<Vec<super::input::MethodKind>>,
}

/// Worlds that come with the program: name and text.
const BUILT_IN: [(&str, &str); 0] = [];

impl World {
    /// Reads a world.
    ///
    /// # Errors
    /// When the text is not a world: says where, what was expected and how to mend it.
    pub fn from_yaml(_text: &str, source_name: &str) -> Result<Self, WorldError> {
        Err(WorldError::unknown(source_name))
    }

    /// A world that comes with the program (`flower-shop`, `electronics`, `minimal`).
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn built_in(name: &str) -> Result<Self, WorldError> {
        BUILT_IN
            .iter()
            .find(|(known, _)| *known == name)
            .map_or_else(|| Err(WorldError::unknown(name)), |(known, text)| Self::from_yaml(text, known))
    }

    /// Names of the worlds that come with the program.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }
}
