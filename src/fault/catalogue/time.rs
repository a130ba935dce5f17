//! Clocks and dates.

use super::row::{Fault, breaks, int, stirs, text};
use crate::fault::action::clock;
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Render};

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "clock.skew",
        "The merchant's clock is wrong for this request: expiries and signatures follow it.",
        "bounds skew; does not compare clocks to the second",
        Handle(Stage::Accept, clock::skew),
    )
    .with(&[int("seconds", -31_536_000, 31_536_000, "300", "seconds ahead; behind when below zero")]),
    stirs(
        "clock.jump",
        "The session's clock jumps ahead.",
        "honours expires_at, and starts anew where it ran out",
        Handle(Stage::Accept, clock::jump),
    )
    .with(&[int("seconds", 1, 31_536_000, "3600", "seconds")]),
    stirs(
        "clock.frozen",
        "The session's clock stands still.",
        "does not wait for time to pass at the merchant",
        Handle(Stage::Accept, clock::freeze),
    ),
    stirs(
        "expires_at.past",
        "A checkout shown as open ran out already.",
        "starts anew instead of completing",
        Render(clock::expires_past),
    )
    .with(&[int("seconds", 1, 31_536_000, "60", "seconds ago")]),
    stirs(
        "ttl.short",
        "A checkout runs out in a moment.",
        "completes in time or starts anew",
        Render(clock::short_ttl),
    )
    .with(&[int("seconds", 1, 86_400, "2", "seconds left")]),
    breaks("date.bad_format", &["CHK-048"], "Times are not of RFC 3339.", Render(clock::bad_format))
        .with(&[text("text", "\"31/12/2030 24:00\"", "what stands there")])
        .owes("refuses, or goes on without the time"),
    stirs(
        "date.offset",
        "Times have an offset from UTC.",
        "reads offsets as RFC 3339 has them",
        Render(clock::offset),
    )
    .with(&[int("minutes", -840, 840, "330", "minutes east of UTC")]),
];
