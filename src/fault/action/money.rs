//! Prices, totals, taxes, amounts.

use super::edit::{add, each, is_checkout, is_order, list, retain, set, totals};
use crate::fault::params::Params;
use crate::fault::subject::Draft;
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

/// Lines, subtotal and total go up together, so that everything still adds up.
pub(in crate::fault) fn drift(draft: &mut Draft<'_>, params: &Params) -> bool {
    let by = params.int("by");
    if !is_checkout(&draft.body) {
        return false;
    }
    let mut more = 0;
    let changed = each(&mut draft.body, "/line_items", |line| {
        let share = by.saturating_mul(line["quantity"].as_i64().unwrap_or(1));
        let repriced = add(&mut line["item"], "price", by);
        each(line, "/totals", |entry| {
            let is_sum = entry["type"] == "subtotal" || entry["type"] == "total";
            is_sum && add(entry, "amount", share)
        });
        more += if repriced { share } else { 0 };
        repriced
    });
    totals(&mut draft.body, "subtotal", |entry| add(entry, "amount", more));
    totals(&mut draft.body, "total", |entry| add(entry, "amount", more));
    changed
}

pub(in crate::fault) fn currency_swap(draft: &mut Draft<'_>, params: &Params) -> bool {
    is_checkout(&draft.body) && set(&mut draft.body, "/currency", params.text("currency"))
}

pub(in crate::fault) fn not_summing(draft: &mut Draft<'_>, params: &Params) -> bool {
    totals(&mut draft.body, "total", |entry| add(entry, "amount", params.int("by")))
}

pub(in crate::fault) fn rounding(draft: &mut Draft<'_>, params: &Params) -> bool {
    let by = params.int("by");
    let changed = totals(&mut draft.body, "subtotal", |entry| add(entry, "amount", by));
    totals(&mut draft.body, "total", |entry| add(entry, "amount", by));
    changed
}

pub(in crate::fault) fn second_total(draft: &mut Draft<'_>, _: &Params) -> bool {
    list(&mut draft.body, "/totals", |all| {
        let total = all.iter().find(|entry| entry["type"] == "total").cloned();
        all.extend(total.clone());
        total.is_some()
    })
}

pub(in crate::fault) fn no_subtotal(draft: &mut Draft<'_>, _: &Params) -> bool {
    retain(&mut draft.body, "/totals", |entry| entry["type"] != "subtotal")
}

pub(in crate::fault) fn no_total(draft: &mut Draft<'_>, _: &Params) -> bool {
    retain(&mut draft.body, "/totals", |entry| entry["type"] != "total")
}

pub(in crate::fault) fn lines_short(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/totals", |entry| list(entry, "/lines", |lines| lines.pop().is_some()))
}

pub(in crate::fault) fn text_lost(draft: &mut Draft<'_>, _: &Params) -> bool {
    const KNOWN: [&str; 7] = ["subtotal", "total", "tax", "fee", "discount", "items_discount", "fulfillment"];
    each(&mut draft.body, "/totals", |entry| {
        let own = entry["type"].as_str().is_some_and(|kind| !KNOWN.contains(&kind));
        own && entry.as_object_mut().is_some_and(|map| map.shift_remove("display_text").is_some())
    })
}

pub(in crate::fault) fn charge_negative(draft: &mut Draft<'_>, params: &Params) -> bool {
    let by = params.int("by");
    let changed = list(&mut draft.body, "/totals", |all| {
        let text = "Goodwill";
        let entry = json!({"type": "fee", "amount": -by, "display_text": text});
        let at = all.iter().position(|entry| entry["type"] == "total");
        all.insert(at.unwrap_or(all.len()), entry);
        true
    });
    totals(&mut draft.body, "total", |entry| add(entry, "amount", -by));
    changed
}

pub(in crate::fault) fn tax_late(draft: &mut Draft<'_>, params: &Params) -> bool {
    charge_more(&mut draft.body, "tax", "Tax", params.int("by"))
}

pub(in crate::fault) fn fee_hidden(draft: &mut Draft<'_>, params: &Params) -> bool {
    charge_more(&mut draft.body, "fee", "Service fee", params.int("by"))
}

/// One charge more, and a total that includes it.
fn charge_more(body: &mut Value, kind: &str, text: &str, by: i64) -> bool {
    if !is_checkout(body) {
        return false;
    }
    if !totals(body, kind, |entry| add(entry, "amount", by)) {
        list(body, "/totals", |all| {
            let at = all.iter().position(|entry| entry["type"] == "total").unwrap_or(all.len());
            all.insert(at, json!({"type": kind, "amount": by, "display_text": text}));
            true
        });
    }
    totals(body, "total", |entry| add(entry, "amount", by))
}

/// Every amount of the answer, changed by a function that keeps its number or not.
fn amounts(body: &mut Value, change: fn(&Value) -> Value) -> bool {
    let shown = is_checkout(body) || is_order(body);
    shown
        && each(body, "/totals", |entry| {
            let Some(amount) = entry.get("amount").filter(|amount| amount.is_i64()) else { return false };
            entry["amount"] = change(amount);
            true
        })
}

pub(in crate::fault) fn as_float(draft: &mut Draft<'_>, _: &Params) -> bool {
    amounts(&mut draft.body, |amount| {
        let whole = i32::try_from(amount.as_i64().unwrap_or(0)).unwrap_or(i32::MAX);
        json!(f64::from(whole) / 100.0 + 0.005)
    })
}

pub(in crate::fault) fn as_string(draft: &mut Draft<'_>, _: &Params) -> bool {
    amounts(&mut draft.body, |amount| json!(amount.to_string()))
}

pub(in crate::fault) fn overflow(draft: &mut Draft<'_>, _: &Params) -> bool {
    amounts(&mut draft.body, |_| json!(u64::MAX))
}

pub(in crate::fault) fn campaign_price(draft: &mut Draft<'_>, params: &Params) -> bool {
    let attributed = draft.request.is_some_and(|request| request.get("attribution").is_some());
    attributed && each(&mut draft.body, "/totals", |entry| add(entry, "amount", params.int("by")))
}

pub(in crate::fault) fn hint_ignored(draft: &mut Draft<'_>, _: &Params) -> bool {
    let hinted = draft.request.is_some_and(|request| request.get("context").is_some());
    hinted && draft.operation != Operation::GetOrder && set(&mut draft.body, "/currency", "JPY")
}
