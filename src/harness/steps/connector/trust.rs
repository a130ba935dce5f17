//! What a connector takes on trust: keys and signatures of the business, its profile, its redirects.

use super::wire::operation_of;
use super::{last_spoilt, opens, shown_in};
use crate::connector::Action;
use crate::exchange::Exchange;
use crate::fault::{Rule, When};
use crate::harness::check::{self, Explain};
use crate::harness::connector::{Contender, sight};
use crate::harness::control::ControlAction;
use crate::harness::interrupt::{Interrupt, StepResult, brief};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use serde_json::json;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the connector checks signatures of answers", checks_signatures,
        doc: "Has the connector open a checkout whose answer is rightly, and one whose answer is wrongly signed; not tested unless it tells of an error with the second only: checking is not a must.",
        example: "the connector checks signatures of answers"),
    step!(Given "the connector uses unsigned answers", takes_unsigned,
        doc: "Has the connector open a checkout whose answer is not signed; not tested when it tells of an error.",
        example: "the connector uses unsigned answers"),
    step!(Given "the connector was told to demand signatures", demands_signatures,
        doc: "Not tested where the harness cannot tell the connector so. Needs the tag @connector:demands-signatures.",
        example: "the connector was told to demand signatures"),
    step!(Given "the connector keeps the profile of the business", keeps_profile,
        doc: "Has the connector open two checkouts; not tested when it fetched the profile for each or for none.",
        example: "the connector keeps the profile of the business"),
    step!(Given "the business serves its operations below {string} only", moves_endpoint,
        doc: "Moves the endpoint; the profile says so.",
        example: "the business serves its operations below \"/shop/agents\" only"),
    step!(Given "the business has no capability {string}", withdraws,
        doc: "Withdraws a capability in every version, from the profile and from negotiation.",
        example: "the business has no capability \"dev.ucp.shopping.discount\""),
    step!(When "the business begins to answer every {operation} with the fault {string}", begins,
        doc: "Arms a fault for every request of the operation from now on, in the middle of a scenario.",
        example: "the business begins to answer every create_checkout with the fault \"sig.older_key\""),
    step!(When "the connector is asked to discover the business without TLS", discover_plainly,
        doc: "Asks for what the business speaks, naming its origin with http instead of https.",
        example: "the connector is asked to discover the business without TLS"),
    step!(Then "the connector asks for the profile at most {int} more time(s)", at_most_more,
        doc: "Fails when the profile was fetched more often since the connector kept it.",
        example: "the connector asks for the profile at most 1 more time"),
    step!(Then "the connector asks for nothing without TLS", nothing_plain,
        doc: "Fails when a request came without TLS. Needs the temptation `tls.plain_served`, by which it would be served.",
        example: "the connector asks for nothing without TLS"),
    step!(Then "the connector follows no redirect of the profile", follows_none,
        doc: "Fails when a request went to the place an answer redirected to.",
        example: "the connector follows no redirect of the profile"),
    step!(Then "the connector follows no redirect of an operation", follows_none_of_operations,
        doc: "Warns when a request went to the place an answer redirected to: the protocol knows no redirects of operations.",
        example: "the connector follows no redirect of an operation"),
    step!(Then "the connector uses nothing of the business, or says why it should not", nothing_or_said,
        doc: "Fails when the connector sends operations and tells of no error.",
        example: "the connector uses nothing of the business, or says why it should not"),
    step!(Then "no request has the member {pointer}", no_member,
        doc: "Fails when the body of any request has a value there; holds when there is no request.",
        example: "no request has the member /discounts"),
    step!(Then "the connector refuses the answer", refuses,
        doc: "Fails when the last action is told to have succeeded although a stimulus met its answer; not tested when that answer was a refusal anyway.",
        example: "the connector refuses the answer"),
    step!(Then "the connector accepts the answer", accepts,
        doc: "Fails when the last action is told to have failed although the business did what it was asked; not tested when the business refused.",
        example: "the connector accepts the answer"),
    step!(Then "no signature announces an algorithm", no_algorithm,
        doc: "Fails when a Signature-Input has the parameter `alg`; not applicable when no request is signed.",
        example: "no signature announces an algorithm"),
];

/// Name under which the number of fetches is kept.
const FETCHES: &str = "fetches of the profile";

