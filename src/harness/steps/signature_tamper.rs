//! Requests signed badly: one thing is wrong with each.

use super::prepare::content;
use super::signature::fresh_key;
use crate::crypto::digest::content_digest;
use crate::crypto::jwk::Jwk;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::signed_client::{DigestTamper, Edit, SigningTamper, Tamper};
use crate::protocol::operation::Operation;
use crate::transport::request::Draft;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform sends {string} without the header {string}", sends_without_header,
        doc: "Sends an operation (for the checkout named `checkout`, with a body it accepts) and drops this header after signing.",
        example: "the platform sends \"update_checkout\" without the header \"Signature\""),
    step!(When "the platform creates a checkout without the header {string}", creates_without_header,
        doc: "Sends create_checkout, signed, and drops this header on the way.",
        example: "the platform creates a checkout without the header \"Content-Digest\""),
    step!(When "the platform creates a checkout whose body was changed after signing", creates_with_changed_body,
        doc: "Signs create_checkout for one unit and sends it for two, with the digest of one.",
        example: "the platform creates a checkout whose body was changed after signing"),
    step!(When "the platform creates a checkout whose body and digest were changed after signing", creates_with_changed_digest,
        doc: "Signs create_checkout for one unit and sends it for two, with the digest of two.",
        example: "the platform creates a checkout whose body and digest were changed after signing"),
    step!(When "the platform creates a checkout whose digest is by sha-512 only", creates_with_sha512,
        doc: "Sends create_checkout with a right, signed Content-Digest by an algorithm that the protocol does not have.",
        example: "the platform creates a checkout whose digest is by sha-512 only"),
    step!(When "the platform creates a checkout whose digest is over the body without white space", creates_with_compact_digest,
        doc: "Sends create_checkout with white space in its body and the signed digest of the same JSON without.",
        example: "the platform creates a checkout whose digest is over the body without white space"),
    step!(When "the platform creates a checkout whose body has white space in it", creates_with_white_space,
        doc: "Sends create_checkout with white space in its body, signed as it is.",
        example: "the platform creates a checkout whose body has white space in it"),
    step!(When "the platform creates a checkout with one bit of the signature flipped", creates_with_flipped_bit,
        doc: "Sends create_checkout with a signature that is wrong in one bit.",
        example: "the platform creates a checkout with one bit of the signature flipped"),
    step!(When "the platform creates a checkout signed by a stranger's key under its own kid", creates_with_strange_key,
        doc: "Sends create_checkout signed by another key that claims the kid of the platform's key.",
        example: "the platform creates a checkout signed by a stranger's key under its own kid"),
    step!(When "the platform creates a checkout signed with a key that is not in its profile", creates_with_unknown_key,
        doc: "Sends create_checkout signed by a key that was never published.",
        example: "the platform creates a checkout signed with a key that is not in its profile"),
    step!(When "the platform creates a checkout with the signature encoded as DER", creates_with_der,
        doc: "Sends create_checkout with a right signature, in DER instead of raw r and s.",
        example: "the platform creates a checkout with the signature encoded as DER"),
    step!(When "the platform creates a checkout signed with a key of the unsupported curve {string}", creates_with_curve,
        doc: "Publishes a key on this curve (P-521) and sends create_checkout with a signature of its length under its kid.",
        example: "the platform creates a checkout signed with a key of the unsupported curve \"P-521\""),
    step!(When "the platform creates a checkout whose signature does not cover {string}", creates_uncovered,
        doc: "Sends create_checkout with a right signature over all that is demanded but this component.",
        example: "the platform creates a checkout whose signature does not cover \"@method\""),
    step!(When "the platform creates a checkout whose Signature-Input claims the algorithm {string}", creates_with_alg,
        doc: "Sends create_checkout with a right signature whose parameters name another algorithm than the key's.",
        example: "the platform creates a checkout whose Signature-Input claims the algorithm \"rsa-pss-sha512\""),
    step!(When "the platform cancels the checkout without signing", cancels_unsigned,
        doc: "Sends cancel_checkout for the checkout named `checkout`, without credentials.",
        example: "the platform cancels the checkout without signing"),
    step!(When "the platform cancels the checkout with another path than it signed", cancels_with_other_path,
        doc: "Signs cancel_checkout for a checkout that does not exist and sends it to the one named `checkout`.",
        example: "the platform cancels the checkout with another path than it signed"),
    step!(When "the platform cancels the checkout with another idempotency key than it signed", cancels_with_other_key,
        doc: "Signs cancel_checkout and exchanges the idempotency key afterwards.",
        example: "the platform cancels the checkout with another idempotency key than it signed"),
    step!(When "the platform reads the checkout with a query that its signature does not cover", reads_with_query_uncovered,
        doc: "Sends get_checkout with a query; the signature covers all but the query.",
        example: "the platform reads the checkout with a query that its signature does not cover"),
    step!(When "the platform reads the checkout with a query that its signature covers", reads_with_query_covered,
        doc: "Sends get_checkout with a query, signed with it.",
        example: "the platform reads the checkout with a query that its signature covers"),
];

