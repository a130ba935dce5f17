//! What a submitted form means.

use crate::merchant::BuyerAction;
use crate::protocol::checkout::PostalAddress;
use std::collections::HashMap;
use std::sync::Arc;
use url::form_urlencoded;

/// Values of the field `action`.
pub(super) mod action {
    pub(in super::super) const APPROVE: &str = "approve";
    pub(in super::super) const PLACE_ORDER: &str = "place_order";
    pub(in super::super) const ABANDON: &str = "abandon";
    pub(in super::super) const AUTHENTICATION_PASSED: &str = "authentication_passed";
    pub(in super::super) const AUTHENTICATION_FAILED: &str = "authentication_failed";
    pub(in super::super) const ANSWER: &str = "answer";
    pub(in super::super) const ADDRESS: &str = "address";
}

/// Longest form in bytes, and longest field in characters.
const LONGEST_FORM: usize = 16 << 10;
const LONGEST_FIELD: usize = 200;

/// Why a form is refused; the text is for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More than a form of this page can hold.
    #[error("the form is too long")]
    TooLong,
    /// The form did not arrive whole, or not in time.
    #[error("the form did not arrive")]
    Broken,
    /// The form was not sent by the page.
    #[error("the form was not sent by this page")]
    ForeignOrigin,
    /// No action, or none this page offers.
    #[error("the form asks for nothing this page offers")]
    UnknownAction,
    /// A field that is needed is empty.
    #[error("please fill in: {0}")]
    Missing(&'static str),
}

/// Reads a form (`application/x-www-form-urlencoded`).
///
/// # Errors
/// When the form is too long, asks for nothing this page offers, or lacks a field.
pub fn parse(body: &[u8]) -> Result<BuyerAction, FormError> {
    if body.len() > LONGEST_FORM {
        return Err(FormError::TooLong);
    }
    let fields: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    if fields.values().any(|value| value.chars().count() > LONGEST_FIELD) {
        return Err(FormError::TooLong);
    }
    match fields.get("action").map_or("", String::as_str) {
        action::APPROVE => Ok(BuyerAction::Approve),
        action::PLACE_ORDER => Ok(BuyerAction::PlaceOrder),
        action::ABANDON => Ok(BuyerAction::Abandon),
        action::AUTHENTICATION_PASSED => Ok(BuyerAction::Authenticate { passed: true }),
        action::AUTHENTICATION_FAILED => Ok(BuyerAction::Authenticate { passed: false }),
        action::ANSWER => Ok(BuyerAction::Answer { rule: needed(&fields, "rule")? }),
        action::ADDRESS => Ok(BuyerAction::ProvideAddress { address: address(&fields)? }),
        _ => Err(FormError::UnknownAction),
    }
}

fn address(fields: &HashMap<String, String>) -> Result<PostalAddress, FormError> {
    Ok(PostalAddress {
        first_name: given(fields, "first_name"),
        last_name: given(fields, "last_name"),
        street_address: Some(needed(fields, "street_address")?),
        address_locality: Some(needed(fields, "address_locality")?),
        address_region: given(fields, "address_region"),
        postal_code: Some(needed(fields, "postal_code")?),
        address_country: Some(needed(fields, "address_country")?.to_uppercase().into()),
        ..PostalAddress::default()
    })
}

fn given(fields: &HashMap<String, String>, name: &str) -> Option<Arc<str>> {
    fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty()).map(Arc::from)
}

fn needed(fields: &HashMap<String, String>, name: &'static str) -> Result<Arc<str>, FormError> {
    given(fields, name).ok_or(FormError::Missing(name))
}