async fn takes_unsigned(world: &mut AssayWorld, (): ()) -> StepResult {
    let when = When { nth: Some(1), ..When::operation(Operation::CreateCheckout) };
    world.stir(Rule::of("sig.missing").when(when))?;
    let accepted = opens(world).await?;
    world.seat_mut()?.calm();
    if accepted {
        return Ok(());
    }
    Err(Interrupt::NotTested("the connector does not use unsigned answers either".to_owned()))
}

async fn checks_signatures(world: &mut AssayWorld, (): ()) -> StepResult {
    if !opens(world).await? {
        return Err(Interrupt::NotTested(
            "the connector does not use rightly signed answers either".to_owned(),
        ));
    }
    let when = When { nth: Some(1), ..When::operation(Operation::CreateCheckout) };
    world.stir(Rule::of("sig.corrupt").when(when))?;
    let accepted = opens(world).await?;
    let met = last_spoilt(world).is_ok_and(|(_, exchange)| is_granted(exchange));
    world.seat_mut()?.calm();
    match (met, accepted) {
        (true, false) => Ok(()),
        (true, true) => {
            Err(Interrupt::NotTested("the connector does not check signatures of answers".to_owned()))
        }
        (false, _) => Err(Interrupt::NotTested("no signed answer came to the connector".to_owned())),
    }
}

/// Whether the business did what it was asked.
fn is_granted(exchange: &Exchange) -> bool {
    exchange.response.as_ref().is_some_and(|answer| (200..300).contains(&answer.status))
}

async fn refuses(world: &mut AssayWorld, (): ()) -> StepResult {
    let (_, spoilt) = last_spoilt(world)?;
    if !is_granted(spoilt) {
        return Err(Interrupt::NotTested(
            "the business refused, so that there was no answer to use".to_owned(),
        ));
    }
    let outcome = &world.seat()?.last_act()?.outcome;
    let actual = format!("success, status {}", outcome.status.as_deref().unwrap_or("unknown"));
    let held = check::holds(
        !outcome.is_success(),
        "the connector uses an answer it must not use",
        "an error",
        &actual,
    )
    .fix("Check an answer before it is used, and tell the caller why it was not");
    shown_in(held, Some(spoilt))
}

async fn accepts(world: &mut AssayWorld, (): ()) -> StepResult {
    let act = world.seat()?.last_act()?;
    let operation = operation_of(&act.action);
    let answered = world.seat()?.log().iter().rev().find(|(number, exchange)| {
        act.holds(*number) && sight::is_call(exchange) && exchange.operation == operation
    });
    let granted = answered.map(|(_, exchange)| exchange).filter(|exchange| is_granted(exchange));
    let granted = granted
        .ok_or_else(|| Interrupt::NotTested("the business did not do what it was asked".to_owned()))?;
    let told = act.outcome.error.as_deref().or(act.outcome.error_code.as_deref()).unwrap_or_default();
    let held = check::holds(
        act.outcome.is_success(),
        "the connector refuses an answer that is right",
        "success",
        told,
    );
    shown_in(held, Some(granted))
}

async fn demands_signatures(world: &mut AssayWorld, (): ()) -> StepResult {
    if matches!(world.run()?.contender, Some(Contender::Reference(_))) {
        return Ok(());
    }
    Err(Interrupt::NotTested("the harness cannot tell the connector to demand signatures".to_owned()))
}

fn fetches(world: &AssayWorld) -> StepResult<usize> {
    let business = world.seat()?.business();
    let all = world.exchanges().iter().filter(|exchange| sight::is_discovery(exchange, business));
    Ok(all.filter(|exchange| sight::path(&exchange.request.url).starts_with("/.well-known/ucp")).count())
}

async fn keeps_profile(world: &mut AssayWorld, (): ()) -> StepResult {
    opens(world).await?;
    opens(world).await?;
    let count = fetches(world)?;
    world.keep(FETCHES, json!(count));
    match count {
        1 => Ok(()),
        0 => Err(Interrupt::NotTested("the connector never asks for the profile".to_owned())),
        _ => Err(Interrupt::NotTested("the connector does not keep the profile between calls".to_owned())),
    }
}

async fn at_most_more(world: &mut AssayWorld, most: u64) -> StepResult {
    let before = world.kept(FETCHES)?.as_u64().unwrap_or_default();
    let now = u64::try_from(fetches(world)?).unwrap_or(u64::MAX);
    let more = now.saturating_sub(before);
    check::holds(
        more <= most,
        "the profile was fetched again",
        &format!("{most} times at most"),
        &more.to_string(),
    )
    .fix("Refresh a profile because of an unknown key at most once a minute")
}

