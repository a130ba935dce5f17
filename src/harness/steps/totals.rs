//! Totals: one subtotal, one total, signs, breakdowns, sums.

use crate::harness::ambient::every_total;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{StepResult, brief};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::checkout::TotalKind;
use crate::transport::view::{View, amounts};
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the checkout has exactly one {string} entry", has_exactly_one,
        doc: "Fails unless `totals` of the last answer has exactly one entry of this type.",
        example: "the checkout has exactly one \"total\" entry"),
    step!(Then "the order has exactly one {string} entry", has_exactly_one,
        doc: "Fails unless `totals` of the last answer has exactly one entry of this type.",
        example: "the order has exactly one \"subtotal\" entry"),
    step!(Then "the entries of the totals add up to the total", entries_add_up,
        doc: "Fails unless all entries but `total` add up to `total`.",
        example: "the entries of the totals add up to the total"),
    step!(Then "the subtotal is the sum of the line items' subtotals", subtotal_is_sum_of_lines,
        doc: "Fails unless the subtotal equals the sum of the line items' subtotals.",
        example: "the subtotal is the sum of the line items' subtotals"),
    step!(Then "every line item's subtotal is its quantity times its price", lines_multiply,
        doc: "Fails unless every line item's subtotal is quantity times `item.price`.",
        example: "every line item's subtotal is its quantity times its price"),
    step!(Then "the totals have a {string} entry", has_entry,
        doc: "Fails unless `totals` has an entry of this type.",
        example: "the totals have a \"discount\" entry"),
    step!(Then "the totals have an {string} entry", has_entry,
        doc: "Fails unless `totals` has an entry of this type.",
        example: "the totals have an \"items_discount\" entry"),
    step!(Then "the totals have a {string} or {string} entry", has_one_of_two_entries,
        doc: "Fails unless `totals` has an entry of one of these types.",
        example: "the totals have a \"discount\" or \"items_discount\" entry"),
    step!(Then "the totals have no {string} entry", has_no_entry,
        doc: "Fails when `totals` has an entry of this type, or no entries at all.",
        example: "the totals have no \"items_discount\" entry"),
    step!(Then "every {string} and {string} entry is below zero", two_types_below_zero,
        doc: "Fails when an entry of these types, in the totals or in a line item's, is zero or more; also when there is none.",
        example: "every \"discount\" and \"items_discount\" entry is below zero"),
    step!(Then "every {string}, {string}, {string} and {string} entry is zero or more", four_types_not_below_zero,
        doc: "Fails when an entry of these types is below zero; also when there is none.",
        example: "every \"subtotal\", \"fulfillment\", \"tax\" and \"fee\" entry is zero or more"),
    step!(Then "every entry of a type that the protocol does not define has a display_text", unknown_types_are_labelled,
        doc: "Fails when an entry of the business's own type has no display_text; also when there is no such entry.",
        example: "every entry of a type that the protocol does not define has a display_text"),
    step!(Then "no amount of the answer's totals is below zero", none_below_zero,
        doc: "Fails when an amount in a `totals` array, as it was sent, is below zero or no whole number; also when there is none.",
        example: "no amount of the answer's totals is below zero"),
    step!(Then "every entry of the totals has a type that the version defines", types_are_defined,
        doc: "Fails when an entry has a type outside the closed list of the version, or when there are no entries.",
        example: "every entry of the totals has a type that the version defines"),
    step!(Then "some entry of the totals has lines", some_entry_has_lines,
        doc: "Fails unless an entry of `totals` has a breakdown.",
        example: "some entry of the totals has lines"),
    step!(Then "the lines of every entry add up to its amount", lines_add_up,
        doc: "Fails when a breakdown does not add up to its entry's amount.",
        example: "the lines of every entry add up to its amount"),
    step!(Then "the {string} of the totals is the sum of the line items'", type_is_sum_of_lines,
        doc: "Fails unless the entries of this type add up to what the line items' entries of it add up to.",
        example: "the \"items_discount\" of the totals is the sum of the line items'"),
    step!(Then "the subtotal is twice what it was", subtotal_doubled,
        doc: "Fails unless the subtotal is twice that of the answer before.",
        example: "the subtotal is twice what it was"),
    step!(Then "the total is higher than it was", total_rose,
        doc: "Fails unless the total is above that of the answer before.",
        example: "the total is higher than it was"),
];

