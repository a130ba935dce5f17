//! Money: bounds, rounding, currencies.

use proptest::prelude::*;
use rstest::rstest;

use super::{Amount, AmountError, Currency};

fn minor(amount: i64) -> Amount {
    Amount::new(amount).expect("in range")
}

#[rstest]
#[case("USD", 1234, "12.34 USD")]
#[case("USD", -5, "-0.05 USD")]
#[case("JPY", 1234, "1234 JPY")]
#[case("KWD", 1234, "1.234 KWD")]
fn display(#[case] code: &str, #[case] amount: i64, #[case] expected: &str) {
    assert_eq!(
        Currency::parse(code).map(|currency| currency.display(minor(amount))).as_deref(),
        Ok(expected)
    );
}

#[test]
fn debug_output_is_the_code() {
    assert_eq!(Currency::parse("USD").map(|currency| format!("{currency:?}")).as_deref(), Ok("USD"));
}

#[rstest]
#[case("usd")]
#[case("US")]
#[case("XYZ")]
#[case("")]
fn unknown_codes(#[case] code: &str) {
    assert!(Currency::parse(code).is_err());
}

#[rstest]
#[case::half_up(5, 1, 2, 3)]
#[case::half_away_from_zero(-5, 1, 2, -3)]
#[case::down(4, 1, 3, 1)]
fn rounding(#[case] amount: i64, #[case] numerator: u64, #[case] denominator: u64, #[case] expected: i64) {
    assert_eq!(minor(amount).scaled(numerator, denominator), Ok(minor(expected)));
}

#[test]
fn the_range_is_closed() {
    assert_eq!(Amount::MAX.plus(minor(1)), Err(AmountError));
    assert_eq!(Amount::MAX.negated().minus(minor(1)), Err(AmountError));
    assert_eq!(Amount::new(i64::MIN), Err(AmountError));
    assert_eq!(minor(1).scaled(1, 0), Err(AmountError));
    assert!(serde_json::from_str::<Amount>("9007199254740992").is_err());
    assert!(serde_json::from_str::<Amount>("1.5").is_err());
}

proptest! {
    #[test]
    fn arithmetic_never_wraps(amount in any::<i64>(), other in any::<i64>(), count in any::<u64>()) {
        let (Ok(amount), Ok(other)) = (Amount::new(amount >> 10), Amount::new(other >> 10)) else { return Ok(()) };
        let exact = i128::from(amount.minor()) * i128::from(count);
        prop_assert_eq!(amount.times(count).ok().map(|a| i128::from(a.minor())), Some(exact).filter(|e| e.abs() <= i128::from(Amount::MAX.minor())));
        if let Ok(sum) = amount.plus(other) {
            prop_assert_eq!(sum.minus(other), Ok(amount));
        }
    }
}
