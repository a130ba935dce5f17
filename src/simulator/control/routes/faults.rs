//! Faults: the catalogue, the rules that are armed, and what they did.

use crate::fault::{ArmedRule, Fault, Firing, Rule, RuleError, RuleId, catalogue};
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::{Code, Problem};
use serde_json::{Value, json};

fn view(armed: &ArmedRule) -> Value {
    json!({"id": armed.id, "rule": armed.rule, "occasions": armed.occasions, "fired": armed.fired})
}

fn described(fault: &Fault) -> Value {
    json!({
        "id": fault.id,
        "family": fault.family(),
        "stage": fault.stage().name(),
        "lane": fault.lane,
        "about": fault.about,
        "reaction": fault.reaction,
        "violates": fault.violates,
        "params": fault.schema(),
    })
}

/// Every fault there is.
pub(in super::super) async fn catalogue(call: Call) -> Result<Reply, Problem> {
    let wanted: Wanted<String> = Wanted::read("catalogue", &call.query)?;
    let mut all: Vec<&Fault> = catalogue::all().collect();
    all.sort_by_key(|fault| fault.id);
    Ok(Reply::ok(
        wanted.page("catalogue", all.into_iter().map(|fault| (fault.id.to_owned(), described(fault)))),
    ))
}

/// The rules that are armed, by name.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<String> = Wanted::read("faults", &call.query)?;
    let mut all = session.faults().list();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Reply::ok(wanted.page("faults", all.iter().map(|armed| (armed.id.to_string(), view(armed))))))
}

/// Arms a rule.
pub(in super::super) async fn arm(mut call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let rule: Rule = call.typed()?;
    let id = session.faults().arm(rule).map_err(refused)?;
    let armed = session.faults().list().into_iter().find(|armed| armed.id == id);
    let armed =
        armed.ok_or_else(|| Problem::new(Code::Conflict, "the rule was disarmed at once by another call"))?;
    Ok(Reply::Json(201, view(&armed)))
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn refused(error: RuleError) -> Problem {
    let code = match error {
        RuleError::Unknown { .. }
        | RuleError::Chance { .. }
        | RuleError::Name { .. }
        | RuleError::Part { .. }
        | RuleError::Unreadable { .. } => Code::InvalidBody,
        RuleError::Taken { .. } => Code::Conflict,
        RuleError::TooMany { .. } => Code::LimitReached,
    };
    Problem::new(code, error.to_string())
        .at("the body")
        .expected("a rule as docs/faults.md describes it")
        .mend("see GET /v1/faults for every fault and the schema of its parameters")
}

/// One armed rule.
pub(in super::super) async fn get(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let name = call.path("rule");
    let found = session.faults().list().into_iter().find(|armed| armed.id.as_str() == name);
    found.map(|armed| Reply::ok(view(&armed))).ok_or_else(|| Problem::missing("rule", name, "GET …/faults"))
}

/// Disarms a rule and says what it did.
pub(in super::super) async fn disarm(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let name = call.path("rule");
    let did = session.faults().disarm(&RuleId::new(name));
    did.map(|armed| Reply::ok(view(&armed))).ok_or_else(|| Problem::missing("rule", name, "GET …/faults"))
}

/// What rules did, oldest first.
pub(in super::super) async fn firings(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<u64> = Wanted::read("firings", &call.query)?;
    let rule = call.query.get("rule").and_then(Value::as_str);
    let fits = |firing: &Firing| rule.is_none_or(|rule| rule == firing.rule.as_str());
    let all = session.faults().firings().into_iter().filter(fits);
    Ok(Reply::ok(wanted.page("firings", all.map(|firing| (firing.sequence, json!(firing.view()))))))
}
