//! Rules about what comes after what: retries, messages, pages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{BadInput, Evaluated, accepted, bytes, hex, read, refused, refused_plainly};
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::cursor::{CursorCodec, next_page};
use crate::protocol::idempotency::{Fingerprint, check_key};
use crate::protocol::message::{Message, Severity, platform_action, resulting_status};
use crate::protocol::version::ProtocolVersion;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retry {
    method: String,
    target: String,
    body_base64: String,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Idempotency {
    /// May the second request be answered with the first one's result?
    Retry { first: Retry, second: Retry },
    /// Is this a usable key?
    Key { key: String },
}

pub(super) fn idempotency(version: ProtocolVersion, input: &Value) -> Evaluated {
    let comparator = version.edition().idempotency;
    let fingerprint = |request: &Retry| -> Result<Fingerprint, BadInput> {
        let body = bytes(&request.body_base64)?;
        Ok(Fingerprint::of(comparator, &request.method, &request.target, &body))
    };
    Ok(match read(input)? {
        Idempotency::Retry { first, second } if fingerprint(&first)? == fingerprint(&second)? => accepted(),
        Idempotency::Retry { .. } => refused("idempotency_conflict"),
        Idempotency::Key { key } => match check_key(&key) {
            Ok(()) => accepted(),
            Err(_) => refused_plainly(),
        },
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Severities {
    /// What the messages of an open checkout mean.
    Messages(Vec<Value>),
    /// Can a checkout that says this still change?
    Status(Value),
}

/// A message that is none makes the answer unusable; else what its severities mean.
pub(super) fn message_severity(input: &Value) -> Evaluated {
    let messages = match read(input)? {
        Severities::Messages(messages) => messages,
        Severities::Status(status) => {
            return Ok(match CheckoutStatus::deserialize(status) {
                Ok(status) => Ok(json!({ "terminal": status.is_terminal() })),
                Err(_) => refused_plainly(),
            });
        }
    };
    let parsed: Result<Vec<Message>, _> = messages.iter().map(Message::deserialize).collect();
    let Ok(parsed) = parsed else { return Ok(refused_plainly()) };
    let severities: Vec<Severity> = parsed.iter().filter_map(Message::severity).collect();
    Ok(Ok(json!({
        "status": resulting_status(severities.iter().copied()).name(),
        "action": platform_action(severities).name(),
        "shown": parsed.iter().map(shown).collect::<Vec<_>>(),
    })))
}

/// What a platform has to show of a message.
fn shown(message: &Message) -> Value {
    json!({
        "code": message.code(),
        "path": message.path(),
        "content": message.content(),
        "presentation": message.presentation(),
    })
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Cursor {
    /// What a platform asks for next.
    Next { pagination: Value },
    /// The cursor of a page.
    Encode { secret_hex: String, offset: u64, query: String },
    /// The page of a cursor.
    Decode { secret_hex: String, cursor: String, query: String },
}

pub(super) fn cursor(input: &Value) -> Evaluated {
    Ok(match read(input)? {
        Cursor::Next { pagination } => match next_page(&pagination) {
            Ok(cursor) => Ok(json!({ "cursor": cursor })),
            Err(_) => refused_plainly(),
        },
        Cursor::Encode { secret_hex, offset, query } => {
            let codec = CursorCodec::new(&hex(&secret_hex)?);
            Ok(json!({ "cursor": codec.encode(offset, query.as_bytes()) }))
        }
        Cursor::Decode { secret_hex, cursor, query } => {
            match CursorCodec::new(&hex(&secret_hex)?).decode(&cursor, query.as_bytes()) {
                Ok(offset) => Ok(json!({ "offset": offset })),
                Err(_) => refused_plainly(),
            }
        }
    })
}
