//! Discounts as shown.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::protocol::money::Amount;

/// Discounts: the codes as sent and what came of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountsView {
    /// Codes as sent, rejected ones included.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub codes: Option<Vec<Arc<str>>>,
    /// What was taken off.
    pub applied: Vec<AppliedDiscount>,
}

/// A discount taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedDiscount {
    /// Code, absent when automatic.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<Arc<str>>,
    /// For people.
    pub title: Arc<str>,
    /// How much, positive.
    pub amount: Amount,
    /// Not asked for and not removable.
    #[serde(skip_serializing_if = "is_false", default)]
    pub automatic: bool,
    /// How it was computed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method: Option<AllocationMethod>,
    /// Order of computation, low first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub priority: Option<u32>,
    /// Subject to verification at completion.
    #[serde(skip_serializing_if = "is_false", default)]
    pub provisional: bool,
    /// Claim that gave it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub eligibility: Option<Arc<str>>,
    /// Where it landed; sums to `amount`. Empty: on the order as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub allocations: Vec<Allocation>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// How a discount was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// For each line on its own.
    Each,
    /// Once, then split by value.
    Across,
}

/// A part of a discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// `JSONPath` of what it reduces.
    pub path: Arc<str>,
    /// How much, positive.
    pub amount: Amount,
}
