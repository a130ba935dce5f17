//! What is sold and how it is delivered.

use super::edit::{add, each, is_checkout, list, remove, retain, set};
use crate::fault::params::Params;
use crate::fault::subject::{Draft, Handling, StockMove};
use serde_json::{Value, json};

pub(in crate::fault) fn race(handling: &mut Handling, params: &Params) -> bool {
    handling.stock = Some(StockMove { left: params.int("left").unsigned_abs() });
    handling.mutates
}

pub(in crate::fault) fn resurrected(draft: &mut Draft<'_>, _: &Params) -> bool {
    let gone = |message: &Value| message["code"] == "out_of_stock" || message["code"] == "item_unavailable";
    is_checkout(&draft.body)
        && retain(&mut draft.body, "/messages", |message| !gone(message))
        && (set(&mut draft.body, "/status", "ready_for_complete") || draft.status == 200)
}

pub(in crate::fault) fn partial(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_checkout(&draft.body)
        && each(&mut draft.body, "/line_items", |line| {
            let many = line["quantity"].as_i64().is_some_and(|quantity| quantity > 1);
            many && add(line, "quantity", -1)
        })
}

pub(in crate::fault) fn substituted(draft: &mut Draft<'_>, params: &Params) -> bool {
    is_checkout(&draft.body)
        && each(&mut draft.body, "/line_items", |line| {
            set(line, "/item/id", params.text("item")) | set(line, "/item/title", "Something as good")
        })
}

pub(in crate::fault) fn retitled(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_checkout(&draft.body)
        && each(&mut draft.body, "/line_items", |line| set(line, "/item/title", "An item"))
}

pub(in crate::fault) fn mispriced(draft: &mut Draft<'_>, params: &Params) -> bool {
    is_checkout(&draft.body)
        && each(&mut draft.body, "/line_items", |line| add(&mut line["item"], "price", params.int("by")))
}

/// Changes every option of delivery.
fn options(body: &mut Value, mut change: impl FnMut(&mut Value) -> bool) -> bool {
    each(body, "/fulfillment/methods", |method| {
        each(method, "/groups", |group| each(group, "/options", &mut change))
    })
}

pub(in crate::fault) fn titles_alike(draft: &mut Draft<'_>, _: &Params) -> bool {
    options(&mut draft.body, |option| set(option, "/title", "Delivery to your door"))
}

pub(in crate::fault) fn titles_bare(draft: &mut Draft<'_>, _: &Params) -> bool {
    options(&mut draft.body, |option| set(option, "/title", ""))
}

pub(in crate::fault) fn titles_lost(draft: &mut Draft<'_>, _: &Params) -> bool {
    options(&mut draft.body, |option| remove(option, "/title"))
}

pub(in crate::fault) fn description_repeats(draft: &mut Draft<'_>, _: &Params) -> bool {
    options(&mut draft.body, |option| {
        let title = option["title"].as_str().unwrap_or_default().to_owned();
        option["description"].is_string() && set(option, "/description", title)
    })
}

pub(in crate::fault) fn description_poor(draft: &mut Draft<'_>, _: &Params) -> bool {
    options(&mut draft.body, |option| option["description"].is_string() && set(option, "/description", "ok"))
}

pub(in crate::fault) fn two_groups(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/fulfillment/methods", |method| {
        list(method, "/groups", |groups| {
            let mut second = groups.first().cloned();
            if let Some(second) = &mut second {
                second["id"] = json!("second");
            }
            groups.extend(second.clone());
            second.is_some()
        })
    })
}

pub(in crate::fault) fn options_unsorted(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/fulfillment/methods", |method| {
        each(method, "/groups", |group| {
            list(group, "/options", |options| {
                let many = options.len() > 2;
                if many {
                    // Neither by price nor by any time, whichever of them two neighbours share.
                    options.swap(0, 1);
                }
                many
            })
        })
    })
}

pub(in crate::fault) fn availability_mute(draft: &mut Draft<'_>, _: &Params) -> bool {
    each(&mut draft.body, "/fulfillment/available_methods", |method| set(method, "/description", "pickup"))
}

pub(in crate::fault) fn undeliverable_hidden(draft: &mut Draft<'_>, _: &Params) -> bool {
    retain(&mut draft.body, "/messages", |message| message["code"] != "address_undeliverable")
}