/// The public P-521 key of RFC 7515, appendix A.4.
const P521: (&str, &str) = (
    "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
    "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
);
/// Length of a raw signature by a P-521 key.
const P521_SIGNATURE: usize = 132;

const PRODUCT: &str = "an available product";

fn body(world: &AssayWorld, quantity: u64) -> StepResult<Value> {
    content(world, &[(quantity, PRODUCT)])
}

/// The bytes of a create of so many units.
fn wire(world: &AssayWorld, quantity: u64) -> StepResult<Vec<u8>> {
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&body(world, quantity)?);
    Ok(draft.body.unwrap_or_default())
}

/// A create of one available product.
///
/// # Errors
/// [`Interrupt::NotTested`] when the plan lacks the product.
pub(super) fn create(world: &AssayWorld) -> StepResult<Draft> {
    Ok(world.draft(Operation::CreateCheckout, None)?.with_json(&body(world, 1)?))
}

/// Sends a create with these things wrong.
async fn create_with(world: &mut AssayWorld, tampers: &[Tamper]) -> StepResult {
    let draft = create(world)?;
    world.send_tampered(draft, tampers).await.map(drop)
}

async fn create_signed(world: &mut AssayWorld, how: SigningTamper) -> StepResult {
    create_with(world, &[Tamper::Signing(how)]).await
}

/// An operation on the checkout with a body that a business accepts.
fn acceptable(world: &AssayWorld, operation: Operation) -> StepResult<Draft> {
    if operation == Operation::CreateCheckout {
        return create(world);
    }
    let id = world.recall("checkout")?;
    on_checkout(world, operation, &id)
}

/// An operation on the checkout of that identifier, with a body that a business accepts.
///
/// # Errors
/// [`Interrupt::Harness`] when it is no operation on a checkout.
pub(super) fn on_checkout(world: &AssayWorld, operation: Operation, id: &str) -> StepResult<Draft> {
    let draft = world.draft(operation, Some(id))?;
    Ok(match operation {
        Operation::UpdateCheckout => draft.with_json(&body(world, 2)?),
        Operation::CompleteCheckout => draft.with_json(&world.complete_body("a token that succeeds")?),
        Operation::CancelCheckout => draft.with_json(&json!({})),
        Operation::GetCheckout => draft,
        other => return Err(Interrupt::Harness(format!("`{other}` is no operation on a checkout"))),
    })
}

async fn sends_without_header(
    world: &mut AssayWorld,
    (operation, header): (Operation, String),
) -> StepResult {
    let draft = acceptable(world, operation)?;
    world.send_tampered(draft, &[Tamper::AfterSigning(Edit::drop(&header))]).await.map(drop)
}

async fn creates_without_header(world: &mut AssayWorld, header: String) -> StepResult {
    let draft = create(world)?.without_header(&header);
    world.send(draft).await.map(drop)
}

async fn creates_with_changed_body(world: &mut AssayWorld, (): ()) -> StepResult {
    let other = wire(world, 2)?;
    create_with(world, &[Tamper::AfterSigning(Edit::Body(other))]).await
}

async fn creates_with_changed_digest(world: &mut AssayWorld, (): ()) -> StepResult {
    let other = wire(world, 2)?;
    let digest = Edit::set("content-digest", &content_digest(&other));
    create_with(world, &[Tamper::AfterSigning(Edit::Body(other)), Tamper::AfterSigning(digest)]).await
}

async fn creates_with_sha512(world: &mut AssayWorld, (): ()) -> StepResult {
    create_signed(world, SigningTamper::Digest(DigestTamper::Sha512)).await
}

async fn creates_with_compact_digest(world: &mut AssayWorld, (): ()) -> StepResult {
    let compact = wire(world, 1)?;
    let draft = spaced(world)?;
    let digest = SigningTamper::Digest(DigestTamper::OfOther(compact));
    world.send_tampered(draft, &[Tamper::Signing(digest)]).await.map(drop)
}

async fn creates_with_white_space(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = spaced(world)?;
    world.send(draft).await.map(drop)
}

