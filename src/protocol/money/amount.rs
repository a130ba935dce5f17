//! Amounts in minor units.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// A signed amount in minor units of a currency that the context names. Never beyond ±(2^53 − 1),
/// the range every JSON implementation carries exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Amount(i64);

/// A computation left the range of [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("amount outside ±(2^53 - 1) minor units")]
pub struct AmountError;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest magnitude, 2^53 − 1.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// An amount of `minor` units.
    ///
    /// # Errors
    /// When the magnitude exceeds [`Amount::MAX`].
    pub const fn new(minor: i64) -> Result<Self, AmountError> {
        if minor > Self::MAX.0 || minor < -Self::MAX.0 { Err(AmountError) } else { Ok(Self(minor)) }
    }

    /// The amount that a JSON value of the wire is. JSON has one number type, so `7.0` and `7e0` are
    /// the integer 7; a text, a fraction or a number beyond the range is no amount.
    #[must_use]
    pub fn of_json(value: &Value) -> Option<Self> {
        let number = value.as_number()?;
        let whole = number.as_i64().or_else(|| integral(number.as_f64()?))?;
        Self::new(whole).ok()
    }

    /// The number of minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// The sum.
    ///
    /// # Errors
    /// When it leaves the range.
    pub const fn plus(self, other: Self) -> Result<Self, AmountError> {
        Self::new(self.0 + other.0)
    }

    /// The difference.
    ///
    /// # Errors
    /// When it leaves the range.
    pub const fn minus(self, other: Self) -> Result<Self, AmountError> {
        Self::new(self.0 - other.0)
    }

    /// This amount `count` times.
    ///
    /// # Errors
    /// When the product leaves the range.
    pub fn times(self, count: u64) -> Result<Self, AmountError> {
        let product = i128::from(self.0) * i128::from(count);
        i64::try_from(product).map_err(|_| AmountError).and_then(Self::new)
    }

    /// `self × numerator ÷ denominator`, rounded half away from zero.
    ///
    /// # Errors
    /// When the result leaves the range or the denominator is zero.
    pub fn scaled(self, numerator: u64, denominator: u64) -> Result<Self, AmountError> {
        if denominator == 0 {
            return Err(AmountError);
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let half = i128::from(denominator) / 2;
        let rounded = (product + product.signum() * half) / i128::from(denominator);
        i64::try_from(rounded).map_err(|_| AmountError).and_then(Self::new)
    }

    /// The amount with the other sign; the range is symmetric, so it always exists.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(-self.0)
    }

    /// The sum of many, in any order: only the outcome has to be an amount.
    ///
    /// # Errors
    /// When it leaves the range.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, AmountError> {
        let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        i64::try_from(sum).map_err(|_| AmountError).and_then(Self::new)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what no i64 holds ends at its limits, beyond every amount"
)]
fn integral(number: f64) -> Option<i64> {
    (number.fract() == 0.0).then_some(number as i64)
}

impl TryFrom<i64> for Amount {
    type Error = AmountError;

    fn try_from(minor: i64) -> Result<Self, AmountError> {
        Self::new(minor)
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}
