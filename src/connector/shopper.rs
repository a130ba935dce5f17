//! How an agent shops: it keeps the content it last sent, reads what the business answered, and
//! supplies what is asked for. Pure: from the last content and the last answer to the next content.

use crate::transport::view::View;
use serde_json::{Map, Value, json};

/// What the agent can supply when it is asked.
#[derive(Clone, Debug)]
pub struct Means {
    /// The buyer, in the protocol's fields.
    pub buyer: Value,
    /// Where to deliver, in the protocol's fields.
    pub address: Value,
    /// Whether delivery is chosen though the business does not ask for it.
    pub unasked: bool,
}

/// Whether an option is chosen for every group there is, and there is one.
pub fn is_delivered(view: &View) -> bool {
    let methods = view.list("/fulfillment/methods");
    let mut groups = methods.iter().flat_map(|method| list(method, "groups")).peekable();
    groups.peek().is_some() && groups.all(|group| group["selected_option_id"].is_string())
}

/// A line item as a create sends it.
pub fn line(product: &str, quantity: u64) -> Value {
    json!({ "item": { "id": product }, "quantity": quantity })
}

/// The content last sent, as an update must repeat it: with the identifiers that the business gave
/// to line items, methods, destinations and groups, and with the choices in force.
pub fn restated(content: &Value, view: &View) -> Value {
    let mut next = content.clone();
    let given = view.list("/line_items");
    for (at, line) in next["line_items"].as_array_mut().into_iter().flatten().enumerate() {
        let same = |other: &&Value| other.pointer("/item/id") == line.pointer("/item/id");
        let found = given.get(at).filter(same).or_else(|| given.iter().find(same));
        if let Some(id) = found.and_then(|found| found.get("id")) {
            line["id"] = id.clone();
        }
    }
    let methods = view.list("/fulfillment/methods");
    if !methods.is_empty() {
        let methods: Vec<Value> = methods.iter().map(restated_method).collect();
        next["fulfillment"] = json!({ "methods": methods });
    }
    next
}

fn restated_method(method: &Value) -> Value {
    let mut next = kept(method, &["id", "type", "line_item_ids"]);
    let chosen = text(method, "/selected_destination_id");
    if let Some(chosen) = chosen {
        next["selected_destination_id"] = json!(chosen);
        // The business knows its own shops; an address is repeated with the identifier it was given.
        let address = destinations(method).find(|destination| text(destination, "/id") == Some(chosen));
        if let Some(address) = address.filter(|_| text(method, "/type") == Some("shipping")) {
            next["destinations"] = json!([said(address)]);
        }
    }
    let groups = list(method, "groups").iter().filter(|group| group["selected_option_id"].is_string());
    let groups: Vec<Value> = groups.map(|group| kept(group, &["id", "selected_option_id"])).collect();
    if !groups.is_empty() {
        next["groups"] = Value::Array(groups);
    }
    next
}

/// The next content that gives the business something it asked for; `None` when there is nothing
/// left that an agent could supply by itself.
pub fn supplied(content: &Value, view: &View, means: &Means) -> Option<Value> {
    let mut next = restated(content, view);
    let asked = fill_buyer(&mut next, view, &means.buyer);
    let chosen = choose_delivery(&mut next, view, means);
    if asked || chosen {
        return Some(next);
    }
    // A business that does not say what it misses may miss the buyer.
    let stuck = view.checkout_status() == Some("incomplete") && next.get("buyer").is_none();
    stuck.then(|| {
        next["buyer"] = means.buyer.clone();
        next
    })
}

/// Adds the buyer's data that is asked for; whether there was anything to add.
fn fill_buyer(next: &mut Value, view: &View, buyer: &Value) -> bool {
    let asked = view.messages().into_iter().any(|message| {
        message.kind == "error" && message.path.is_some_and(|path| path.starts_with("$.buyer"))
    });
    if !asked {
        return false;
    }
    let mut known = next.get("buyer").and_then(Value::as_object).cloned().unwrap_or_default();
    let before = known.len();
    for (name, value) in buyer.as_object().into_iter().flatten() {
        known.entry(name).or_insert_with(|| value.clone());
    }
    let added = known.len() > before;
    next["buyer"] = Value::Object(known);
    added
}

