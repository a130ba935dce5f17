//! Discounts and claims.

use super::edit::{add, each, has_message, is_checkout, list, remove, retain, set, totals};
use super::state::placed;
use crate::fault::params::Params;
use crate::fault::subject::Draft;
use crate::protocol::operation::Operation;
use serde_json::{Value, json};

pub(in crate::fault) fn dropped(draft: &mut Draft<'_>, _: &Params) -> bool {
    let body = &mut draft.body;
    let is_discount = |entry: &Value| entry["type"] == "discount" || entry["type"] == "items_discount";
    let amounts = body["totals"].as_array().into_iter().flatten().filter(|entry| is_discount(entry));
    let off: i64 = amounts.filter_map(|entry| entry["amount"].as_i64()).sum();
    let emptied = list(body, "/discounts/applied", |applied| {
        let any = !applied.is_empty();
        applied.clear();
        any
    });
    retain(body, "/totals", |entry| !is_discount(entry));
    each(body, "/line_items", |line| {
        let mut less = 0;
        for entry in line["totals"].as_array().into_iter().flatten().filter(|entry| is_discount(entry)) {
            less += entry["amount"].as_i64().unwrap_or(0);
        }
        retain(line, "/totals", |entry| !is_discount(entry));
        each(line, "/totals", |entry| entry["type"] == "total" && add(entry, "amount", -less))
    });
    totals(body, "total", |entry| add(entry, "amount", -off));
    emptied
}

pub(in crate::fault) fn double(draft: &mut Draft<'_>, _: &Params) -> bool {
    let mut off = 0;
    let changed = each(&mut draft.body, "/totals", |entry| {
        let discount = entry["type"] == "discount" || entry["type"] == "items_discount";
        let amount = entry["amount"].as_i64().filter(|_| discount).unwrap_or(0);
        off += amount;
        add(entry, "amount", amount)
    });
    totals(&mut draft.body, "total", |entry| add(entry, "amount", off));
    changed
}

pub(in crate::fault) fn above_zero(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/totals", |entry| {
        let discount = entry["type"] == "discount" || entry["type"] == "items_discount";
        let amount = entry["amount"].as_i64().filter(|amount| discount && *amount < 0);
        amount.is_some_and(|amount| add(entry, "amount", amount.saturating_mul(-2)))
    })
}

pub(in crate::fault) fn applied_below_zero(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/discounts/applied", |applied| {
        let amount = applied["amount"].as_i64().filter(|amount| *amount > 0);
        amount.is_some_and(|amount| add(applied, "amount", amount.saturating_mul(-2)))
    })
}

pub(in crate::fault) fn items_no_sum(draft: &mut Draft<'_>, params: &Params) -> bool {
    totals(&mut draft.body, "items_discount", |entry| add(entry, "amount", -params.int("by")))
}

pub(in crate::fault) fn wrong_type(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/totals", |entry| {
        let swapped = match entry["type"].as_str() {
            Some("discount") => "items_discount",
            Some("items_discount") => "discount",
            Some(_) | None => return false,
        };
        set(entry, "/type", swapped)
    })
}

pub(in crate::fault) fn allocations_off(draft: &mut Draft<'_>, params: &Params) -> bool {
    each(&mut draft.body, "/discounts/applied", |applied| {
        let mut first = true;
        each(applied, "/allocations", |part| {
            std::mem::take(&mut first) && add(part, "amount", -params.int("by"))
        })
    })
}

/// Codes the request asked for, of which nothing came.
fn refused(draft: &Draft<'_>) -> Vec<String> {
    let codes = draft.request.and_then(|request| request.pointer("/discounts/codes")?.as_array());
    let applied = &draft.body["discounts"]["applied"];
    let granted = |code: &str| {
        applied.as_array().is_some_and(|applied| {
            applied.iter().any(|one| one["code"].as_str().is_some_and(|have| have.eq_ignore_ascii_case(code)))
        })
    };
    let codes = codes.into_iter().flatten().filter_map(Value::as_str);
    codes.filter(|code| !granted(code)).map(str::to_owned).collect()
}

pub(in crate::fault) fn refused_applied(draft: &mut Draft<'_>, _: &Params) -> bool {
    let refused = refused(draft);
    let Some(discounts) = draft.body.get_mut("discounts").and_then(Value::as_object_mut) else {
        return false;
    };
    let applied = discounts.entry("applied").or_insert_with(|| json!([]));
    let Some(applied) = applied.as_array_mut() else { return false };
    for code in &refused {
        applied.push(json!({"code": code, "title": "Granted after all", "amount": 1}));
    }
    !refused.is_empty()
}

