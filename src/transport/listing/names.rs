//! Names of people: this layout also has them in one piece, the merchant in two.

use serde_json::{Map, Value};

/// The name in one piece.
const FULL: &str = "full_name";

/// Takes a name in one piece apart, unless its parts were sent as well: the last word is the family name.
pub(super) fn split(person: Option<&mut Value>) {
    let Some(members) = person.and_then(Value::as_object_mut) else { return };
    let full = members.shift_remove(FULL);
    let Some(full) = full.as_ref().and_then(Value::as_str) else { return };
    if members.contains_key("first_name") || members.contains_key("last_name") {
        return;
    }
    let full = full.trim();
    let (first, last) = full.rsplit_once(char::is_whitespace).unwrap_or((full, ""));
    for (member, part) in [("first_name", first.trim_end()), ("last_name", last)] {
        if !part.is_empty() {
            members.insert(member.to_owned(), Value::from(part));
        }
    }
}

/// Adds the name in one piece to a person who has one.
pub(super) fn join(person: Option<&mut Value>) {
    let Some(members) = person.and_then(Value::as_object_mut) else { return };
    let full = [part(members, "first_name"), part(members, "last_name")];
    let full: Vec<&str> = full.into_iter().flatten().collect();
    if !full.is_empty() {
        let full = Value::from(full.join(" "));
        members.insert(FULL.to_owned(), full);
    }
}

fn part<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str).filter(|part| !part.is_empty())
}
