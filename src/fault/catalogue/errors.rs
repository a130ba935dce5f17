//! Errors and rate limits.

use super::row::{Fault, breaks, int, stirs, text};
use crate::fault::action::error;
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Render, Send};

const CODE: crate::fault::Param = text("code", "\"\"", "code concerned; empty means every one");
const AFTER: crate::fault::Param = int("retry_after", 1, 86_400, "2", "seconds");
const AT: Stage = Stage::Accept;

pub(super) const ROWS: &[Fault] = &[
    breaks(
        "error.200_with_error",
        &["ERR-001", "ERR-003", "ERR-004", "ERR-006", "ERR-007", "ERR-008", "ERR-022", "TLS-003"],
        "Protocol errors come with 200.",
        Render(error::with_200),
    )
    .owes("maps by body, not by status alone"),
    breaks(
        "error.status_shifted",
        &[
            "ERR-001", "ERR-002", "ERR-003", "ERR-004", "ERR-006", "ERR-009", "ERR-010", "ERR-013",
            "ERR-014", "ERR-015", "ERR-024", "SIG-032", "SIG-033",
        ],
        "Protocol errors come with another status.",
        Render(error::status_shifted),
    )
    .with(&[CODE, int("status", 400, 599, "418", "HTTP status")]),
    breaks(
        "error.served",
        &["ERR-013", "ERR-014", "ERR-015", "ERR-024", "TLS-005", "IDM-001", "IDM-005", "IDM-009"],
        "What must be refused is served.",
        Render(error::served),
    )
    .with(&[CODE]),
    breaks(
        "error.conditions_overlooked",
        &["ERR-013", "ERR-014", "ERR-015"],
        "Limits, failures and outages are answered as if nothing were wrong.",
        Render(error::conditions_overlooked),
    ),
    breaks("error.4xx_without_body", &["ERR-022"], "Protocol errors have no body.", Render(error::no_body))
        .owes("goes by the status where there is no body"),
    breaks(
        "error.no_content",
        &["ERR-022"],
        "Protocol errors are codes without a word.",
        Render(error::no_content),
    ),
    breaks(
        "error.no_code",
        &["ERR-022"],
        "Protocol errors are words without a code.",
        Render(error::no_code),
    ),
    breaks(
        "error.html_page",
        &["ERR-022", "TLS-001"],
        "Errors are web pages, as of a proxy.",
        Send(error::html_page),
    )
    .owes("does not parse them; goes by the status"),
    stirs(
        "error.unknown_code",
        "Errors have a code nobody knows.",
        "goes by severity",
        Render(error::unknown_code),
    )
    .with(&[text("code", "\"com.example.mercury_retrograde\"", "the code")]),
    breaks(
        "error.unknown_severity",
        &["ERR-019", "ERR-020", "ERR-023"],
        "Errors have a severity nobody knows.",
        Render(error::unknown_severity),
    )
    .with(&[text("severity", "\"grave\"", "the severity")])
    .owes("treats it as not recoverable"),
    breaks(
        "error.severity_wrong",
        &["ERR-019", "ERR-020"],
        "What can be mended passes for final, and the other way round.",
        Render(error::severity_wrong),
    ),
    breaks("error.inaccurate", &["ERR-021"], "Errors do not say what happened.", Render(error::inaccurate)),
    breaks(
        "error.messages_lost",
        &["ERR-020", "ERR-023", "CHK-050"],
        "Messages of checkouts are lost.",
        Render(error::messages_lost),
    ),
    stirs(
        "error.retry_after_huge",
        "Retry-After is a year.",
        "bounds the wait and tells the buyer",
        Render(error::retry_after_huge),
    )
    .with(&[int("seconds", 1, 315_360_000, "31536000", "seconds")]),
    breaks(
        "error.retry_after_absent",
        &["ERR-016"],
        "Nobody says when to try again.",
        Render(error::retry_after_absent),
    )
    .owes("backs off by itself"),
    stirs(
        "error.retry_after_date",
        "Retry-After is a date.",
        "reads both forms",
        Render(error::retry_after_date),
    ),
    stirs(
        "error.leaks_pan",
        "An error quotes a card number.",
        "shows and logs none of it",
        Render(error::leaks_pan),
    ),
    breaks(
        "error.outcome_as_404",
        &["ERR-023", "ERR-025", "CHK-061"],
        "Outcomes come as HTTP errors.",
        Render(error::outcome_as_404),
    )
    .with(&[int("status", 400, 599, "404", "HTTP status")]),
    breaks(
        "error.envelope_with_resource",
        &["ERR-025", "CHK-061"],
        "An error envelope comes with half a checkout.",
        Render(error::envelope_with_resource),
    ),
    breaks(
        "error.outcome_created",
        &["CHK-061", "ERR-023"],
        "A checkout of nothing is created.",
        Render(error::outcome_created),
    ),
    stirs(
        "error.internal",
        "The merchant fails with 500 before anything is done.",
        "repeats under the same key, with a bound",
        Handle(AT, error::internal),
    ),
    stirs(
        "error.unavailable",
        "The merchant cannot serve for the moment.",
        "waits for Retry-After",
        Handle(AT, error::unavailable),
    )
    .with(&[AFTER]),
    stirs(
        "rate.limited",
        "Too many requests; Retry-After says when to come again.",
        "waits, and spreads what it repeats",
        Handle(AT, error::limited),
    )
    .with(&[AFTER]),
];
