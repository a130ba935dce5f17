//! Answers that must not be used.

use super::Row;
use super::discovery::renamed_key;
use crate::meddler::{Deed, Given, Meddle, Seen};
use crate::stage::{PLAIN, Setup, Stage};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use ucp_assay::connector::driver::Action;
use ucp_assay::connector::reference::Demand;
use ucp_assay::connector::{Defect, Defects};
use ucp_assay::fault::Rule;
use ucp_assay::simulator::settings::ResponseSigning;

/// The newest version, everything signed by the merchant.
const SIGNED: Setup = Setup { signing: ResponseSigning::All, ..PLAIN };

/// Changes the answer that opens a checkout.
macro_rules! on_create {
    ($change:expr) => {
        |seen: &Seen| if seen.is_create() { Deed::Edit($change) } else { Deed::Pass }
    };
}

pub(super) const ROWS: &[Row] = &[
    (Defect::BadSignature, |defects| used(defects, Setup { meddle: wrong_signature, ..SIGNED })),
    (Defect::ForeignKey, |defects| used(defects, Setup { meddle: renamed_key, ..SIGNED })),
    (Defect::MissingSignature, |defects| used(defects, Setup { demand: Demand::All, ..PLAIN })),
    (Defect::CoverageIgnored, |defects| {
        Box::pin(async move {
            let stage = Stage::open(SIGNED, defects).await;
            let _armed = stage.merchant.faults().guard(Rule::of("sig.component_omitted")).expect("a fault");
            stage.create().await.is_success()
        })
    }),
    (Defect::ValidRefused, |defects| {
        Box::pin(async move { !Stage::open(SIGNED, defects).await.create().await.is_success() })
    }),
    (Defect::NewestKeyOnly, |defects| {
        Box::pin(async move {
            let stage = Stage::open(SIGNED, defects).await;
            stage.merchant.rotate_key().await.expect("a key");
            assert!(stage.create().await.is_success());
            let _armed = stage.merchant.faults().guard(Rule::of("sig.older_key")).expect("a fault");
            !stage.create().await.is_success()
        })
    }),
    (Defect::DigestSkipped, |defects| {
        used(defects, Setup { meddle: on_create!(|given| given.body.push(b' ')), ..SIGNED })
    }),
    (Defect::MalformedAccepted, |defects| {
        edited(defects, on_create!(|given| given.body = b"<html>sold</html>".to_vec()))
    }),
    (Defect::EnvelopeOptional, |defects| {
        edited(
            defects,
            on_create!(|given| given.edit(|body| {
                body.as_object_mut().expect("an object").remove("ucp");
            })),
        )
    }),
    (Defect::WrongVersion, |defects| {
        edited(defects, on_create!(|given| given.edit(|body| body["ucp"]["version"] = json!("2025-01-01"))))
    }),
    (Defect::AnswerNotValidated, |defects| {
        edited(defects, on_create!(|given| given.edit(|body| body["links"] = json!("none"))))
    }),
    (Defect::StaleAccepted, |defects| {
        edited(
            defects,
            on_create!(|given| *given = given.clone().with("date", "Mon, 01 Jan 2024 00:00:00 GMT")),
        )
    }),
    (Defect::ErrorEnvelopeAccepted, |defects| edited(defects, error_envelope)),
    (Defect::WrongId, other_checkout),
    (Defect::MessagesLost, |defects| {
        Box::pin(async move {
            let stage = Stage::open(PLAIN, defects).await;
            stage.create().await.messages.is_empty()
        })
    }),
];

/// Whether the answer that opens a checkout is used.
fn used(defects: Defects, setup: Setup) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(setup, defects).await;
        stage.create().await.is_success()
    })
}

fn edited(defects: Defects, meddle: Meddle) -> BoxFuture<'static, bool> {
    used(defects, Setup { meddle, ..PLAIN })
}

fn wrong_signature(seen: &Seen) -> Deed {
    if !seen.is_create() {
        return Deed::Pass;
    }
    Deed::Edit(|given| {
        for (name, value) in &mut given.headers {
            if name == "signature" {
                let (label, rest) = value.split_once(':').expect("a signature");
                let other = if rest.starts_with('A') { "B" } else { "A" };
                *value = format!("{label}:{other}{}", &rest[1..]);
            }
        }
    })
}

fn error_envelope(seen: &Seen) -> Deed {
    if !seen.is_create() {
        return Deed::Pass;
    }
    let message = json!({
        "type": "error", "code": "item_unavailable", "content": "x", "severity": "unrecoverable"
    });
    let version = ucp_assay::protocol::version::ProtocolVersion::LATEST.date();
    let body: Value = json!({
        "ucp": {"version": version, "status": "error"}, "id": "chk_1", "messages": [message]
    });
    Deed::Answer(Given::json(200, &body))
}

fn other_checkout(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = |seen: &Seen| {
            if !seen.is_read() {
                return Deed::Pass;
            }
            Deed::Edit(|given| given.edit(|body| body["id"] = json!("chk_somebody_elses")))
        };
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let id = stage.create().await.id.expect("an id");
        stage.act(Action::Get { id }).await.is_success()
    })
}