/// Chooses a destination and an option wherever none is chosen; whether there was anything to do.
fn choose_delivery(next: &mut Value, view: &View, means: &Means) -> bool {
    let address = &means.address;
    let shown = view.list("/fulfillment/methods");
    if shown.is_empty() {
        return ask_for_delivery(next, view, means);
    }
    let mut changed = false;
    for (method, shown) in next["fulfillment"]["methods"].as_array_mut().into_iter().flatten().zip(shown) {
        changed |= choose_destination(method, shown, address);
        changed |= choose_options(method, shown);
    }
    changed
}

/// Names a method by itself when the business wants one and shows none.
fn ask_for_delivery(next: &mut Value, view: &View, means: &Means) -> bool {
    let wanted = view.messages().into_iter().any(|message| {
        message.kind == "error" && message.path.is_some_and(|path| path.starts_with("$.fulfillment"))
    });
    if !(wanted || means.unasked) || next.get("fulfillment").is_some() {
        return false;
    }
    next["fulfillment"] = shipping(view, &means.address);
    true
}

/// Fulfilment of every line item by shipping to an address.
pub fn shipping(view: &View, address: &Value) -> Value {
    let lines: Vec<&Value> = view.list("/line_items").iter().filter_map(|line| line.get("id")).collect();
    let mut method = json!({ "type": "shipping", "line_item_ids": lines, "destinations": [address] });
    // A method that the business shows already is changed, not added once more.
    let shown = view.list("/fulfillment/methods").iter().find(|shown| shown["type"] == "shipping");
    if let Some(id) = shown.and_then(|shown| shown.get("id")) {
        method["id"] = id.clone();
    }
    json!({ "methods": [method] })
}

fn choose_destination(method: &mut Value, shown: &Value, address: &Value) -> bool {
    if shown["selected_destination_id"].is_string() {
        return false;
    }
    let pickup = text(shown, "/type") == Some("pickup");
    let found = destinations(shown).find(|destination| pickup || is_same_place(destination, address));
    match found.and_then(|found| found.get("id").map(|id| (found, id))) {
        Some((found, id)) => {
            method["selected_destination_id"] = id.clone();
            if !pickup {
                method["destinations"] = json!([said(found)]);
            }
        }
        None if pickup => return false,
        None => method["destinations"] = json!([address]),
    }
    true
}

/// Whether a destination is the address meant: everything the address says, it says too.
fn is_same_place(destination: &Value, address: &Value) -> bool {
    let mut parts = address.as_object().into_iter().flatten();
    parts.all(|(name, value)| destination.get(name) == Some(value))
}

fn choose_options(method: &mut Value, shown: &Value) -> bool {
    let open = list(shown, "groups").iter().filter(|group| !group["selected_option_id"].is_string());
    let chosen: Vec<Value> = open
        .filter_map(|group| Some((group.get("id")?, group.pointer("/options/0/id")?)))
        .map(|(group, option)| json!({ "id": group, "selected_option_id": option }))
        .collect();
    if chosen.is_empty() {
        return false;
    }
    let mut groups = list(method, "groups").to_vec();
    groups.extend(chosen);
    method["groups"] = Value::Array(groups);
    true
}

fn kept(value: &Value, names: &[&str]) -> Value {
    let members = names.iter().filter_map(|name| Some(((*name).to_owned(), value.get(name)?.clone())));
    Value::Object(members.collect::<Map<_, _>>())
}

