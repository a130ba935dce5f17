//! When a person is needed, and disclosures.

use super::checkout_state;
use super::json_path;
use super::message::presented;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::StepResult;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::Value;
use std::collections::BTreeSet;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the buyer finishes at the continue_url", buyer_finishes,
        doc: "Lets the buyer do, one after the other, what the checkout asks of them; a business that is not ours is not tested.",
        example: "the buyer finishes at the continue_url"),
    step!(Then "every disclosure has a path that resolves, a code, an image_url and a url", disclosures_are_complete,
        doc: "Warns unless there are warnings with the presentation `disclosure` and each has a path that resolves in the answer, a code, an image_url and a url.",
        example: "every disclosure has a path that resolves, a code, an image_url and a url"),
    step!(Then "the disclosures differ", disclosures_differ,
        doc: "Warns unless the answers to the creates for different countries show different disclosures.",
        example: "the disclosures differ"),
];

/// Things a buyer may be asked for one after the other.
const PATIENCE: usize = 5;
/// Members of a disclosure beside its path.
const MEMBERS: [&str; 3] = ["code", "image_url", "url"];

async fn buyer_finishes(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    for _ in 0..PATIENCE {
        world.buyer_finishes().await?;
        let view = world.call(Operation::GetCheckout, Some(&id), None).await?;
        if view.checkout_status() != Some("requires_escalation") {
            break;
        }
    }
    Ok(())
}

async fn disclosures_are_complete(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    complete(view).seen_in(view).recommended()
}

fn complete(view: &View) -> StepResult {
    let disclosures = presented(view, "disclosure");
    check::holds(!disclosures.is_empty(), "there is no disclosure", "a disclosure", "none")?;
    for disclosure in disclosures {
        let text = |name: &str| disclosure.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let missing: Vec<&str> = MEMBERS.into_iter().filter(|name| text(name).is_none()).collect();
        check::holds(
            missing.is_empty(),
            "members of a disclosure",
            "code, image_url and url",
            &format!("without {}", missing.join(", ")),
        )?;
        let path = check::present(text("path"), "a disclosure has no path", "a path to its component")?;
        let found = json_path::resolve(view.value(), path).is_some();
        check::holds(found, "path of a disclosure", "a path that resolves in the answer", path)?;
    }
    Ok(())
}

async fn disclosures_differ(world: &mut AssayWorld, (): ()) -> StepResult {
    differ(world.answers()).seen_in(world.last()?).recommended()
}

fn differ(views: &[View]) -> StepResult {
    let codes = |view: &View| -> BTreeSet<String> {
        let codes = presented(view, "disclosure").into_iter().filter_map(|warning| warning["code"].as_str());
        codes.map(str::to_owned).collect()
    };
    let checkouts = views.iter().filter(|view| checkout_state::checkout(view).is_ok());
    let seen: BTreeSet<BTreeSet<String>> = checkouts.map(codes).collect();
    check::holds(
        seen.len() > 1,
        "the disclosures do not depend on the country",
        "different disclosures for different countries",
        &format!("{seen:?}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn view(disclosures: &Value) -> View {
        let body = json!({ "ucp": { "version": "v" }, "id": "c", "status": "incomplete", "currency": "USD",
            "line_items": [{}], "totals": [], "messages": disclosures });
        View::new("x1".into(), 201, Vec::new(), body.to_string().into_bytes())
    }

    fn disclosure(change: Value) -> Value {
        let mut disclosure = json!({ "type": "warning", "presentation": "disclosure", "code": "c", "content": "x",
            "path": "$.line_items[0]", "image_url": "https://a/i", "url": "https://a/u" });
        if let (Some(disclosure), Value::Object(change)) = (disclosure.as_object_mut(), change) {
            disclosure.extend(change);
        }
        json!([disclosure])
    }

    #[rstest]
    #[case(disclosure(json!({})), true)]
    #[case(disclosure(json!({ "path": "$.line_items[9]" })), false)]
    #[case(disclosure(json!({ "path": null })), false)]
    #[case(disclosure(json!({ "code": "" })), false)]
    #[case(disclosure(json!({ "image_url": null })), false)]
    #[case(disclosure(json!({ "url": null })), false)]
    #[case(disclosure(json!({ "presentation": "notice" })), false)]
    #[case(json!([]), false)]
    fn a_disclosure_is_complete_or_not(#[case] messages: Value, #[case] good: bool) {
        assert_eq!(complete(&view(&messages)).is_ok(), good);
    }

    #[test]
    fn disclosures_differ_only_when_they_do() {
        let (one, other) = (view(&disclosure(json!({}))), view(&disclosure(json!({ "code": "d" }))));
        assert!(differ(&[one.clone(), other]).is_ok());
        assert!(differ(&[one.clone(), one]).is_err());
        assert!(differ(&[]).is_err());
    }
}
