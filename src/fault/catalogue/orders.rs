//! Orders as read.

use super::row::{BY, Fault, breaks, text};
use crate::fault::action::order;
use crate::fault::subject::Act::Render;

pub(super) const ROWS: &[Fault] = &[
    breaks("order.shrinks", &["ORD-002", "ORD-008"], "An order loses a line.", Render(order::shrinks))
        .owes("keeps every line it ever saw"),
    breaks(
        "order.currency",
        &["ORD-024"],
        "An order is in another currency than its checkout.",
        Render(order::currency),
    )
    .with(&[text("currency", "\"EUR\"", "ISO 4217 code")]),
    breaks(
        "order.total_drifts",
        &["ORD-024", "TOT-007"],
        "An order costs something else than its checkout.",
        Render(order::total_drifts),
    )
    .with(&[BY]),
    breaks(
        "order.line_status",
        &["ORD-007"],
        "The status of a line is not what its quantities say.",
        Render(order::line_status),
    )
    .with(&[text("status", "\"fulfilled\"", "the status")]),
    breaks(
        "order.events_rewritten",
        &["ORD-005"],
        "An earlier event of delivery is gone.",
        Render(order::events_rewritten),
    ),
    breaks(
        "order.shown_unsigned",
        &["ORD-009", "ORD-015"],
        "An order is shown to nobody in particular.",
        Render(order::shown_unsigned),
    ),
    breaks(
        "order.foreign_as_unknown",
        &["ORD-016"],
        "Somebody else's order is as good as unknown.",
        Render(order::foreign_as_unknown),
    ),
    breaks(
        "order.foreign_shown",
        &["ORD-016"],
        "Somebody else's order is shown.",
        Render(order::foreign_shown),
    ),
    breaks(
        "order.unlinked",
        &["ORD-008", "WHK-011"],
        "An order names another checkout.",
        Render(order::unlinked),
    ),
];
