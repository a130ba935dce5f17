//! The REST binding: verbs, and bodies that are not what they should be.

use crate::harness::ambient::told;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{DocString, Json, StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::signed_client::Tamper;
use crate::protocol::operation::Operation;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform creates a checkout with the raw body:", creates_raw,
        doc: "Sends create_checkout with these bytes as its body, signed, as application/json.",
        example: "the platform creates a checkout with the raw body:"),
    step!(When "the platform creates a checkout with the body:", creates_with_body,
        doc: "Sends create_checkout with this JSON as its body, signed; what the version demands beside it (currency, payment) is added.",
        example: "the platform creates a checkout with the body:"),
    step!(When "the platform creates a checkout with a body that is not JSON", creates_with_no_json,
        doc: "Sends create_checkout with a signed body that is no JSON, as application/json.",
        example: "the platform creates a checkout with a body that is not JSON"),
    step!(When "the platform creates a checkout with an empty body", creates_empty,
        doc: "Sends create_checkout without a body, signed.",
        example: "the platform creates a checkout with an empty body"),
    step!(When "the platform sends {string} with the verb {string}", sends_with_verb,
        doc: "Sends an operation for the checkout named `checkout` with another HTTP method than its own, signed.",
        example: "the platform sends \"get_checkout\" with the verb \"DELETE\""),
    step!(When "the platform creates a checkout without signing", creates_unsigned,
        doc: "Sends create_checkout for an available product without credentials.",
        example: "the platform creates a checkout without signing"),
    step!(When "the platform reads a checkout without signing", reads_unsigned,
        doc: "Sends get_checkout for the checkout named `checkout`, without credentials.",
        example: "the platform reads a checkout without signing"),
    step!(When "the platform reads a checkout that does not exist", reads_unknown,
        doc: "Sends get_checkout for an identifier that no business has.",
        example: "the platform reads a checkout that does not exist"),
    step!(When "the platform sends {string} for a checkout that does not exist", sends_for_unknown,
        doc: "Sends an operation on a checkout, with a body that it accepts, for an identifier that no business has.",
        example: "the platform sends \"update_checkout\" for a checkout that does not exist"),
    step!(Then "the answer satisfies the schema of its operation", satisfies_schema,
        doc: "Fails when the last answer violates the schema of its operation under the capabilities it lists; the violations are named.",
        example: "the answer satisfies the schema of its operation"),
];

async fn creates_raw(world: &mut AssayWorld, body: DocString) -> StepResult {
    create_with(world, body.0.into_bytes()).await
}

async fn creates_with_body(world: &mut AssayWorld, body: Json) -> StepResult {
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&body.0);
    world.send(draft).await.map(drop)
}

async fn creates_with_no_json(world: &mut AssayWorld, (): ()) -> StepResult {
    create_with(world, b"this is no JSON".to_vec()).await
}

async fn create_with(world: &mut AssayWorld, body: Vec<u8>) -> StepResult {
    let draft = world.draft(Operation::CreateCheckout, None)?.with_bytes(body);
    world.send(draft).await.map(drop)
}

async fn creates_empty(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = world.draft(Operation::CreateCheckout, None)?;
    world.send(draft).await.map(drop)
}

async fn sends_with_verb(world: &mut AssayWorld, (operation, verb): (Operation, String)) -> StepResult {
    let id = world.recall("checkout")?;
    let mut draft = world.draft(operation, Some(&id))?;
    draft.method = verb;
    world.send(draft).await.map(drop)
}

async fn reads_unsigned(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    let draft = world.draft(Operation::GetCheckout, Some(&id))?;
    world.send_tampered(draft, &[Tamper::unsigned()]).await.map(drop)
}

async fn creates_unsigned(world: &mut AssayWorld, (): ()) -> StepResult {
    let content = super::prepare::content(world, &[(1, "an available product")])?;
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&content);
    world.send_tampered(draft, &[Tamper::unsigned()]).await.map(drop)
}

async fn reads_unknown(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = format!("no-such-checkout-{}", uuid::Uuid::new_v4());
    world.call(Operation::GetCheckout, Some(&id), None).await.map(drop)
}

async fn sends_for_unknown(world: &mut AssayWorld, operation: Operation) -> StepResult {
    let id = format!("no-such-checkout-{}", uuid::Uuid::new_v4());
    let draft = super::signature_tamper::on_checkout(world, operation, &id)?;
    world.send(draft).await.map(drop)
}

async fn satisfies_schema(world: &mut AssayWorld, (): ()) -> StepResult {
    let breaches = super::schema_part::answer_breaches(world)?;
    check::holds(breaches.is_empty(), "the answer violates its schema", "no violation", &told(&breaches))
        .seen_in(world.last()?)
        .fix("Validate answers against the published schemas before sending them")
}
