//! The connector behind JSON lines, the shim protocol that drivers of the kind `shim` speak: one question
//! in a line, one answer in a line, in order. It shows libraries how little is needed to be driven.

use serde_json::{Value, json};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::driver::{Action, Command, Driver, Outcome};
use super::reference::Reference;

/// Longest question, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Members of a question that are for libraries with less memory than this one.
const UNUSED: [&str; 3] = ["version", "key", "whole"];

/// Answers questions until the input ends.
///
/// # Errors
/// When the streams break.
pub async fn serve(
    connector: &Reference,
    mut input: impl AsyncBufRead + Unpin,
    mut output: impl AsyncWrite + Unpin,
) -> std::io::Result<()> {
    loop {
        let mut line = Vec::new();
        let read = (&mut input).take(LONGEST + 1).read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let too_long = u64::try_from(read).unwrap_or(u64::MAX) > LONGEST;
        let answer = if too_long {
            refused("too_long", &format!("a question of more than {LONGEST} bytes"))
        } else {
            answer(connector, &line).await
        };
        output.write_all(format!("{answer}\n").as_bytes()).await?;
        output.flush().await?;
        if too_long {
            return Ok(());
        }
    }
}

async fn answer(connector: &Reference, line: &[u8]) -> Value {
    let command = match question(line) {
        Ok(command) => command,
        Err(reason) => return refused("bad_question", &reason),
    };
    match connector.perform(&command).await {
        Ok(outcome) => told(&outcome),
        Err(error) => refused("driver", &error.to_string()),
    }
}

/// What is asked.
///
/// # Errors
/// What is wrong with the question.
fn question(line: &[u8]) -> Result<Command, String> {
    let mut members = match serde_json::from_slice(line) {
        Ok(Value::Object(members)) => members,
        Ok(_) => {
            return Err(
                "a question is a JSON object such as {\"op\":\"discover\",\"business\":\"https://…\"}"
                    .to_owned(),
            );
        }
        Err(error) => return Err(format!("no JSON: {error}")),
    };
    let business = members.shift_remove("business");
    let business = business.as_ref().and_then(Value::as_str).map(str::to_owned);
    let business = business.ok_or("no `business`: the origin of one, https://shop.example")?;
    members.retain(|name, _| !UNUSED.contains(&name.as_str()));
    let action: Action = serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
    Ok(Command { business, action })
}

/// An outcome as an answer: a failure keeps what the business said beside its code.
fn told(outcome: &Outcome) -> Value {
    match &outcome.error_code {
        None => json!({ "ok": outcome }),
        Some(code) => json!({ "err": code, "msg": outcome.error, "data": outcome }),
    }
}

fn refused(code: &str, reason: &str) -> Value {
    json!({ "err": code, "msg": reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(r#"{"op":"discover","business":"https://a.example","version":"x","key":"k"}"#, "discover")]
    #[case(r#"{"op":"update","business":"https://a.example","id":"c","checkout":{},"whole":{}}"#, "update")]
    #[case(
        r#"{"op":"complete","business":"https://a.example","id":"c","payment":{"token":"t"}}"#,
        "complete"
    )]
    #[case(r#"{"op":"webhook_seen","business":"https://a.example"}"#, "webhook_seen")]
    fn questions_are_read(#[case] line: &str, #[case] action: &str) {
        assert_eq!(question(line.as_bytes()).expect("a question").action.name(), action);
    }

    #[rstest]
    #[case("[]", "a question is a JSON object")]
    #[case("nonsense", "no JSON")]
    #[case(r#"{"op":"discover"}"#, "no `business`")]
    #[case(r#"{"op":"dance","business":"https://a.example"}"#, "dance")]
    #[case(r#"{"op":"get","business":"https://a.example"}"#, "id")]
    #[case(r#"{"op":"get","business":"https://a.example","id":"c","extra":1}"#, "extra")]
    fn a_wrong_question_is_told_what_is_wrong(#[case] line: &str, #[case] told: &str) {
        let reason = question(line.as_bytes()).expect_err("refused");
        assert!(reason.contains(told), "{reason}");
    }
}
