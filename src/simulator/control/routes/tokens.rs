//! Tokens: what one's own permits, minting, listing, ending.

use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::control::scope::Scope;
use crate::simulator::control::token::Grant;
use serde_json::{Value, json};
use std::time::Duration;

fn view(grant: &Grant) -> Value {
    let scopes: Vec<&str> = grant.scopes.iter().map(|scope| scope.name()).collect();
    json!({
        "id": grant.id,
        "label": grant.label,
        "scopes": scopes,
        "expires_at": grant.expires_at.map(crate::clock::Instant::rfc3339),
    })
}

/// What the token of this call permits.
pub(in super::super) async fn own(call: Call) -> Result<Reply, Problem> {
    Ok(Reply::ok(view(&call.grant)))
}

/// Minted tokens that hold, without their secrets.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let wanted: Wanted<String> = Wanted::read("tokens", &call.query)?;
    let mut grants = call.control.tokens.list(call.control.clock.now());
    grants.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Reply::ok(wanted.page("tokens", grants.iter().map(|grant| (grant.id.clone(), view(grant))))))
}

/// A new token; its secret is in this answer and nowhere else.
pub(in super::super) async fn mint(call: Call) -> Result<Reply, Problem> {
    let names = call.body["scopes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let scopes: Vec<Scope> = names.filter_map(Scope::parse).collect();
    let lasts = Duration::from_secs(call.body["expires_in_seconds"].as_u64().unwrap_or(3600));
    let label = call.body["label"].as_str().unwrap_or_default();
    let minted = call.control.tokens.mint(label, scopes, call.control.clock.now(), lasts);
    let minted = minted.map_err(|error| Problem::new(Code::InternalError, error.to_string()))?;
    let (token, grant) = minted.ok_or_else(|| {
        Problem::new(Code::LimitReached, "no more tokens can be held")
            .expected("room for one more token")
            .mend("DELETE tokens that are no longer needed")
    })?;
    let mut body = view(&grant);
    body["token"] = token.reveal().into();
    Ok(Reply::Json(201, body))
}

/// Ends a token at once.
pub(in super::super) async fn revoke(call: Call) -> Result<Reply, Problem> {
    let id = call.path("token");
    if call.control.tokens.revoke(id) {
        return Ok(Reply::Nothing);
    }
    Err(Problem::missing("token", id, "GET /v1/tokens"))
}
