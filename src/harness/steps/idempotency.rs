//! The same request again: under the same key, with a change, several times at once.

use super::agent::OTHER;
use super::answer;
use super::prepare::{self, outcome};
use super::snapshot::differences;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult, brief};
use crate::harness::platforms::DEFAULT;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::request::Draft;
use crate::transport::view::View;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform sends the same request again", repeats,
        doc: "Sends the last request once more, the same to the byte, key and signature included.",
        example: "the platform sends the same request again"),
    step!(When "the platform sends the same request again with the quantity {int}", repeats_with_quantity,
        doc: "Sends the last request under the same key with another quantity of its first line item, signed anew.",
        example: "the platform sends the same request again with the quantity 2"),
    step!(When "the platform sends the same request again with {string}", repeats_with_token,
        doc: "Sends the last completion under the same key with another payment token, signed anew.",
        example: "the platform sends the same request again with \"a token that succeeds\""),
    step!(When "the platform completes the checkout again under a new key", completes_again,
        doc: "Sends the last completion under another idempotency key, signed anew.",
        example: "the platform completes the checkout again under a new key"),
    step!(When "the platform sends the same completion {int} times at once", completes_at_once,
        doc: "Sends one completion of the checkout named `checkout` this often at the same moment, the same to the byte.",
        example: "the platform sends the same completion 8 times at once"),
    step!(When "the platform sends the same create {int} times at once", creates_at_once,
        doc: "Sends one create of an available product this often at the same moment, the same to the byte.",
        example: "the platform sends the same create 8 times at once"),
    step!(When "the platform cancels another checkout under the same key", cancels_another,
        doc: "Creates another checkout and cancels it under the idempotency key of the last request.",
        example: "the platform cancels another checkout under the same key"),
    step!(When "the other platform sends the same request under the same key", other_repeats,
        doc: "Sends the last request as the other platform, under the same idempotency key.",
        example: "the other platform sends the same request under the same key"),
    step!(Then "the answer is the same as before, to the byte", is_same_as_before,
        doc: "Fails unless the last two answers are successes with the same status and JSON; warns when only their bytes differ.",
        example: "the answer is the same as before, to the byte"),
    step!(Then "no second checkout was created", no_second_checkout,
        doc: "Fails unless the last two answers are one checkout, which can be read.",
        example: "no second checkout was created"),
    step!(Then "the two checkouts are different", checkouts_differ,
        doc: "Fails unless the last two answers are checkouts with different identifiers.",
        example: "the two checkouts are different"),
    step!(Then "the answers that succeeded are all the same", successes_are_same,
        doc: "Fails unless at least one of the answers at once is a success, every success is the same, and every other is a conflict (409).",
        example: "the answers that succeeded are all the same"),
    step!(Then "the key conflicts, or the other checkout is answered for", is_about_the_other,
        doc: "Fails unless the last answer is a conflict (409) or shows the checkout that the last request was about.",
        example: "the key conflicts, or the other checkout is answered for"),
    step!(Then "no other order than the first is shown", no_other_order,
        doc: "Fails when the last answer, or the checkout read again, shows another order than the answer before, or when that showed none.",
        example: "no other order than the first is shown"),
];

/// Under this name it is kept how many requests were sent at once.
const AT_ONCE: &str = "requests at once";

async fn repeats(world: &mut AssayWorld, (): ()) -> StepResult {
    let sent = world.last_sent()?.clone();
    world.deliver(&sent).await.map(drop)
}

/// The draft of the last request with its body changed; its idempotency key stays.
fn changed(world: &AssayWorld, change: impl FnOnce(&mut Value) -> Option<()>) -> StepResult<Draft> {
    let mut draft = world.last_sent()?.draft.clone();
    draft.acceptable = false;
    let changed = draft.json().and_then(|mut body| change(&mut body).map(|()| body));
    let body = changed.ok_or_else(|| Interrupt::Harness("the last request has no such member".to_owned()))?;
    Ok(draft.with_json(&body))
}

