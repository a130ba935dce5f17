//! Idempotency, and answers that are lost after the effect.

use super::row::{Fault, breaks, int, millis, stirs, text};
use crate::fault::action::{error, idempotency, identity, wire};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Render, Send};

const AT: Stage = Stage::Idempotency;

pub(super) const ROWS: &[Fault] = &[
    breaks(
        "idem.ignored",
        &["IDM-001", "IDM-004", "IDM-006", "IDM-007", "IDM-008", "IDM-009", "IDM-014"],
        "Every request is executed, repeated or not.",
        Handle(AT, idempotency::ignored),
    )
    .owes("looks for a second order before it retries"),
    breaks(
        "idem.store_lost",
        &["IDM-004", "IDM-007", "IDM-008"],
        "All keys are forgotten before the request, as after a restart without storage.",
        Handle(AT, idempotency::store_lost),
    )
    .owes("retries with the same key and identical bytes, and detects a second order"),
    breaks(
        "idem.other_body_accepted",
        &["IDM-001", "IDM-009"],
        "A used key with another body gets the first answer.",
        Handle(AT, idempotency::any_body),
    ),
    breaks(
        "idem.stale_response",
        &["IDM-004", "IDM-008"],
        "A repetition gets an older answer than its own.",
        Render(identity::replay_stale),
    ),
    breaks(
        "idem.reexecuted",
        &["IDM-004", "IDM-008", "IDM-014"],
        "A repetition is answered with another resource.",
        Render(identity::replay_reexecuted),
    )
    .with(&[text("id", "\"another-one\"", "identifier shown")]),
    breaks(
        "idem.other_status",
        &["IDM-004", "IDM-008"],
        "A repetition gets another status.",
        Render(identity::replay_status),
    ),
    breaks(
        "idem.cross_tenant_leak",
        &["IDM-004"],
        "One platform's key gets another platform's answer.",
        Handle(AT, idempotency::cross_tenant),
    )
    .owes("checks that an answer is about its own checkout"),
    breaks(
        "idem.expired_early",
        &["IDM-003", "IDM-007"],
        "Keys are forgotten before their day is over.",
        Handle(AT, idempotency::expired_early),
    )
    .with(&[int("hours", 1, 24, "24", "hours by which records are older than they are")]),
    breaks(
        "idem.conflict_on_identical",
        &["IDM-004", "IDM-008"],
        "An identical repetition is a conflict.",
        Handle(AT, idempotency::conflict_always),
    )
    .owes("reads the checkout instead of giving up"),
    stirs(
        "idem.key_not_required",
        "A request without a key is served.",
        "sends a key all the same",
        Handle(AT, idempotency::key_optional),
    ),
    breaks(
        "idem.storage_overlooked",
        &["IDM-005"],
        "Storage of keys fails and the request is executed.",
        Handle(AT, idempotency::storage_overlooked),
    ),
    stirs(
        "idem.storage_down",
        "Keys cannot be stored; changes are refused with 503.",
        "waits for Retry-After and repeats under the same key",
        Handle(AT, error::storage_down),
    ),
    stirs(
        "idem.in_flight",
        "The first request with this key is still being worked on.",
        "waits and repeats under the same key",
        Handle(AT, error::in_flight),
    ),
    stirs(
        "commit.then_timeout",
        "The operation takes effect; its answer never comes.",
        "looks the checkout up, or repeats under the same key",
        Send(wire::hang),
    )
    .with(&[millis("millis", "30000", "how long the connection stays open")]),
    stirs(
        "commit.then_reset",
        "The operation takes effect; the connection is reset before the answer.",
        "looks the checkout up, or repeats under the same key",
        Send(wire::reset),
    ),
    stirs(
        "commit.then_error",
        "The operation takes effect and is answered with 500.",
        "looks the checkout up before trying again",
        Handle(Stage::Commit, error::internal),
    ),
    stirs(
        "commit.then_unavailable",
        "The operation takes effect and is answered with 503.",
        "repeats under the same key after Retry-After",
        Handle(Stage::Commit, error::unavailable),
    )
    .with(&[int("retry_after", 1, 86_400, "1", "seconds")]),
];
