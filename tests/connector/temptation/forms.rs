//! What signatures, requests and the connector's own profile look like.

use super::Row;
use super::requests::on_create;
use crate::meddler::Seen;
use crate::stage::{PLAIN, Stage};
use futures::future::BoxFuture;
use serde_json::Value;
use ucp_assay::connector::{Defect, Defects};

pub(super) const ROWS: &[Row] = &[
    (Defect::WrongMediaType, |defects| {
        on_create(defects, |seen| seen.header("content-type") != Some("application/json"))
    }),
    (Defect::BrokenJson, |defects| {
        on_create(defects, |seen| serde_json::from_slice::<Value>(&seen.body).is_err())
    }),
    (Defect::UpdatesByPatch, |defects| {
        Box::pin(async move {
            let stage = Stage::open(PLAIN, defects).await;
            stage.buy().await;
            stage.seen(Seen::is_update).is_empty()
        })
    }),
    (Defect::PathNotCovered, |defects| on_create(defects, |seen| !input(seen).contains("\"@path\""))),
    (Defect::AgentNotCovered, |defects| on_create(defects, |seen| !input(seen).contains("\"ucp-agent\""))),
    (Defect::KeyNotCovered, |defects| {
        on_create(defects, |seen| !input(seen).contains("\"idempotency-key\""))
    }),
    (Defect::AlgorithmAnnounced, |defects| on_create(defects, |seen| input(seen).contains(";alg="))),
    (Defect::UnpublishedKey, |defects| on_create(defects, |seen| input(seen).contains("unpublished"))),
    (Defect::DigestSha512, |defects| {
        on_create(defects, |seen| {
            !seen.header("content-digest").is_some_and(|digest| digest.starts_with("sha-256="))
        })
    }),
    // 64 bytes in base64 end with two padding characters and are 88 characters long.
    (Defect::DerSignature, |defects| {
        on_create(defects, |seen| {
            seen.header("signature").is_none_or(|value| value.len() != "sig1=::".len() + 88)
        })
    }),
    (Defect::ProfileRedirects, |defects| portrayed(defects, |status, _, _| status != 200)),
    (Defect::ProfileUncacheable, |defects| {
        portrayed(defects, |_, caching, _| !caching.contains("max-age=60") || caching.contains("no-store"))
    }),
    (Defect::ProfileForeignSpec, |defects| {
        portrayed(defects, |_, _, profile| profile.to_string().contains("elsewhere.example"))
    }),
    (Defect::ProfileReservedName, |defects| {
        portrayed(defects, |_, _, profile| profile.to_string().contains("dev.ucp.shopping.gift_wrapping"))
    }),
    (Defect::ProfileKeyNameless, |defects| {
        portrayed(defects, |_, _, profile| profile["signing_keys"][0]["kid"].is_null())
    }),
    (Defect::ProfileVersionWord, |defects| {
        portrayed(defects, |_, _, profile| profile["ucp"]["version"] == "draft")
    }),
];

fn input(seen: &Seen) -> &str {
    seen.header("signature-input").unwrap_or_default()
}

/// Whether what the connector publishes about itself is wrong in this way: status, `Cache-Control`, document.
fn portrayed(defects: Defects, wrong: fn(u16, &str, &Value) -> bool) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        stage.create().await;
        let agent = stage.seen(Seen::is_create)[0].header("ucp-agent").expect("an agent").to_owned();
        let url = agent.split('"').nth(1).expect("a URL").to_owned();
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let answer = client.build().expect("a client").get(url).send().await.expect("an answer");
        let status = answer.status().as_u16();
        let caching = answer.headers().get("cache-control").and_then(|value| value.to_str().ok());
        let caching = caching.unwrap_or_default().to_owned();
        let profile: Value =
            serde_json::from_slice(&answer.bytes().await.expect("a body")).unwrap_or_default();
        wrong(status, &caching, &profile)
    })
}
