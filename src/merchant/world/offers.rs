//! Discounts and eligibility claims.

use std::sync::Arc;

use serde::Deserialize;

use super::catalogue::PriceList;

/// A reduction, by code, automatic, or by claim.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// Identifier, for redemptions.
    pub id: Arc<str>,
    /// For people.
    pub title: Arc<str>,
    /// Code that asks for it; absent with `automatic` or `claim`.
    #[serde(default)]
    pub code: Option<Arc<str>>,
    /// Applied without being asked.
    #[serde(default)]
    pub automatic: bool,
    /// Eligibility claim that gives it.
    #[serde(default)]
    pub claim: Option<Arc<str>>,
    /// What it reduces.
    #[serde(default)]
    pub scope: DiscountScope,
    /// Hundredths of a percent: 1000 is 10 %.
    #[serde(default)]
    pub basis_points: Option<u64>,
    /// Fixed reduction.
    #[serde(default)]
    pub amount: Option<PriceList>,
    /// Products it concerns; empty with `tags` empty is all.
    #[serde(default)]
    pub products: Vec<Arc<str>>,
    /// Tags it concerns.
    #[serde(default)]
    pub tags: Vec<Arc<str>>,
    /// Order of computation, low first; by default lines 10, order 20, shipping 30.
    #[serde(default)]
    pub priority: Option<u32>,
    /// Refuses other codes beside it.
    #[serde(default)]
    pub exclusive: bool,
    /// Valid before this moment (RFC 3339).
    #[serde(default)]
    pub expires_at: Option<jiff::Timestamp>,
    /// Goods have to be worth this much.
    #[serde(default)]
    pub min_subtotal: Option<PriceList>,
    /// Only these buyers (e-mail).
    #[serde(default)]
    pub buyers: Vec<Arc<str>>,
    /// Each buyer once.
    #[serde(default)]
    pub once_per_buyer: bool,
}

/// What a discount reduces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountScope {
    /// Each line on its own.
    Each,
    /// The lines together, split by value.
    Across,
    /// The order as a whole.
    #[default]
    Order,
    /// The delivery.
    Shipping,
}

impl DiscountScope {
    /// Whether it lands on lines.
    #[must_use]
    pub const fn on_lines(self) -> bool {
        match self {
            Self::Each | Self::Across => true,
            Self::Order | Self::Shipping => false,
        }
    }

    /// Priority when none is given.
    #[must_use]
    pub const fn default_priority(self) -> u32 {
        match self {
            Self::Each | Self::Across => 10,
            Self::Order => 20,
            Self::Shipping => 30,
        }
    }
}

impl Discount {
    /// Order of computation, low first.
    #[must_use]
    pub fn effective_priority(&self) -> u32 {
        self.priority.unwrap_or_else(|| self.scope.default_priority())
    }
}

/// A claim the merchant accepts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// Reverse-domain name of the claim.
    pub claim: Arc<str>,
    /// What accepting it means, for people.
    pub title: Arc<str>,
    /// Payment tokens that prove it.
    #[serde(default)]
    pub verified_by_tokens: Vec<Arc<str>>,
    /// Buyers (e-mail) known to be entitled.
    #[serde(default)]
    pub verified_buyers: Vec<Arc<str>>,
}
