//! Shim template: lets ucp-assay drive a connector that is a Rust library.
//!
//! One question per line on standard input, one answer per line on standard output
//! (docs/connector-drivers.md). Put calls of your library into [`Connector::perform`]; operations it does
//! not have stay out, here and in the driver file. Nothing but answers may be printed.

use serde_json::{Value, json};
use std::io::{BufRead, Write};

/// Why an operation failed: a code, a text, and what the business answered.
struct Refused {
    code: String,
    text: String,
    data: Value,
}

/// The connector: put your library's client here.
struct Connector;

impl Connector {
    /// Does one thing. `question` holds `business`, `id`, `checkout` (what changes), `whole` (all of the
    /// content, in the layout of the version that the business speaks), `payment`, `key`.
    fn perform(&mut self, op: &str, question: &Value) -> Result<Value, Refused> {
        let business = question["business"].as_str().unwrap_or_default();
        match op {
            // For example: Ok(self.client.fetch_profile(business)?)
            "discover" => Err(unwired(op, business)),
            // For example: Ok(self.client.create_checkout(business, &question["whole"])?)
            "create" => Err(unwired(op, business)),
            _ => Err(Refused {
                code: "unknown_op".to_owned(),
                text: format!("there is no operation {op}"),
                data: Value::Null,
            }),
        }
    }
}

/// What the template answers until a library is put in.
fn unwired(op: &str, business: &str) -> Refused {
    Refused {
        code: "not_wired".to_owned(),
        text: format!("put your library's `{op}` for {business} into src/main.rs"),
        data: Value::Null,
    }
}

fn answer(connector: &mut Connector, line: &str) -> Value {
    let question: Value = match serde_json::from_str(line) {
        Ok(question) => question,
        Err(error) => return json!({ "err": "bad_question", "msg": error.to_string() }),
    };
    let op = question["op"].as_str().unwrap_or_default().to_owned();
    match connector.perform(&op, &question) {
        Ok(value) => json!({ "ok": value }),
        Err(Refused { code, text, data }) => json!({ "err": code, "msg": text, "data": data }),
    }
}

fn main() -> std::io::Result<()> {
    let mut connector = Connector;
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(output, "{}", answer(&mut connector, &line))?;
            output.flush()?;
        }
    }
    Ok(())
}