/// The types the protocol defines, `total` and `subtotal` included.
const DEFINED: [&str; 7] = ["subtotal", "items_discount", "discount", "fulfillment", "tax", "fee", "total"];

async fn has_exactly_one(world: &mut AssayWorld, kind: String) -> StepResult {
    let view = world.last()?;
    exactly_one(view, &kind).seen_in(view)
}

fn exactly_one(view: &View, kind: &str) -> StepResult {
    check::equal(&format!("number of `{kind}` entries in totals"), &1, &view.totals(kind).len())
}

async fn entries_add_up(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    sum_is_total(view).seen_in(view).fix("Let all entries but `total` add up to `total`")
}

/// Fails unless all entries but `total` add up to `total`.
///
/// # Errors
/// [`crate::harness::interrupt::Interrupt::Fail`].
pub(super) fn sum_is_total(view: &View) -> StepResult {
    let total = check::present(view.total(), "there is no single total", "exactly one `total` entry")?;
    let sum: i64 = entries(view).filter(|(kind, _, _)| *kind != "total").map(|(_, amount, _)| amount).sum();
    check::equal("sum of the totals' entries", &total, &sum)
}

/// Type, amount and whole entry of every entry in `totals`.
fn entries(view: &View) -> impl Iterator<Item = (&str, i64, &Value)> {
    view.list("/totals")
        .iter()
        .filter_map(|entry| Some((entry.get("type")?.as_str()?, entry.get("amount")?.as_i64()?, entry)))
}

async fn subtotal_is_sum_of_lines(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    sums_match(view, "subtotal").seen_in(view)
}

async fn type_is_sum_of_lines(world: &mut AssayWorld, kind: String) -> StepResult {
    let view = world.last()?;
    sums_match(view, &kind).seen_in(view)
}

fn sums_match(view: &View, kind: &str) -> StepResult {
    let top = view.totals(kind);
    check::holds(!top.is_empty(), "an entry is missing", &format!("a `{kind}` entry in totals"), "none")?;
    let lines: i64 = line_amounts(view, kind).iter().sum();
    check::equal(&format!("`{kind}` of the totals against the line items'"), &lines, &top.iter().sum())
}

/// Amounts of one type over all line items.
fn line_amounts(view: &View, kind: &str) -> Vec<i64> {
    let totals = view.list("/line_items").iter().filter_map(|line| line.get("totals")?.as_array());
    totals.flat_map(|totals| amounts(totals, kind)).collect()
}

async fn lines_multiply(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    multiply(view).seen_in(view)
}

fn multiply(view: &View) -> StepResult {
    let lines = view.list("/line_items");
    check::holds(!lines.is_empty(), "there are no line items", "line items", "none")?;
    for line in lines {
        let number = |pointer: &str| line.pointer(pointer).and_then(Value::as_i64);
        let expected =
            number("/quantity").zip(number("/item/price")).map(|(quantity, price)| quantity * price);
        let expected = check::present(expected, "a line item is incomplete", "quantity and item.price")?;
        let totals = line.get("totals").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let actual: i64 = amounts(totals, "subtotal").iter().sum();
        check::equal("subtotal of a line item", &expected, &actual)?;
    }
    Ok(())
}

async fn has_entry(world: &mut AssayWorld, kind: String) -> StepResult {
    let view = world.last()?;
    entry_present(view, &[&kind]).seen_in(view)
}

async fn has_one_of_two_entries(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let view = world.last()?;
    entry_present(view, &[&one, &other]).seen_in(view)
}

fn entry_present(view: &View, kinds: &[&str]) -> StepResult {
    let present = kinds.iter().any(|kind| !view.totals(kind).is_empty());
    let actual: Vec<&str> = entries(view).map(|(kind, _, _)| kind).collect();
    check::holds(present, "an entry is missing in totals", &kinds.join(" or "), &actual.join(", "))
}

