//! Before, during and after money moves.

use super::Row;
use crate::meddler::{Deed, Given, Meddle, Seen};
use crate::stage::{PLAIN, Setup, Stage, roses};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use ucp_assay::connector::driver::Action;
use ucp_assay::connector::reference::Ending;
use ucp_assay::connector::{Defect, Defects};

/// Changes what a checkout looks like when it is read, after it was agreed to.
macro_rules! on_read {
    ($change:expr) => {
        |seen: &Seen| {
            if seen.is_read() { Deed::Edit(|given| given.edit($change)) } else { Deed::Pass }
        }
    };
}

pub(super) const ROWS: &[Row] = &[
    (Defect::WrongCurrency, |defects| paid(defects, on_read!(|body| body["currency"] = json!("EUR")))),
    (Defect::SeverityIgnored, |defects| {
        paid(
            defects,
            on_read!(|body| body["messages"] = json!([{
                "type": "error", "code": "review", "content": "x", "severity": "requires_buyer_review"
            }])),
        )
    }),
    (Defect::ExpiryIgnored, |defects| {
        paid(defects, on_read!(|body| body["expires_at"] = json!("2020-01-01T00:00:00Z")))
    }),
    (Defect::TotalsMismatchIgnored, |defects| paid(defects, on_read!(|body| dearer(body, "subtotal")))),
    (Defect::PriceDriftIgnored, |defects| {
        paid(
            defects,
            on_read!(|body| {
                dearer(body, "subtotal");
                dearer(body, "total");
            }),
        )
    }),
    (Defect::StatusIgnored, not_ready),
    (Defect::OffsetIgnored, |defects| {
        Box::pin(async move {
            let meddle = on_read!(|body| body["expires_at"] = json!(west_of_here()));
            let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
            let id = stage.ready().await;
            stage.complete(&id).await;
            stage.seen(Seen::is_complete).is_empty()
        })
    }),
    (Defect::InstrumentsIgnored, |defects| {
        Box::pin(async move {
            let stage = Stage::open(Setup { meddle: on_read!(only_amex), ..PLAIN }, defects).await;
            let id = stage.ready().await;
            stage.complete(&id).await;
            let paid = stage.seen(Seen::is_complete).first().expect("a payment").json();
            paid["payment"]["instruments"][0]["display"]["brand"] != "amex"
        })
    }),
    (Defect::ContinueUrlLost, no_way_on),
    (Defect::WritesAfterFailedRead, unread),
    (Defect::CompletesUnseen, unseen),
    (Defect::NoLookUp, |defects| lost(defects, |completions| completions.len() > 1)),
    (Defect::CompletesTwice, |defects| {
        lost(defects, |completions| {
            let keys = completions.iter().map(|seen| seen.header("idempotency-key").map(str::to_owned));
            keys.collect::<std::collections::BTreeSet<_>>().len() > 1
        })
    }),
];

/// In an hour, as it is written where it is five hours earlier.
fn west_of_here() -> String {
    let local = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1 - 5);
    format!("{}-05:00", local.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Every handler takes cards of one brand only.
fn only_amex(body: &mut Value) {
    let handlers = body["ucp"]["payment_handlers"].as_object_mut().expect("handlers");
    for entry in handlers.values_mut().flat_map(|entries| entries.as_array_mut().expect("entries")) {
        entry["available_instruments"] = json!([{"type": "card", "constraints": {"brands": ["amex"]}}]);
    }
}

fn dearer(body: &mut Value, kind: &str) {
    let totals = body["totals"].as_array_mut().expect("totals");
    let entry = totals.iter_mut().find(|entry| entry["type"] == kind).expect("an entry");
    entry["amount"] = json!(entry["amount"].as_i64().expect("an amount") + 100);
}

/// Whether a checkout that is not any more what was agreed to is completed.
fn paid(defects: Defects, meddle: Meddle) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let id = stage.ready().await;
        stage.complete(&id).await;
        !stage.seen(Seen::is_complete).is_empty()
    })
}

fn not_ready(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        let id = stage.create().await.id.expect("an id");
        stage.complete(&id).await;
        !stage.seen(Seen::is_complete).is_empty()
    })
}

fn no_way_on(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        let mut list = stage.list();
        list.items = vec![("garden_installation".to_owned(), 1)];
        let receipt = stage.connector.shop(&list).await;
        assert_eq!(receipt.ending, Ending::HandedOver, "{:?}\n{}", receipt.outcome, stage.trace());
        receipt.outcome.continue_url.is_none()
    })
}

fn unread(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = |seen: &Seen| {
            if !seen.is_read() {
                return Deed::Pass;
            }
            Deed::Answer(Given::json(400, &json!({"code": "invalid_request", "content": "x"})))
        };
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let id = stage.create().await.id.expect("an id");
        stage.act(Action::Get { id: id.clone() }).await;
        stage.act(Action::Update { id, checkout: roses(2) }).await;
        !stage.seen(Seen::is_update).is_empty()
    })
}

fn unseen(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        let id = stage.ready().await;
        assert!(stage.complete(&id).await.is_success());
        stage.seen(Seen::is_read).is_empty()
    })
}

/// What becomes of a completion whose answer is lost after the order was placed.
fn lost(defects: Defects, wrong: fn(&[Seen]) -> bool) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = |seen: &Seen| if seen.is_complete() && seen.nth == 1 { Deed::Lose } else { Deed::Pass };
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let id = stage.ready().await;
        stage.complete(&id).await;
        assert_eq!(stage.orders(), 1, "the order was placed");
        wrong(&stage.seen(Seen::is_complete))
    })
}
