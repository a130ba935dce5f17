//! The reference connector's defects as mutants of the matrix.

use super::error::KillError;
use super::matrix::Mutant;
use super::run::Faults;
use crate::connector::Defect;
use crate::harness::connector::grade;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;

/// What stands for the stage of a defect: it is bound to none of the merchant's.
const STAGE: &str = "connector";

/// The defects asked for.
pub(super) fn chosen(names: &[String]) -> Result<Vec<Defect>, KillError> {
    if names.is_empty() {
        return Ok(Defect::ALL.to_vec());
    }
    let parse = |name: &String| {
        Defect::parse(name).map_err(|error| KillError::Usage(format!("--defect {name}: {error}")))
    };
    names.iter().map(parse).collect()
}

/// The defects that concern something this version's register has.
pub(super) fn faults(version: ProtocolVersion, defects: &[Defect]) -> Faults {
    let register = Contract::embedded(version).register();
    let mut found = Faults { version: version.date().to_owned(), ..Faults::default() };
    for row in defects.iter().map(|defect| defect.row()) {
        let known = row.clauses.iter().filter(|id| register.get(id).is_some());
        let violates: Vec<String> = known.map(|id| (*id).to_owned()).collect();
        if violates.is_empty() {
            found.not_applicable.push(row.id.to_owned());
            continue;
        }
        // No clause speaks of the standard output: MCP's own transport does.
        let binding = row.defect != Defect::StdoutNoise && grade::binds_platforms(register, &violates);
        let (id, about, stage) = (row.id.to_owned(), row.summary.to_owned(), STAGE.to_owned());
        found.mutants.push(Mutant { id, about, stage, violates, binding });
    }
    found
}
