//! A schema asked about one part of a document, so that what is wrong elsewhere accuses nobody here. What
//! is wrong anywhere is the business of the ambient check of schemas.

use super::profile::profile_of;
use crate::harness::ambient::{breaches, told};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::contract::{DocumentKind, Register, Violation};
use crate::protocol::version::Shape;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the names in the profile satisfy the schema of a business profile", names_fit,
        doc: "Fails when a name of a service, a capability or a payment handler breaks the schema.",
        example: "the names in the profile satisfy the schema of a business profile"),
    step!(Then "the signing keys of the profile satisfy the schema of a business profile", keys_fit,
        doc: "Fails when an entry of `signing_keys` breaks the schema; a profile without keys passes.",
        example: "the signing keys of the profile satisfy the schema of a business profile"),
    step!(Then "the payment handlers of the profile satisfy the schema of a business profile", handlers_fit,
        doc: "Fails when something below `payment` breaks the schema, where that is a member of the profile.",
        example: "the payment handlers of the profile satisfy the schema of a business profile"),
    step!(Then "the rest of the profile satisfies the schema of a business profile", rest_fits,
        doc: "Fails when the profile breaks its schema elsewhere than in names, in single signing keys and in `payment`; the violations are named.",
        example: "the rest of the profile satisfies the schema of a business profile"),
    step!(Then "the payment handlers of the answer satisfy the schema of its operation", answered_handlers_fit,
        doc: "Fails when something below `payment.handlers` of the last answer breaks the schema.",
        example: "the payment handlers of the answer satisfy the schema of its operation"),
    step!(Then "the totals of the answer satisfy the schema of its operation", totals_fit,
        doc: "Fails when a `totals` array of the last answer, or the type or amount of an entry, breaks the schema.",
        example: "the totals of the answer satisfy the schema of its operation"),
];

/// Where something is wrong with a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Names,
    Keys,
    Handlers,
    Rest,
}

/// Registries of a profile that are keyed by names.
const NAMED: [&str; 3] = ["/ucp/services", "/ucp/capabilities", "/ucp/payment_handlers"];

impl Part {
    fn of(violation: &Violation, shape: Shape) -> Self {
        let place = place(violation);
        let below = |whole: &str| place == whole || place.starts_with(&format!("{whole}/"));
        let named = NAMED.into_iter().any(below);
        let name = violation.keyword == "propertyNames"
            || violation.keyword == "pattern" && place.ends_with("/name");
        if named && name {
            return Self::Names;
        }
        // What stands instead of a list of keys is no key.
        if place.starts_with("/signing_keys/") {
            return Self::Keys;
        }
        match shape {
            Shape::Listing if below("/payment") => Self::Handlers,
            Shape::Listing | Shape::Registry => Self::Rest,
        }
    }
}

/// Where something is wrong; what is missing is wrong where it should stand.
fn place(violation: &Violation) -> String {
    let member = violation.missing.as_ref().map(|name| format!("/{name}")).unwrap_or_default();
    format!("{}{member}", violation.pointer)
}

async fn names_fit(world: &mut AssayWorld, (): ()) -> StepResult {
    profile_fits(world, Part::Names)
}

async fn keys_fit(world: &mut AssayWorld, (): ()) -> StepResult {
    profile_fits(world, Part::Keys)
}

async fn handlers_fit(world: &mut AssayWorld, (): ()) -> StepResult {
    profile_fits(world, Part::Handlers)
}

async fn rest_fits(world: &mut AssayWorld, (): ()) -> StepResult {
    profile_fits(world, Part::Rest)
}

fn profile_fits(world: &AssayWorld, part: Part) -> StepResult {
    let run = world.run()?;
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let schema = run
        .contract
        .document(DocumentKind::BusinessProfile)
        .map_err(|error| Interrupt::Harness(error.to_string()))?;
    let shape = run.version.edition().shape;
    let mut violations = schema.check(profile.document()).violations;
    violations.retain(|violation| Part::of(violation, shape) == part);
    check::holds(violations.is_empty(), "the profile violates its schema", "no violation", &told(&violations))
        .seen_in(view)
        .fix("Validate the profile against the published schema; leave out what has no value")
}

/// How the last answer breaks the schema of its operation. Where it names no capabilities that make one,
/// it is not the schema that is broken.
///
/// # Errors
/// [`Interrupt::Fail`] when the answer is no success with a JSON body, [`Interrupt::Inconclusive`] when there
/// is no schema for it.
pub(super) fn answer_breaches(world: &AssayWorld) -> StepResult<Vec<Violation>> {
    let operation = world.exchanges().iter().rev().find_map(|exchange| exchange.operation);
    let operation = operation.ok_or_else(|| Interrupt::Harness("no operation was sent yet".to_owned()))?;
    let view = world.last()?;
    let document = view.json.as_deref().filter(|_| (200..300).contains(&view.status));
    check::present(document, "the answer has no schema", "a success with a JSON body").seen_in(view)?;
    breaches(world.run()?.contract, operation, view).ok_or_else(|| {
        let what = "the capabilities that the answer names make no schema";
        Interrupt::blocked(format!("{what}: [{}]", view.capabilities().join(", ")), Cause::other(what))
    })
}

