//! Arithmetic that holds in every resource with totals. The rules of `totals` themselves are the protocol's
//! ([`check_totals`]); what is added here is which entry to show.

use super::envelope::resource;
use super::{Observation, Remark};
use crate::harness::interrupt::brief;
use crate::protocol::checkout::{TotalKind, TotalsProblem, check_totals};
use crate::protocol::version::TotalsRule;
use crate::transport::view::amounts;
use serde_json::Value;

/// Whether entries break one of these rules; what is no list of entries breaks every rule.
fn breaks(rule: TotalsRule, entries: &[Value], rules: &[TotalsProblem]) -> bool {
    let found = check_totals(rule, &Value::Array(entries.to_vec()));
    found.iter().any(|problem| *problem == TotalsProblem::Malformed || rules.contains(problem))
}

/// The same of one entry.
fn one_breaks(rule: TotalsRule, entry: &Value, rules: &[TotalsProblem]) -> bool {
    breaks(rule, std::slice::from_ref(entry), rules)
}

/// Whether an entry has a type with a meaning of its own; any other must say what it is.
fn is_defined(entry: &Value) -> bool {
    !one_breaks(TotalsRule::Unsigned, entry, &[TotalsProblem::Kind])
}

fn with_totals<'a>(observation: &Observation<'a>) -> Option<&'a [Value]> {
    let view = observation.view;
    (resource(view) && view.at("/totals").is_some()).then(|| view.list("/totals"))
}

fn kind(entry: &Value) -> &str {
    entry.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn amount(entry: &Value) -> Option<i64> {
    entry.get("amount").and_then(Value::as_i64)
}

fn sum(amounts: impl IntoIterator<Item = i64>) -> i64 {
    amounts.into_iter().fold(0, i64::saturating_add)
}

/// The array member of an object, empty when there is none.
fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn one_subtotal(observation: &Observation<'_>) -> Remark {
    exactly_one(observation, "subtotal", TotalsProblem::SubtotalCount)
}

pub(super) fn one_total(observation: &Observation<'_>) -> Remark {
    exactly_one(observation, "total", TotalsProblem::TotalCount)
}

fn exactly_one(observation: &Observation<'_>, wanted: &str, rule: TotalsProblem) -> Remark {
    let Some(totals) = with_totals(observation) else { return Remark::NotConcerned };
    let count = totals.iter().filter(|entry| kind(entry) == wanted).count();
    Remark::of(
        !breaks(TotalsRule::Signed, totals, &[rule]),
        &format!("totals do not hold exactly one {wanted}"),
        &format!("one entry of type {wanted}"),
        format!("{count} entries"),
    )
}

pub(super) fn adds_up(observation: &Observation<'_>) -> Remark {
    let Some(totals) = with_totals(observation) else { return Remark::NotConcerned };
    let parts = sum(totals.iter().filter(|entry| kind(entry) != "total").filter_map(amount));
    match amounts(totals, "total")[..] {
        [total] => Remark::of(
            !breaks(TotalsRule::Signed, totals, &[TotalsProblem::Sum])
                || without_items_discount(observation, totals) == Some(total),
            "The total is not the sum of its parts",
            &format!("total {parts}"),
            format!("total {total}"),
        ),
        _ => Remark::NotConcerned,
    }
}

/// The total by the letter of the versions whose formula leaves `items_discount` out, because it is
/// part of the subtotal already; their examples subtract it.
fn without_items_discount(observation: &Observation<'_>, totals: &[Value]) -> Option<i64> {
    match observation.edition().totals {
        TotalsRule::Signed => None,
        TotalsRule::Unsigned => {
            let counted = totals.iter().filter(|entry| !matches!(kind(entry), "total" | "items_discount"));
            Some(sum(counted.filter_map(amount)))
        }
    }
}

/// Every amount of every `totals` array as it was sent, those of lines and options too.
pub(super) fn unsigned(observation: &Observation<'_>) -> Remark {
    if with_totals(observation).is_none() {
        return Remark::NotConcerned;
    }
    let mut entries = Vec::new();
    every_total(observation.view.raw(), &mut entries);
    first_wrong(
        entries.into_iter(),
        |entry| one_breaks(TotalsRule::Unsigned, entry, &[TotalsProblem::Amount, TotalsProblem::Sign]),
        "An amount is below zero",
        "whole amounts of zero or more, discounts included",
    )
}

pub(super) fn known_types(observation: &Observation<'_>) -> Remark {
    first_wrong(
        with_totals(observation).unwrap_or_default().iter(),
        |entry| !is_defined(entry),
        "A totals entry has a type that the version does not define",
        &TotalKind::DEFINED.each_ref().map(TotalKind::name).join(", "),
    )
}

/// Collects the entries of every `totals` array of a document.
pub(in crate::harness) fn every_total<'a>(value: &'a Value, entries: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| match member {
            Value::Array(list) if name == "totals" => entries.extend(list),
            other => every_total(other, entries),
        }),
        Value::Array(list) => list.iter().for_each(|one| every_total(one, entries)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(super) fn signs(observation: &Observation<'_>) -> Remark {
    let Some(totals) = with_totals(observation) else { return Remark::NotConcerned };
    let rules = [TotalsProblem::Amount, TotalsProblem::Sign];
    let wrong = totals.iter().find(|entry| one_breaks(TotalsRule::Signed, entry, &rules));
    Remark::of(
        wrong.is_none(),
        "An amount has the wrong sign",
        "discounts below zero; subtotal, fulfillment, tax and fee zero or more; all integers",
        wrong.map(brief).unwrap_or_default(),
    )
}

pub(super) fn unknown_types_labelled(observation: &Observation<'_>) -> Remark {
    let totals = with_totals(observation).unwrap_or_default();
    let unknown = totals.iter().filter(|entry| !is_defined(entry));
    first_wrong(
        unknown,
        |entry| one_breaks(TotalsRule::Signed, entry, &[TotalsProblem::Label]),
        "A totals entry of unknown type has no display_text",
        "display_text on every entry of a type outside the well-known ones",
    )
}

pub(super) fn lines_add_up(observation: &Observation<'_>) -> Remark {
    let totals = with_totals(observation).unwrap_or_default();
    let with_lines = totals.iter().filter(|entry| entry.get("lines").is_some());
    first_wrong(
        with_lines,
        |entry| one_breaks(TotalsRule::Signed, entry, &[TotalsProblem::Lines, TotalsProblem::Amount]),
        "The lines of a totals entry do not add up, or one says nothing",
        "lines with display_text whose sum equals the entry's amount",
    )
}

/// The discounts in effect, of an answer with a resource.
fn applied<'a>(observation: &Observation<'a>) -> &'a [Value] {
    if resource(observation.view) { observation.view.list("/discounts/applied") } else { &[] }
}