async fn has_no_entry(world: &mut AssayWorld, kind: String) -> StepResult {
    let view = world.last()?;
    sum_is_total(view).seen_in(view)?;
    check::equal(&format!("number of `{kind}` entries in totals"), &0, &view.totals(&kind).len())
        .seen_in(view)
}

async fn two_types_below_zero(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let view = world.last()?;
    signs(view, &[&one, &other], "below zero", |amount| amount < 0).seen_in(view)
}

async fn four_types_not_below_zero(
    world: &mut AssayWorld,
    types: (String, String, String, String),
) -> StepResult {
    let view = world.last()?;
    signs(view, &[&types.0, &types.1, &types.2, &types.3], "zero or more", |amount| amount >= 0).seen_in(view)
}

fn signs(view: &View, kinds: &[&str], sign: &str, good: fn(i64) -> bool) -> StepResult {
    let mut seen = 0;
    for kind in kinds {
        for amount in view.totals(kind).into_iter().chain(line_amounts(view, kind)) {
            seen += 1;
            check::holds(good(amount), &format!("sign of a `{kind}` entry"), sign, &amount.to_string())?;
        }
    }
    check::holds(seen > 0, "no entry to look at", &kinds.join(" or "), "none")
}

async fn unknown_types_are_labelled(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    labelled(view).seen_in(view)
}

fn labelled(view: &View) -> StepResult {
    let own: Vec<_> = entries(view).filter(|(kind, _, _)| !DEFINED.contains(kind)).collect();
    let found = entries(view).map(|(kind, _, _)| kind).collect::<Vec<_>>().join(", ");
    let expected = "an entry of a type that the protocol does not define";
    check::holds(!own.is_empty(), "no entry to look at", expected, &found)?;
    for (kind, _, entry) in own {
        let label = entry.get("display_text").and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        check::present(label, &format!("entry `{kind}` has no label"), "a display_text")?;
    }
    Ok(())
}

async fn none_below_zero(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    unsigned(view).seen_in(view).fix("Send every amount, discounts included, as zero or more")
}

/// Looks at the amounts as they were sent, not at their neutral reading.
fn unsigned(view: &View) -> StepResult {
    let mut entries = Vec::new();
    every_total(view.raw(), &mut entries);
    check::holds(!entries.is_empty(), "there are no totals", "entries", "none")?;
    let wrong = entries.into_iter().find(|entry| entry["amount"].as_i64().is_none_or(|amount| amount < 0));
    let actual = wrong.map(brief).unwrap_or_default();
    check::holds(wrong.is_none(), "an amount is below zero", "whole amounts of zero or more", &actual)
}

async fn types_are_defined(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    defined(view).seen_in(view).fix("Use the types of the version's list; a charge of your own is a fee")
}

fn defined(view: &View) -> StepResult {
    let entries = view.list("/totals");
    check::holds(!entries.is_empty(), "there are no totals", "entries", "none")?;
    let listed = |entry: &&Value| {
        let kind = entry["type"].as_str().unwrap_or_default();
        !TotalKind::DEFINED.iter().any(|known: &TotalKind| known.name() == kind)
    };
    let wrong = entries.iter().find(listed).map(brief);
    let known: Vec<&str> = TotalKind::DEFINED.iter().map(TotalKind::name).collect();
    check::holds(
        wrong.is_none(),
        "an entry has a type that the version does not define",
        &known.join(", "),
        &wrong.unwrap_or_default(),
    )
}

async fn some_entry_has_lines(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let found = entries(view).any(|(_, _, entry)| entry.get("lines").is_some());
    check::holds(found, "no entry has a breakdown", "an entry with `lines`", "none").seen_in(view)
}

async fn lines_add_up(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    breakdowns_add_up(view).seen_in(view).fix("Let the `lines` of an entry add up to its amount")
}

fn breakdowns_add_up(view: &View) -> StepResult {
    for (kind, amount, entry) in entries(view) {
        let Some(lines) = entry.get("lines").and_then(Value::as_array) else { continue };
        let sum: i64 = lines.iter().filter_map(|line| line.get("amount")?.as_i64()).sum();
        check::equal(&format!("sum of the lines of `{kind}`"), &amount, &sum)?;
    }
    Ok(())
}

