//! The operations of the Talos contracts that the protocol does not have.

use super::agent::is_holder;
use super::deviation::Deviation;
use super::route::{LINK, ORDERS, is_own};
use crate::merchant::Reply;
use crate::merchant::state::Order;
use crate::simulator::concession::note;
use crate::simulator::journal::FindingKind;
use crate::simulator::pipeline::{Answer, Context, Stop};
use crate::transport::failure::{Failure, code};
use bytes::Bytes;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Orders listed at most.
const MOST_LISTED: usize = 100;

/// Links remembered at most.
const MOST_LINKS: usize = 10_000;

/// Longest identifier of a principal or a buyer, in bytes.
const LONGEST_ID: usize = 256;

/// Links between principals and buyers, by caller and principal.
#[derive(Debug, Default)]
pub(super) struct Links(Mutex<HashMap<(String, String), String>>);

/// Answers the list of orders and the link of an identity; `None` for every other operation. Whoever is
/// not the holder of a configured key is told that there is nothing.
pub(super) fn respond(links: &Links, context: &mut Context<'_>) -> Option<Result<Answer, Stop>> {
    if !is_own(context.spec) {
        return None;
    }
    if !is_holder(context) {
        let reason = "this operation is for the holders of configured keys";
        return Some(Err(Failure::new(code::NOT_FOUND, reason).into()));
    }
    let kind = FindingKind::Overlay(Deviation::ForeignRoute);
    if !context.findings.iter().any(|finding| finding.kind == kind) {
        note(context, kind, format!("{} {}", context.spec.method, context.spec.path));
    }
    if std::ptr::eq(context.spec, &raw const *ORDERS) {
        Some(Ok(list(context)))
    } else if std::ptr::eq(context.spec, &raw const *LINK) {
        Some(links.link(context))
    } else {
        None
    }
}

/// The caller's orders, newest first.
fn list(context: &Context<'_>) -> Answer {
    let owner = context.platform.as_ref().map(|platform| platform.url.as_str()).unwrap_or_default();
    let mut orders: Vec<Order> =
        context.session.state().orders().filter(|order| &*order.owner == owner).cloned().collect();
    orders.sort_by_key(|order| std::cmp::Reverse((order.placed_at, order.number)));
    orders.truncate(limit(context.request.uri().query()));
    let items: Vec<Value> = orders.iter().filter_map(|order| shown(context, order)).collect();
    answer(200, &json!({ "items": items }))
}

fn shown(context: &Context<'_>, order: &Order) -> Option<Value> {
    let negotiated = context.negotiated.as_ref()?;
    let capabilities = negotiated.relevant(&context.spec.capability);
    let envelope = context.session.envelope(&negotiated.version, capabilities);
    let body = context.session.dialect().render(&Reply::Order(order.view.clone()), &envelope)?;
    serde_json::from_slice(&body).ok()
}

/// `limit` of a query, within bounds.
fn limit(query: Option<&str>) -> usize {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let asked = pairs.filter(|(name, _)| name == "limit").find_map(|(_, value)| value.parse().ok());
    asked.map_or(MOST_LISTED, |asked: usize| asked.min(MOST_LISTED))
}

impl Links {
    /// Links a principal to a buyer. A link once made is confirmed by repeating it; another buyer conflicts.
    fn link(&self, context: &Context<'_>) -> Result<Answer, Stop> {
        let principal = identifier(context, "principal_id")?;
        let buyer = identifier(context, "ucp_buyer_id")?;
        let caller = context.platform.as_ref().map(|platform| platform.url.clone()).unwrap_or_default();
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = links.len() < MOST_LINKS;
        match links.get(&(caller.clone(), principal.clone())) {
            Some(known) if *known != buyer => {
                return Ok(answer(409, &json!({"status": "conflict", "principal_id": principal})));
            }
            Some(_) => {}
            None if room => drop(links.insert((caller, principal.clone()), buyer.clone())),
            None => {
                let reason = "no further identity can be linked";
                return Err(Failure::new(code::SERVICE_UNAVAILABLE, reason).into());
            }
        }
        Ok(answer(200, &json!({"status": "linked", "principal_id": principal, "ucp_buyer_id": buyer})))
    }
}

fn identifier(context: &Context<'_>, name: &str) -> Result<String, Stop> {
    let found = context.document.as_ref().and_then(|body| body.get(name)).and_then(Value::as_str);
    let found = found.filter(|text| !text.is_empty() && text.len() <= LONGEST_ID);
    found.map(str::to_owned).ok_or_else(|| {
        let reason = format!("/{name}: expected a string of 1 to {LONGEST_ID} bytes");
        Failure::new(code::INVALID_REQUEST, reason).into()
    })
}

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, headers: Vec::new(), body: Bytes::from(body.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::limit;
    use rstest::rstest;

    #[rstest]
    #[case(None, 100)]
    #[case(Some("limit=7"), 7)]
    #[case(Some("a=b&limit=7"), 7)]
    #[case(Some("limit=5000"), 100)]
    #[case(Some("limit=-1"), 100)]
    #[case(Some("limit=many"), 100)]
    fn a_limit_is_bounded(#[case] query: Option<&str>, #[case] expected: usize) {
        assert_eq!(limit(query), expected);
    }
}