pub(super) fn allocations_add_up(observation: &Observation<'_>) -> Remark {
    let allocated = applied(observation).iter().filter(|entry| entry.get("allocations").is_some());
    let differs =
        |entry: &Value| Some(sum(list(entry, "allocations").iter().filter_map(amount))) != amount(entry);
    first_wrong(
        allocated,
        differs,
        "The allocations of a discount do not add up",
        "the sum of the allocations equals the discount's amount",
    )
}

pub(super) fn applied_positive(observation: &Observation<'_>) -> Remark {
    first_wrong(
        applied(observation).iter(),
        |entry| amount(entry).is_none_or(|amount| amount < 0),
        "An applied discount is not a positive amount",
        "amounts of zero or more in discounts.applied",
    )
}

pub(super) fn items_discount_matches(observation: &Observation<'_>) -> Remark {
    let Some(totals) = with_totals(observation) else { return Remark::NotConcerned };
    let lines = observation.view.list("/line_items");
    let of_lines = sum(lines.iter().flat_map(|line| amounts(list(line, "totals"), "items_discount")));
    let stated = sum(amounts(totals, "items_discount"));
    if of_lines == 0 && stated == 0 {
        return Remark::NotConcerned;
    }
    Remark::of(
        of_lines == stated,
        "items_discount is not the sum of the line items' discounts",
        &of_lines.to_string(),
        stated.to_string(),
    )
}

/// Judges entries one by one; no entries, no concern.
fn first_wrong<'a>(
    entries: impl Iterator<Item = &'a Value>,
    wrong: impl Fn(&Value) -> bool,
    title: &str,
    expected: &str,
) -> Remark {
    let entries: Vec<&Value> = entries.collect();
    if entries.is_empty() {
        return Remark::NotConcerned;
    }
    let found = entries.into_iter().find(|entry| wrong(entry));
    Remark::of(found.is_none(), title, expected, found.map(brief).unwrap_or_default())
}
