//! What the variables of templates stand for: in a scenario, and in one call.

use std::net::{Ipv4Addr, TcpListener};

use serde_json::{Value, json};

use super::file::{Loaded, Scope, Template};
use super::memory::Memory;
use super::premises::host_of;
use super::{BusinessForm, Surroundings};
use crate::connector::driver::{Action, Command, Payment};
use crate::protocol::operation::Operation;
use crate::protocol::version::{PaymentForm, ProtocolVersion};
use crate::transport::neutral::RequestForm;

/// A scope with the secrets that are in it.
pub(super) struct Known {
    pub(super) scope: Scope,
    pub(super) secrets: Vec<String>,
}

/// What is known from the start of a scenario.
///
/// # Errors
/// Which variable of the environment is missing, or that no port is free.
pub(super) fn scenario(plan: &Loaded, around: &Surroundings) -> Result<Known, String> {
    let mut scope = Scope::default();
    scope.set("driver.dir", plan.folder.display().to_string());
    scope.set("ca", around.ca.display().to_string());
    scope.set("proxy", around.proxy.clone());
    scope.set("version", around.version.date());
    scope.set("currency", around.currency.clone());
    scope.set("tls.certificate", around.tls.certificate.display().to_string());
    scope.set("tls.key", around.tls.key.display().to_string());
    scope.set("tmp", around.tmp.display().to_string());
    scope.set("profile.url", around.identity.profile_url.clone());
    scope.set("profile.key", around.identity.key_pem.display().to_string());
    scope.set("profile.key_id", around.identity.key_id.clone());
    scope.set("webhook.url", around.identity.webhook_url.clone());
    business(&mut scope, plan.file.business, &around.origin, around);
    let names = named(plan);
    for port in ["port", "webhook.port"] {
        if names.iter().any(|(name, _)| name == port) {
            scope.set(port, free_port()?);
        }
    }
    let mut secrets = Vec::new();
    for (name, optional) in &names {
        let Some((source @ ("secret" | "env"), variable)) = name.split_once(':') else { continue };
        match std::env::var(variable) {
            Ok(value) => {
                if source == "secret" {
                    secrets.push(value.clone());
                }
                scope.set(name, value);
            }
            Err(_) if *optional => {}
            Err(_) => {
                return Err(format!(
                    "the environment variable {variable} is not set; the driver file names it"
                ));
            }
        }
    }
    Ok(Known { scope, secrets })
}

/// Every variable of a driver file, and whether it can be absent.
fn named(plan: &Loaded) -> Vec<(String, bool)> {
    let start = &plan.start;
    let optional = [&start.cwd, &start.url, &start.webhook, &start.escalation].into_iter().flatten();
    let env = start.env.values().flatten();
    let calls = plan.setup.iter().chain(plan.calls.values());
    let calls = calls.flat_map(|call| call.argv.iter().chain(&call.arguments));
    let all = start.argv.iter().chain(optional).chain(env).chain(calls);
    let names = all.flat_map(Template::variables);
    names.map(|(name, optional)| (name.to_owned(), optional)).collect()
}

/// The business in every form.
fn business(scope: &mut Scope, form: BusinessForm, origin: &str, around: &Surroundings) {
    let origin = origin.trim_end_matches('/');
    let known = origin == around.origin.trim_end_matches('/');
    let (host, rest) =
        if known { (around.host.as_str(), around.rest.as_str()) } else { (host_of(origin), origin) };
    scope.set("merchant.origin", origin);
    scope.set("merchant.host", host);
    scope.set("merchant.rest", rest);
    let meant = match form {
        BusinessForm::Origin => origin,
        BusinessForm::Host => host,
        BusinessForm::Rest => rest,
    };
    scope.set("business", meant);
}

/// A free port of this machine. It is free when it is given; who is told it should bind it soon.
fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