async fn repeats_with_quantity(world: &mut AssayWorld, quantity: u64) -> StepResult {
    let draft = changed(world, |body| {
        *body.pointer_mut("/line_items/0/quantity")? = json!(quantity);
        Some(())
    })?;
    world.send(draft).await.map(drop)
}

async fn repeats_with_token(world: &mut AssayWorld, token: String) -> StepResult {
    let other = world.complete_body(&token)?;
    let draft = changed(world, |body| {
        *body = other;
        Some(())
    })?;
    world.send(draft).await.map(drop)
}

async fn completes_again(world: &mut AssayWorld, (): ()) -> StepResult {
    let last = world.last_sent()?;
    if last.draft.operation != Operation::CompleteCheckout {
        return Err(Interrupt::Harness("the last request was no completion".to_owned()));
    }
    let mut draft = last.draft.clone().with_header("Idempotency-Key", uuid::Uuid::new_v4().to_string());
    draft.acceptable = false;
    world.send(draft).await.map(drop)
}

async fn completes_at_once(world: &mut AssayWorld, times: usize) -> StepResult {
    let id = world.recall("checkout")?;
    let body = world.complete_body("a token that succeeds")?;
    let draft = world.draft(Operation::CompleteCheckout, Some(&id))?.with_json(&body);
    let sent = world.compose(draft, &[])?;
    world.keep(AT_ONCE, json!(times));
    world.deliver_at_once(&sent, times).await.map(drop)
}

async fn creates_at_once(world: &mut AssayWorld, times: usize) -> StepResult {
    let body = prepare::content(world, &[(1, "an available product")])?;
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&body);
    let sent = world.compose(draft, &[])?;
    world.keep(AT_ONCE, json!(times));
    world.deliver_at_once(&sent, times).await.map(drop)
}

async fn cancels_another(world: &mut AssayWorld, (): ()) -> StepResult {
    let key = world.last_sent()?.draft.header("Idempotency-Key").map(str::to_owned);
    let key = key.ok_or_else(|| Interrupt::Harness("the last request had no idempotency key".to_owned()))?;
    let content = prepare::content(world, &[(1, "an available product")])?;
    let made = world.call(Operation::CreateCheckout, None, Some(&content)).await?;
    let id = made.id().map(str::to_owned).ok_or_else(|| {
        let outcome = outcome(&made);
        let cause = Cause::refused("another checkout", &outcome);
        Interrupt::blocked(format!("no other checkout was created: {outcome}"), cause)
    })?;
    let draft = world.draft(Operation::CancelCheckout, Some(&id))?.with_header("Idempotency-Key", key);
    world.remember("other checkout", &id);
    world.send(draft).await.map(drop)
}

async fn is_about_the_other(world: &mut AssayWorld, (): ()) -> StepResult {
    let id = world.recall("other checkout")?;
    let view = world.last()?;
    let shown = view.id().unwrap_or("no checkout");
    check::holds(
        view.status == 409 || shown == id,
        "the same key for another checkout",
        "409, or the checkout that the request is about",
        &format!("{}, the checkout of the first request with that key", outcome(view)),
    )
    .seen_in(view)
    .fix("Compare what a request is about, not only its body, before an answer is repeated")
}

async fn other_repeats(world: &mut AssayWorld, (): ()) -> StepResult {
    let draft = world.last_sent()?.draft.clone();
    world.platforms_mut().act_as(OTHER)?;
    let sent = world.send(draft).await;
    world.platforms_mut().act_as(DEFAULT)?;
    sent.map(drop)
}

async fn is_same_as_before(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    same_answer(world.previous()?, view)
        .seen_in(view)
        .fix("Keep the answer under its idempotency key and send it again as it was")
}

/// Fails unless the second answer repeats the first, which must be a success to prove anything.
fn same_answer(first: &View, second: &View) -> StepResult {
    let success = (200..300).contains(&first.status) && first.at("/ucp").is_some();
    if !success {
        let outcome = outcome(first);
        return Err(Interrupt::blocked(
            format!("the first request did not succeed: {outcome}"),
            Cause::refused("the first of two equal requests", &outcome),
        ));
    }
    check::equal("HTTP status of the repeated request", &first.status, &second.status)?;
    let title = "answer to the repeated request";
    repeated(title, first, second)?;
    let bytes = first.body == second.body;
    check::holds(bytes, title, "the bytes of the first answer", "the same JSON in other bytes").recommended()
}

