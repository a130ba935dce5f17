//! Payment instruments as they may be shown: credentials are never part of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::protocol::checkout::PostalAddress;

/// An instrument as a business echoes it; there is no field for a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Identifier chosen by the platform.
    pub id: Arc<str>,
    /// Handler it is for.
    pub handler_id: Arc<str>,
    /// Kind (`card`, …).
    #[serde(rename = "type")]
    pub kind: Arc<str>,
    /// Billing address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub billing_address: Option<PostalAddress>,
    /// What may be shown of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub display: Option<InstrumentDisplay>,
    /// Whether the buyer chose it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub selected: Option<bool>,
}

/// What may be shown of an instrument.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstrumentDisplay {
    /// Card brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<Arc<str>>,
    /// Last digits of the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_digits: Option<Arc<str>>,
    /// Month of expiry, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_month: Option<u8>,
    /// Year of expiry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_year: Option<u16>,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Arc<str>>,
    /// Picture of the card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_art: Option<Arc<str>>,
}