pub(in crate::fault) fn refused_forgotten(draft: &mut Draft<'_>, _: &Params) -> bool {
    let refused = refused(draft);
    retain(&mut draft.body, "/discounts/codes", |code| {
        !refused.iter().any(|one| code.as_str().is_some_and(|code| code.eq_ignore_ascii_case(one)))
    })
}

pub(in crate::fault) fn refusal_silent(draft: &mut Draft<'_>, _: &Params) -> bool {
    let refused = refused(draft);
    !refused.is_empty()
        && retain(&mut draft.body, "/messages", |message| {
            !message["code"].as_str().is_some_and(|code| code.starts_with("discount"))
        })
}

pub(in crate::fault) fn codes_pile_up(draft: &mut Draft<'_>, params: &Params) -> bool {
    let asked = draft.request.and_then(|request| request.pointer("/discounts/codes"));
    if draft.operation != Operation::UpdateCheckout || asked.is_none() {
        return false;
    }
    let code = params.text("code");
    let body = &mut draft.body;
    if !body["discounts"].is_object() && !set(body, "/discounts", json!({})) {
        return false;
    }
    for (name, entry) in
        [("codes", json!(code)), ("applied", json!({"code": code, "title": "From before", "amount": 1}))]
    {
        let list = &mut body["discounts"][name];
        match list.as_array_mut() {
            Some(list) => list.push(entry),
            None => *list = json!([entry]),
        }
    }
    true
}

pub(in crate::fault) fn case_matters(draft: &mut Draft<'_>, params: &Params) -> bool {
    let codes = draft.request.and_then(|request| request.pointer("/discounts/codes")?.as_array());
    let lower = codes.into_iter().flatten().filter_map(Value::as_str);
    let lower: Vec<String> =
        lower.filter(|code| code.chars().any(char::is_lowercase)).map(str::to_owned).collect();
    !lower.is_empty() && dropped(draft, params)
}

pub(in crate::fault) fn automatic_unmarked(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/discounts/applied", |applied| remove(applied, "/automatic"))
}

pub(in crate::fault) fn automatic_removed(draft: &mut Draft<'_>, _: &Params) -> bool {
    retain(&mut draft.body, "/discounts/applied", |applied| applied["automatic"] != true)
}

pub(in crate::fault) fn provisional_hidden(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/discounts/applied", |applied| {
        remove(applied, "/provisional") | remove(applied, "/eligibility")
    })
}

/// Claims the request made.
fn claims(draft: &Draft<'_>) -> bool {
    let eligibility = |request: &Value| {
        ["/context/eligibility", "/eligibility"].iter().any(|pointer| {
            request
                .pointer(pointer)
                .is_some_and(|claims| claims.as_array().is_some_and(|all| !all.is_empty()))
        })
    };
    draft.request.is_some_and(eligibility)
}

pub(in crate::fault) fn claim_blocks(draft: &mut Draft<'_>, _: &Params) -> bool {
    if !claims(draft) || !is_checkout(&draft.body) {
        return false;
    }
    let error = json!({"type": "error", "code": "eligibility_invalid", "severity": "recoverable",
        "content": "This claim is not known."});
    set(&mut draft.body, "/status", "incomplete") | set(&mut draft.body, "/messages", json!([error]))
}

pub(in crate::fault) fn claim_warning_lost(draft: &mut Draft<'_>, _: &Params) -> bool {
    claims(draft) && retain(&mut draft.body, "/messages", |message| message["type"] != "warning")
}

pub(in crate::fault) fn claim_granted_unproven(draft: &mut Draft<'_>, _: &Params) -> bool {
    has_message(&draft.body, "eligibility_invalid") && placed(&mut draft.body)
}

pub(in crate::fault) fn claim_failure_edits(draft: &mut Draft<'_>, _: &Params) -> bool {
    has_message(&draft.body, "eligibility_invalid")
        && totals(&mut draft.body, "total", |entry| add(entry, "amount", 100))
}

pub(in crate::fault) fn claim_failure_fatal(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["code"] == "eligibility_invalid" && set(message, "/severity", "unrecoverable")
    })
}

pub(in crate::fault) fn claim_failure_code(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["code"] == "eligibility_invalid" && set(message, "/code", "claim_failed")
    })
}

pub(in crate::fault) fn claim_failure_placeless(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/messages", |message| {
        message["code"] == "eligibility_invalid" && remove(message, "/path")
    })
}
