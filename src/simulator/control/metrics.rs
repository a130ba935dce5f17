//! Metrics in the Prometheus text format (0.0.4), rendered from what the sessions count anyway. The format is
//! two lines of comment and one line per sample, so there is no crate for it here.

use super::control::Control;
use crate::simulator::session::SessionHandle;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

/// One family of samples being written.
struct Family<'t> {
    text: &'t mut String,
    name: &'static str,
}

impl<'t> Family<'t> {
    fn new(text: &'t mut String, name: &'static str, kind: &str, help: &str) -> Self {
        // Writing to a string does not fail.
        let _written = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        Self { text, name }
    }

    fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _written = writeln!(self.text, "{}{labels} {value}", self.name);
    }
}

/// A label's value within its quotes.
fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Every metric.
pub(super) fn render(control: &Control) -> String {
    let mut text = String::new();
    let sessions = control.sessions.list();
    process(&mut text, control, sessions.len());
    exchanges(&mut text, &sessions);
    state(&mut text, &sessions);
    webhooks(&mut text, &sessions);
    faults(&mut text, &sessions);
    calls(&mut text, control);
    text
}

fn process(text: &mut String, control: &Control, sessions: usize) {
    let build = [("version", env!("CARGO_PKG_VERSION"))];
    Family::new(text, "ucp_assay_build_info", "gauge", "The program; always 1.").sample(&build, 1);
    let up = control.started.elapsed().as_secs_f64();
    Family::new(text, "ucp_assay_control_uptime_seconds", "gauge", "Time since the control listener began.")
        .sample(&[], format_args!("{up:.3}"));
    Family::new(text, "ucp_assay_sessions", "gauge", "Sessions open.").sample(&[], sessions);
}

fn exchanges(text: &mut String, sessions: &[SessionHandle]) {
    let help = "Exchanges recorded, by kind, operation and class of status (0: no answer).";
    let mut family = Family::new(text, "ucp_assay_exchanges_total", "counter", help);
    for session in sessions {
        for (species, count) in session.journal().census() {
            let class = species.class.to_string();
            let labels = [
                ("session", session.id()),
                ("kind", species.kind),
                ("operation", species.operation),
                ("status_class", &class),
            ];
            family.sample(&labels, count);
        }
    }
}

fn state(text: &mut String, sessions: &[SessionHandle]) {
    let mut checkouts = Family::new(text, "ucp_assay_checkouts", "gauge", "Checkouts kept, by status.");
    for session in sessions {
        let mut by_status: BTreeMap<&str, u64> = BTreeMap::new();
        for checkout in session.session().state().checkouts() {
            *by_status.entry(checkout.snapshot.checkout.status.name()).or_default() += 1;
        }
        for (status, count) in by_status {
            checkouts.sample(&[("session", session.id()), ("status", status)], count);
        }
    }
    let mut orders = Family::new(text, "ucp_assay_orders", "gauge", "Orders kept.");
    for session in sessions {
        let count = session.session().state().orders().count();
        orders.sample(&[("session", session.id())], count);
    }
    let help = "What the session's clock shows, in seconds since the epoch.";
    let mut clocks = Family::new(text, "ucp_assay_clock_seconds", "gauge", help);
    for session in sessions {
        clocks.sample(&[("session", session.id())], session.clock().now().seconds());
    }
    let mut conditions = Family::new(text, "ucp_assay_condition", "gauge", "Conditions that hold; always 1.");
    for session in sessions {
        for condition in session.conditions() {
            conditions.sample(&[("session", session.id()), ("condition", condition.kind().name())], 1);
        }
    }
}

fn webhooks(text: &mut String, sessions: &[SessionHandle]) {
    let mut pending =
        Family::new(text, "ucp_assay_webhooks_pending", "gauge", "Webhooks waiting or under way.");
    for session in sessions {
        pending.sample(&[("session", session.id())], session.outbox().tally().pending);
    }
    let help = "Webhooks acknowledged or given up.";
    let mut ended = Family::new(text, "ucp_assay_webhooks_ended_total", "counter", help);
    for session in sessions {
        let tally = session.outbox().tally();
        ended.sample(&[("session", session.id()), ("outcome", "delivered")], tally.delivered);
        ended.sample(&[("session", session.id()), ("outcome", "dead")], tally.dead);
    }
}

fn faults(text: &mut String, sessions: &[SessionHandle]) {
    let help = "How often armed rules fired.";
    let mut family = Family::new(text, "ucp_assay_fault_firings_total", "counter", help);
    for session in sessions {
        for armed in session.faults().list() {
            let labels = [
                ("session", session.id()),
                ("rule", armed.id.as_str()),
                ("fault", armed.rule.fault.as_str()),
            ];
            family.sample(&labels, armed.fired);
        }
    }
}

fn calls(text: &mut String, control: &Control) {
    let help = "Answers of the control listener, by operation and status.";
    let mut family = Family::new(text, "ucp_assay_control_answers_total", "counter", help);
    for ((operation, status), count) in control.answered() {
        family.sample(&[("operation", operation), ("status", &status.to_string())], count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_one_line_whatever_its_label() {
        let mut text = String::new();
        Family::new(&mut text, "a", "gauge", "Help.").sample(&[("b", "x\"\\\ny")], 1);
        assert_eq!(text, "# HELP a Help.\n# TYPE a gauge\na{b=\"x\\\"\\\\\\ny\"} 1\n");
    }
}
