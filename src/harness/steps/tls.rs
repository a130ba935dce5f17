//! TLS: below HTTP, the protocol version, the certificate, the cipher.

use crate::clock::Clock;
use crate::harness::business::Business;
use crate::harness::check;
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::authority::TlsVersions;
use crate::platform::tls_probe::{Handshake, PlainAnswer, handshake, plain_http};
use serde_json::{Value, json};
use std::sync::Arc;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform asks for the business profile over plain HTTP", asks_profile_in_the_clear,
        doc: "Sends a plain HTTP request for the profile to the port of the profile's https URL.",
        example: "the platform asks for the business profile over plain HTTP"),
    step!(When "the platform asks for a checkout over plain HTTP", asks_checkout_in_the_clear,
        doc: "Sends a plain HTTP request for a checkout to the port of the shopping endpoint.",
        example: "the platform asks for a checkout over plain HTTP"),
    step!(When "the platform opens a TLS 1.3 connection to the shopping endpoint", opens_newest,
        doc: "Offers TLS 1.3, and nothing else, to the host of the shopping endpoint.",
        example: "the platform opens a TLS 1.3 connection to the shopping endpoint"),
    step!(When "the platform offers only TLS 1.2 to the shopping endpoint", offers_older,
        doc: "Offers TLS 1.2, and nothing else, to the host of the shopping endpoint.",
        example: "the platform offers only TLS 1.2 to the shopping endpoint"),
    step!(Then "nothing but a refusal comes back", only_refusal,
        doc: "Fails when plain HTTP was answered with a 2xx status, or with an error of the protocol: what answers like the business is the business. A closed connection, a TLS alert, a redirect or anybody else's 4xx are refusals.",
        example: "nothing but a refusal comes back"),
    step!(Then "the handshake succeeds", succeeds,
        doc: "Fails unless the handshake was completed.",
        example: "the handshake succeeds"),
    step!(Then "the handshake is refused", is_refused,
        doc: "Fails when the handshake was completed.",
        example: "the handshake is refused"),
    step!(Then "the certificate is valid now and names the host", certificate_is_good,
        doc: "Fails unless the certificate is within its time and trusted for the host.",
        example: "the certificate is valid now and names the host"),
    step!(Then "the cipher suite is authenticated encryption", cipher_is_strong,
        doc: "Fails unless the suite agreed on is one of AES-GCM, AES-CCM or ChaCha20-Poly1305.",
        example: "the cipher suite is authenticated encryption"),
];

/// Under these names what a probe saw is kept for the steps that judge it.
const PLAIN: &str = "plain http answer";
const HANDSHAKE: &str = "handshake";

async fn asks_profile_in_the_clear(world: &mut AssayWorld, (): ()) -> StepResult {
    let url = Business::profile_url(&world.session()?.base_url);
    ask_in_the_clear(world, &url).await
}

async fn asks_checkout_in_the_clear(world: &mut AssayWorld, (): ()) -> StepResult {
    let url = format!("{}/checkout-sessions/unknown", world.business()?.endpoint);
    ask_in_the_clear(world, &url).await
}

async fn ask_in_the_clear(world: &mut AssayWorld, url: &str) -> StepResult {
    let run = Arc::clone(world.run()?);
    let answer = plain_http(&run.client, url).await;
    let answer = answer.map_err(|error| Interrupt::blocked(format!("{url}: {error}"), Cause::no_answer()))?;
    let status = answer.as_ref().map(|answer| answer.status);
    world.note(format!(
        "plain HTTP to {url}: {}",
        status.map_or("no HTTP answer".into(), |status| status.to_string())
    ));
    world.keep(
        PLAIN,
        json!({ "status": status, "protocol": answer.as_ref().is_some_and(speaks_the_protocol) }),
    );
    Ok(())
}

/// Whether an answer is one the protocol describes: a resource, an outcome or an error of it.
fn speaks_the_protocol(answer: &PlainAnswer) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    body["ucp"].is_object()
        || body["messages"].is_array()
        || (body["code"].is_string() && body["content"].is_string())
}

async fn only_refusal(world: &mut AssayWorld, (): ()) -> StepResult {
    refusal(world.kept(PLAIN)?)
}

/// No HTTP answer at all is a refusal, and so is one that is neither a success nor an answer of the
/// protocol.
fn refusal(seen: &Value) -> StepResult {
    let served = seen["status"].as_u64().is_some_and(|status| (200..300).contains(&status));
    let expected = "no answer, a redirect or an error that is not the protocol's";
    check::holds(!served && seen["protocol"] != true, "answer to plain HTTP", expected, &seen.to_string())
}

async fn opens_newest(world: &mut AssayWorld, (): ()) -> StepResult {
    shake(world, TlsVersions::Only13).await
}

async fn offers_older(world: &mut AssayWorld, (): ()) -> StepResult {
    shake(world, TlsVersions::Only12).await
}