/// What an object says: a member that is null says nothing, and is not repeated.
fn said(object: &Value) -> Value {
    let members = object.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn destinations(method: &Value) -> impl Iterator<Item = &Value> {
    list(method, "destinations").iter()
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(body: &Value) -> View {
        View::new("x1".into(), 200, Vec::new(), body.to_string().into_bytes())
    }

    fn means() -> Means {
        Means {
            buyer: json!({ "email": "a@b.example" }),
            address: json!({ "address_country": "US" }),
            unasked: false,
        }
    }

    fn content() -> Value {
        json!({ "line_items": [line("rose", 2)], "context": { "intent": "gift" } })
    }

    #[test]
    fn an_update_repeats_everything_with_the_identifiers_given() {
        let next = restated(
            &content(),
            &view(&json!({
                "line_items": [{ "id": "li_1", "item": { "id": "rose", "price": 5 }, "quantity": 2 }],
                "fulfillment": { "methods": [{
                    "id": "m1", "type": "shipping", "line_item_ids": ["li_1"], "selected_destination_id": "d2",
                    "destinations": [{ "id": "d1" }, { "id": "d2", "address_country": "US" }],
                    "groups": [{ "id": "g1", "line_item_ids": ["li_1"], "selected_option_id": "o1", "options": [] },
                               { "id": "g2", "selected_option_id": null }],
                }] },
            })),
        );
        assert_eq!(
            next,
            json!({
                "line_items": [{ "id": "li_1", "item": { "id": "rose" }, "quantity": 2 }],
                "context": { "intent": "gift" },
                "fulfillment": { "methods": [{
                    "id": "m1", "type": "shipping", "line_item_ids": ["li_1"], "selected_destination_id": "d2",
                    "destinations": [{ "id": "d2", "address_country": "US" }],
                    "groups": [{ "id": "g1", "selected_option_id": "o1" }],
                }] },
            })
        );
    }

    #[test]
    fn what_is_asked_for_is_supplied() {
        let asked = json!({ "status": "incomplete", "messages": [
            { "type": "error", "code": "missing", "path": "$.buyer.email", "content": "x" },
            { "type": "error", "code": "missing", "path": "$.fulfillment", "content": "x" },
        ]});
        let next = supplied(&content(), &view(&asked), &means()).expect("two things are asked for");
        assert_eq!(next["buyer"]["email"], "a@b.example");
        assert_eq!(next["fulfillment"]["methods"][0]["destinations"][0]["address_country"], "US");
    }

    #[test]
    fn a_destination_is_sent_then_chosen_then_an_option() {
        let shown = |method: Value| view(&json!({ "fulfillment": { "methods": [method] } }));
        let method = |view: &View| {
            supplied(&content(), view, &means()).expect("something to do")["fulfillment"]["methods"][0]
                .clone()
        };
        let sent = method(&shown(json!({ "id": "m", "type": "shipping" })));
        assert_eq!(sent["destinations"], json!([{ "address_country": "US" }]));
        let destinations =
            json!([{ "id": "a", "address_country": "DE" }, { "id": "b", "address_country": "US" }]);
        let chosen = method(&shown(json!({ "id": "m", "type": "shipping", "destinations": destinations })));
        assert_eq!(chosen["selected_destination_id"], "b");
        let option = method(&shown(json!({
            "id": "m", "type": "pickup", "selected_destination_id": "a",
            "groups": [{ "id": "g", "options": [{ "id": "o" }, { "id": "p" }] }],
        })));
        assert_eq!(option["groups"], json!([{ "id": "g", "selected_option_id": "o" }]));
    }

    #[test]
    fn nothing_is_made_up_when_everything_is_there() {
        let done = view(&json!({ "status": "ready_for_complete", "fulfillment": { "methods": [{
            "id": "m", "type": "shipping", "selected_destination_id": "d",
            "groups": [{ "id": "g", "selected_option_id": "o", "options": [{ "id": "o" }] }],
        }] } }));
        assert_eq!(supplied(&content(), &done, &means()), None);
        let silent = view(&json!({ "status": "incomplete" }));
        assert!(supplied(&content(), &silent, &means()).is_some_and(|next| next["buyer"].is_object()));
    }
}