/// A create whose body has white space between its tokens.
fn spaced(world: &AssayWorld) -> StepResult<Draft> {
    let draft = create(world)?;
    let text = format!("{:#}\n", draft.wire_json().unwrap_or_default());
    Ok(draft.with_bytes(text))
}

async fn creates_with_flipped_bit(world: &mut AssayWorld, (): ()) -> StepResult {
    create_signed(world, SigningTamper::FlippedBit).await
}

async fn creates_with_strange_key(world: &mut AssayWorld, (): ()) -> StepResult {
    let own = world.platforms().acting()?.identity.signing_key().kid().to_owned();
    create_signed(world, SigningTamper::Key(fresh_key(own)?)).await
}

async fn creates_with_unknown_key(world: &mut AssayWorld, (): ()) -> StepResult {
    create_signed(world, unknown_key(world)?).await
}

/// Signs with a key that was never published.
///
/// # Errors
/// When the system yields no randomness.
pub(super) fn unknown_key(world: &AssayWorld) -> StepResult<SigningTamper> {
    let kid = format!("{}-unpublished", world.platforms().acting()?.identity.id());
    Ok(SigningTamper::Key(fresh_key(kid)?))
}

async fn creates_with_der(world: &mut AssayWorld, (): ()) -> StepResult {
    create_signed(world, SigningTamper::Der).await
}

async fn creates_with_curve(world: &mut AssayWorld, curve: String) -> StepResult {
    if curve != "P-521" {
        return Err(Interrupt::Harness(format!("there is no key on the curve {curve} to publish")));
    }
    let platform = world.platforms_mut().acting_mut()?;
    let kid = format!("{}-p521", platform.identity.id());
    platform.identity.profile_mut().signing_keys.push(Jwk {
        kid: kid.clone(),
        kty: "EC".to_owned(),
        crv: Some(curve),
        x: Some(P521.0.to_owned()),
        y: Some(P521.1.to_owned()),
        key_use: Some("sig".to_owned()),
        alg: Some("ES512".to_owned()),
    });
    platform.publish()?;
    // Nobody here holds the private key; a verifier of this protocol never gets to look.
    let signature = format!("sig1=:{}:", STANDARD.encode([1; P521_SIGNATURE]));
    let announced = Tamper::Signing(SigningTamper::KeyId(kid));
    create_with(world, &[announced, Tamper::AfterSigning(Edit::set("signature", &signature))]).await
}

async fn creates_uncovered(world: &mut AssayWorld, component: String) -> StepResult {
    create_signed(world, SigningTamper::OmitComponent(component)).await
}

async fn creates_with_alg(world: &mut AssayWorld, value: String) -> StepResult {
    create_signed(world, SigningTamper::Parameter { name: "alg".to_owned(), value }).await
}

async fn cancels_unsigned(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = acceptable(world, Operation::CancelCheckout)?;
    world.send_tampered(draft, &[Tamper::unsigned()]).await.map(drop)
}

async fn cancels_with_other_path(world: &mut AssayWorld, (): ()) -> StepResult {
    let wanted = world.compose(acceptable(world, Operation::CancelCheckout)?, &[])?;
    let url = url::Url::parse(&wanted.request.request.url)
        .map_err(|error| Interrupt::Harness(format!("the endpoint makes no URL: {error}")))?;
    let nowhere = format!("no-such-checkout-{}", uuid::Uuid::new_v4());
    let signed = world.draft(Operation::CancelCheckout, Some(&nowhere))?.with_json(&json!({}));
    let exchanged = Tamper::AfterSigning(Edit::Path(url.path().to_owned()));
    world.send_tampered(signed, &[exchanged]).await.map(drop)
}

async fn cancels_with_other_key(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = acceptable(world, Operation::CancelCheckout)?;
    let other = Edit::set("idempotency-key", &uuid::Uuid::new_v4().to_string());
    world.send_tampered(draft, &[Tamper::AfterSigning(other)]).await.map(drop)
}

/// A read of the checkout with a query that means nothing to anybody.
fn read_with_query(world: &AssayWorld) -> StepResult<Draft> {
    let mut draft = acceptable(world, Operation::GetCheckout)?;
    draft.path.push_str("?assay=1");
    Ok(draft)
}

async fn reads_with_query_uncovered(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = read_with_query(world)?;
    let omitted = SigningTamper::OmitComponent("@query".to_owned());
    world.send_tampered(draft, &[Tamper::Signing(omitted)]).await.map(drop)
}

async fn reads_with_query_covered(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = read_with_query(world)?;
    world.send(draft).await.map(drop)
}
