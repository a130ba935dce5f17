//! Which values may stand in an error message. A message ends up in logs, reports and answers, so
//! what may be personal or secret stays out of it.

use serde_json::Value;

/// Fields whose value is never shown, nor anything below them.
const SENSITIVE: [&str; 29] = [
    "access_token",
    "address_locality",
    "ap2",
    "buyer",
    "checkout_mandate",
    "credential",
    "cryptogram",
    "cvc",
    "cvv",
    "d",
    "destination",
    "destinations",
    "dev.ucp.buyer_ip",
    "dev.ucp.user_agent",
    "email",
    "extended_address",
    "first_name",
    "full_name",
    "last_name",
    "merchant_authorization",
    "number",
    "password",
    "phone_number",
    "postal_code",
    "secret",
    "signals",
    "street_address",
    "token",
    "billing_address",
];
/// Longer text (bytes of UTF-8) is not shown.
const LENGTH_LIMIT: usize = 60;
/// This many digits in a text may be a card or account number.
const DIGIT_LIMIT: usize = 11;
/// This many names are listed.
const NAME_LIMIT: usize = 5;

/// The value as a message may show it; `None` when it may be personal or secret, or is no scalar.
pub(super) fn seen(pointer: &str, value: &Value) -> Option<String> {
    if pointer.split('/').any(|segment| SENSITIVE.contains(&segment)) {
        return None;
    }
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()).filter(|text| digits(text) < DIGIT_LIMIT),
        Value::String(text) if shows(text) => Some(format!("{text:?}")),
        Value::String(_) => None,
        Value::Array(list) => Some(format!("an array of {}", list.len())),
        Value::Object(_) => Some("an object".to_owned()),
    }
}

/// Field names somebody made up: the first few, as far as they may be shown.
pub(super) fn names(names: &[String]) -> String {
    let shown = names.iter().filter(|name| shows_name(name)).take(NAME_LIMIT).cloned().collect::<Vec<_>>();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        rest if shown.is_empty() => format!("{rest} of a name that is not shown"),
        rest => format!("{} and {rest} more", shown.join(", ")),
    }
}

/// A JSON pointer as a message may show it: names somebody made up may be personal there too.
#[must_use]
pub fn shown_place(pointer: &str) -> String {
    let shown = pointer.split('/').map(|name| if shows_name(name) { name } else { "(not shown)" });
    shown.collect::<Vec<_>>().join("/")
}

/// A name that breaks the line is not shown either.
fn shows_name(name: &str) -> bool {
    shows(name) && !name.contains(char::is_control)
}

fn shows(text: &str) -> bool {
    text.len() <= LENGTH_LIMIT && !text.contains('@') && digits(text) < DIGIT_LIMIT
}

/// Digits of any script: a card number in full-width digits is one too.
fn digits(text: &str) -> usize {
    text.chars().filter(|letter| letter.is_numeric()).count()
}
