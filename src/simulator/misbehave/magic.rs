//! Magic values: faults named in ordinary data, for clients that can set neither headers nor scenario files.
//!
//! * an item identifier `bouquet_roses!price.drift`: the merchant sees `bouquet_roses`;
//! * a credential's token `success_token!commit.then_reset`: the merchant sees `success_token`;
//! * a buyer's e-mail `fault+price.drift@example.com`: the merchant sees it as it is.
//!
//! The fault has its default parameters. It holds for the request and for every later one about the same
//! checkout. A name the catalogue does not have is no magic value.

use crate::fault::{Prepared, Rule};
use crate::simulator::pipeline::Context;
use crate::simulator::session::Session;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Checkouts remembered.
const CHECKOUTS: usize = 1024;

/// Checkouts with magic values in them, oldest first.
#[derive(Debug, Default)]
pub(in crate::simulator) struct Magic {
    checkouts: Mutex<VecDeque<(String, Vec<Prepared>)>>,
}

impl Magic {
    fn of(&self, checkout: &str) -> Vec<Prepared> {
        let checkouts = self.checkouts.lock().unwrap_or_else(PoisonError::into_inner);
        let found = checkouts.iter().find(|(id, _)| id == checkout);
        found.map(|(_, rules)| rules.clone()).unwrap_or_default()
    }

    fn keep(&self, checkout: &str, rules: Vec<Prepared>) {
        let mut checkouts = self.checkouts.lock().unwrap_or_else(PoisonError::into_inner);
        checkouts.retain(|(id, _)| id != checkout);
        if checkouts.len() >= CHECKOUTS {
            checkouts.pop_front();
        }
        checkouts.push_back((checkout.to_owned(), rules));
    }
}

/// The rules named in a request's data, and those of its checkout. Magic suffixes are taken out of the data.
pub(super) fn rules(context: &mut Context<'_>) -> Vec<Prepared> {
    let session = context.session;
    let Some(magic) = session.magic() else { return Vec::new() };
    let mut names = Vec::new();
    if let Some(document) = &mut context.document {
        find(document, &mut names);
    }
    let mut rules = context.id.as_deref().map(|id| magic.of(id)).unwrap_or_default();
    for name in names {
        let rule = Rule::of(&name).named(&format!("magic:{name}"));
        if let Ok(prepared) = session.faults().prepare(rule)
            && rules.iter().all(|known| known.id() != prepared.id())
        {
            rules.push(prepared);
        }
    }
    if let (Some(id), false) = (context.id.as_deref(), rules.is_empty()) {
        magic.keep(id, rules.clone());
    }
    rules
}

/// Remembers the rules of a checkout that was created by this request.
pub(in crate::simulator) fn remember(session: &Session, rules: &[Prepared], answer: &[u8]) {
    let Some(magic) = session.magic() else { return };
    let kept: Vec<Prepared> =
        rules.iter().filter(|rule| rule.id().as_str().starts_with("magic:")).cloned().collect();
    let body: Option<Value> = serde_json::from_slice(answer).ok();
    if let (false, Some(id)) = (kept.is_empty(), body.as_ref().and_then(|body| body["id"].as_str())) {
        magic.keep(id, kept);
    }
}

/// Collects the names of faults, taking suffixes out.
fn find(document: &mut Value, names: &mut Vec<String>) {
    let lines = document.get_mut("line_items").and_then(Value::as_array_mut);
    for line in lines.into_iter().flatten() {
        cut(line, "/item/id", names);
    }
    let instruments = document.pointer_mut("/payment/instruments").and_then(Value::as_array_mut);
    for instrument in instruments.into_iter().flatten() {
        cut(instrument, "/credential/token", names);
    }
    let email = document.pointer("/buyer/email").and_then(Value::as_str);
    let name = email.and_then(|email| email.strip_prefix("fault+")?.split('@').next());
    names.extend(name.filter(|name| known(name)).map(str::to_owned));
}

/// Takes `!fault.name` off the end of a text.
fn cut(entry: &mut Value, pointer: &str, names: &mut Vec<String>) {
    let Some(Value::String(text)) = entry.pointer_mut(pointer) else { return };
    if let Some((data, name)) = text.split_once('!')
        && known(name)
    {
        names.push(name.to_owned());
        *text = data.to_owned();
    }
}

fn known(name: &str) -> bool {
    crate::fault::catalogue::find(name).is_some()
}
