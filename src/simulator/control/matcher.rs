//! Which exchanges are meant. Everything a matcher looks at is what the journal shows: redacted.

use crate::exchange::{Exchange, RedactedExchange};
use serde_json::{Map, Value};

/// Conditions that must all hold; what is absent holds.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    kind: Option<String>,
    operation: Option<String>,
    method: Option<String>,
    path: Option<String>,
    status: Option<u64>,
    /// Header of the request, lower case, and its value if that matters.
    header: Option<(String, Option<String>)>,
    request: Vec<Pointed>,
    response: Vec<Pointed>,
}

/// A value within a JSON body.
#[derive(Debug)]
struct Pointed {
    pointer: String,
    equals: Value,
}

impl Matcher {
    /// From the parameters of a query.
    pub(super) fn of_query(query: &Map<String, Value>) -> Self {
        Self::read(&|name| query.get(name))
    }

    /// From the `match` of a body, valid by the document.
    pub(super) fn of_body(body: &Value) -> Self {
        Self::read(&|name| body.get(name))
    }

    fn read<'v>(get: &dyn Fn(&str) -> Option<&'v Value>) -> Self {
        let text = |name: &str| get(name).and_then(Value::as_str).map(str::to_owned);
        let header = get("header").and_then(|header| {
            let name = header["name"].as_str()?.to_ascii_lowercase();
            Some((name, header["equals"].as_str().map(str::to_owned)))
        });
        Self {
            kind: text("kind"),
            operation: text("operation"),
            method: text("method"),
            path: text("path"),
            status: get("status").and_then(Value::as_u64),
            header,
            request: pointed(get("request")),
            response: pointed(get("response")),
        }
    }

    /// Whether an exchange is meant. What needs no redaction is looked at first.
    pub(super) fn fits(&self, exchange: &Exchange) -> bool {
        let is = |wanted: &Option<String>, seen: &str| wanted.as_ref().is_none_or(|wanted| wanted == seen);
        let operation = exchange.operation.map_or("none", crate::protocol::operation::Operation::name);
        let status = exchange.response.as_ref().map_or(0, |response| u64::from(response.status));
        let cheap = is(&self.kind, exchange.kind.name())
            && is(&self.operation, operation)
            && self.status.is_none_or(|wanted| wanted == status);
        cheap && (!self.looks_inside() || self.fits_inside(&exchange.redacted()))
    }

    fn looks_inside(&self) -> bool {
        let texts = self.method.is_some() || self.path.is_some() || self.header.is_some();
        texts || !self.request.is_empty() || !self.response.is_empty()
    }

    fn fits_inside(&self, exchange: &RedactedExchange) -> bool {
        let path = url::Url::parse(&exchange.request.url)
            .map_or_else(|_| String::new(), |url| url.path().to_owned());
        let header = |(wanted, equals): &(String, Option<String>)| {
            exchange.request.headers.iter().any(|(name, value)| {
                name.eq_ignore_ascii_case(wanted) && equals.as_ref().is_none_or(|equals| equals == value)
            })
        };
        let answered = exchange.response.as_ref().map_or("", |response| &response.body);
        self.method.as_ref().is_none_or(|method| *method == exchange.request.method)
            && self.path.as_ref().is_none_or(|wanted| *wanted == path)
            && self.header.as_ref().is_none_or(header)
            && holds(&self.request, &exchange.request.body)
            && holds(&self.response, answered)
    }
}

fn pointed(list: Option<&Value>) -> Vec<Pointed> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let read = |one: &Value| {
        Some(Pointed { pointer: one["pointer"].as_str()?.to_owned(), equals: one["equals"].clone() })
    };
    list.filter_map(read).collect()
}

/// Whether every value is in a body.
fn holds(wanted: &[Pointed], body: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let Ok(document) = serde_json::from_str::<Value>(body) else { return false };
    wanted.iter().all(|one| document.pointer(&one.pointer) == Some(&one.equals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::exchange::{ExchangeKind, RequestRecord, ResponseRecord};
    use crate::protocol::operation::Operation;
    use rstest::rstest;
    use serde_json::json;

    fn exchange() -> Exchange {
        Exchange {
            id: "1".to_owned(),
            at: Instant::from_millis(0),
            kind: ExchangeKind::Call,
            operation: Some(Operation::CreateCheckout),
            request: RequestRecord {
                method: "POST".to_owned(),
                url: "https://shop.localhost:1/checkout-sessions?x=1".to_owned(),
                headers: vec![
                    ("Content-Type".to_owned(), "application/json".to_owned()),
                    ("Authorization".to_owned(), "Bearer canary-of-a-token".to_owned()),
                ],
                body: br#"{"line_items":[{"quantity":2}],"buyer":{"email":"ada@example.com"}}"#.to_vec(),
            },
            response: Some(ResponseRecord {
                status: 201,
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body: br#"{"status":"incomplete"}"#.to_vec(),
            }),
            elapsed_micros: 0,
            notes: Vec::new(),
        }
    }

    #[rstest]
    #[case(json!({}), true)]
    #[case(json!({"kind": "call"}), true)]
    #[case(json!({"kind": "webhook"}), false)]
    #[case(json!({"operation": "create_checkout"}), true)]
    #[case(json!({"operation": "get_order"}), false)]
    #[case(json!({"status": 201}), true)]
    #[case(json!({"status": 200}), false)]
    #[case(json!({"method": "POST", "path": "/checkout-sessions"}), true)]
    #[case(json!({"path": "/checkout"}), false)]
    #[case(json!({"header": {"name": "CONTENT-TYPE"}}), true)]
    #[case(json!({"header": {"name": "content-type", "equals": "text/plain"}}), false)]
    #[case(json!({"request": [{"pointer": "/line_items/0/quantity", "equals": 2}]}), true)]
    #[case(json!({"request": [{"pointer": "/line_items/0/quantity", "equals": 3}]}), false)]
    #[case(json!({"response": [{"pointer": "/status", "equals": "incomplete"}]}), true)]
    #[case(json!({"response": [{"pointer": "/none", "equals": null}]}), false)]
    fn everything_named_must_hold(#[case] wanted: Value, #[case] fits: bool) {
        assert_eq!(Matcher::of_body(&wanted).fits(&exchange()), fits);
    }

    /// Otherwise a token that may only read could find out secrets by guessing.
    #[rstest]
    #[case(json!({"header": {"name": "authorization", "equals": "Bearer canary-of-a-token"}}))]
    #[case(json!({"request": [{"pointer": "/buyer/email", "equals": "ada@example.com"}]}))]
    fn secrets_cannot_be_asked_for(#[case] wanted: Value) {
        assert!(!Matcher::of_body(&wanted).fits(&exchange()));
    }
}
