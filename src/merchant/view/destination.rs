//! Destinations as shown: addresses and locations share one list and differ by their members.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::merchant::input::DestinationInput;
use crate::protocol::checkout::PostalAddress;

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DestinationView {
    /// A postal address.
    Shipping {
        /// Identifier.
        id: Arc<str>,
        /// Where.
        address: PostalAddress,
    },
    /// A location of the business.
    Retail {
        /// Identifier.
        id: Arc<str>,
        /// Name.
        name: Arc<str>,
        /// Where.
        address: PostalAddress,
    },
}

#[derive(Serialize)]
struct Shipping<'a> {
    id: &'a str,
    #[serde(flatten)]
    address: &'a PostalAddress,
}

#[derive(Serialize)]
struct Retail<'a> {
    id: &'a str,
    name: &'a str,
    address: &'a PostalAddress,
}

impl Serialize for DestinationView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Shipping { id, address } => Shipping { id, address }.serialize(serializer),
            Self::Retail { id, name, address } => Retail { id, name, address }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for DestinationView {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let input = DestinationInput::deserialize(deserializer)?;
        let address = input.postal_address();
        let id = input.id.unwrap_or_else(|| Arc::from(""));
        Ok(match input.name {
            Some(name) => Self::Retail { id, name, address },
            None => Self::Shipping { id, address },
        })
    }
}

impl DestinationView {
    /// Identifier.
    #[must_use]
    pub const fn id(&self) -> &Arc<str> {
        match self {
            Self::Shipping { id, .. } | Self::Retail { id, .. } => id,
        }
    }

    /// Where it is.
    #[must_use]
    pub const fn address(&self) -> &PostalAddress {
        match self {
            Self::Shipping { address, .. } | Self::Retail { address, .. } => address,
        }
    }
}
