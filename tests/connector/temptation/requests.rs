//! What requests carry.

use super::Row;
use crate::meddler::Seen;
use crate::stage::{PLAIN, Stage, roses};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use ucp_assay::connector::driver::Action;
use ucp_assay::connector::{Defect, Defects};

pub(super) const ROWS: &[Row] = &[
    (Defect::NoAgent, |defects| on_create(defects, |seen| seen.header("ucp-agent").is_none())),
    (Defect::AgentNotUrl, |defects| {
        on_create(defects, |seen| !seen.header("ucp-agent").is_some_and(|agent| agent.contains("://")))
    }),
    (Defect::UnsignedWrites, |defects| on_create(defects, |seen| seen.header("signature").is_none())),
    (Defect::BodyNotCovered, |defects| {
        on_create(defects, |seen| {
            !seen.header("signature-input").is_some_and(|input| input.contains("content-digest"))
        })
    }),
    (Defect::NoRequestId, |defects| on_create(defects, |seen| seen.header("request-id").is_none())),
    (Defect::NoKey, |defects| on_create(defects, |seen| seen.header("idempotency-key").is_none())),
    (Defect::ShortKeys, |defects| {
        on_create(defects, |seen| seen.header("idempotency-key").is_none_or(|key| key.len() < 22))
    }),
    (Defect::UnsignedReads, unsigned_reads),
    (Defect::IdNotEncoded, hostile_id),
    (Defect::RequestNotValidated, nonsense),
    (Defect::PartialPut, |defects| on_update(defects, |seen| seen.json().get("line_items").is_none())),
    (Defect::SendsOmitted, |defects| on_update(defects, |seen| seen.json().get("totals").is_some())),
    (Defect::HandlerInvented, handler),
    (Defect::KeyOfContent, |defects| {
        Box::pin(async move {
            let stage = Stage::open(PLAIN, defects).await;
            stage.create().await;
            stage.create().await;
            let keys: Vec<_> = stage.seen(Seen::is_create).iter().map(key).collect();
            assert_eq!(keys.len(), 2, "two checkouts are opened");
            keys[0] == keys[1]
        })
    }),
    (Defect::BareRequests, |defects| on_complete(defects, |seen| instrument(seen).get("id").is_none())),
    (Defect::RawCard, |defects| {
        on_complete(defects, |seen| instrument(seen)["credential"].get("number").is_some())
    }),
    (Defect::CredentialInTrace, |defects| {
        Box::pin(async move {
            let stage = Stage::open(PLAIN, defects).await;
            stage.buy().await;
            stage.trace().contains("success_token")
        })
    }),
];

/// Whether the request that opens a checkout is like this.
pub(super) fn on_create(defects: Defects, wrong: fn(&Seen) -> bool) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        stage.create().await;
        let created = stage.seen(Seen::is_create);
        wrong(created.first().expect("a request"))
    })
}

/// Whether the request that changes the discount codes of a checkout is like this.
fn on_update(defects: Defects, wrong: fn(&Seen) -> bool) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        let id = stage.create().await.id.expect("an id");
        stage.act(Action::Update { id, checkout: json!({"discounts": {"codes": ["10OFF"]}}) }).await;
        wrong(stage.seen(Seen::is_update).first().expect("a request"))
    })
}

fn unsigned_reads(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        let id = stage.create().await.id.expect("an id");
        stage.act(Action::Get { id }).await;
        stage.seen(Seen::is_read)[0].header("signature").is_none()
    })
}

fn hostile_id(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        stage.act(Action::Get { id: "../orders/1?x=y".to_owned() }).await;
        !stage.seen(|seen| seen.target.starts_with("/orders/")).is_empty()
    })
}

fn nonsense(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        let mut checkout = roses(1);
        checkout["line_items"][0]["quantity"] = json!("many");
        stage.act(Action::Create { checkout }).await;
        !stage.seen(Seen::is_create).is_empty()
    })
}

fn handler(defects: Defects) -> BoxFuture<'static, bool> {
    on_complete(defects, |seen| instrument(seen)["handler_id"] != "mock_payment_handler")
}

/// Whether the request that pays is like this.
fn on_complete(defects: Defects, wrong: fn(&Seen) -> bool) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        stage.buy().await;
        wrong(stage.seen(Seen::is_complete).first().expect("a payment"))
    })
}

fn instrument(seen: &Seen) -> Value {
    seen.json()["payment"]["instruments"][0].clone()
}

fn key(seen: &Seen) -> Option<String> {
    seen.header("idempotency-key").map(str::to_owned)
}
