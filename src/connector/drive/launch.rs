//! From a driver file to a connector that can be asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::child::Launch;
use super::engine::{Asked, Engine};
use super::exec::Exec;
use super::file::{Loaded, Operation, Scope, Template};
use super::mcp::{HttpLink, Mcp, StdioLink};
use super::observed::Observed;
use super::plumbing;
use super::server::Server;
use super::shim::{HttpShim, StdioShim};
use super::{Kind, Surroundings};
use crate::connector::drive::file::Compiled;
use crate::connector::driver::Action;

/// Starts a connector and makes it ready.
///
/// # Errors
/// Why not, in words.
pub(super) async fn start(
    plan: &Loaded,
    around: &Surroundings,
    scope: &Scope,
    observed: &Observed,
) -> Result<Arc<dyn Engine>, String> {
    let engine = open(plan, around, scope, observed).await?;
    for (at, call) in plan.setup.iter().enumerate() {
        let failed = |reason: String| format!("setup call {} fails: {reason}", at + 1);
        let op = call.call.op.clone().unwrap_or_default();
        let asked = render(call, &op, scope, &json!({}));
        let reply = engine.call(&asked, plan.file.timeouts.start()).await;
        let reply = reply.map_err(|trouble| failed(trouble.to_string()))?;
        let outcome = reply.outcome(&plan.file, |text| observed.clean(text));
        if let Some(code) = outcome.error_code {
            return Err(failed(format!("{code}: {}", outcome.error.unwrap_or_default())));
        }
    }
    Ok(engine)
}

async fn open(
    plan: &Loaded,
    around: &Surroundings,
    scope: &Scope,
    observed: &Observed,
) -> Result<Arc<dyn Engine>, String> {
    let patience = plan.file.timeouts.start();
    let launch = launch(plan, around, scope);
    let url = plan.start.url.as_ref().map(|url| text(url, scope, "url")).transpose()?;
    let serving = |url: String| {
        let launch = (!launch.argv.is_empty()).then_some(&launch);
        Server::open(url, launch, around.roots.clone(), observed, patience)
    };
    let tools: Vec<&str> =
        plan.calls.values().chain(&plan.setup).filter_map(|call| call.call.tool.as_deref()).collect();
    Ok(match (plan.file.kind, url) {
        (Kind::McpStdio, _) => {
            Arc::new(Mcp::open(StdioLink::open(&launch, observed.clone())?, &tools, patience).await?)
        }
        (Kind::McpHttp, Some(url)) => {
            let link = HttpLink::new(serving(url).await?, observed.clone());
            Arc::new(Mcp::open(link, &tools, patience).await?)
        }
        (Kind::Exec, _) => Arc::new(exec(plan, launch, scope, observed)?),
        (Kind::Shim, Some(url)) => {
            Arc::new(HttpShim { server: serving(url).await?, observed: observed.clone() })
        }
        (Kind::Shim, None) => Arc::new(StdioShim::open(&launch, observed.clone())?),
        (Kind::McpHttp, None) | (Kind::Reference, _) => return Err("the driver file names no URL".to_owned()),
    })
}

fn exec(plan: &Loaded, launch: Launch, scope: &Scope, observed: &Observed) -> Result<Exec, String> {
    let hook = plan.file.escalation.clone().zip(plan.start.escalation.as_ref());
    let hook =
        hook.map(|(escalation, file)| Ok((PathBuf::from(text(file, scope, "escalation.file")?), escalation)));
    Ok(Exec {
        launch,
        stdout: plan.file.stdout,
        ok_exit: plan.file.ok_exit.clone(),
        ok_text: plan.file.ok_text.clone(),
        escalation: hook.transpose().map_err(|reason: String| reason)?,
        observed: observed.clone(),
    })
}

/// The process: the harness's environment first, the file's over it.
fn launch(plan: &Loaded, around: &Surroundings, scope: &Scope) -> Launch {
    let told = plumbing::environment(&around.ca, around.proxy.as_deref());
    let mut env: BTreeMap<String, String> = told.into_iter().collect();
    for (name, template) in &plan.start.env {
        let value = template.as_ref().and_then(|template| template.render(scope));
        match value {
            Some(Value::String(text)) => drop(env.insert(name.clone(), text)),
            Some(other) => drop(env.insert(name.clone(), other.to_string())),
            None => drop(env.remove(name)),
        }
    }
    let cwd = plan.start.cwd.as_ref().and_then(|template| template.render(scope));
    let cwd = cwd.as_ref().and_then(Value::as_str).map_or_else(|| around.tmp.clone(), PathBuf::from);
    let argv = plan.start.argv.iter().flat_map(|word| word.words(scope)).collect();
    Launch { argv, env: env.into_iter().collect(), cwd }
}

fn text(template: &Template, scope: &Scope, what: &str) -> Result<String, String> {
    match template.render(scope) {
        Some(Value::String(text)) => Ok(text),
        Some(_) | None => Err(format!("`{what}` names something that is absent")),
    }
}

/// A call with its templates rendered; `standard` are the arguments of one that names none.
pub(super) fn render(call: &Compiled, op: &str, scope: &Scope, standard: &Value) -> Asked {
    let arguments = call.arguments.as_ref().and_then(|template| template.render(scope));
    Asked {
        tool: call.call.tool.clone().unwrap_or_default(),
        words: call.argv.iter().flat_map(|word| word.words(scope)).collect(),
        op: call.call.op.clone().unwrap_or_else(|| op.to_owned()),
        arguments: arguments.unwrap_or_else(|| standard.clone()),
        ok_text: call.call.ok_text.clone(),
    }
}

/// What a shim is told that names no arguments: the action as it is, the business, the key, and the
/// whole content in the version's layout.
pub(super) fn standard(operation: Operation, action: &Action, scope: &Scope) -> Value {
    let mut told = serde_json::to_value(action).unwrap_or_default();
    if let Value::Object(told) = &mut told {
        told.shift_remove("op");
        let known = [("business", "business"), ("version", "version"), ("key", "key"), ("whole", "checkout")];
        for (name, variable) in known {
            let is_key_of_reading = name == "key" && !writes(operation);
            if let (Some(value), false) = (scope.get(variable), is_key_of_reading) {
                told.insert(name.to_owned(), value.clone());
            }
        }
    }
    told
}

const fn writes(operation: Operation) -> bool {
    match operation {
        Operation::Create
        | Operation::Update
        | Operation::SetFulfillment
        | Operation::Complete
        | Operation::Cancel
        | Operation::Flow => true,
        Operation::Discover | Operation::Get | Operation::GetOrder | Operation::WebhookSeen => false,
    }
}
