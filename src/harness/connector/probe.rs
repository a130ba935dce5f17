//! The preflight of a connector: does it start, does it find the business, does it open a checkout? Nothing of it is
//! non-conformance; a connector that never reaches the business cannot be certified.

use super::sight;
use crate::harness::interrupt::StepResult;
use crate::harness::run::Run;
use crate::harness::steps;
use crate::harness::suite::Case;
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::report::{PreflightCheck, PreflightOutcome, Symptom};
use std::sync::Arc;

/// Starts the connector once, has it discover the business and open a checkout.
pub async fn examine(run: &Arc<Run>) -> Vec<PreflightCheck> {
    let mut world = AssayWorld::default();
    world.enter(Arc::clone(run), Arc::new(Case::preflight())).await;
    let mut checks = vec![starts(run, &world)];
    if world.seat().is_ok() {
        checks.push(discovers(run, &mut world).await);
        checks.push(creates(run, &mut world).await);
    }
    world.depart().await;
    checks
}

fn check(run: &Run, name: &str, outcome: PreflightOutcome, detail: String, advice: &str) -> PreflightCheck {
    let how_to_fix = (outcome != PreflightOutcome::Ok).then(|| advice.to_owned());
    PreflightCheck {
        version: run.version.date().to_owned(),
        name: name.to_owned(),
        outcome,
        detail,
        how_to_fix,
    }
}

fn starts(run: &Run, world: &AssayWorld) -> PreflightCheck {
    let name = run.contender.as_ref().map_or_else(String::new, super::Contender::name);
    let (outcome, detail) = match world.ready() {
        Ok(()) => (PreflightOutcome::Ok, name),
        Err(interrupt) => (PreflightOutcome::Blocked, interrupt.to_string()),
    };
    check(
        run,
        "the connector starts",
        outcome,
        detail,
        "Start it by hand as the driver file says, and mend what it complains of.",
    )
}

async fn discovers(run: &Run, world: &mut AssayWorld) -> PreflightCheck {
    let name = "the connector discovers the business";
    let asked = world.ask(crate::connector::Action::Discover).await;
    let (outcome, detail) = match asked {
        Ok(told) if told.is_success() => (PreflightOutcome::Ok, "it tells of no error".to_owned()),
        Ok(told) => (PreflightOutcome::Remark, told.error.or(told.error_code).unwrap_or_default()),
        Err(interrupt) => (PreflightOutcome::Remark, interrupt.to_string()),
    };
    check(run, name, outcome, detail, "The scenarios tell what is wrong with discovery.")
}

/// A create that leaves nothing on the wire means that the connector does not find the business at all: wrong address,
/// wrong trust, wrong names in the driver file.
async fn creates(run: &Run, world: &mut AssayWorld) -> PreflightCheck {
    let told = create(world).await;
    let sent: Vec<String> =
        world.exchanges().iter().filter(|one| sight::is_call(one)).map(sight::line).collect();
    let opened = world.shown().is_some();
    let succeeded = told.as_ref().is_ok_and(|told| *told);
    let (outcome, detail) = match (sent.first(), &told) {
        (Some(_), Ok(true)) if opened => (PreflightOutcome::Ok, "a checkout was opened".to_owned()),
        (Some(line), Ok(_)) => (PreflightOutcome::Remark, format!("{line}: no checkout was opened")),
        (_, Err(interrupt)) => (PreflightOutcome::Blocked, interrupt.to_string()),
        (None, Ok(_)) => (PreflightOutcome::Blocked, "nothing reached the business".to_owned()),
    };
    if !(succeeded && opened) {
        let status = world.answers().last().map(|view| view.status);
        let operation = Operation::CreateCheckout.name().to_owned();
        // The first refusal is kept; there is only one preflight.
        let without = None;
        let _kept =
            run.refusal.set(Symptom { operation, status, code: None, success_expected: true, without });
    }
    let advice =
        "Correct how the driver file hands over the business, its certificate authority and the proxy.";
    check(run, "the connector opens a checkout", outcome, detail, advice)
}

async fn create(world: &mut AssayWorld) -> StepResult<bool> {
    world.ready()?;
    steps::connector::opens(world).await
}
