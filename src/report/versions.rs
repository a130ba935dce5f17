//! What several protocol versions amount to together: the claim needs every one of them, and the
//! exit code is that of the worst.

use super::claim::Claim;
use super::decision::Decision;
use crate::exit_code::Exit;

/// The claim of a whole run, from the decisions of its versions in order.
pub(super) fn together(decisions: &[(String, Decision)]) -> Decision {
    let Some((_, first)) = decisions.first() else {
        return Decision {
            claim: Claim::Inconclusive,
            exit: Exit::NothingRan,
            reasons: vec!["the run names no protocol version".to_owned()],
        };
    };
    let each = || decisions.iter().map(|(_, decision)| decision);
    Decision {
        claim: each().map(|one| one.claim).min_by_key(|claim| claim_rank(*claim)).unwrap_or(first.claim),
        exit: each().map(|one| one.exit).min_by_key(|exit| exit_rank(*exit)).unwrap_or(first.exit),
        reasons: reasons(decisions),
    }
}

/// With several versions, each reason says which one it is about.
fn reasons(decisions: &[(String, Decision)]) -> Vec<String> {
    match decisions {
        [(_, only)] => only.reasons.clone(),
        _ => decisions
            .iter()
            .flat_map(|(version, one)| one.reasons.iter().map(move |reason| format!("{version}: {reason}")))
            .collect(),
    }
}

/// Worst first.
const fn claim_rank(claim: Claim) -> u8 {
    match claim {
        Claim::NonConformant => 0,
        Claim::Inconclusive => 1,
        Claim::Partial => 2,
        Claim::Conformant => 3,
    }
}

/// Worst first: a broken clause outweighs everything, trouble of the run outweighs what it leaves
/// open.
const fn exit_rank(exit: Exit) -> u8 {
    match exit {
        Exit::NonConformant => 0,
        Exit::Usage => 1,
        Exit::Preflight => 2,
        Exit::HarnessError => 3,
        Exit::ReportNotWritten => 4,
        Exit::Inconclusive => 5,
        Exit::NothingRan => 6,
        Exit::ExpectedFailureMissing => 7,
        Exit::Incomplete => 8,
        Exit::Success => 9,
    }
}
