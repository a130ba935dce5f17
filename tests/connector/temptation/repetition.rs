//! Redirects, refusals, and a business that cannot answer now.

use super::Row;
use crate::meddler::{Deed, Given, Meddle, Seen};
use crate::stage::{PLAIN, Setup, Stage};
use futures::future::BoxFuture;
use serde_json::json;
use std::time::Duration;
use ucp_assay::connector::driver::Outcome;
use ucp_assay::connector::{Defect, Defects};

pub(super) const ROWS: &[Row] = &[
    (Defect::FollowsRedirect, |defects| {
        on_create(defects, redirect, |stage, _, _| !stage.seen(|seen| seen.target == "/elsewhere").is_empty())
    }),
    (Defect::NewKeyOnRetry, |defects| {
        on_create(defects, busy_once, |stage, _, _| {
            differ(&stage.seen(Seen::is_create), |seen| {
                seen.header("idempotency-key").unwrap_or_default().as_bytes().to_vec()
            })
        })
    }),
    (Defect::OtherBytesOnRetry, |defects| {
        on_create(defects, busy_once, |stage, _, _| {
            differ(&stage.seen(Seen::is_create), |seen| seen.body.clone())
        })
    }),
    (Defect::IgnoresRetryAfter, |defects| {
        on_create(defects, busy_once, |_, _, waited| waited < Duration::from_secs(7))
    }),
    (Defect::NoBackOff, |defects| on_create(defects, broken_once, |_, _, waited| waited.is_zero())),
    (Defect::NeverRetries, |defects| on_create(defects, busy_once, |_, outcome, _| !outcome.is_success())),
    (Defect::RetriesForever, |defects| {
        on_create(defects, always_broken, |stage, _, _| stage.seen(Seen::is_create).len() > 20)
    }),
    (Defect::RetriesRefusals, |defects| {
        on_create(defects, refused, |stage, _, _| stage.seen(Seen::is_create).len() > 1)
    }),
];

/// Whether opening a checkout at such a business is wrong in this way.
fn on_create(
    defects: Defects,
    meddle: Meddle,
    wrong: fn(&Stage, &Outcome, Duration) -> bool,
) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let began = stage.clock.now();
        let outcome = stage.create().await;
        wrong(&stage, &outcome, stage.clock.now().since(began))
    })
}

fn differ(seen: &[Seen], what: fn(&Seen) -> Vec<u8>) -> bool {
    assert_eq!(seen.len(), 2, "one repetition");
    what(&seen[0]) != what(&seen[1])
}

fn redirect(seen: &Seen) -> Deed {
    if !seen.is_create() {
        return Deed::Pass;
    }
    Deed::Answer(Given::status(307).with("location", "/elsewhere"))
}

fn busy_once(seen: &Seen) -> Deed {
    match (seen.is_create(), seen.nth) {
        (true, 1) => {
            Deed::Answer(Given::json(503, &json!({"code": "busy", "content": "x"})).with("retry-after", "7"))
        }
        _ => Deed::Pass,
    }
}

fn broken_once(seen: &Seen) -> Deed {
    if seen.is_create() && seen.nth == 1 { Deed::Break } else { Deed::Pass }
}

fn always_broken(seen: &Seen) -> Deed {
    if seen.is_create() { Deed::Break } else { Deed::Pass }
}

fn refused(seen: &Seen) -> Deed {
    if !seen.is_create() {
        return Deed::Pass;
    }
    Deed::Answer(Given::json(400, &json!({"code": "invalid_request", "content": "x"})))
}