async fn moves_endpoint(world: &mut AssayWorld, path: String) -> StepResult {
    world.control(ControlAction::MoveEndpoint(path.clone())).await?;
    world.endpoint_moved(&path)
}

async fn withdraws(world: &mut AssayWorld, name: String) -> StepResult {
    world.control(ControlAction::Withdraw(name)).await
}

async fn begins(world: &mut AssayWorld, (operation, fault): (Operation, String)) -> StepResult {
    world.stir(Rule::parse(&fault).when(When::operation(operation)))
}

async fn discover_plainly(world: &mut AssayWorld, (): ()) -> StepResult {
    let plain = world.seat()?.business().replacen("https:", "http:", 1);
    world.ask_at(&plain, Action::Discover).await.map(drop)
}

async fn nothing_plain(world: &mut AssayWorld, (): ()) -> StepResult {
    let armed = world.seat()?.wire().armed();
    let trap = armed.iter().find(|armed| armed.rule.fault == "tls.plain_served");
    let trap = trap
        .ok_or_else(|| Interrupt::Harness("the scenario lacks the temptation tls.plain_served".to_owned()))?;
    let came = format!("{} connection(s) without TLS", trap.fired);
    let last = world.exchanges().last().filter(|_| trap.fired > 0);
    let held = check::holds(trap.fired == 0, "the connector does without TLS", "https only", &came)
        .fix("Refuse URLs of businesses that are not https");
    shown_in(held, last)
}

async fn follows_none(world: &mut AssayWorld, (): ()) -> StepResult {
    followed(world)
}

async fn follows_none_of_operations(world: &mut AssayWorld, (): ()) -> StepResult {
    followed(world).recommended()
}

fn followed(world: &AssayWorld) -> StepResult {
    let exchanges = world.exchanges();
    let followed = exchanges.iter().find(|exchange| sight::follows_redirect(exchanges, exchange));
    let actual = followed.map(sight::line).unwrap_or_default();
    let held = check::holds(
        followed.is_none(),
        "the connector followed a redirect",
        "no request to its target",
        &actual,
    )
    .fix("Treat a redirect as a refusal: who answers there is somebody else");
    shown_in(held, followed)
}

async fn nothing_or_said(world: &mut AssayWorld, (): ()) -> StepResult {
    let said = world.seat()?.acts().iter().any(|act| !act.outcome.is_success());
    let first = world.exchanges().iter().find(|exchange| sight::is_call(exchange)).filter(|_| !said);
    let actual = first.map(sight::line).unwrap_or_default();
    let held =
        check::holds(first.is_none(), "the connector uses what it must not trust", "no request", &actual)
            .fix("Drop capabilities whose documents are not at the authority of their name");
    shown_in(held, first)
}

async fn no_member(world: &mut AssayWorld, pointer: String) -> StepResult {
    let with = world
        .exchanges()
        .iter()
        .filter(|exchange| sight::is_call(exchange))
        .find_map(|exchange| Some((exchange, sight::body(exchange)?.pointer(&pointer).map(brief)?)));
    let (found, actual) = with.map_or((None, String::new()), |(exchange, value)| (Some(exchange), value));
    let held = check::holds(found.is_none(), &format!("a request has {pointer}"), "no such member", &actual)
        .fix("Send members of an extension only when it was negotiated");
    shown_in(held, found)
}

async fn no_algorithm(world: &mut AssayWorld, (): ()) -> StepResult {
    let input = |exchange| sight::header(exchange, "signature-input");
    let signed: Vec<&Exchange> =
        world.exchanges().iter().filter(|one| sight::is_call(one) && input(one).is_some()).collect();
    if signed.is_empty() {
        return Err(Interrupt::NotApplicable("the connector does not sign its requests".to_owned()));
    }
    let announcing = signed.into_iter().find(|one| input(one).is_some_and(|value| value.contains(";alg=")));
    let actual = announcing.and_then(input).unwrap_or_default().to_owned();
    let held =
        check::holds(announcing.is_none(), "a signature announces an algorithm", "no parameter alg", &actual)
            .fix("Leave alg out: the key's curve says it");
    shown_in(held, announcing)
}
