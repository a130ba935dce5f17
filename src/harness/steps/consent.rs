//! What the buyer agreed to.

use super::{checkout_state, prepare};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, Table, step};
use crate::harness::world::AssayWorld;
use crate::transport::view::View;
use serde_json::{Map, Value};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform creates a checkout with the consent:", creates_with_consent,
        doc: "Sends create_checkout for an available product with a buyer who consents as the table says (name, true or false).",
        example: "the platform creates a checkout with the consent:"),
    step!(When "the platform replaces the consent by:", replaces_consent,
        doc: "Sends update_checkout with the same content but the consent of the table.",
        example: "the platform replaces the consent by:"),
    step!(Then "the checkout shows that consent", shows_consent,
        doc: "Fails unless `buyer.consent` of the last answer holds what was sent last, and nothing of what was sent before that.",
        example: "the checkout shows that consent"),
];

/// Under which the consent sent last, and the one before, are kept.
const CONSENT: &str = "consent";
const EARLIER: &str = "earlier consent";

async fn creates_with_consent(world: &mut AssayWorld, table: Table) -> StepResult {
    let agreed = read(&table);
    let mut content = prepare::content(world, &[(1, "an available product")])?;
    content["buyer"] = prepare::to_json(world.plan()?.buyer("a new buyer")?)?;
    content["buyer"]["consent"] = agreed.clone();
    world.keep(EARLIER, Value::Null);
    world.keep(CONSENT, agreed);
    prepare::create(world, content).await
}

async fn replaces_consent(world: &mut AssayWorld, table: Table) -> StepResult {
    let agreed = read(&table);
    let earlier = world.kept(CONSENT)?.clone();
    world.keep(EARLIER, earlier);
    world.keep(CONSENT, agreed.clone());
    prepare::update(world, |content| content["buyer"]["consent"] = agreed).await
}

fn read(table: &Table) -> Value {
    let pairs = table.pairs().into_iter();
    Value::Object(
        pairs.map(|(name, agreed)| (name.to_owned(), Value::Bool(agreed == "true"))).collect::<Map<_, _>>(),
    )
}

async fn shows_consent(world: &mut AssayWorld, (): ()) -> StepResult {
    let (sent, earlier) = (world.kept(CONSENT)?, world.kept(EARLIER)?);
    let view = world.last()?;
    shows(view, sent, earlier).seen_in(view)
}

fn shows(view: &View, sent: &Value, earlier: &Value) -> StepResult {
    checkout_state::checkout(view)?;
    let shown = check::present(view.at("/buyer/consent"), "the consent is not shown", &sent.to_string())?;
    let kept = sent.as_object().into_iter().flatten().all(|(name, agreed)| shown.get(name) == Some(agreed));
    let gone =
        earlier.as_object().into_iter().flatten().filter(|(name, _)| sent.get(name.as_str()).is_none());
    let stale: Vec<&String> = gone
        .filter(|(name, agreed)| shown.get(name.as_str()) == Some(agreed))
        .map(|(name, _)| name)
        .collect();
    check::holds(kept && stale.is_empty(), "consent shown", &sent.to_string(), &shown.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(json!({ "marketing": false, "analytics": true }), true)]
    #[case(json!({ "marketing": true, "analytics": true }), false)]
    #[case(json!({ "marketing": false }), false)]
    #[case(json!({ "marketing": false, "analytics": true, "preferences": true }), false)]
    #[case(Value::Null, false)]
    fn consent_is_what_was_sent_last(#[case] shown: Value, #[case] good: bool) {
        let body = json!({ "ucp": { "version": "v" }, "id": "c", "status": "incomplete", "currency": "USD",
            "line_items": [], "totals": [], "buyer": { "consent": shown } });
        let view = View::new("x1".into(), 200, Vec::new(), body.to_string().into_bytes());
        let sent = json!({ "marketing": false, "analytics": true });
        let earlier = json!({ "marketing": true, "preferences": true });
        assert_eq!(shows(&view, &sent, &earlier).is_ok(), good);
    }
}
