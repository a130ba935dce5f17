//! The arithmetic of `totals`: what a platform can check of a list of entries without knowing how
//! the business came to them.

use serde_json::Value;

use super::TotalKind;
use crate::protocol::money::Amount;
use crate::protocol::version::TotalsRule;

/// One rule that a list of totals breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TotalsProblem {
    /// Not a list of objects with a textual `type`.
    Malformed,
    /// An amount is absent, not an integer, or beyond ±(2^53 − 1).
    Amount,
    /// Not exactly one `subtotal` (TOT-006).
    SubtotalCount,
    /// Not exactly one `total` (TOT-007).
    TotalCount,
    /// Signed totals: a discount of zero or more, or another known type below zero (TOT-015,
    /// TOT-016). Unsigned totals: any amount below zero.
    Sign,
    /// A type that a closed list does not have.
    Kind,
    /// An entry of the business's own type without `display_text` (TOT-018).
    Label,
    /// `lines` that do not add up to their entry (TOT-021), or one of them without a label.
    Lines,
    /// The entries other than `total` do not add up to it (TOT-009).
    Sum,
}

impl TotalsProblem {
    /// The name in vectors and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Amount => "amount",
            Self::SubtotalCount => "subtotal_count",
            Self::TotalCount => "total_count",
            Self::Sign => "sign",
            Self::Kind => "kind",
            Self::Label => "label",
            Self::Lines => "lines",
            Self::Sum => "sum",
        }
    }
}

/// Every rule that `totals` (of a checkout, a cart or an order) breaks, each once, in the order of
/// [`TotalsProblem`]. A list that cannot be read is [`TotalsProblem::Malformed`] and nothing else;
/// sums are not judged while an amount cannot be read. Unsigned totals may lack a subtotal or a
/// total: only signed ones have a rule of how many.
#[must_use]
pub fn check_totals(rule: TotalsRule, totals: &Value) -> Vec<TotalsProblem> {
    let Some(entries) = totals.as_array().and_then(|list| list.iter().map(Entry::read).collect()) else {
        return vec![TotalsProblem::Malformed];
    };
    let entries: Vec<Entry<'_>> = entries;
    let mut problems: Vec<TotalsProblem> = entries.iter().flat_map(|entry| entry.problems(rule)).collect();
    let count = |kind: &TotalKind| entries.iter().filter(|entry| entry.kind == *kind).count();
    let counted = match rule {
        TotalsRule::Signed => 1..=1,
        TotalsRule::Unsigned => 0..=1,
    };
    let of_list = [
        (!counted.contains(&count(&TotalKind::Subtotal)), TotalsProblem::SubtotalCount),
        (!counted.contains(&count(&TotalKind::Total)), TotalsProblem::TotalCount),
        (is_off(rule, &entries), TotalsProblem::Sum),
    ];
    problems.extend(of_list.into_iter().filter(|(broken, _)| *broken).map(|(_, problem)| problem));
    problems.sort_unstable();
    problems.dedup();
    problems
}

/// Whether exactly one total is there and the rest does not add up to it.
fn is_off(rule: TotalsRule, entries: &[Entry<'_>]) -> bool {
    let (totals, parts): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.kind == TotalKind::Total);
    let ([total], Some(sum)) = (&totals[..], sum(parts.iter().map(|entry| entry.contribution(rule)))) else {
        return false;
    };
    total.amount.is_some_and(|total| i128::from(total) != sum)
}

/// The exact sum; `None` when an amount is unreadable.
fn sum(amounts: impl IntoIterator<Item = Option<i64>>) -> Option<i128> {
    amounts.into_iter().try_fold(0, |sum: i128, amount| Some(sum + i128::from(amount?)))
}

/// One entry, read.
struct Entry<'a> {
    kind: TotalKind,
    amount: Option<i64>,
    label: Option<&'a str>,
    lines: Option<&'a Value>,
}

impl<'a> Entry<'a> {
    fn read(value: &'a Value) -> Option<Self> {
        let kind = value.get("type")?.as_str()?;
        Some(Self {
            kind: TotalKind::from(std::sync::Arc::<str>::from(kind)),
            amount: amount(value),
            label: value.get("display_text").and_then(Value::as_str),
            lines: value.get("lines"),
        })
    }