async fn no_second_checkout(world: &mut AssayWorld, (): ()) -> StepResult {
    let (first, second) = (world.previous()?, world.last()?);
    let id = one_checkout(first, second).seen_in(second)?.to_owned();
    let read = world.call(Operation::GetCheckout, Some(&id), None).await?;
    check::equal("identifier of the checkout", &id.as_str(), &read.id().unwrap_or("absent")).seen_in(&read)
}

/// The one identifier of two answers.
fn one_checkout<'a>(first: &'a View, second: &View) -> StepResult<&'a str> {
    let (first, second) = (created(first)?, created(second)?);
    check::equal("identifier of the checkout", &first, &second)?;
    Ok(first)
}

/// The identifier of the resource that an answer is.
fn created(view: &View) -> StepResult<&str> {
    let id = view.id().filter(|_| view.is_resource());
    check::present(id, &format!("the answer is no checkout ({})", outcome(view)), "a checkout with an id")
}

async fn checkouts_differ(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    two_checkouts(world.previous()?, view).seen_in(view).fix("Keep idempotency keys apart by platform")
}

fn two_checkouts(first: &View, second: &View) -> StepResult {
    let (first, second) = (created(first)?, created(second)?);
    check::holds(first != second, "identifiers of two checkouts", "two identifiers", first)
}

async fn successes_are_same(world: &mut AssayWorld, (): ()) -> StepResult {
    let times = world.kept(AT_ONCE)?.as_u64().and_then(|times| usize::try_from(times).ok());
    let start = times.and_then(|times| world.answers().len().checked_sub(times));
    let start = start.ok_or_else(|| Interrupt::Harness("nothing was sent at once".to_owned()))?;
    one_success(&world.answers()[start..]).seen_in(world.last()?)
}

/// Whether an answer says that what was asked for was done. A checkout that was created may still miss
/// something; any other answer with an error refuses.
fn is_done(view: &View) -> bool {
    view.is_resource() && (view.status == 201 || answer::errors(view).is_empty())
}

/// Fails unless there is a success, all successes are one, and the others are conflicts.
fn one_success(answers: &[View]) -> StepResult {
    let (successes, others): (Vec<&View>, Vec<&View>) = answers.iter().partition(|view| is_done(view));
    let title = "answers to equal requests at the same moment";
    let seen: Vec<String> = answers.iter().map(outcome).collect();
    let Some((first, more)) = successes.split_first() else {
        return check::fail(title, "a success", &seen.join(", "));
    };
    let conflicts = others.iter().all(|view| view.status == 409);
    check::holds(conflicts, title, "successes and conflicts (409)", &seen.join(", "))?;
    more.iter().try_for_each(|view| repeated(title, first, view))
}

/// Fails unless two answers carry the same JSON; names where they differ.
fn repeated(title: &str, first: &View, second: &View) -> StepResult {
    let differences = differences(first.value(), second.value(), &[]);
    check::holds(differences.is_empty(), title, "the JSON of the first answer", &differences.join("; "))
}

async fn no_other_order(world: &mut AssayWorld, (): ()) -> StepResult {
    let last = world.last()?;
    let order = shown_order(world.previous()?, last).seen_in(last)?.to_owned();
    let id = world.recall("checkout")?;
    let read = world.call(Operation::GetCheckout, Some(&id), None).await?;
    let now = read.text("/order/id").unwrap_or("absent");
    check::equal("order of the checkout", &order.as_str(), &now).seen_in(&read)
}

