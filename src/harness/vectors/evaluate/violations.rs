//! What is told of a document that breaks its schema.

use serde_json::{Value, json};

use super::{Evaluated, read, schema};
use crate::protocol::contract::Violation;
use crate::protocol::version::ProtocolVersion;

/// Texts that may or may not stand in a message; each with others that mean the same.
type LookFor = Vec<Vec<String>>;

pub(super) fn told(version: ProtocolVersion, input: &Value) -> Evaluated {
    let mut asked = input.clone();
    let look_for = asked.as_object_mut().and_then(|members| members.shift_remove("look_for"));
    let look_for: LookFor = look_for.as_ref().map_or_else(|| Ok(Vec::new()), read)?;
    let (schema, document) = schema::asked(version, &asked)?;
    let mut verdict = schema.check(&document);
    // The order of members is nobody's promise.
    verdict.unknown.sort_unstable();
    verdict.omitted.sort_unstable();
    let output = json!({
        "violations": verdict.violations.iter().map(|one| violation(one, &look_for)).collect::<Vec<_>>(),
        "unknown": verdict.unknown,
        "omitted": verdict.omitted,
    });
    Ok(if verdict.is_valid() { Ok(output) } else { Err(output) })
}

fn violation(one: &Violation, look_for: &LookFor) -> Value {
    let mut told = json!({
        "at": one.pointer,
        "keyword": one.keyword,
        "masked": one.masked,
        "says": says(&one.to_string(), look_for),
    });
    if let Some(missing) = &one.missing {
        told["missing"] = json!(missing);
    }
    told
}

/// Which of the texts a message has, by the first of those that mean the same.
fn says<'l>(message: &str, look_for: &'l LookFor) -> Vec<&'l str> {
    let message = message.to_ascii_lowercase();
    let has = |text: &String| message.contains(&text.to_ascii_lowercase());
    let found = look_for.iter().filter(|texts| texts.iter().any(has));
    found.filter_map(|texts| texts.first()).map(String::as_str).collect()
}
