//! The header `UCP-Assay-Fault`: faults of one request, when the session allows it.
//!
//! `UCP-Assay-Fault: price.drift; by=300, wire.latency; millis=50`: faults separated by commas, each with
//! parameters separated by semicolons. A value that is JSON is taken as such, any other as text.

use crate::fault::{Prepared, Rule, RuleError};
use crate::simulator::pipeline::{Context, Stop};
use crate::transport::failure::{Failure, code};

/// The header's name.
const HEADER: &str = "ucp-assay-fault";

/// Most faults of one request.
const MOST: usize = 8;

/// The rules in the header.
pub(super) fn rules(context: &Context<'_>) -> Result<Vec<Prepared>, Stop> {
    if !context.session.allows_fault_header() {
        return Ok(Vec::new());
    }
    let Some(value) = context.header(HEADER) else { return Ok(Vec::new()) };
    let text = String::from_utf8_lossy(&value);
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > MOST {
        return Err(refusal(&format!("names {} faults, at most {MOST} are taken", parts.len())));
    }
    let engine = context.session.faults();
    let prepared: Result<Vec<Prepared>, RuleError> =
        parts.iter().map(|part| engine.prepare(rule(part))).collect();
    prepared.map_err(|error| refusal(&error.to_string()))
}

/// One fault with its parameters, named after the header.
fn rule(part: &str) -> Rule {
    let rule = Rule::parse(part);
    let name = format!("header:{}", rule.fault);
    rule.named(&name)
}

fn refusal(reason: &str) -> Stop {
    Failure::new(code::INVALID_REQUEST, format!("UCP-Assay-Fault {reason}")).into()
}
