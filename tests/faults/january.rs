//! What the shared support needs to speak like a platform of January 2026, and that faults work there too.

use crate::support::world_with;
use serde_json::{Value, json};
use ucp_assay::crypto::detached_jws::{self, PayloadEncoding};
use ucp_assay::crypto::key::{KeySet, SigningKey};
use ucp_assay::fault::Rule;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::SessionOptions;

/// A detached JWS over a body.
pub(crate) fn jws(key: &SigningKey, body: &[u8]) -> String {
    detached_jws::sign(key, body, PayloadEncoding::Unencoded).expect("signed")
}

/// A payment with a test token.
pub(crate) fn payment(token: &str) -> Value {
    json!({"payment_data": {
        "id": "pay_1", "handler_id": "mock_payment_handler", "type": "card",
        "credential": {"type": "token", "token": token},
    }})
}

#[tokio::test]
async fn faults_work_at_the_release_of_january() {
    let january =
        |settings: &mut ucp_assay::simulator::Settings| settings.version = ProtocolVersion::January2026;
    let world = world_with(january, SessionOptions::default()).await;
    let keys = || {
        let profile = world.session.business_profile();
        let keys: Vec<_> = serde_json::from_value(profile["signing_keys"].clone()).expect("keys");
        KeySet::from_jwks(&keys)
    };
    let verifies = |answer: &crate::support::Answer| {
        let jws = answer.raw.header("x-detached-jwt").expect("a signature").to_owned();
        let keys = keys();
        detached_jws::verify(&jws, &answer.raw.body, |kid| keys.lookup(kid)).is_ok()
    };
    let sound = world.create().await;
    assert!(sound.status == 201 && verifies(&sound), "{}", sound.body);
    for fault in [
        "sig.corrupt",
        "sig.retired_key",
        "sig.other_merchant_key",
        "sig.unknown_kid",
        "jws.unencoded_payload_wrong",
        "digest.mismatch",
    ] {
        let guard = world.session.faults().guard(Rule::of(fault)).expect("armed");
        let answer = world.create().await;
        assert_eq!((answer.status, guard.fired()), (201, 1), "{fault}");
        assert!(!verifies(&answer), "{fault} left the signature as it was");
    }
    let guard = world.session.faults().guard(Rule::of("price.drift").param("by", 9)).expect("armed");
    let dearer = world.create().await;
    assert_eq!(dearer.body["line_items"][0]["item"]["price"], 3509);
    assert!(verifies(&dearer), "what changes before signing is signed");
    drop(guard);
    let _guard = world.session.faults().guard(Rule::of("error.200_with_error")).expect("armed");
    let unsigned =
        world.send(world.call("POST", "/checkout-sessions", Some(crate::support::roses(1))).unsigned()).await;
    assert_eq!(unsigned.status, 200, "{}", unsigned.body);
}
