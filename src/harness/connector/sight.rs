//! Reading what a connector sent.

use crate::exchange::{Exchange, ExchangeKind};
use crate::protocol::operation::Operation;
use serde_json::Value;
use std::time::Duration;

/// A header of the request.
#[must_use]
pub fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    let mut found = exchange.request.headers.iter().filter(|(held, _)| held.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.as_str())
}

/// A header of the answer.
#[must_use]
pub fn answer_header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    let headers = exchange.response.iter().flat_map(|response| &response.headers);
    let mut found = headers.filter(|(held, _)| held.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.as_str())
}

/// Whether it is a request of the connector for an operation, or for a path that has none.
#[must_use]
pub fn is_call(exchange: &Exchange) -> bool {
    match exchange.kind {
        ExchangeKind::Call => true,
        ExchangeKind::Webhook | ExchangeKind::ProfileFetch => false,
    }
}

/// Whether it is a request of that operation.
#[must_use]
pub fn is(exchange: &Exchange, operation: Operation) -> bool {
    is_call(exchange) && exchange.operation == Some(operation)
}

/// Whether the connector asked for the business's profile.
#[must_use]
pub fn is_discovery(exchange: &Exchange, business: &str) -> bool {
    exchange.kind == ExchangeKind::ProfileFetch && exchange.request.url.starts_with(business)
}

/// The body of the request as JSON.
#[must_use]
pub fn body(exchange: &Exchange) -> Option<Value> {
    serde_json::from_slice(&exchange.request.body).ok()
}

/// Whether a fault met this exchange.
#[must_use]
pub fn is_spoilt(exchange: &Exchange) -> bool {
    exchange.notes.iter().any(|note| note.starts_with("fault "))
}

/// Time from the answer of one exchange to the request of a later one, by the business's clock.
#[must_use]
pub fn pause(earlier: &Exchange, later: &Exchange) -> Duration {
    let answered = earlier.at.plus(Duration::from_micros(earlier.elapsed_micros));
    later.at.since(answered)
}

/// Where an answer redirects to: path and query, whatever the authority.
#[must_use]
pub fn redirection(exchange: &Exchange) -> Option<&str> {
    let answer = exchange.response.as_ref().filter(|answer| (300..400).contains(&answer.status))?;
    let (_, to) = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"))?;
    Some(if to.starts_with('/') { to.as_str() } else { path(to) })
}

/// Whether a request went to the place that an earlier answer redirected to.
#[must_use]
pub fn follows_redirect(exchanges: &[Exchange], exchange: &Exchange) -> bool {
    let earlier = exchanges.iter().take_while(|one| one.id != exchange.id);
    earlier.filter_map(redirection).any(|to| path(&exchange.request.url) == to)
}

/// Method and path of the request, for people.
#[must_use]
pub fn line(exchange: &Exchange) -> String {
    format!("{} {}", exchange.request.method, path(&exchange.request.url))
}

/// What follows the authority of a URL, query included; empty when nothing does.
#[must_use]
pub fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::exchange::{RequestRecord, ResponseRecord};

    fn redirect(to: &str) -> Exchange {
        Exchange {
            id: "x1".to_owned(),
            at: Instant::from_millis(0),
            kind: ExchangeKind::Call,
            operation: None,
            request: RequestRecord {
                method: "POST".to_owned(),
                url: "https://shop.example/checkout-sessions".to_owned(),
                headers: Vec::new(),
                body: Vec::new(),
            },
            response: Some(ResponseRecord {
                status: 307,
                headers: vec![("Location".to_owned(), to.to_owned())],
                body: Vec::new(),
            }),
            elapsed_micros: 0,
            notes: Vec::new(),
        }
    }

    #[test]
    fn who_follows_a_redirect_is_recognised() {
        let to = |id: &str, url: &str, location: &str| {
            let mut exchange = redirect(location);
            (exchange.id, exchange.request.url) = (id.to_owned(), url.to_owned());
            exchange
        };
        let all = [
            to("x1", "https://shop.example/checkout-sessions", "/elsewhere"),
            to("x2", "https://shop.example/elsewhere", "https://other.example/there?x=1"),
            to("x3", "https://shop.example/there?x=1", "/nowhere"),
            to("x4", "https://shop.example/checkout-sessions", "/nowhere"),
        ];
        let followed: Vec<bool> = all.iter().map(|exchange| follows_redirect(&all, exchange)).collect();
        assert_eq!(followed, [false, true, true, false]);
    }
}
