//! Currencies by their ISO 4217 code and minor-unit exponent.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Amount;

/// A currency code of ISO 4217 that this program knows the exponent of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

/// Not a code this program knows.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a known ISO 4217 currency code (three capital letters such as USD, EUR, JPY)")]
pub struct UnknownCurrency(pub String);

/// Codes whose minor unit is a hundredth.
const HUNDREDTHS: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD",
    "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP",
    "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP",
    "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR",
    "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP",
    "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN",
    "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP",
    "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD",
    "TZS", "UAH", "USD", "UYU", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG",
];
/// Codes without a minor unit.
const WHOLES: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Codes whose minor unit is a thousandth.
const THOUSANDTHS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Codes whose minor unit is a ten-thousandth: units of account.
const TEN_THOUSANDTHS: &[&str] = &["CLF", "UYW"];

impl Currency {
    /// The currency of this code.
    ///
    /// # Errors
    /// When the code is not in the table.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        let tables = [(HUNDREDTHS, 2), (WHOLES, 0), (THOUSANDTHS, 3), (TEN_THOUSANDTHS, 4)];
        let exponent = tables.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, exponent)| *exponent);
        match (exponent, <[u8; 3]>::try_from(code.as_bytes())) {
            (Some(exponent), Ok(code)) => Ok(Self { code, exponent }),
            _ => Err(UnknownCurrency(code.to_owned())),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// Decimal digits of the minor unit: JPY 0, USD 2, KWD 3.
    #[must_use]
    pub const fn exponent(self) -> u8 {
        self.exponent
    }

    /// The amount for people: `1234` in USD is `12.34 USD`, in JPY `1234 JPY`.
    #[must_use]
    pub fn display(self, amount: Amount) -> String {
        let sign = if amount.minor() < 0 { "-" } else { "" };
        let magnitude = amount.minor().unsigned_abs();
        let unit = 10_u64.pow(u32::from(self.exponent));
        let whole = magnitude / unit;
        match usize::from(self.exponent) {
            0 => format!("{sign}{whole} {self}"),
            digits => format!("{sign}{whole}.{:0digits$} {self}", magnitude % unit),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
