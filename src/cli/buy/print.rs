//! What `buy` shows: events as they happen, then the receipt; text, or JSON lines.

use crate::connector::reference::{Ending, Receipt};
use crate::connector::trace::{Entry, Event};
use crate::protocol::money::{Amount, Currency};
use serde_json::{Value, json};
use std::io::Write;

/// Writes to the output; a closed one ends nothing, it is remembered.
pub(super) struct Printer<'o> {
    out: &'o mut dyn Write,
    json: bool,
    everything: bool,
    broken: bool,
}

impl<'o> Printer<'o> {
    pub(super) const fn new(out: &'o mut dyn Write, json: bool, everything: bool) -> Self {
        Self { out, json, everything, broken: false }
    }

    /// Whether something could not be written.
    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }

    fn line(&mut self, line: &str) {
        self.broken |= writeln!(self.out, "{line}").and_then(|()| self.out.flush()).is_err();
    }

    /// Names the development switches that are on.
    pub(super) fn switches(&mut self, switches: &[String]) {
        if switches.is_empty() {
            return;
        }
        if self.json {
            self.line(&json!({ "switches": switches }).to_string());
        } else {
            self.line(&format!("development switches: {}", switches.join(", ")));
        }
    }

    /// An event.
    pub(super) fn entry(&mut self, entry: &Entry) {
        if !self.everything && !is_decision(&entry.what) {
            return;
        }
        if self.json {
            self.line(&serde_json::to_string(entry).unwrap_or_default());
        } else {
            self.line(&format!("{:>3}  {}", entry.number, entry.what));
        }
    }

    /// The end.
    pub(super) fn receipt(&mut self, receipt: &Receipt) {
        if self.json {
            let line = json!({ "ending": receipt.ending, "outcome": receipt.outcome });
            self.line(&line.to_string());
        } else {
            self.line(&summary(receipt));
        }
    }
}

/// Events that people want to see without asking for everything.
const fn is_decision(event: &Event) -> bool {
    match event {
        Event::VersionChosen { .. }
        | Event::Message { .. }
        | Event::Refused { .. }
        | Event::Decided { .. }
        | Event::HandedOver { .. }
        | Event::Waiting { .. }
        | Event::NoAnswer { .. }
        | Event::Webhook { .. } => true,
        Event::ProfileFetched { .. }
        | Event::ProfileCached { .. }
        | Event::Dropped { .. }
        | Event::Negotiated { .. }
        | Event::Sent { .. }
        | Event::Answered { .. }
        | Event::Verified { .. } => false,
    }
}

fn summary(receipt: &Receipt) -> String {
    let outcome = &receipt.outcome;
    let price = outcome.resource.as_ref().and_then(price);
    let price = price.map_or_else(String::new, |price| format!(", {price}"));
    let url = outcome.continue_url.as_deref().unwrap_or("(the business gave no continue_url)");
    let why = outcome.error.as_deref().unwrap_or("the buyer is needed");
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "(unnamed)".to_owned());
    match receipt.ending {
        Ending::Placed => {
            let note = outcome.error.as_ref().map_or_else(String::new, |error| format!("; {error}"));
            format!("order {} placed{price}{note}", known(&outcome.order_id))
        }
        Ending::Ready => format!("checkout {} is ready to be paid{price}", known(&outcome.id)),
        Ending::HandedOver => format!("the buyer goes on at {url}: {why}"),
        Ending::Stopped => {
            let code = outcome.error_code.as_deref().unwrap_or("stopped");
            let retry = if outcome.retryable { " (may work later)" } else { "" };
            format!("no order, {code}: {why}{retry}")
        }
    }
}

/// The grand total for people.
fn price(resource: &Value) -> Option<String> {
    let totals = resource.get("totals")?.as_array()?;
    let total = totals.iter().find(|entry| entry.get("type").and_then(Value::as_str) == Some("total"))?;
    let minor = total.get("amount")?.as_i64()?;
    let amount = Amount::new(minor).ok()?;
    let currency = resource.get("currency").and_then(Value::as_str).unwrap_or_default();
    Some(
        Currency::parse(currency).map_or_else(
            |_| format!("{minor} minor units of {currency}"),
            |currency| currency.display(amount),
        ),
    )
}
