//! Splitting an amount by weight so that the parts sum to it exactly.

use crate::protocol::money::{Amount, AmountError};

/// Splits `whole` (zero or more) in proportion to `weights` by the method of the largest remainder;
/// ties go to the earlier part. With no weight at all everything stays zero.
///
/// # Errors
/// When an amount leaves the range of money.
pub(super) fn proportionally(whole: Amount, weights: &[Amount]) -> Result<Vec<Amount>, AmountError> {
    let sum: i128 = weights.iter().map(|weight| i128::from(weight.minor())).sum();
    if sum <= 0 {
        return Ok(vec![Amount::ZERO; weights.len()]);
    }
    let product = |weight: &Amount| i128::from(whole.minor()) * i128::from(weight.minor());
    let mut parts: Vec<i128> = weights.iter().map(|weight| product(weight) / sum).collect();
    let mut left = i128::from(whole.minor()) - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder = |at: &usize| weights.get(*at).map_or(0, |weight| product(weight) % sum);
    order.sort_by_key(|at| std::cmp::Reverse(remainder(at)));
    for at in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
            left -= 1;
        }
    }
    parts.into_iter().map(|part| i64::try_from(part).map_err(|_| AmountError).and_then(Amount::new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(minor: &[i64]) -> Vec<Amount> {
        minor.iter().map(|m| Amount::new(*m).expect("in range")).collect()
    }

    #[rstest::rstest]
    #[case(1000, &[6000, 4000], &[600, 400])]
    #[case(100, &[1, 1, 1], &[34, 33, 33])]
    #[case(1, &[1, 2], &[0, 1])]
    #[case(5, &[0, 0], &[0, 0])]
    #[case(7, &[0, 3, 0], &[0, 7, 0])]
    fn parts(#[case] whole: i64, #[case] weights: &[i64], #[case] expected: &[i64]) {
        let whole = Amount::new(whole).expect("in range");
        assert_eq!(proportionally(whole, &amounts(weights)), Ok(amounts(expected)));
    }

    proptest::proptest! {
        #[test]
        fn parts_sum_to_the_whole(whole in 0_i64..1_000_000_000, weights in proptest::collection::vec(0_i64..1_000_000, 1..8)) {
            let parts = proportionally(Amount::new(whole).expect("in range"), &amounts(&weights)).expect("in range");
            let expected = if weights.iter().all(|w| *w == 0) { 0 } else { whole };
            proptest::prop_assert_eq!(parts.iter().map(|p| p.minor()).sum::<i64>(), expected);
            proptest::prop_assert!(parts.iter().zip(&weights).all(|(part, weight)| *weight > 0 || part.minor() == 0));
        }
    }
}
