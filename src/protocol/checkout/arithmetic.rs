//! The arithmetic of `totals`: what a platform can check of a list of entries without knowing how
//! the business came to them.

use serde_json::Value;

use super::TotalKind;

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
    /// A discount of zero or more, or another known type below zero (TOT-015, TOT-016).
    Sign,
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
            Self::Label => "label",
            Self::Lines => "lines",
            Self::Sum => "sum",
        }
    }
}

/// The largest magnitude every JSON implementation carries exactly.
const LIMIT: i64 = (1 << 53) - 1;

/// Every rule that `totals` (of a checkout, a cart or an order, amounts signed) breaks, each once,
/// in the order of [`TotalsProblem`]. A list that cannot be read is [`TotalsProblem::Malformed`]
/// and nothing else; sums are not judged while an amount cannot be read.
#[must_use]
pub fn check_totals(totals: &Value) -> Vec<TotalsProblem> {
    let Some(entries) = totals.as_array().and_then(|list| list.iter().map(Entry::read).collect()) else {
        return vec![TotalsProblem::Malformed];
    };
    let entries: Vec<Entry<'_>> = entries;
    let count = |kind: &TotalKind| entries.iter().filter(|entry| entry.kind == *kind).count();
    let mut problems = Vec::new();
    let mut note = |broken: bool, problem| {
        if broken && !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    for entry in &entries {
        note(entry.amount.is_none(), TotalsProblem::Amount);
        note(entry.has_wrong_sign(), TotalsProblem::Sign);
        note(entry.lacks_label(), TotalsProblem::Label);
        for problem in entry.line_problems() {
            note(true, problem);
        }
    }
    note(count(&TotalKind::Subtotal) != 1, TotalsProblem::SubtotalCount);
    note(count(&TotalKind::Total) != 1, TotalsProblem::TotalCount);
    note(is_off(&entries), TotalsProblem::Sum);
    problems.sort_unstable();
    problems
}

/// Whether exactly one total is there and the rest does not add up to it.
fn is_off(entries: &[Entry<'_>]) -> bool {
    let (totals, parts): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.kind == TotalKind::Total);
    let ([total], Some(sum)) = (&totals[..], sum(parts.iter().map(|entry| entry.amount))) else {
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

    fn has_wrong_sign(&self) -> bool {
        let Some(amount) = self.amount else { return false };
        match self.kind {
            TotalKind::Discount | TotalKind::ItemsDiscount => amount >= 0,
            TotalKind::Subtotal | TotalKind::Fulfillment | TotalKind::Tax | TotalKind::Fee => amount < 0,
            TotalKind::Total | TotalKind::Own(_) => false,
        }
    }

    fn lacks_label(&self) -> bool {
        match self.kind {
            TotalKind::Own(_) => self.label.is_none(),
            TotalKind::Subtotal
            | TotalKind::ItemsDiscount
            | TotalKind::Discount
            | TotalKind::Fulfillment
            | TotalKind::Tax
            | TotalKind::Fee
            | TotalKind::Total => false,
        }
    }

    fn line_problems(&self) -> Vec<TotalsProblem> {
        let Some(lines) = self.lines else { return Vec::new() };
        let Some(lines) = lines.as_array() else { return vec![TotalsProblem::Lines] };
        let unlabelled = lines.iter().any(|line| line.get("display_text").and_then(Value::as_str).is_none());
        match (sum(lines.iter().map(amount)), self.amount) {
            (None, _) => vec![TotalsProblem::Amount],
            (Some(sum), Some(amount)) if sum != i128::from(amount) => vec![TotalsProblem::Lines],
            (Some(_), _) if unlabelled => vec![TotalsProblem::Lines],
            (Some(_), _) => Vec::new(),
        }
    }
}

/// An integer of minor units. JSON has one number type, so `7.0` and `7e0` are the integer 7.
fn amount(entry: &Value) -> Option<i64> {
    let number = entry.get("amount")?;
    let whole = number.as_i64().or_else(|| integral(number.as_f64()?))?;
    (-LIMIT..=LIMIT).contains(&whole).then_some(whole)
}

#[expect(clippy::cast_possible_truncation, reason = "whole and within ±2^53, where every double is exact")]
#[expect(clippy::cast_precision_loss, reason = "2^53 - 1 is exact as a double")]
fn integral(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= LIMIT as f64).then_some(number as i64)
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
        assert_eq!(check_totals(&totals), expected);
    }
}