async fn shake(world: &mut AssayWorld, offer: TlsVersions) -> StepResult {
    let url = world.business()?.endpoint.clone();
    if url.starts_with("http://") {
        let reason = format!("the endpoint {url} is plain http, so there is no handshake to look at");
        return Err(Interrupt::NotTested(reason));
    }
    let run = Arc::clone(world.run()?);
    let seen = match handshake(&run.client, &url, offer).await {
        Handshake::Completed(session) => {
            let now = Clock::system().now();
            let current = session.certificates.first().is_some_and(|leaf| leaf.is_valid_at(now));
            json!({
                "version": session.version, "cipher": session.cipher_suite, "current": current,
                "trusted": session.trusted.is_ok(), "distrust": session.trusted.err(),
            })
        }
        Handshake::Refused(reason) => json!({ "refused": reason }),
        Handshake::Unreachable(error) => {
            return Err(Interrupt::blocked(format!("{url}: {error}"), Cause::no_answer()));
        }
    };
    world.note(format!("TLS handshake with {url}: {seen}"));
    world.keep(HANDSHAKE, seen);
    Ok(())
}

async fn succeeds(world: &mut AssayWorld, (): ()) -> StepResult {
    completed(world.kept(HANDSHAKE)?).map(drop)
}

fn completed(seen: &Value) -> StepResult<&Value> {
    let reason = seen["refused"].as_str().unwrap_or("no handshake");
    check::holds(seen.get("version").is_some(), "TLS handshake", "a completed handshake", reason)?;
    Ok(seen)
}

async fn is_refused(world: &mut AssayWorld, (): ()) -> StepResult {
    refused(world.kept(HANDSHAKE)?)
}

fn refused(seen: &Value) -> StepResult {
    check::holds(
        seen["refused"].is_string(),
        "TLS handshake with an old version",
        "a refusal",
        &seen.to_string(),
    )
}

async fn certificate_is_good(world: &mut AssayWorld, (): ()) -> StepResult {
    certificate(world.kept(HANDSHAKE)?)
}

fn certificate(seen: &Value) -> StepResult {
    let seen = completed(seen)?;
    check::holds(
        seen["current"] == true,
        "the certificate is outside its time",
        "valid now",
        "not valid now",
    )?;
    let reason = seen["distrust"].as_str().unwrap_or("not trusted");
    check::holds(seen["trusted"] == true, "the certificate is not trusted for the host", "trusted", reason)
}

async fn cipher_is_strong(world: &mut AssayWorld, (): ()) -> StepResult {
    cipher(world.kept(HANDSHAKE)?)
}

fn cipher(seen: &Value) -> StepResult {
    let suite = completed(seen)?["cipher"].as_str().unwrap_or_default();
    let strong = ["GCM", "CCM", "CHACHA20_POLY1305"].iter().any(|mode| suite.contains(mode));
    check::holds(strong, "cipher suite", "AES-GCM, AES-CCM or ChaCha20-Poly1305", suite)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(json!({"status": null, "protocol": false}), true)]
    #[case(json!({"status": 400, "protocol": false}), true)]
    #[case(json!({"status": 308, "protocol": false}), true)]
    #[case(json!({"status": 200, "protocol": false}), false)]
    #[case(json!({"status": 401, "protocol": true}), false)]
    fn what_answers_like_the_business_in_the_clear_is_no_refusal(#[case] seen: Value, #[case] good: bool) {
        assert_eq!(refusal(&seen).is_ok(), good);
    }

    #[rstest]
    #[case(r#"{"code":"unauthorized","content":"sign"}"#, true)]
    #[case(r#"{"status":"requires_escalation","messages":[]}"#, true)]
    #[case(r#"{"ucp":{"version":"2026-04-08"}}"#, true)]
    #[case("<h1>400 The plain HTTP request was sent to HTTPS port</h1>", false)]
    #[case(r#"{"error":"use https"}"#, false)]
    fn a_stranger_does_not_speak_the_protocol(#[case] body: &str, #[case] protocol: bool) {
        let answer = PlainAnswer { status: 400, body: body.into() };
        assert_eq!(speaks_the_protocol(&answer), protocol);
    }

    const GOOD: &str =
        r#"{"version":"TLSv1_3","cipher":"TLS13_AES_256_GCM_SHA384","current":true,"trusted":true}"#;

    #[rstest]
    #[case("{}", true)]
    #[case(r#"{"current":false}"#, false)]
    #[case(r#"{"trusted":false,"distrust":"name mismatch"}"#, false)]
    #[case(r#"{"cipher":"TLS_RSA_WITH_AES_128_CBC_SHA"}"#, false)]
    fn a_good_handshake_needs_all_its_parts(#[case] change: &str, #[case] good: bool) {
        let mut seen: Value = serde_json::from_str(GOOD).unwrap();
        let change: Value = serde_json::from_str(change).unwrap();
        for (name, value) in change.as_object().unwrap() {
            seen[name] = value.clone();
        }
        assert_eq!(certificate(&seen).and_then(|()| cipher(&seen)).is_ok(), good);
    }

    #[test]
    fn a_refusal_is_told_from_a_completed_handshake() {
        let refusal = json!({"refused": "protocol version"});
        assert!(refused(&refusal).is_ok());
        assert!(completed(&refusal).is_err());
        assert!(refused(&serde_json::from_str(GOOD).unwrap()).is_err());
        assert!(refused(&json!({})).is_err());
    }
}