    fn problems(&self, rule: TotalsRule) -> Vec<TotalsProblem> {
        let own = self.kind.is_own();
        let of_type = match rule {
            TotalsRule::Signed if own && self.label.is_none() => Some(TotalsProblem::Label),
            TotalsRule::Unsigned if own => Some(TotalsProblem::Kind),
            TotalsRule::Signed | TotalsRule::Unsigned => None,
        };
        let of_lines = match rule {
            TotalsRule::Signed => self.line_problem(),
            TotalsRule::Unsigned => None,
        };
        let of_amount = match self.amount {
            None => Some(TotalsProblem::Amount),
            Some(amount) => self.has_wrong_sign(rule, amount).then_some(TotalsProblem::Sign),
        };
        [of_amount, of_type, of_lines].into_iter().flatten().collect()
    }

    fn has_wrong_sign(&self, rule: TotalsRule, amount: i64) -> bool {
        match (rule, &self.kind) {
            (TotalsRule::Signed, TotalKind::Discount | TotalKind::ItemsDiscount) => amount >= 0,
            (TotalsRule::Signed, TotalKind::Total | TotalKind::Own(_)) => false,
            (
                TotalsRule::Signed,
                TotalKind::Subtotal | TotalKind::Fulfillment | TotalKind::Tax | TotalKind::Fee,
            )
            | (TotalsRule::Unsigned, _) => amount < 0,
        }
    }

    /// What the entry adds to the total.
    fn contribution(&self, rule: TotalsRule) -> Option<i64> {
        let reduces = matches!(self.kind, TotalKind::Discount | TotalKind::ItemsDiscount);
        match rule {
            TotalsRule::Unsigned if reduces => self.amount.map(|amount| -amount),
            TotalsRule::Signed | TotalsRule::Unsigned => self.amount,
        }
    }

    fn line_problem(&self) -> Option<TotalsProblem> {
        let Some(lines) = self.lines?.as_array() else { return Some(TotalsProblem::Lines) };
        let unlabelled = lines.iter().any(|line| line.get("display_text").and_then(Value::as_str).is_none());
        match (sum(lines.iter().map(amount)), self.amount) {
            (None, _) => Some(TotalsProblem::Amount),
            (Some(sum), Some(amount)) if sum != i128::from(amount) => Some(TotalsProblem::Lines),
            (Some(_), _) => unlabelled.then_some(TotalsProblem::Lines),
        }
    }
}

fn amount(entry: &Value) -> Option<i64> {
    entry.get("amount").and_then(Amount::of_json).map(Amount::minor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case::minimal(json!([{"type": "subtotal", "amount": 5}, {"type": "total", "amount": 5}]), &[])]
    #[case::whole_double(json!([{"type": "subtotal", "amount": 5.0}, {"type": "total", "amount": 5}]), &[])]
    #[case::not_a_list(json!({}), &[TotalsProblem::Malformed])]
    #[case::nothing(json!([]), &[TotalsProblem::SubtotalCount, TotalsProblem::TotalCount])]
    #[case::unreadable_amounts_stop_the_sum(
        json!([{"type": "subtotal", "amount": "5"}, {"type": "total", "amount": 5}]), &[TotalsProblem::Amount]
    )]
    #[case::sum(json!([{"type": "subtotal", "amount": 5}, {"type": "total", "amount": 6}]), &[TotalsProblem::Sum])]
    fn problems(#[case] totals: Value, #[case] expected: &[TotalsProblem]) {
        assert_eq!(check_totals(TotalsRule::Signed, &totals), expected);
    }

    #[rstest]
    #[case::minimal(json!([{"type": "subtotal", "amount": 5}, {"type": "discount", "amount": 2}, {"type": "total", "amount": 3}]), &[])]
    #[case::no_cardinality(json!([{"type": "total", "amount": 3}, {"type": "tax", "amount": 3}]), &[])]
    #[case::closed(json!([{"type": "tip", "amount": 0, "display_text": "Tip"}]), &[TotalsProblem::Kind])]
    #[case::negative(json!([{"type": "discount", "amount": -1}]), &[TotalsProblem::Sign])]
    #[case::sum(json!([{"type": "discount", "amount": 2}, {"type": "total", "amount": 2}]), &[TotalsProblem::Sum])]
    fn problems_of_unsigned_totals(#[case] totals: Value, #[case] expected: &[TotalsProblem]) {
        assert_eq!(check_totals(TotalsRule::Unsigned, &totals), expected);
    }
}
