//! Versions and capabilities.

use super::row::{Fault, breaks, int, text};
use crate::fault::action::negotiation as act;
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Render};

pub(super) const ROWS: &[Fault] = &[
    breaks(
        "nego.empty_intersection_as_4xx",
        &["ERR-005"],
        "Having nothing in common is a bad request.",
        Render(act::incompatible_as_4xx),
    )
    .with(&[int("status", 400, 499, "400", "HTTP status")])
    .owes("reads the body whatever the status"),
    breaks(
        "nego.incompatible_served",
        &["ERR-005", "NEG-033", "NEG-034"],
        "Who has nothing in common is served.",
        Render(act::incompatible_served),
    ),
    breaks(
        "nego.incompatible_renamed",
        &["ERR-005", "NEG-033"],
        "Having nothing in common is reported under a code of the shop's own.",
        Render(act::incompatible_renamed),
    ),
    breaks(
        "nego.echo_undeclared",
        &["NEG-015", "NEG-019"],
        "An extension is active though the platform does not have it.",
        Render(act::echo_undeclared),
    )
    .with(&[text("capability", "\"dev.ucp.shopping.discount\"", "its name")])
    .owes("ignores what it did not declare"),
    breaks(
        "nego.echo_everything",
        &["NEG-006", "NEG-015", "NEG-016", "NEG-019", "NEG-021", "NEG-023", "NEG-034", "VER-016", "VER-017"],
        "Everything the business declares is active, whatever the platform has.",
        Render(act::echo_everything),
    ),
    breaks(
        "nego.irrelevant",
        &["NEG-023"],
        "An answer lists what has nothing to do with it.",
        Render(act::irrelevant),
    ),
    breaks(
        "nego.capability_dropped",
        &["NEG-015", "NEG-018", "NEG-019"],
        "Extensions both sides have are not active.",
        Render(act::capability_dropped),
    ),
    breaks(
        "nego.capability_version",
        &["NEG-020"],
        "Capabilities are active in a version nobody declared.",
        Render(act::capability_version),
    )
    .with(&[text("version", "\"2025-01-01\"", "the version")]),
    breaks(
        "nego.version_wrong",
        &["NEG-017", "VER-011"],
        "Answers name a version nobody negotiated.",
        Render(act::version_wrong),
    )
    .with(&[text("version", "\"2025-01-01\"", "version named")])
    .owes("refuses answers in a version it did not ask for"),
    breaks(
        "nego.version_missing",
        &["NEG-017", "VER-011"],
        "Answers do not say which version they are of.",
        Render(act::version_missing),
    ),
    breaks(
        "nego.envelope_missing",
        &["NEG-017", "NEG-018", "VER-011"],
        "Answers have no `ucp`.",
        Render(act::envelope_missing),
    ),
    breaks(
        "nego.capabilities_missing",
        &["NEG-018"],
        "Answers do not say which capabilities are active.",
        Render(act::capabilities_missing),
    ),
    breaks(
        "nego.version_unchecked",
        &["ERR-004", "VER-006", "VER-008", "VER-010"],
        "Platforms of any version are served.",
        Handle(Stage::Authenticate, act::any_version),
    ),
    breaks(
        "nego.page_useless",
        &["ERR-018"],
        "A failed negotiation leads nowhere.",
        Render(act::page_useless),
    ),
];
