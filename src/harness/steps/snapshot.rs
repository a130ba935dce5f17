//! What a checkout was like, to be compared with what it is: re-read, without the members that may
//! differ from answer to answer.

use super::prepare;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult, brief};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the checkout is as it was", is_unchanged,
        doc: "Reads the checkout again and fails unless it is what the scenario began with; messages, the envelope, continue_url and expires_at may differ.",
        example: "the checkout is as it was"),
    step!(Then "the checkout is as it was but for its messages", is_unchanged_but_for_messages,
        doc: "Fails unless the last answer is the checkout the scenario began with, messages aside, and reading it again shows the same.",
        example: "the checkout is as it was but for its messages"),
    step!(Then "the checkout still holds what it held", still_holds,
        doc: "Fails unless the last answer is the checkout the scenario began with, with the same products and quantities.",
        example: "the checkout still holds what it held"),
];

/// Name of the snapshot.
const SNAPSHOT: &str = "snapshot";
/// Members that say nothing of the checkout's state: the envelope, what is told about it, and
/// what a business may renew with every answer.
const VOLATILE: [&str; 4] = ["ucp", "messages", "continue_url", "expires_at"];
/// Statuses in which a business may forget a checkout.
const FINAL: [&str; 2] = ["completed", "canceled"];
/// Differences named in a finding.
const NAMED: usize = 5;

/// Keeps the last answer as what the checkout is like.
///
/// # Errors
/// When nothing was sent yet.
pub(super) fn keep_as_it_was(world: &mut AssayWorld) -> StepResult {
    let body = world.last()?.value().clone();
    world.keep(SNAPSHOT, body);
    Ok(())
}

async fn is_unchanged(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("checkout")?;
    let now = world.call(Operation::GetCheckout, Some(&id), None).await?;
    same(world.kept(SNAPSHOT)?, &now).seen_in(&now).fix("Refuse without changing the checkout")
}

async fn is_unchanged_but_for_messages(world: &mut AssayWorld, (): ()) -> StepResult {
    let answer = world.last()?;
    same(world.kept(SNAPSHOT)?, answer).seen_in(answer).fix("Change nothing but the messages")?;
    is_unchanged(world, ()).await
}

async fn still_holds(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    same_goods(world.kept(SNAPSHOT)?, view).seen_in(view)
}

fn same_goods(before: &Value, now: &View) -> StepResult {
    check::json_equal("id of the checkout", &before["id"], &now.value()["id"])?;
    let goods = |checkout: &Value| -> Vec<Value> {
        let lines = checkout["line_items"].as_array().into_iter().flatten();
        lines.map(|line| serde_json::json!([line["item"]["id"], line["quantity"]])).collect()
    };
    check::json_equal("products and quantities", &goods(before).into(), &goods(now.value()).into())
}

/// Fails unless an answer shows the checkout as it was.
///
/// # Errors
/// [`Interrupt::Fail`]; [`Interrupt::Inconclusive`] when a checkout that was over is forgotten.
pub(super) fn same(before: &Value, now: &View) -> StepResult {
    let was_final = before["status"].as_str().is_some_and(|status| FINAL.contains(&status));
    if was_final && now.is_missing() {
        // A business may forget what is over; then nothing can be said.
        let reason = "the checkout is over and cannot be read any more, which is permitted";
        return Err(Interrupt::blocked(reason, Cause::other("checkouts that are over cannot be read")));
    }
    check::holds(now.is_resource(), "the checkout cannot be read", "the checkout", &prepare::outcome(now))?;
    let differences = differences(before, now.value(), &VOLATILE);
    check::holds(differences.is_empty(), "the checkout changed", "no change", &differences.join("; "))
}

/// Where two documents differ, as `pointer: before -> after`, apart from top-level members.
pub(super) fn differences(before: &Value, after: &Value, apart_from: &[&str]) -> Vec<String> {
    let without = |value: &Value| {
        let mut value = value.clone();
        if let Some(members) = value.as_object_mut() {
            members.retain(|name, _| !apart_from.contains(&name.as_str()));
        }
        value
    };
    let mut found = Vec::new();
    compare("", Some(&without(before)), Some(&without(after)), &mut found);
    found.truncate(NAMED);
    found
}

fn compare(at: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<String>) {
    match (before, after) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let added = other.keys().filter(|name| !one.contains_key(*name));
            for name in one.keys().chain(added) {
                compare(&format!("{at}/{name}"), one.get(name), other.get(name), found);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for index in 0..one.len().max(other.len()) {
                compare(&format!("{at}/{index}"), one.get(index), other.get(index), found);
            }
        }
        _ if before == after => {}
        _ => found.push(format!("{at}: {} -> {}", shown(before), shown(after))),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "absent".to_owned(), brief)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn before() -> Value {
        json!({ "ucp": { "version": "v" }, "id": "c", "status": "ready_for_complete", "continue_url": "a",
            "line_items": [{ "id": "l", "quantity": 1 }], "totals": [{ "type": "total", "amount": 5 }] })
    }

    #[rstest]
    #[case("/status", json!("canceled"))]
    #[case("/line_items/0/quantity", json!(2))]
    #[case("/line_items", json!([]))]
    #[case("/totals/0/amount", json!(6))]
    #[case("/id", json!("d"))]
    fn a_change_of_state_is_seen(#[case] pointer: &str, #[case] value: Value) {
        let mut after = before();
        *after.pointer_mut(pointer).expect("is there") = value;
        let view = View::new("x".into(), 200, Vec::new(), after.to_string().into());
        assert!(matches!(same(&before(), &view), Err(Interrupt::Fail(_))));
    }

    #[test]
    fn goods_are_compared() {
        let view = |body: Value| View::new("x".into(), 200, Vec::new(), body.to_string().into());
        let mut fewer = before();
        fewer["line_items"][0]["quantity"] = json!(9);
        assert!(same_goods(&before(), &view(before())).is_ok());
        assert!(same_goods(&before(), &view(fewer)).is_err());
        assert!(same_goods(&before(), &view(json!({}))).is_err());
    }

    #[test]
    fn an_added_member_is_a_change() {
        let mut after = before();
        after["order"] = json!({ "id": "o" });
        assert_eq!(differences(&before(), &after, &VOLATILE), ["/order: absent -> {\"id\":\"o\"}"]);
    }

    #[test]
    fn messages_and_renewed_urls_are_no_change() {
        let mut after = before();
        after["messages"] = json!([{ "type": "error", "code": "x", "content": "y" }]);
        after["continue_url"] = json!("b");
        let view = View::new("x".into(), 200, Vec::new(), after.to_string().into());
        assert_eq!(same(&before(), &view), Ok(()));
    }

    #[test]
    fn what_is_gone_is_no_proof() {
        let gone =
            r#"{"ucp":{"status":"error"},"messages":[{"type":"error","code":"not_found","content":"x"}]}"#;
        let view = View::new("x".into(), 200, Vec::new(), gone.into());
        assert!(matches!(same(&before(), &view), Err(Interrupt::Fail(_))));
        let mut completed = before();
        completed["status"] = json!("completed");
        assert!(matches!(same(&completed, &view), Err(Interrupt::Inconclusive { .. })));
    }
}
