//! What templates may name.

use super::model::Operation;

/// When a variable is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// For the whole run.
    Run,
    /// From the start of a scenario.
    Scenario,
    /// In calls of these operations.
    Calls(&'static [Operation]),
}

/// One variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VariableRow {
    /// Its name.
    pub name: &'static str,
    /// When it is known.
    pub when: When,
    /// Whether what is inside it can be named too (`checkout.buyer.email`).
    pub deep: bool,
    /// What it is.
    pub what: &'static str,
}

use Operation::{Cancel, Complete, Create, Flow, Get, GetOrder, SetFulfillment, Update};

const CONTENT: &[Operation] = &[Create, Update, SetFulfillment, Flow];
const CHANGING: &[Operation] = &[Update, SetFulfillment];
const ONE: &[Operation] = &[Get, Update, SetFulfillment, Complete, Cancel, GetOrder];
const PAYING: &[Operation] = &[Complete, Flow];
const WRITING: &[Operation] = &[Create, Update, SetFulfillment, Complete, Cancel, Flow];

const fn row(name: &'static str, when: When, deep: bool, what: &'static str) -> VariableRow {
    VariableRow { name, when, deep, what }
}

/// Every variable. Beside these, `secret:NAME` and `env:NAME` are of the environment.
pub const VARIABLES: [VariableRow; 34] = [
    row("driver.dir", When::Run, false, "folder of the driver file"),
    row("ca", When::Run, false, "PEM file of the authority to trust"),
    row("proxy", When::Run, false, "URL of the CONNECT proxy"),
    row("business", When::Scenario, false, "the business, in the form of the key `business`"),
    row("merchant.origin", When::Scenario, false, "origin of the business, https://shop.example"),
    row("merchant.host", When::Scenario, false, "its host and port, shop.example"),
    row("merchant.rest", When::Scenario, false, "its REST endpoint"),
    row("version", When::Scenario, false, "the version of the protocol that the business speaks"),
    row("currency", When::Scenario, false, "the currency that the business sells in"),
    row(
        "tls.certificate",
        When::Scenario,
        false,
        "PEM file of a certificate for localhost that the business trusts",
    ),
    row("tls.key", When::Scenario, false, "PEM file of its key"),
    row("tmp", When::Scenario, false, "the connector's own fresh folder"),
    row("port", When::Scenario, false, "a free port, for a server that the driver starts"),
    row("profile.url", When::Scenario, false, "the platform profile that the harness hosts"),
    row("profile.key", When::Scenario, false, "PEM file of the key in that profile"),
    row("profile.key_id", When::Scenario, false, "name of that key"),
    row("webhook.url", When::Scenario, false, "the webhook URL in that profile"),
    row("webhook.port", When::Scenario, false, "a free port, for the connector's own webhook receiver"),
    row("id", When::Calls(ONE), false, "identifier of the checkout or order"),
    row("order_id", When::Calls(&[GetOrder]), false, "identifier of the order"),
    row("key", When::Calls(WRITING), false, "idempotency key; the same when a failed call is asked again"),
    row("checkout", When::Calls(CONTENT), true, "the whole content, in the version's layout"),
    row("content", When::Calls(CONTENT), true, "the whole content, in the newest layout"),
    row("changes", When::Calls(CHANGING), true, "the members that change, in the newest layout"),
    row("line_items", When::Calls(CONTENT), true, "the line items"),
    row("items", When::Calls(CONTENT), true, "the line items as {id, quantity}"),
    row("buyer", When::Calls(CONTENT), true, "the buyer"),
    row("address", When::Calls(CONTENT), true, "the first destination"),
    row("codes", When::Calls(CONTENT), true, "the discount codes"),
    row("payment", When::Calls(PAYING), true, "the protocol's payment object with one instrument"),
    row("payment_data", When::Calls(PAYING), true, "that instrument, flat, as older versions have it"),
    row("token", When::Calls(PAYING), false, "the token of the payment handler"),
    row("handler_id", When::Calls(PAYING), false, "identifier of the payment handler"),
    row("total", When::Calls(PAYING), false, "the total agreed to, in minor units"),
];

/// The variable that a path begins with.
pub(super) fn find(path: &str) -> Option<&'static VariableRow> {
    let inside = |row: &&VariableRow| {
        let rest = path.strip_prefix(row.name);
        rest.is_some_and(|rest| rest.is_empty() || (row.deep && rest.starts_with('.')))
    };
    VARIABLES.iter().find(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for row in VARIABLES {
            assert_eq!(VARIABLES.iter().filter(|other| other.name == row.name).count(), 1, "{}", row.name);
            assert_eq!(find(row.name).map(|found| found.name), Some(row.name));
        }
        assert_eq!(find("checkout.buyer.email").map(|row| row.name), Some("checkout"));
        assert!(find("id.x").is_none() && find("checkouts").is_none() && find("merchant").is_none());
    }
}
