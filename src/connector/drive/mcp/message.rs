//! What JSON-RPC messages mean: which line is what, and what the result of a tool says.

use serde_json::{Value, json};

use crate::connector::drive::dialogue::Sorted;
use crate::connector::drive::reply::Reply;
use crate::connector::drive::text::{leading_json, shortened};

/// JSON-RPC: the method is not known.
const NO_SUCH_METHOD: i32 = -32601;

/// What a message of a server is.
pub(super) fn sort(message: &Value) -> Sorted {
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return Sorted::Stray;
    }
    let id = message.get("id").filter(|id| !id.is_null());
    match (message.get("method").and_then(Value::as_str), id) {
        (Some("ping"), Some(id)) => Sorted::Question(json!({ "jsonrpc": "2.0", "id": id, "result": {} })),
        (Some(method), Some(id)) => {
            let error = json!({ "code": NO_SUCH_METHOD, "message": format!("{method} is not offered here") });
            Sorted::Question(json!({ "jsonrpc": "2.0", "id": id, "error": error }))
        }
        (Some(_), None) => Sorted::Notice,
        // An error about something that could not be read has no number.
        (None, None) if message.get("error").is_some() => Sorted::Notice,
        (None, Some(id)) if message.get("result").or_else(|| message.get("error")).is_some() => {
            id.as_u64().map_or(Sorted::Stray, |id| Sorted::Answer(Some(id)))
        }
        (None, _) => Sorted::Stray,
    }
}

/// The error of a response, in words.
pub(super) fn error(response: &Value) -> String {
    let said = response.pointer("/error/message").and_then(Value::as_str);
    said.map_or_else(|| shortened(&response.to_string(), 300), str::to_owned)
}

/// What the response to a call of a tool says.
///
/// # Errors
/// What is wrong with it.
pub(super) fn reply(response: &Value) -> Result<Reply, String> {
    if let Some(failure) = response.get("error") {
        let code = failure.get("code").map(|code| format!("jsonrpc_{code}"));
        let value = failure.get("data").cloned().unwrap_or_default();
        return Ok(Reply { value, text: error(response), failed: true, code, continue_url: None });
    }
    let result =
        response.get("result").and_then(Value::as_object).ok_or("it has neither `result` nor `error`")?;
    let content = result.get("content").and_then(Value::as_array);
    let texts = content.into_iter().flatten().filter_map(|part| part.get("text")?.as_str());
    let text = texts.collect::<Vec<_>>().join("\n");
    let value = match result.get("structuredContent") {
        Some(structured) if structured.is_object() => unwrapped(structured, &text),
        Some(_) | None => leading_json(&text).unwrap_or_default(),
    };
    let failed = result.get("isError") == Some(&Value::Bool(true));
    Ok(Reply { value, text, failed, code: None, continue_url: None })
}

/// SDKs put what is no object below `result`; what stands there as text of JSON is meant.
fn unwrapped(structured: &Value, text: &str) -> Value {
    match structured.get("result") {
        Some(Value::String(inner)) if structured.as_object().is_some_and(|members| members.len() == 1) => {
            leading_json(inner).or_else(|| leading_json(text)).unwrap_or_else(|| structured.clone())
        }
        Some(_) | None => structured.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn kind(message: &Value) -> &'static str {
        match sort(message) {
            Sorted::Answer(_) => "answer",
            Sorted::Question(_) => "question",
            Sorted::Notice => "notice",
            Sorted::Stray => "stray",
        }
    }

    #[rstest]
    #[case(json!({"jsonrpc": "2.0", "id": 3, "result": {}}), "answer")]
    #[case(json!({"jsonrpc": "2.0", "id": 3, "error": {"code": -1}}), "answer")]
    #[case(json!({"jsonrpc": "2.0", "id": "a", "method": "ping"}), "question")]
    #[case(json!({"jsonrpc": "2.0", "id": 1, "method": "roots/list"}), "question")]
    #[case(json!({"jsonrpc": "2.0", "method": "notifications/message"}), "notice")]
    #[case(json!({"jsonrpc": "2.0", "id": null, "error": {}}), "notice")]
    #[case(json!({"jsonrpc": "2.0", "id": "ours are numbers", "result": {}}), "stray")]
    #[case(json!({"jsonrpc": "2.0", "id": 3}), "stray")]
    #[case(json!({"audit": "create"}), "stray")]
    #[case(json!([1]), "stray")]
    fn messages_are_sorted(#[case] message: Value, #[case] expected: &str) {
        assert_eq!(kind(&message), expected);
    }

    fn result(result: &Value) -> Reply {
        reply(&json!({"jsonrpc": "2.0", "id": 1, "result": result})).expect("a reply")
    }

    #[test]
    fn structured_content_counts_first_and_the_leading_value_of_text_otherwise() {
        let text = json!([{"type": "text", "text": "{\"id\":\"text\"}\n\nTell the buyer."}]);
        let both = result(&json!({"content": text, "structuredContent": {"id": "structured"}}));
        assert_eq!((both.value["id"].as_str(), both.failed), (Some("structured"), false));
        assert_eq!(result(&json!({"content": text})).value["id"], "text");
        let wrapped =
            result(&json!({"content": text, "structuredContent": {"result": "{\"id\":\"inner\"}"}}));
        assert_eq!(wrapped.value["id"], "inner");
        let prose = result(&json!({"content": [{"type": "text", "text": "Failed: 503"}], "isError": true}));
        assert_eq!((prose.value, prose.text.as_str(), prose.failed), (Value::Null, "Failed: 503", true));
    }

    #[test]
    fn an_error_of_the_protocol_is_a_failure_with_its_code() {
        let refused =
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32602, "message": "no such tool"}});
        let refused = reply(&refused).expect("a reply");
        assert_eq!(
            (refused.code.as_deref(), refused.text.as_str()),
            (Some("jsonrpc_-32602"), "no such tool")
        );
        assert!(reply(&json!({"jsonrpc": "2.0", "id": 1, "result": 5})).is_err());
    }
}
