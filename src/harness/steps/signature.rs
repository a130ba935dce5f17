//! Requests signed well: with which key, over which components; answers, when they are signed.

use super::prepare::content;
use crate::clock::Clock;
use crate::crypto::detached_jws;
use crate::crypto::http_signature::Verified;
use crate::crypto::key::{Curve, SigningKey};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::signature_check;
use crate::platform::signed_client::{SigningTamper, Tamper};
use crate::protocol::operation::Operation;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the platform's profile has a second signing key", has_second_key,
        doc: "Publishes another P-256 key next to the platform's first one.",
        example: "the platform's profile has a second signing key"),
    step!(Given "the platform removes its first key from its profile", removes_first_key,
        doc: "Takes the platform's first key out of its profile; the platform still holds it.",
        example: "the platform removes its first key from its profile"),
    step!(When "the platform creates a checkout for {int} of {string} signed with ES256", creates_with_es256,
        doc: "Sends create_checkout with one line item, signed by the platform's P-256 key.",
        example: "the platform creates a checkout for 1 of \"an available product\" signed with ES256"),
    step!(When "the platform creates a checkout for {int} of {string} signed with the {word} key", creates_with_key,
        doc: "Sends create_checkout with one line item, signed by the platform's `first` or `second` key.",
        example: "the platform creates a checkout for 1 of \"an available product\" signed with the second key"),
    step!(Then "the last answer's signature, when there is one, verifies", signature_verifies,
        doc: "Fails unless the signature verifies with a key of the business profile over at least the components demanded; not applicable to an unsigned answer.",
        example: "the last answer's signature, when there is one, verifies"),
    step!(Then "the last answer's detached JWT, when there is one, verifies", jwt_verifies,
        doc: "Fails unless X-Detached-JWT verifies over the raw body with a key of the business profile; not applicable to an answer without.",
        example: "the last answer's detached JWT, when there is one, verifies"),
    step!(Then "it covers {string}, {string} and {string}", covers,
        doc: "Fails unless the last answer's signature verifies and covers these components.",
        example: "it covers \"@status\", \"content-digest\" and \"content-type\""),
    step!(Then "it names no algorithm", names_no_algorithm,
        doc: "Fails when Signature-Input of the last answer is missing or has the parameter `alg`: the algorithm follows from the key.",
        example: "it names no algorithm"),
    step!(Then "the last answer is signed", is_signed,
        doc: "Warns unless the last answer has a signature: the protocol recommends it. Fails when that signature does not verify.",
        example: "the last answer is signed"),
];

async fn has_second_key(world: &mut AssayWorld, (): ()) -> StepResult {
    let platform = world.platforms_mut().acting_mut()?;
    let kid = format!("{}-2", platform.identity.id());
    platform.identity.add_key(fresh_key(kid)?);
    platform.publish()
}

/// A new P-256 key that no profile has yet.
///
/// # Errors
/// When the system yields no randomness.
pub(super) fn fresh_key(kid: impl Into<String>) -> StepResult<SigningKey> {
    SigningKey::generate(Curve::P256, kid).map_err(|error| Interrupt::Harness(error.to_string()))
}

async fn removes_first_key(world: &mut AssayWorld, (): ()) -> StepResult {
    let first = key(world, "first")?.kid().to_owned();
    let platform = world.platforms_mut().acting_mut()?;
    if !platform.identity.retire_key(&first) {
        return Err(Interrupt::Harness(format!("the key {first} is not in the profile")));
    }
    platform.publish()
}

/// The key of the acting platform of that ordinal.
fn key(world: &AssayWorld, ordinal: &str) -> StepResult<SigningKey> {
    let index = ["first", "second"].iter().position(|known| *known == ordinal);
    let keys = world.platforms().acting()?.identity.keys();
    let key = index.and_then(|index| keys.get(index)).cloned();
    key.ok_or_else(|| Interrupt::Harness(format!("the platform has no {ordinal} key")))
}

async fn creates_with_es256(world: &mut AssayWorld, wanted: (u64, String)) -> StepResult {
    let curve = world.platforms().acting()?.identity.signing_key().curve();
    if curve != Curve::P256 {
        return Err(Interrupt::Harness(format!("the platform signs with a key on {}", curve.crv())));
    }
    creates_signed_by(world, wanted, "first").await
}

