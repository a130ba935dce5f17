//! The same target at an older protocol version: fewer clauses, one of them broken in its own way.

use super::{CHECKOUT, events, exchange, failed, failure, passed, row};
use crate::protocol::operation::Operation;
use crate::report::event::{Event, PreflightCheck, PreflightOutcome, VersionUnderTest};
use crate::report::requirement::{Level, Requirement};
use crate::report::scenario::{Failure, ScenarioRecord};
use crate::report::verdict::Verdict;

/// The older version.
pub(in super::super) const OLDER: &str = "2026-01-11";

/// The sample run with the older version beside its own.
pub(in super::super) fn both() -> Vec<Event> {
    let mut all = events();
    if let Some(Event::Header(header)) = all.first_mut() {
        header.versions.insert(
            0,
            VersionUnderTest {
                version: OLDER.to_owned(),
                url: "https://older.shop.example".to_owned(),
                contract_digest: format!("sha-256:{}", "5c".repeat(32)),
                capabilities: vec!["dev.ucp.shopping.checkout@2026-01-11".to_owned()],
            },
        );
    }
    all.extend(older());
    all
}

/// What the run recorded for the older version.
pub(in super::super) fn older() -> Vec<Event> {
    let mut all = vec![Event::Preflight(PreflightCheck {
        version: OLDER.to_owned(),
        name: "discovery".to_owned(),
        outcome: PreflightOutcome::Ok,
        detail: "GET /.well-known/ucp answered 200 with a valid profile in 21 ms".to_owned(),
        how_to_fix: None,
    })];
    all.extend(requirements().into_iter().map(Event::Requirement));
    for record in scenarios() {
        all.push(Event::ScenarioStarted(record.scenario.clone()));
        all.push(Event::ScenarioFinished(record));
    }
    all
}

fn requirements() -> Vec<Requirement> {
    let rows = [
        row("PRO-001", Level::Must, 52, "Profile", "The profile is served at /.well-known/ucp over HTTPS"),
        row("CHK-001", Level::Must, 28, "Create", "A created checkout carries an id, a status and totals"),
        row("TOT-502", Level::Must, 33, "Totals", "Every amount is zero or more, discounts included"),
    ];
    rows.map(|row| Requirement { version: OLDER.to_owned(), ..row }).into()
}

fn scenarios() -> Vec<ScenarioRecord> {
    let seen = "{\"type\":\"discount\",\"amount\":-495}";
    let negative = Failure {
        how_to_fix: Some("Send discounts as positive amounts at this version.".to_owned()),
        ..failure(
            "A discount is below zero",
            "Then no amount is below zero",
            &["amounts of zero or more"],
            seen,
        )
    };
    let mut records = vec![
        passed(
            "merchant.profile.served",
            "The profile is served where platforms look for it",
            "profile",
            8,
            &["PRO-001"],
        ),
        passed("merchant.checkout.create", "A new checkout is complete", "checkout", 9, &["CHK-001"]),
        failed(
            passed("merchant.totals.unsigned", "Amounts have no sign", "totals", 60, &["TOT-502"]),
            Verdict::Fail,
            negative,
            &exchange("x-402", Operation::UpdateCheckout, 200, CHECKOUT),
        ),
    ];
    for record in &mut records {
        record.scenario.version = OLDER.to_owned();
    }
    records
}
