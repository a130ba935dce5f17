//! How the claim is decided: one table of rules.

use super::claim::Claim;
use super::coverage::CoverageState;
use super::document::RequirementResult;
use super::event::{Completion, PreflightCheck, PreflightOutcome};
use super::root_cause::Graded;
use super::verdict::{Verdict, VerdictKind};
use crate::exit_code::Exit;
use std::collections::BTreeSet;

/// What the claim is decided from.
pub(super) struct Facts<'a> {
    pub completion: &'a Completion,
    pub preflight: &'a [PreflightCheck],
    pub scenarios: &'a [Graded<'a>],
    pub requirements: &'a [RequirementResult],
    pub selection: Option<&'a str>,
}

/// The claim, the exit code that follows, and why.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub claim: Claim,
    pub exit: Exit,
    pub reasons: Vec<String>,
}

/// One rule: the claim and the exit code when it holds, with its reason.
type Rule = (fn(&Facts<'_>) -> Option<String>, Claim, Exit);

/// Rules in order of weight; the first that holds decides. The reasons of the later ones that
/// hold too are kept: a target can be broken *and* half tested.
const RULES: [Rule; 9] = [
    (broken, Claim::NonConformant, Exit::NonConformant),
    (preflight_blocked, Claim::Inconclusive, Exit::Preflight),
    (interrupted, Claim::Inconclusive, Exit::Inconclusive),
    (nothing_ran, Claim::Inconclusive, Exit::NothingRan),
    (harness_broke, Claim::Inconclusive, Exit::HarnessError),
    (undecided, Claim::Inconclusive, Exit::Inconclusive),
    (left_open, Claim::Partial, Exit::Incomplete),
    (nothing_demanded, Claim::Partial, Exit::Incomplete),
    (all_held, Claim::Conformant, Exit::Success),
];

/// Decides the claim.
pub(super) fn decide(facts: &Facts<'_>) -> Decision {
    let mut holding =
        RULES.iter().filter_map(|(holds, claim, exit)| holds(facts).map(|reason| (reason, *claim, *exit)));
    let Some((first, claim, exit)) = holding.next() else {
        // `left_open` and `all_held` complement each other, so this is never reached; if a later
        // edit of the table breaks that, nothing good may be claimed.
        return Decision { claim: Claim::Inconclusive, exit: Exit::HarnessError, reasons: Vec::new() };
    };
    let mut reasons = vec![first];
    reasons.extend(holding.map(|(reason, _, _)| reason));
    reasons.extend(facts.selection.map(|selection| format!("only a selection ran: {selection}")));
    let missing = expected_but_absent(facts);
    let exit = if missing.is_empty() || unexpected_failure(facts) { exit } else { worse(exit) };
    reasons.extend(missing);
    Decision { claim, exit, reasons }
}

/// A known failure that did not happen takes the place of good news and of the known failures,
/// never of trouble that hides what happened.
const fn worse(exit: Exit) -> Exit {
    match exit {
        Exit::Success | Exit::Incomplete | Exit::NonConformant => Exit::ExpectedFailureMissing,
        Exit::Usage
        | Exit::Preflight
        | Exit::NothingRan
        | Exit::ExpectedFailureMissing
        | Exit::Inconclusive
        | Exit::HarnessError
        | Exit::ReportNotWritten => exit,
    }
}

fn expected_but_absent(facts: &Facts<'_>) -> Vec<String> {
    facts
        .scenarios
        .iter()
        .filter(|scenario| scenario.verdict == Verdict::Pass)
        .filter_map(|scenario| {
            let reason = scenario.record.expected_failure.as_ref()?;
            let id = &scenario.record.scenario.id;
            Some(format!("{id} was expected to fail ({reason}) and passed: take it off the list"))
        })
        .collect()
}

fn unexpected_failure(facts: &Facts<'_>) -> bool {
    facts.scenarios.iter().any(|it| it.verdict == Verdict::Fail && it.record.expected_failure.is_none())
}

fn count(facts: &Facts<'_>, kind: VerdictKind) -> usize {
    facts.scenarios.iter().filter(|scenario| scenario.verdict.kind() == kind).count()
}

fn binding<'a>(facts: &'a Facts<'_>, state: CoverageState) -> impl Iterator<Item = &'a RequirementResult> {
    facts.requirements.iter().filter(move |row| row.requirement.level.is_binding() && row.coverage == state)
}

fn broken(facts: &Facts<'_>) -> Option<String> {
    let causes = count(facts, VerdictKind::Fail);
    let broken = facts.requirements.iter().filter(|row| row.verdict == Verdict::Fail).count();
    (causes > 0)
        .then(|| format!("{} found; {} broken", plural(causes, "defect"), plural(broken, "binding clause")))
}

fn preflight_blocked(facts: &Facts<'_>) -> Option<String> {
    let blocked = facts.preflight.iter().find(|check| check.outcome == PreflightOutcome::Blocked)?;
    Some(format!("the preflight stopped the run at \"{}\": {}", blocked.name, blocked.detail))
}

fn interrupted(facts: &Facts<'_>) -> Option<String> {
    match facts.completion {
        Completion::Complete => None,
        Completion::Interrupted { reason } => Some(format!("the run ended early: {reason}")),
    }
}

fn nothing_ran(facts: &Facts<'_>) -> Option<String> {
    let idle = facts.scenarios.iter().all(|scenario| match scenario.verdict.kind() {
        VerdictKind::NotApplicable | VerdictKind::NotTested => true,
        VerdictKind::Pass
        | VerdictKind::Fail
        | VerdictKind::Warn
        | VerdictKind::Inconclusive
        | VerdictKind::HarnessError => false,
    });
    idle.then(|| "no scenario ran".to_owned())
}

fn harness_broke(facts: &Facts<'_>) -> Option<String> {
    let count = count(facts, VerdictKind::HarnessError);
    (count > 0).then(|| format!("the harness broke in {}", plural(count, "scenario")))
}

/// A recommendation that could not be decided does not stand in the way of the claim.
fn undecided(facts: &Facts<'_>) -> Option<String> {
    let advisory: BTreeSet<&str> = facts
        .requirements
        .iter()
        .filter(|row| !row.requirement.level.is_binding())
        .map(|row| row.requirement.id.as_str())
        .collect();
    let count = facts
        .scenarios
        .iter()
        .filter(|scenario| scenario.verdict.kind() == VerdictKind::Inconclusive)
        .filter(|scenario| {
            let clauses = &scenario.record.scenario.requirements;
            clauses.is_empty() || clauses.iter().any(|id| !advisory.contains(id.as_str()))
        })
        .count();
    (count > 0).then(|| format!("{} could not be decided", plural(count, "scenario")))
}

fn left_open(facts: &Facts<'_>) -> Option<String> {
    let count = binding(facts, CoverageState::Open).count();
    (count > 0).then(|| format!("{} without a decision", plural(count, "binding clause")))
}

/// Nothing passes because nothing happened.
fn nothing_demanded(facts: &Facts<'_>) -> Option<String> {
    let tested = binding(facts, CoverageState::Tested).count();
    (tested == 0).then(|| "no binding clause was tested".to_owned())
}

fn all_held(facts: &Facts<'_>) -> Option<String> {
    let tested = binding(facts, CoverageState::Tested).count();
    let held = binding(facts, CoverageState::Tested).all(|row| row.verdict != Verdict::Fail);
    let open = binding(facts, CoverageState::Open).count();
    let exempt = binding(facts, CoverageState::Exempt).count();
    (held && open == 0 && tested > 0).then(|| {
        format!("all {} tested held; {exempt} exempt with a written reason", plural(tested, "binding clause"))
    })
}

fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