/// The order of the first answer; fails when it has none or the second shows another.
fn shown_order<'a>(first: &'a View, second: &View) -> StepResult<&'a str> {
    let title = "the first completion shows no order";
    let order = check::present(first.text("/order/id"), title, &brief(first.value()))?;
    match second.text("/order/id") {
        Some(other) => check::equal("order after a second completion", &order, &other)?,
        None => answer::visible_error(second)?,
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const CHECKOUT: &str = r#"{"ucp":{"version":"v"},"id":"c","order":{"id":"o"}}"#;
    const SPACED: &str = r#"{"ucp": {"version":"v"},"id":"c","order":{"id":"o"}}"#;
    const OTHER_CHECKOUT: &str = r#"{"ucp":{"version":"v"},"id":"d","order":{"id":"p"}}"#;
    const REFUSAL: &str = r#"{"code":"x","content":"y"}"#;
    const OPEN: &str = r#"{"ucp":{"version":"v"},"id":"c"}"#;

    fn view(status: u16, body: &str) -> View {
        View::new("x".into(), status, Vec::new(), body.into())
    }

    fn verdict<T>(result: &StepResult<T>) -> &'static str {
        match result {
            Ok(_) => "pass",
            Err(Interrupt::Warn(_)) => "warn",
            Err(Interrupt::Fail(_)) => "fail",
            Err(_) => "other",
        }
    }

    #[rstest]
    #[case((201, CHECKOUT), (201, CHECKOUT), "pass")]
    #[case((201, CHECKOUT), (200, CHECKOUT), "fail")]
    #[case((201, CHECKOUT), (201, OTHER_CHECKOUT), "fail")]
    #[case((201, CHECKOUT), (201, SPACED), "warn")]
    #[case((201, CHECKOUT), (409, REFUSAL), "fail")]
    #[case((400, REFUSAL), (400, REFUSAL), "other")]
    fn a_replay_is_told_from_another_answer(
        #[case] first: (u16, &str),
        #[case] second: (u16, &str),
        #[case] expected: &str,
    ) {
        let seen = same_answer(&view(first.0, first.1), &view(second.0, second.1));
        assert_eq!(verdict(&seen), expected);
    }

    #[rstest]
    #[case(CHECKOUT, CHECKOUT, "pass", "fail")]
    #[case(CHECKOUT, OTHER_CHECKOUT, "fail", "pass")]
    #[case(CHECKOUT, REFUSAL, "fail", "fail")]
    #[case(REFUSAL, CHECKOUT, "fail", "fail")]
    fn checkouts_are_told_apart(
        #[case] first: &str,
        #[case] second: &str,
        #[case] one: &str,
        #[case] two: &str,
    ) {
        let (first, second) = (view(200, first), view(200, second));
        assert_eq!(verdict(&one_checkout(&first, &second)), one);
        assert_eq!(verdict(&two_checkouts(&first, &second)), two);
    }

    #[rstest]
    #[case(&[(200, CHECKOUT), (200, CHECKOUT)], "pass")]
    #[case(&[(200, CHECKOUT), (409, REFUSAL)], "pass")]
    #[case(&[(409, REFUSAL)], "fail")]
    #[case(&[(200, CHECKOUT), (200, OTHER_CHECKOUT)], "fail")]
    #[case(&[(200, CHECKOUT), (500, REFUSAL)], "fail")]
    #[case(&[], "fail")]
    fn one_effect_is_told_from_several(#[case] answers: &[(u16, &str)], #[case] expected: &str) {
        let answers: Vec<View> = answers.iter().map(|(status, body)| view(*status, body)).collect();
        assert_eq!(verdict(&one_success(&answers)), expected);
    }

    #[rstest]
    #[case(CHECKOUT, 200, CHECKOUT, "pass")]
    #[case(CHECKOUT, 409, REFUSAL, "pass")]
    #[case(CHECKOUT, 200, OTHER_CHECKOUT, "fail")]
    #[case(CHECKOUT, 200, OPEN, "fail")]
    #[case(OPEN, 200, CHECKOUT, "fail")]
    fn a_second_order_is_seen(
        #[case] first: &str,
        #[case] status: u16,
        #[case] second: &str,
        #[case] expected: &str,
    ) {
        let (first, second) = (view(200, first), view(status, second));
        assert_eq!(verdict(&shown_order(&first, &second)), expected);
    }
}
