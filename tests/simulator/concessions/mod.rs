//! What the merchant concedes beyond the protocol, behind its switches and never without them.

mod compat;
mod talos;

use crate::support::World;
use ucp_assay::simulator::journal::FindingKind;

/// Names of the concessions that were used so far.
pub(crate) fn used(world: &World) -> Vec<&'static str> {
    let findings = world.session.journal().findings();
    let mut names: Vec<&str> =
        findings.iter().filter_map(|finding| finding.kind.conceded()).map(|(_, term)| term.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a concession was noted.
pub(crate) fn noted(world: &World, kind: FindingKind) -> bool {
    world.session.journal().findings().iter().any(|finding| finding.kind == kind)
}