async fn answered_handlers_fit(world: &mut AssayWorld, (): ()) -> StepResult {
    let mut breaches = answer_breaches(world)?;
    breaches.retain(|breach| place(breach).starts_with("/payment/handlers"));
    check::holds(
        breaches.is_empty(),
        "payment.handlers violates the schema",
        "no violation",
        &told(&breaches),
    )
    .seen_in(world.last()?)
    .fix("Send whole declarations in payment.handlers")
    .clause("PRO-503")
}

async fn totals_fit(world: &mut AssayWorld, (): ()) -> StepResult {
    let breaches = answer_breaches(world)?;
    let register = world.run()?.contract.register();
    let found = breaches.iter().find_map(|breach| Some((breach, totals_part(&place(breach))?)));
    let Some((breach, part)) = found else { return Ok(()) };
    let failed = check::fail("totals violate the schema", "no violation", &breach.to_string())
        .seen_in(world.last()?)
        .fix("Send every entry with a type and an amount that the version allows");
    match part.clause(register) {
        Some(clause) => failed.clause(clause),
        None => failed,
    }
}

/// What of `totals` is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TotalsPart {
    Whole,
    Type,
    Amount,
}

impl TotalsPart {
    /// The clause about just that, where the version has one.
    fn clause(self, register: &Register) -> Option<&'static str> {
        let clause = match self {
            Self::Whole => "TOT-026",
            Self::Type => "TOT-501",
            Self::Amount => "TOT-502",
        };
        register.get(clause).map(|_| clause)
    }
}

/// The part of a `totals` array that a pointer is about; labels and breakdowns are none.
fn totals_part(pointer: &str) -> Option<TotalsPart> {
    let mut rest = pointer.rsplit_once("/totals").map(|(_, rest)| rest)?.split('/').skip(1);
    match (rest.next(), rest.next(), rest.next()) {
        (None | Some(_), None, None) => Some(TotalsPart::Whole),
        (Some(_), Some("type"), None) => Some(TotalsPart::Type),
        (Some(_), Some("amount"), None) => Some(TotalsPart::Amount),
        (_, _, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::contract::Contract;
    use crate::protocol::version::ProtocolVersion;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn parts(version: ProtocolVersion, profile: &Value) -> Vec<Part> {
        let schema = Contract::embedded(version).document(DocumentKind::BusinessProfile).unwrap();
        let violations = schema.check(profile).violations;
        let mut parts: Vec<Part> =
            violations.iter().map(|violation| Part::of(violation, version.edition().shape)).collect();
        parts.dedup();
        parts
    }

    fn january(change: impl FnOnce(&mut Value)) -> Vec<Part> {
        let mut profile = json!({
            "ucp": { "version": "2026-01-11", "services": { "dev.ucp.shopping": {
                "version": "2026-01-11", "spec": "https://ucp.dev/s",
                "rest": { "schema": "https://ucp.dev/r", "endpoint": "https://shop.example" } } },
                "capabilities": [{ "name": "dev.ucp.shopping.checkout", "version": "2026-01-11",
                    "spec": "https://ucp.dev/c", "schema": "https://ucp.dev/c.json" }] },
            "payment": { "handlers": [{ "id": "h", "name": "com.example.pay", "version": "2026-01-11",
                "spec": "https://example.com/s", "config_schema": "https://example.com/c",
                "instrument_schemas": ["https://example.com/i"], "config": {} }] },
            "signing_keys": [{ "kid": "k", "kty": "EC" }],
        });
        assert_eq!(parts(ProtocolVersion::January2026, &profile), [], "the profile itself is good");
        change(&mut profile);
        parts(ProtocolVersion::January2026, &profile)
    }

    #[test]
    fn a_defect_is_told_of_its_part_and_of_no_other() {
        assert_eq!(january(|profile| profile["signing_keys"] = Value::Null), [Part::Rest]);
        assert_eq!(january(|profile| profile["signing_keys"][0] = json!({ "kty": "EC" })), [Part::Keys]);
        assert_eq!(
            january(|profile| profile["payment"]["handlers"][0]["config"] = Value::Null),
            [Part::Handlers]
        );
        assert_eq!(
            january(|profile| profile["ucp"]["capabilities"][0]["name"] = json!("checkout")),
            [Part::Names]
        );
        assert_eq!(
            january(|profile| profile["ucp"]["capabilities"][0]["extends"] = Value::Null),
            [Part::Rest]
        );
        let unnamed = january(|profile| {
            profile["ucp"]["capabilities"][0] = json!({ "version": "2026-01-11" });
        });
        assert_eq!(unnamed, [Part::Rest]);
    }

    #[rstest]
    #[case("/totals", Some(TotalsPart::Whole))]
    #[case("/totals/0", Some(TotalsPart::Whole))]
    #[case("/totals/1/type", Some(TotalsPart::Type))]
    #[case("/line_items/0/totals/2/amount", Some(TotalsPart::Amount))]
    #[case("/totals/1/display_text", None)]
    #[case("/totals/1/lines/0/amount", None)]
    #[case("/buyer", None)]
    #[case("/line_items/0/item/title", None)]
    fn a_pointer_is_about_a_part_of_totals(#[case] pointer: &str, #[case] part: Option<TotalsPart>) {
        assert_eq!(totals_part(pointer), part);
    }
}
