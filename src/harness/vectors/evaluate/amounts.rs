//! Money: amounts on the wire, their arithmetic, currencies, labels of totals.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, read, refused, refused_plainly};
use crate::protocol::checkout::Total;
use crate::protocol::money::{Amount, AmountError, Currency};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Money {
    /// Is this JSON text an amount?
    Read {
        json: String,
    },
    /// Decimal digits of a currency's minor unit.
    Exponent {
        currency: String,
    },
    /// An amount for people.
    Display {
        amount: Amount,
        currency: Currency,
    },
    /// What a platform shows beside an entry of totals.
    Label {
        entry: Value,
    },
    Plus {
        amount: Amount,
        other: Amount,
    },
    Minus {
        amount: Amount,
        other: Amount,
    },
    Negated {
        amount: Amount,
    },
    Sum {
        amounts: Vec<Amount>,
    },
    Times {
        amount: Amount,
        count: u64,
    },
    /// `amount × numerator ÷ denominator`, rounded half away from zero.
    Scaled {
        amount: Amount,
        numerator: u64,
        denominator: u64,
    },
}

pub(super) fn decide(input: &Value) -> Evaluated {
    let computed = match read(input)? {
        Money::Read { json } => {
            let value = serde_json::from_str::<Value>(&json).ok();
            value.as_ref().and_then(Amount::of_json).ok_or(AmountError)
        }
        Money::Exponent { currency } => {
            return Ok(match Currency::try_from(currency) {
                Ok(known) => Ok(json!({ "currency": known, "exponent": known.exponent() })),
                Err(_) => refused("unknown_currency"),
            });
        }
        Money::Display { amount, currency } => {
            return Ok(Ok(json!({ "text": currency.display(amount) })));
        }
        Money::Label { entry } => {
            let entry = Total::deserialize(&entry).ok();
            let label = entry.as_ref().and_then(Total::label);
            return Ok(label.map_or_else(refused_plainly, |label| Ok(json!({ "label": label }))));
        }
        Money::Plus { amount, other } => amount.plus(other),
        Money::Minus { amount, other } => amount.minus(other),
        Money::Negated { amount } => Ok(amount.negated()),
        Money::Sum { amounts } => Amount::sum(amounts),
        Money::Times { amount, count } => amount.times(count),
        Money::Scaled { amount, numerator, denominator } => amount.scaled(numerator, denominator),
    };
    Ok(match computed {
        Ok(amount) => Ok(json!({ "minor": amount })),
        Err(AmountError) => refused_plainly(),
    })
}
