//! Defects of signatures, authentication and TLS.

use crate::defect::{Defect, NONE, defects};
use crate::message::Answer;
use serde_json::json;
use ucp_assay::platform::authority::TlsVersions;
use ucp_assay::protocol::operation::Operation;
use ucp_assay::simulator::settings::ResponseSigning;

/// A checkout as an answer that was too generous would have it.
fn generous(status: u16) -> Answer {
    Answer::own(status, &json!({"ucp": {"version": "2026-04-08"}, "id": "c-1", "status": "canceled"}))
}

defects! {
    /// Whoever does not sign is served.
    unsigned_request_served: Defect {
        request: |request| {
            let unsigned = request.operation().is_some() && (request.header("signature").is_none() || request.header("signature-input").is_none());
            unsigned.then(|| generous(200))
        },
        caught: &[
            ("signature-unsigned", "SIG-013"),
            ("signature-unsigned", "ERR-006"),
            ("signature-missing.1", "ERR-011"),
        ],
        ..NONE
    };
    /// A body changed after signing is served.
    changed_body_served: Defect {
        answer: |_, answer| if answer.is_error("digest_mismatch") {
            *answer = generous(201);
        },
        caught: &[("signature-digest-mismatch", "ERR-009"), ("signature-digest-mismatch", "SIG-015")],
        ..NONE
    };
    /// Any signature will do, as long as there is one.
    corrupt_signature_served: Defect {
        answer: |_, answer| if answer.is_error("signature_invalid") {
            *answer = generous(201);
        },
        caught: &[
            ("signature-corrupt", "ERR-007"),
            ("signature-other-key", "ERR-007"),
            ("signature-der", "SIG-022"),
        ],
        ..NONE
    };
    /// A platform may speak for another one.
    identity_not_compared: Defect {
        answer: |_, answer| {
            if answer.is_error("key_not_found") {
                *answer = generous(201);
            }
        },
        caught: &[("signature-other-agent", "AUT-002"), ("signature-other-agent", "AUT-003")],
        ..NONE
    };
    /// A wrong signature is the client's bad request.
    signature_error_with_400: Defect {
        answer: |_, answer| if answer.status == 401 {
            answer.status = 400;
        },
        caught: &[("signature-unknown-key", "ERR-008"), ("signature-unknown-key", "SIG-032")],
        ..NONE
    };
    /// Answers carry a signature over something else.
    answer_signed_wrongly: Defect {
        signing: ResponseSigning::All,
        answer: |_, answer| if let Some(signature) = answer.header("signature").map(str::to_owned) {
            let (label, value) = signature.split_once("=:").expect("a label");
            let swapped = if value.starts_with('A') { 'B' } else { 'A' };
            answer.set("signature", &format!("{label}=:{swapped}{}", &value[1..]));
        },
        caught: &[("response-signature", "SIG-023"), ("ambient.response-signature", "SIG-013")],
        ..NONE
    };
    /// An answer is changed after it was signed, digest and all.
    answer_changed_after_signing: Defect {
        signing: ResponseSigning::All,
        answer: |request, answer| if request.is(Operation::CompleteCheckout) {
            answer.body.push(b' ');
            answer.set("content-digest", &ucp_assay::crypto::digest::content_digest(&answer.body));
        },
        caught: &[("response-signature", "SIG-023"), ("ambient.response-signature", "SIG-023")],
        ..NONE
    };
    /// Signed answers have no digest.
    answer_without_digest: Defect {
        signing: ResponseSigning::All,
        answer: |_, answer| answer.drop("content-digest"),
        caught: &[("response-signature", "SIG-023"), ("ambient.response-digest", "SIG-014")],
        ..NONE
    };
    /// Whoever asks without TLS gets an answer.
    plain_http_served: Defect {
        in_the_clear: true,
        caught: &[("tls-profile", "PRO-006"), ("tls-profile", "TLS-004")],
        ..NONE
    };
    /// TLS 1.2 is good enough.
    tls_1_2_accepted: Defect {
        tls: TlsVersions::From12,
        caught: &[("tls-older-version", "TLS-006"), ("tls-order-version", "TLS-010")],
        ..NONE
    };
}