async fn subtotal_doubled(world: &mut AssayWorld, (): ()) -> StepResult {
    let before: i64 = world.previous()?.totals("subtotal").iter().sum();
    let view = world.last()?;
    check::holds(before > 0, "the subtotal before", "above zero", &before.to_string()).seen_in(view)?;
    check::equal("subtotal", &(before * 2), &view.totals("subtotal").iter().sum()).seen_in(view)
}

async fn total_rose(world: &mut AssayWorld, (): ()) -> StepResult {
    let before = check::present(world.previous()?.total(), "there was no total before", "one total")?;
    let view = world.last()?;
    let now = check::present(view.total(), "there is no total", "one total").seen_in(view)?;
    check::holds(now > before, "total", &format!("above {before}"), &now.to_string()).seen_in(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn view(totals: &str) -> View {
        View::new("x1".into(), 200, Vec::new(), format!("{{\"totals\":{totals}}}").into())
    }

    const GOOD: &str = r#"[{"type":"subtotal","amount":100},{"type":"discount","amount":-10},
        {"type":"gift_wrap","amount":0,"display_text":"Gift wrap"},
        {"type":"tax","amount":5,"lines":[{"display_text":"a","amount":2},{"display_text":"b","amount":3}]},
        {"type":"total","amount":95}]"#;

    #[test]
    fn good_totals_satisfy_every_check() {
        let good = view(GOOD);
        assert!(exactly_one(&good, "total").is_ok());
        assert!(sum_is_total(&good).is_ok());
        assert!(breakdowns_add_up(&good).is_ok());
        assert!(labelled(&good).is_ok());
        assert!(signs(&good, &["discount"], "below zero", |amount| amount < 0).is_ok());
        assert!(entry_present(&good, &["tax"]).is_ok());
    }

    #[rstest]
    #[case(r#"[{"type":"subtotal","amount":100},{"type":"total","amount":99}]"#)]
    #[case(r#"[{"type":"subtotal","amount":100}]"#)]
    #[case(r#"[{"type":"subtotal","amount":1},{"type":"total","amount":1},{"type":"total","amount":1}]"#)]
    #[case("[]")]
    fn a_sum_that_is_off_is_seen(#[case] totals: &str) {
        assert!(sum_is_total(&view(totals)).is_err());
    }

    #[test]
    fn each_check_fails_on_its_own_defect() {
        assert!(exactly_one(&view("[]"), "total").is_err());
        let lines = r#"[{"type":"tax","amount":5,"lines":[{"display_text":"a","amount":4}]}]"#;
        assert!(breakdowns_add_up(&view(lines)).is_err());
        assert!(labelled(&view(r#"[{"type":"gift_wrap","amount":5}]"#)).is_err());
        assert!(labelled(&view(r#"[{"type":"gift_wrap","amount":5,"display_text":" "}]"#)).is_err());
        assert!(labelled(&view(r#"[{"type":"fee","amount":5,"display_text":"Fee"}]"#)).is_err());
        assert!(labelled(&view("[]")).is_err());
        let positive = view(r#"[{"type":"discount","amount":5}]"#);
        assert!(signs(&positive, &["discount"], "below zero", |amount| amount < 0).is_err());
        assert!(signs(&view("[]"), &["discount"], "below zero", |amount| amount < 0).is_err());
        assert!(entry_present(&view(GOOD), &["fee"]).is_err());
    }

    #[rstest]
    #[case(2, 50, 100, true)]
    #[case(2, 50, 99, false)]
    fn a_line_is_its_quantity_times_its_price(
        #[case] n: i64,
        #[case] price: i64,
        #[case] line: i64,
        #[case] good: bool,
    ) {
        let body = format!(
            r#"{{"line_items":[{{"item":{{"price":{price}}},"quantity":{n},"totals":[{{"type":"subtotal","amount":{line}}}]}}],
                "totals":[{{"type":"subtotal","amount":100}}]}}"#
        );
        let view = View::new("x1".into(), 200, Vec::new(), body.into());
        assert_eq!(multiply(&view).is_ok(), good);
        assert_eq!(sums_match(&view, "subtotal").is_ok(), good);
    }

    #[test]
    fn without_line_items_nothing_multiplies() {
        assert!(multiply(&view("[]")).is_err());
    }
}
