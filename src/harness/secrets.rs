//! The payment credentials that a platform sent, and whether they come back.

use serde_json::Value;

/// The member of an instrument that holds its secret.
pub const CREDENTIAL: &str = "credential";
/// Members of a credential that are no secret: its kind, and what it is bound to.
const OPEN: [&str; 2] = ["type", "binding"];
/// Shorter strings occur by chance.
const SHORTEST: usize = 6;

/// The secrets below every `credential` member of a document.
#[must_use]
pub fn of(document: &Value) -> Vec<String> {
    let mut secrets = Vec::new();
    collect(document, false, &mut secrets);
    secrets.retain(|secret| secret.len() >= SHORTEST);
    secrets
}

/// Whether a body contains one of the secrets.
#[must_use]
pub fn found_in(body: &[u8], secrets: &[String]) -> bool {
    let body = String::from_utf8_lossy(body);
    secrets.iter().any(|secret| body.contains(secret.as_str()))
}

fn collect(value: &Value, inside: bool, secrets: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, member) in map.iter().filter(|(key, _)| !OPEN.contains(&key.as_str())) {
                collect(member, inside || key == CREDENTIAL, secrets);
            }
        }
        Value::Array(list) => list.iter().for_each(|member| collect(member, inside, secrets)),
        Value::String(text) if inside => secrets.push(text.clone()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_what_stands_below_a_credential() {
        let body = json!({ "payment": { "instruments": [
            { "id": "instrument", "credential": { "type": "token_type", "token": "tok_secret", "x": "abc",
              "binding": { "checkout_id": "checkout_1" } } }] } });
        assert_eq!(of(&body), ["tok_secret"]);
        assert!(found_in(br#"{"a":"my tok_secret"}"#, &of(&body)));
        assert!(!found_in(br#"{"a":"nothing"}"#, &of(&body)));
    }
}
