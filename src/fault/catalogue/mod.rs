//! Every fault there is: one row each, by area.

mod row;

mod checkout;
mod connection;
mod earlier;
mod errors;
mod identity;
mod lenient;
mod money;
mod negotiation;
mod orders;
mod payment;
mod profile;
mod repetition;
mod signature;
mod text;
mod time;
mod webhooks;

use crate::fault::{Rule, When};

pub use row::{Fault, Lane};

/// Families of the study that wait for a transport this program does not speak yet, with the reason.
pub const WAITING: &[(&str, &str)] = &[
    ("mcp.id_mismatch", "there is no MCP transport yet"),
    ("mcp.error_in_result", "there is no MCP transport yet"),
    ("mcp.batch_unasked", "there is no MCP transport yet"),
    ("mcp.notification_missing", "there is no MCP transport yet"),
    ("mcp.structured_vs_text_differ", "there is no MCP transport yet"),
    ("rest_mcp.disagree", "there is no MCP transport yet"),
];

/// The rows, area by area.
const AREAS: [&[Fault]; 15] = [
    money::ROWS,
    checkout::ROWS,
    payment::ROWS,
    repetition::ROWS,
    identity::ROWS,
    signature::ROWS,
    time::ROWS,
    profile::ROWS,
    negotiation::ROWS,
    errors::ROWS,
    orders::ROWS,
    webhooks::ROWS,
    text::ROWS,
    connection::ROWS,
    lenient::ROWS,
];

/// Every fault, by area.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    AREAS.into_iter().flatten()
}

/// The rule under which a scenario should notice a fault: the fault at every occasion, but for those that
/// would keep the harness from asking at all, which spare the first.
#[must_use]
pub fn trial(fault: &Fault) -> Rule {
    const SPARE_THE_FIRST: [&str; 4] = [
        "profile.redirect",
        "tls.expired_certificate",
        "tls.wrong_host_certificate",
        "tls.self_signed_certificate",
    ];
    let rule = Rule::of(fault.id);
    if SPARE_THE_FIRST.contains(&fault.id) {
        rule.when(When { after: Some(1), ..When::default() })
    } else {
        rule
    }
}

/// The clauses a fault violates, at whatever version.
pub fn violated(fault: &Fault) -> impl Iterator<Item = &'static str> {
    let earlier = earlier::ALSO.iter().filter(move |(id, _)| *id == fault.id);
    fault.violates.iter().chain(earlier.flat_map(|(_, clauses)| *clauses)).copied()
}

/// The fault of that identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.id == id)
}
