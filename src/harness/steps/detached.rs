//! Requests signed with a detached JWS over the body: what is particular to that kind of signature.

use super::signature_tamper::{create, on_checkout};
use crate::crypto::detached_jws::PayloadEncoding;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::signed_client::{HeaderMember, SigningTamper, Tamper};
use crate::protocol::operation::Operation;
use serde_json::json;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform sends {string} with a signature over another body", sends_over_other_body,
        doc: "Sends an operation (for the checkout named `checkout`, with a body it accepts) signed over other bytes than its body.",
        example: "the platform sends \"get_checkout\" with a signature over another body"),
    step!(When "the platform creates a checkout with the protected header {string}", creates_with_header,
        doc: "Sends create_checkout with a signature whose protected header is wrong in this way: without a kid, of the algorithm none, of the algorithm HS256, b64 without crit, an unknown critical member.",
        example: "the platform creates a checkout with the protected header \"without a kid\""),
    step!(When "the platform creates a checkout with its body inside the signature", creates_attached,
        doc: "Sends create_checkout with a JWS that is right but not detached.",
        example: "the platform creates a checkout with its body inside the signature"),
    step!(When "the platform creates a checkout signed over the base64url form of its body", creates_encoded,
        doc: "Sends create_checkout signed as RFC 7515, appendix F, describes, without the b64 option.",
        example: "the platform creates a checkout signed over the base64url form of its body"),
    step!(Then "that form of the signature is accepted too", form_is_accepted,
        doc: "Warns unless the last answer is a checkout: the versions with these signatures leave the form open, so both should be understood.",
        example: "that form of the signature is accepted too"),
];

/// Bytes that no scenario sends as a body.
const OTHER: &[u8] = br#"{"signed":"elsewhere"}"#;

async fn sends_over_other_body(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let draft = match operation {
        Operation::CreateCheckout => create(world)?,
        other => on_checkout(world, other, &world.recall("checkout")?)?,
    };
    let over = Tamper::Signing(SigningTamper::Payload(OTHER.to_vec()));
    world.send_tampered(draft, &[over]).await.map(drop)
}

async fn creates_with_header(world: &mut AssayWorld, defect: String) -> StepResult {
    let members = members(&defect)
        .ok_or_else(|| Interrupt::Harness(format!("`{defect}` is no known defect of a protected header")))?;
    let tampers: Vec<Tamper> =
        members.into_iter().map(|member| Tamper::Signing(SigningTamper::Header(member))).collect();
    world.send_tampered(create(world)?, &tampers).await.map(drop)
}

/// What is wrong with a protected header, by name.
fn members(defect: &str) -> Option<Vec<HeaderMember>> {
    let set = |name: &str, value| HeaderMember::Set(name.to_owned(), value);
    Some(match defect {
        "without a kid" => vec![HeaderMember::Without("kid".to_owned())],
        "of the algorithm none" => vec![set("alg", json!("none"))],
        "of the algorithm HS256" => vec![set("alg", json!("HS256"))],
        "b64 without crit" => vec![HeaderMember::Without("crit".to_owned())],
        "an unknown critical member" => {
            vec![set("crit", json!(["b64", "assay"])), set("assay", json!(true))]
        }
        _ => return None,
    })
}

async fn creates_attached(world: &mut AssayWorld, (): ()) -> StepResult {
    world.send_tampered(create(world)?, &[Tamper::Signing(SigningTamper::Attached)]).await.map(drop)
}

async fn creates_encoded(world: &mut AssayWorld, (): ()) -> StepResult {
    let encoding = SigningTamper::Encoding(PayloadEncoding::Base64Url);
    world.send_tampered(create(world)?, &[Tamper::Signing(encoding)]).await.map(drop)
}

async fn form_is_accepted(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let actual = super::prepare::outcome(view);
    check::holds(view.is_resource(), "a form of the signature is refused", "a checkout", &actual)
        .seen_in(view)
        .fix("Read b64 of the protected header: verify over the raw body when it is false, else over its base64url form")
        .recommended()
}