/// What is known in one call, and the content that it sends, in the newest layout.
pub(super) fn call(
    base: &Scope,
    form: BusinessForm,
    around: &Surroundings,
    command: &Command,
    memory: &Memory,
) -> (Scope, Option<Value>) {
    let mut scope = base.clone();
    let action = &command.action;
    business(&mut scope, form, &command.business, around);
    scope.set("key", memory.key(action));
    let sent = about(&mut scope, action, around, memory);
    if let Some(content) = &sent {
        let id = if let Action::Update { id, .. } = action { Some(id.as_str()) } else { None };
        contents(&mut scope, content);
        scope.set("content", content.clone());
        scope.set("checkout", wire(around, id, content));
    }
    (scope, sent)
}

/// What an action is about; the whole content, when it sends one.
fn about(scope: &mut Scope, action: &Action, around: &Surroundings, memory: &Memory) -> Option<Value> {
    match action {
        Action::Create { checkout } => Some(checkout.clone()),
        Action::Update { id, checkout } => {
            scope.set("id", id.as_str());
            scope.set("changes", checkout.clone());
            Some(memory.merged(id, checkout))
        }
        Action::Flow { checkout, payment } => {
            pay(scope, payment, around);
            Some(checkout.clone())
        }
        Action::Complete { id, payment, consent } => {
            scope.set("id", id.as_str());
            scope.set("total", consent.or_else(|| memory.total(id)));
            pay(scope, payment, around);
            None
        }
        Action::Get { id } | Action::Cancel { id } => {
            scope.set("id", id.as_str());
            None
        }
        Action::GetOrder { id } => {
            scope.set("id", id.as_str());
            scope.set("order_id", id.as_str());
            None
        }
        Action::Discover | Action::WebhookSeen => None,
    }
}

/// A content in the version's layout, of a checkout that is there already or not yet.
fn wire(around: &Surroundings, id: Option<&str>, content: &Value) -> Value {
    let operation = if id.is_some() { Operation::UpdateCheckout } else { Operation::CreateCheckout };
    let form = RequestForm::new(around.version.edition());
    form.about(id).in_currency(Some(&around.currency)).wire(operation, content)
}

/// The parts of a content.
fn contents(scope: &mut Scope, content: &Value) {
    let at = |pointer: &str| content.pointer(pointer).cloned().unwrap_or_default();
    let lines = at("/line_items");
    let item = |line: &Value| json!({ "id": line.pointer("/item/id"), "quantity": line.get("quantity").cloned().unwrap_or(json!(1)) });
    let items: Vec<Value> = lines.as_array().into_iter().flatten().map(item).collect();
    scope.set("items", items);
    scope.set("line_items", lines);
    scope.set("buyer", at("/buyer"));
    scope.set("address", at("/fulfillment/methods/0/destinations/0"));
    scope.set("codes", at("/discounts/codes"));
}

/// What is paid with, in the shapes that versions have.
fn pay(scope: &mut Scope, payment: &Payment, around: &Surroundings) {
    let handler = payment.handler_id.as_deref().unwrap_or(&around.payment_handler);
    let instrument = json!({
        "id": "instrument-1",
        "handler_id": handler,
        "type": "card",
        "selected": true,
        "credential": { "type": "token", "token": payment.token },
        "display": { "brand": "visa", "last_digits": "1111" },
    });
    let neutral = json!({ "payment": { "instruments": [instrument] } });
    scope.set("payment", neutral["payment"].clone());
    scope.set("payment_data", flat(&neutral));
    scope.set("token", payment.token.as_str());
    scope.set("handler_id", handler);
}

/// The one instrument as versions have it that know no list.
fn flat(neutral: &Value) -> Value {
    let older = ProtocolVersion::ALL.iter().map(|version| version.edition());
    let older = older.into_iter().find(|edition| matches!(edition.payment, PaymentForm::PaymentData));
    let body = older.map(|edition| RequestForm::new(edition).wire(Operation::CompleteCheckout, neutral));
    body.and_then(|body| body.get("payment_data").cloned()).unwrap_or_default()
}
