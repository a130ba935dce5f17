//! People and places: buyer, consent, postal addresses, and the hints a platform gives.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Who buys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Buyer {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Arc<str>>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Arc<str>>,
    /// E-mail address; identifies a known customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Arc<str>>,
    /// Telephone number (E.164).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<Arc<str>>,
    /// Declared consent; only with the buyer-consent extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

/// What the buyer consents to; absent means nothing was declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consent {
    /// Analytics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analytics: Option<bool>,
    /// Preferences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferences: Option<bool>,
    /// Marketing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketing: Option<bool>,
    /// Sale of data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_of_data: Option<bool>,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct PostalAddress {
    /// Recipient's given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Arc<str>>,
    /// Recipient's family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Arc<str>>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<Arc<str>>,
    /// Floor, flat, building.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_address: Option<Arc<str>>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_locality: Option<Arc<str>>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<Arc<str>>,
    /// ISO 3166-1 alpha-2 country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<Arc<str>>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Arc<str>>,
    /// Recipient's telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<Arc<str>>,
}

/// `context`: unverified hints about the buyer, used only while verified data is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BuyerContext {
    /// ISO 3166-1 alpha-2 country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<Arc<str>>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<Arc<str>>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Arc<str>>,
    /// What the buyer is after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<Arc<str>>,
    /// Preferred language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Arc<str>>,
    /// Preferred currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Arc<str>>,
    /// Claimed benefits, reverse-domain names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub eligibility: Vec<Arc<str>>,
}