async fn creates_with_key(
    world: &mut AssayWorld,
    (quantity, product, ordinal): (u64, String, String),
) -> StepResult {
    creates_signed_by(world, (quantity, product), &ordinal).await
}

async fn creates_signed_by(
    world: &mut AssayWorld,
    (quantity, product): (u64, String),
    ordinal: &str,
) -> StepResult {
    let key = key(world, ordinal)?;
    let body = content(world, &[(quantity, &product)])?;
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&body);
    world.send_tampered(draft, &[Tamper::Signing(SigningTamper::Key(key))]).await.map(drop)
}

async fn signature_verifies(world: &mut AssayWorld, (): ()) -> StepResult {
    if !carries_signature(world)? {
        return Err(Interrupt::NotApplicable("the business does not sign this answer".to_owned()));
    }
    verified(world).map(drop)
}

async fn jwt_verifies(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let Some(jws) = view.header("x-detached-jwt") else {
        return Err(Interrupt::NotApplicable("the business does not sign this answer".to_owned()));
    };
    let keys = &world.business()?.keys;
    detached_jws::verify(jws, &view.body, |kid: &str| keys.lookup(kid)).map(drop).or_else(|error| {
        let expected = "a detached JWS over the body by a key of the business profile";
        check::fail("X-Detached-JWT does not verify", expected, &error.to_string()).seen_in(view)
    })
}

async fn covers(world: &mut AssayWorld, (one, two, three): (String, String, String)) -> StepResult {
    let verified = verified(world)?;
    covers_all(&verified.covered, &[&one, &two, &three]).seen_in(world.last()?)
}

/// Fails unless the components announced (quotes included) have all of these names.
fn covers_all(announced: &[String], names: &[&str]) -> StepResult {
    let covered: Vec<&str> = announced.iter().map(|name| name.trim_matches('"')).collect();
    let all = names.iter().all(|name| covered.contains(name));
    check::holds(all, "covered components", &names.join(", "), &covered.join(", "))
}

async fn names_no_algorithm(world: &mut AssayWorld, (): ()) -> StepResult {
    let verified = verified(world)?;
    let view = world.last()?;
    let input = view.header("signature-input").unwrap_or_default();
    check::holds(!verified.alg_announced, "parameters of the signature", "no alg", input)
        .seen_in(view)
        .fix("Leave `alg` out of Signature-Input; the key's curve says the algorithm")
}

async fn is_signed(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let success = (200..300).contains(&view.status);
    check::holds(success, "HTTP status", "a success", &view.status.to_string()).seen_in(view)?;
    let signed = carries_signature(world)?;
    check::holds(signed, "the answer is not signed", "Signature-Input and Signature", "none")
        .seen_in(view)
        .fix("Sign the answers to completions and about orders with a key of the business profile")
        .recommended()?;
    verified(world).map(drop)
}

/// Whether the last answer carries any part of a signature.
fn carries_signature(world: &AssayWorld) -> StepResult<bool> {
    let view = world.last()?;
    Ok(view.header("signature").is_some() || view.header("signature-input").is_some())
}

/// The verified signature of the last answer.
fn verified(world: &AssayWorld) -> StepResult<Verified> {
    let view = world.last()?;
    let exchanges = world.exchanges().iter();
    let exchange = exchanges.rev().find(|exchange| exchange.id == view.exchange);
    let exchange = exchange.ok_or_else(|| Interrupt::Harness("the answer was not recorded".to_owned()))?;
    let now = Clock::system().now();
    let checked = signature_check::response(exchange, &world.business()?.keys, now);
    let checked = checked.ok_or_else(|| Interrupt::Harness("the answer was not recorded".to_owned()))?;
    checked.or_else(|error| {
        let expected = "a signature by a key of the business profile";
        check::fail("the signature of the answer does not verify", expected, &error.to_string()).seen_in(view)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&["\"@status\"", "\"content-digest\"", "\"content-type\""], true)]
    #[case(&["\"content-type\"", "\"@status\"", "\"content-digest\"", "\"date\""], true)]
    #[case(&["\"@status\"", "\"content-type\""], false)]
    #[case(&[], false)]
    fn a_component_that_is_not_covered_is_noticed(#[case] announced: &[&str], #[case] good: bool) {
        let announced: Vec<String> = announced.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(covers_all(&announced, &["@status", "content-digest", "content-type"]).is_ok(), good);
    }
}
