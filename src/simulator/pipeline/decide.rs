//! Stage 6, first half: the request must keep to its schema, and becomes a command.

use super::context::Context;
use crate::merchant::Command;
use crate::protocol::contract::{ContractError, Direction, Violation, shown_place};
use crate::simulator::journal::{Finding, FindingKind};
use crate::transport::failure::{Failure, code};
use serde_json::Value;
use std::fmt::Write as _;

/// Violations named in one refusal.
const NAMED: usize = 10;

/// Judges the body and turns the request into a command.
pub(super) fn command(context: &mut Context<'_>) -> Result<Command, Failure> {
    let session = context.session;
    session.concessions().amend(context);
    if context.document.is_some() && context.spec.request.is_some() {
        judge(context)?;
    }
    let document = context.document.take();
    context.session.dialect().decode(context.spec.operation, context.id.clone(), document)
}

/// Violations refuse the request; unknown members are tolerated, members to be left out are ignored;
/// both are findings.
fn judge(context: &mut Context<'_>) -> Result<(), Failure> {
    let (Some(negotiated), Some(document)) = (&context.negotiated, &context.document) else {
        return Err(Failure::new(code::INTERNAL_ERROR, "a decision began before negotiation"));
    };
    let (session, operation) = (context.session, context.spec.operation);
    let schema = session.contract().validator(&negotiated.set, operation, Direction::Request);
    let mut verdict = schema.map_err(|error| broken(&error))?.check(document);
    let dialect = session.dialect();
    let tolerated: Vec<Violation> =
        verdict.violations.extract_if(.., |one| dialect.tolerates(operation, one)).collect();
    if !verdict.is_valid() {
        session.concessions().tolerate(operation, &mut verdict.violations, context);
    }
    if !verdict.is_valid() {
        return Err(refusal(&verdict.violations));
    }
    for pointer in &verdict.omitted {
        context.document.iter_mut().for_each(|document| remove(document, pointer));
    }
    let finding = |kind| move |pointer| Finding { kind, pointer };
    let missing = tolerated.into_iter().map(|one| one.pointer + "/" + &one.missing.unwrap_or_default());
    context.findings.extend(missing.map(finding(FindingKind::RequiredFieldMissing)));
    // The names are the sender's own.
    let unknown = verdict.unknown.iter().map(|pointer| shown_place(pointer));
    context.findings.extend(unknown.map(finding(FindingKind::UnknownField)));
    context.findings.extend(verdict.omitted.into_iter().map(finding(FindingKind::OmittedFieldSent)));
    Ok(())
}

fn broken(error: &ContractError) -> Failure {
    tracing::error!(%error, "the contract has no schema for a negotiated set");
    Failure::new(code::INTERNAL_ERROR, "the request cannot be judged")
}

fn refusal(violations: &[Violation]) -> Failure {
    let told = |one: &Violation| format!("{}: {}", one.place("the body"), one.message);
    let named = violations.iter().take(NAMED).map(told);
    let mut content = named.collect::<Vec<_>>().join("; ");
    if violations.len() > NAMED {
        let _ = write!(content, "; and {} more", violations.len() - NAMED);
    }
    Failure::new(code::INVALID_REQUEST, content)
}

/// Removes a member of an object.
fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, member)) = pointer.rsplit_once('/') else { return };
    let member = member.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(members)) = document.pointer_mut(parent) {
        members.shift_remove(&member);
    }
}
