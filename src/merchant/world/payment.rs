//! Payment handlers, test tokens and what they do.

use std::sync::Arc;

use serde::Deserialize;

use super::catalogue::PriceList;
use crate::protocol::money::Currency;
use crate::protocol::payment::{AvailableInstrument, HandlerDeclaration};

/// How the merchant is paid.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaymentRules {
    /// Handlers, in the order they are offered.
    pub handlers: Vec<HandlerRule>,
    /// What particular tokens do.
    pub tokens: Vec<TokenRule>,
    /// What any other credential does.
    pub otherwise: TokenOutcome,
    /// Seconds until a completion in progress is settled by itself.
    pub settle_after_seconds: u64,
}

/// A payment handler and the carts it is for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandlerRule {
    /// Reverse-domain name.
    pub name: Arc<str>,
    /// What `handler_id` refers to.
    pub id: Arc<str>,
    /// Version of the handler's specification.
    pub version: Arc<str>,
    /// What may be paid with; absent is no restriction.
    #[serde(default)]
    pub available_instruments: Option<Vec<AvailableInstrument>>,
    /// Currencies; empty is all.
    #[serde(default)]
    pub currencies: Vec<Currency>,
    /// Largest total.
    #[serde(default)]
    pub max_total: Option<PriceList>,
    /// Not for carts with these products.
    #[serde(default)]
    pub except_products: Vec<Arc<str>>,
}

impl HandlerRule {
    /// What the business profile declares.
    #[must_use]
    pub fn declaration(&self) -> HandlerDeclaration {
        HandlerDeclaration {
            name: Arc::clone(&self.name),
            version: Arc::clone(&self.version),
            id: Arc::clone(&self.id),
            available_instruments: self.available_instruments.clone(),
        }
    }
}

/// What a token does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRule {
    /// The token.
    pub token: Arc<str>,
    /// What happens.
    pub outcome: TokenOutcome,
}

/// What the payment provider answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenOutcome {
    /// Charged.
    Success,
    /// Refused.
    #[default]
    Decline,
    /// The buyer has to prove to be the holder; then charged.
    Challenge,
    /// Charged later.
    Slow,
    /// Refused later.
    LateFail,
}
