//! Whether the totals of a checkout can be what the buyer pays: each sign, each sum. Versions with
//! unsigned totals are read signed, so one rule serves all.

use serde_json::Value;

use crate::protocol::checkout::TotalKind;
use crate::protocol::version::TotalsRule;
use crate::transport::view::View;

fn kind(entry: &Value) -> TotalKind {
    TotalKind::from(std::sync::Arc::from(entry.get("type").and_then(Value::as_str).unwrap_or_default()))
}

fn amount(entry: &Value) -> Option<i64> {
    entry.get("amount").and_then(Value::as_i64)
}

fn sum(entries: impl IntoIterator<Item = i64>) -> i64 {
    entries.into_iter().fold(0, i64::saturating_add)
}

/// What is wrong with the totals of an answer, with what was expected; `None` when they add up.
#[must_use]
pub fn mismatch(view: &View) -> Option<String> {
    let totals = view.list("/totals");
    if let Some(entry) = totals.iter().find(|entry| amount(entry).is_none()) {
        return Some(format!("the {} has no whole amount", kind(entry).name()));
    }
    for (wanted, name) in [(TotalKind::Subtotal, "subtotal"), (TotalKind::Total, "total")] {
        let count = totals.iter().filter(|entry| kind(entry) == wanted).count();
        if count != 1 {
            return Some(format!("expected one {name}, found {count}"));
        }
    }
    wrong_sign(totals).or_else(|| wrong_lines(totals)).or_else(|| wrong_sum(view, totals))
}

fn wrong_sign(totals: &[Value]) -> Option<String> {
    totals.iter().find_map(|entry| {
        let amount = amount(entry)?;
        let (kind, wrong) = match kind(entry) {
            kind @ (TotalKind::Discount | TotalKind::ItemsDiscount) => (kind, amount > 0),
            kind @ (TotalKind::Subtotal | TotalKind::Fulfillment | TotalKind::Tax | TotalKind::Fee) => {
                (kind, amount < 0)
            }
            kind @ (TotalKind::Total | TotalKind::Own(_)) => (kind, false),
        };
        wrong.then(|| format!("the {} of {amount} has the wrong sign", kind.name()))
    })
}

fn wrong_lines(totals: &[Value]) -> Option<String> {
    totals.iter().find_map(|entry| {
        let lines = entry.get("lines")?.as_array()?;
        let (parts, whole) = (sum(lines.iter().filter_map(amount)), amount(entry)?);
        (parts != whole)
            .then(|| format!("the lines of {} come to {parts}, it says {whole}", kind(entry).name()))
    })
}

/// The versions with unsigned totals leave open whether `items_discount`, a part of the subtotal by
/// their formula, is subtracted once more, as in their examples; either is accepted there.
fn wrong_sum(view: &View, totals: &[Value]) -> Option<String> {
    let parts = |left_out: &[TotalKind]| {
        sum(totals.iter().filter(|entry| !left_out.contains(&kind(entry))).filter_map(amount))
    };
    let (total, all) = (view.total()?, parts(&[TotalKind::Total]));
    let adds_up = all == total
        || match view.edition().totals {
            TotalsRule::Signed => false,
            TotalsRule::Unsigned => parts(&[TotalKind::Total, TotalKind::ItemsDiscount]) == total,
        };
    (!adds_up).then(|| format!("the parts come to {all}, the total says {total}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::version::ProtocolVersion;
    use serde_json::json;

    fn judged(version: ProtocolVersion, entries: &[(&str, i64)]) -> Option<String> {
        let totals: Vec<_> =
            entries.iter().map(|(kind, amount)| json!({"type": kind, "amount": amount})).collect();
        let body = json!({ "totals": totals }).to_string().into_bytes();
        mismatch(&View::read(version.edition(), "x".to_owned(), 200, Vec::new(), body))
    }

    #[rstest::rstest]
    #[case(&[("subtotal", 100), ("total", 100)], None)]
    #[case(&[("subtotal", 100), ("discount", -10), ("tax", 5), ("own", -3), ("total", 92)], None)]
    #[case(&[("subtotal", 100), ("total", 99)], Some("come to 100"))]
    #[case(&[("subtotal", 100), ("discount", 10), ("total", 110)], Some("wrong sign"))]
    #[case(&[("subtotal", 100), ("tax", -10), ("total", 90)], Some("wrong sign"))]
    #[case(&[("subtotal", 100)], Some("one total"))]
    #[case(&[("total", 100)], Some("one subtotal"))]
    #[case(&[("subtotal", 50), ("subtotal", 50), ("total", 100)], Some("one subtotal"))]
    #[case(&[], Some("one subtotal"))]
    fn signed(#[case] entries: &[(&str, i64)], #[case] expected: Option<&str>) {
        let found = judged(ProtocolVersion::April2026, entries);
        assert_eq!(found.is_some(), expected.is_some(), "{found:?}");
        assert!(expected.is_none_or(|text| found.is_some_and(|found| found.contains(text))));
    }

    #[rstest::rstest]
    #[case(&[("subtotal", 100), ("discount", 10), ("total", 90)], true)]
    #[case(&[("subtotal", 90), ("items_discount", 10), ("total", 90)], true)]
    #[case(&[("subtotal", 100), ("items_discount", 10), ("total", 90)], true)]
    #[case(&[("subtotal", 100), ("discount", 10), ("total", 110)], false)]
    fn unsigned(#[case] entries: &[(&str, i64)], #[case] good: bool) {
        let found = judged(ProtocolVersion::January2026, entries);
        assert_eq!(found.is_none(), good, "{found:?}");
    }

    #[test]
    fn lines_and_amounts_count_too() {
        let judged = |totals: Value| {
            let body = json!({ "totals": totals }).to_string().into_bytes();
            mismatch(&View::new("x".to_owned(), 200, Vec::new(), body))
        };
        let lines = json!([{"type": "subtotal", "amount": 10, "lines": [{"amount": 4}, {"amount": 5}]},
                           {"type": "total", "amount": 10}]);
        assert!(judged(lines).is_some_and(|found| found.contains("come to 9")));
        let text = json!([{"type": "subtotal", "amount": "10"}, {"type": "total", "amount": 10}]);
        assert!(judged(text).is_some_and(|found| found.contains("no whole amount")));
    }
}
