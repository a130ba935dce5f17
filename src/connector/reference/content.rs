//! What a request says: everything the connector means, with the identifiers the business gave, and
//! nothing that was not negotiated. Pure.

use serde_json::{Map, Value, json};

use super::terms::Terms;
use crate::connector::shopper;
use crate::transport::view::View;

/// The whole content of an update: what was sent before, restated, with the members that change.
pub(super) fn replaced(sent: &Value, changes: &Value, view: &View) -> Value {
    let mut base = sent.clone();
    if let Some(lines) = changes.get("line_items") {
        base["line_items"] = lines.clone();
    }
    let mut next = shopper::restated(&base, view);
    for (name, value) in changes.as_object().into_iter().flatten() {
        if name != "line_items" {
            next[name] = value.clone();
        }
    }
    next
}

/// The content that an answer shows, for a checkout that somebody else opened.
pub(super) fn of_answer(view: &View) -> Value {
    let kept = |value: &Value, names: &[&str]| -> Map<String, Value> {
        let members = names.iter().filter_map(|name| Some(((*name).to_owned(), value.get(name)?.clone())));
        members.collect()
    };
    let lines: Vec<Value> = view
        .list("/line_items")
        .iter()
        .map(|line| {
            let mut next = kept(line, &["id", "quantity"]);
            next.insert("item".to_owned(), json!({ "id": line.pointer("/item/id") }));
            Value::Object(next)
        })
        .collect();
    let mut content = kept(view.value(), &["buyer", "context"]);
    content.insert("line_items".to_owned(), Value::Array(lines));
    if let Some(codes) = view.at("/discounts/codes") {
        content.insert("discounts".to_owned(), json!({ "codes": codes }));
    }
    shopper::restated(&Value::Object(content), view)
}

/// The content without members of extensions that were not negotiated.
pub(super) fn fitting(mut content: Value, terms: &Terms) -> Value {
    if let Some(members) = content.as_object_mut() {
        for (member, extension) in [("discounts", "discount"), ("fulfillment", "fulfillment")] {
            if !terms.has(extension) {
                members.shift_remove(member);
            }
        }
        if let Some(buyer) = members.get_mut("buyer").and_then(Value::as_object_mut)
            && !terms.has("buyer_consent")
        {
            buyer.shift_remove("consent");
        }
    }
    content
}

/// Takes what stands at these JSON pointers out of a document, the last ones first so that the
/// others stay where they are.
pub(super) fn without(mut document: Value, pointers: &[String]) -> Value {
    for pointer in pointers.iter().rev() {
        let Some((parent, last)) = pointer.rsplit_once('/') else { continue };
        let name = last.replace("~1", "/").replace("~0", "~");
        match document.pointer_mut(parent) {
            Some(Value::Object(members)) => drop(members.shift_remove(&name)),
            Some(Value::Array(items)) => {
                let index = name.parse::<usize>().ok().filter(|index| *index < items.len());
                index.map(|index| items.remove(index));
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(body: &Value) -> View {
        View::new("x".to_owned(), 200, Vec::new(), body.to_string().into_bytes())
    }

    #[test]
    fn an_update_says_everything_again() {
        let sent = json!({"line_items": [{"item": {"id": "rose"}, "quantity": 1}], "buyer": {"email": "a@b.example"}});
        let shown = view(&json!({"line_items": [{"id": "li_1", "item": {"id": "rose"}, "quantity": 1}]}));
        let next = replaced(&sent, &json!({"discounts": {"codes": ["10OFF"]}}), &shown);
        assert_eq!(next["line_items"], json!([{"id": "li_1", "item": {"id": "rose"}, "quantity": 1}]));
        assert_eq!(
            (&next["buyer"]["email"], &next["discounts"]["codes"][0]),
            (&json!("a@b.example"), &json!("10OFF"))
        );
        let more = json!({"line_items": [{"item": {"id": "rose"}, "quantity": 3}]});
        assert_eq!(
            replaced(&sent, &more, &shown)["line_items"][0],
            json!({"item": {"id": "rose"}, "quantity": 3, "id": "li_1"})
        );
    }

    #[test]
    fn the_content_of_an_answer_leaves_out_what_the_business_writes() {
        let shown = view(&json!({
            "id": "chk_1", "status": "incomplete", "totals": [], "links": [],
            "line_items": [{"id": "li_1", "item": {"id": "rose", "price": 5, "title": "Rose"}, "quantity": 2, "totals": []}],
            "discounts": {"codes": ["A"], "applied": []},
        }));
        assert_eq!(
            of_answer(&shown),
            json!({
                "line_items": [{"id": "li_1", "quantity": 2, "item": {"id": "rose"}}],
                "discounts": {"codes": ["A"]},
            })
        );
    }

    #[test]
    fn places_are_taken_out_whatever_their_order() {
        let document = json!({"a": {"b": 1, "c": 2}, "l": [1, 2, 3]});
        let pointers = ["/a/b".to_owned(), "/l/0".to_owned(), "/l/2".to_owned(), "/nowhere/x".to_owned()];
        assert_eq!(without(document, &pointers), json!({"a": {"c": 2}, "l": [2]}));
    }
}
