//! Order webhooks.

use super::row::{Fault, breaks, int, millis, stirs, text};
use crate::fault::action::{signature, webhook};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Deliver, Enqueue, Handle, Receive, SignWebhook};

const VERIFIES: &str = "refuses it before reading it";

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "hook.before_response",
        "The webhook arrives before the answer it belongs to.",
        "takes it as it is; matches it by checkout",
        Handle(Stage::Commit, webhook::before_response),
    )
    .with(&[millis("millis", "5000", "longest wait for the webhook")]),
    stirs(
        "hook.duplicate",
        "Webhooks come more than once under one id.",
        "takes the first and drops the rest",
        Enqueue(webhook::duplicate),
    )
    .with(&[int("copies", 2, 100, "2", "how often")]),
    stirs(
        "hook.reordered",
        "A webhook comes after those that follow it.",
        "converges by reading the order; does not go back in time",
        Enqueue(webhook::reordered),
    )
    .with(&[millis("millis", "2000", "by how much it is late, by the session's clock")]),
    stirs("hook.late", "Webhooks come late.", "does not depend on them", Enqueue(webhook::late))
        .with(&[int("millis", 1, 86_400_000, "5000", "milliseconds of the session's clock")]),
    breaks("hook.dropped", &["WHK-011"], "Webhooks are not sent at all.", Enqueue(webhook::dropped))
        .owes("reads the order when it hears nothing"),
    stirs(
        "hook.burst",
        "Many webhooks of one state come at once, each under its own id.",
        "takes them all; the state is the same",
        Enqueue(webhook::burst),
    )
    .with(&[int("copies", 2, 1_000, "20", "how many")]),
    stirs(
        "hook.retry_storm",
        "Webhooks are repeated although they were acknowledged.",
        "acknowledges again, does nothing again",
        Receive(webhook::retry_storm),
    )
    .with(&[int("attempts", 2, 16, "5", "attempts in all")]),
    breaks(
        "hook.never_retries",
        &["WHK-013"],
        "Webhooks that were not acknowledged are not repeated.",
        Receive(webhook::never_retries),
    )
    .owes("reads the order when it hears nothing"),
    breaks(
        "hook.unsigned",
        &["WHK-001", "WHK-002", "WHK-006", "WHK-010"],
        "Webhooks are not signed.",
        SignWebhook(signature::missing),
    )
    .owes(VERIFIES),
    breaks(
        "hook.bad_signature",
        &["WHK-001", "WHK-004", "WHK-010"],
        "One bit of every webhook's signature is wrong.",
        Deliver(signature::parcel_corrupt),
    )
    .owes(VERIFIES),
    breaks(
        "hook.old_key",
        &["WHK-001", "WHK-004", "WHK-010"],
        "Webhooks are signed with a key that was taken out of the profile.",
        SignWebhook(signature::retired_key),
    )
    .owes(VERIFIES),
    breaks(
        "hook.edited",
        &["WHK-004"],
        "Webhooks are changed after they were signed.",
        Deliver(webhook::edited),
    )
    .owes(VERIFIES),
    breaks(
        "hook.digest_uncovered",
        &["WHK-010", "SIG-021"],
        "A webhook's signature does not cover its body.",
        SignWebhook(signature::component_omitted),
    )
    .with(&[text("component", "\"content-digest\"", "component left out")])
    .owes(VERIFIES),
    breaks(
        "hook.no_digest",
        &["WHK-006", "WHK-010"],
        "Webhooks have no digest.",
        Deliver(webhook::no_digest),
    )
    .owes(VERIFIES),
    breaks(
        "hook.no_id",
        &["WHK-003"],
        "Webhooks cannot be told from their repetitions.",
        Deliver(webhook::no_id),
    ),
    breaks(
        "hook.no_timestamp",
        &["WHK-003"],
        "Webhooks do not say when they are from.",
        Deliver(webhook::no_timestamp),
    ),
    breaks(
        "hook.timestamp_wrong",
        &["WHK-003"],
        "Webhooks are dated wrongly.",
        Deliver(webhook::timestamp_shifted),
    )
    .with(&[int("seconds", -315_360_000, 315_360_000, "-86400", "seconds added")])
    .owes("refuses what is too old"),
    breaks(
        "hook.no_agent",
        &["WHK-006", "WHK-009"],
        "Webhooks do not say who sends them.",
        Deliver(webhook::no_agent),
    ),
    breaks(
        "hook.wrong_agent",
        &["WHK-009", "SIG-026"],
        "Webhooks name somebody else's profile.",
        Deliver(webhook::wrong_agent),
    )
    .with(&[text("profile", "\"https://elsewhere.example/profile.json\"", "URL named")]),
    breaks(
        "hook.new_id_on_retry",
        &["WHK-013"],
        "A repetition passes for another webhook.",
        Deliver(webhook::new_id_on_retry),
    )
    .owes("is idempotent by state, not by id alone"),
    breaks(
        "hook.new_body_on_retry",
        &["WHK-013", "WHK-004"],
        "A repetition has another body.",
        Deliver(webhook::new_body_on_retry),
    ),
    breaks(
        "hook.wrong_order",
        &["WHK-011"],
        "Webhooks are about another order.",
        Enqueue(webhook::wrong_order),
    )
    .with(&[text("id", "\"ord_another\"", "identifier shown")])
    .owes("ignores orders it does not know"),
    breaks(
        "hook.partial_snapshot",
        &["WHK-011", "WHK-012", "ORD-008"],
        "Webhooks carry part of the order only.",
        Enqueue(webhook::partial_snapshot),
    )
    .owes("reads the order; never deletes what is not mentioned"),
    breaks(
        "hook.shrinks",
        &["WHK-012", "ORD-008"],
        "Webhooks lack a line of the order.",
        Enqueue(webhook::shrinks),
    ),
    breaks(
        "hook.totals_lost",
        &["WHK-011", "WHK-012"],
        "Webhooks have no totals.",
        Enqueue(webhook::totals_lost),
    ),
    stirs(
        "hook.other_version",
        "Webhooks name another version of the protocol.",
        "reads the order in its own version",
        Enqueue(webhook::other_version),
    )
    .with(&[text("version", "\"2099-01-01\"", "version named")]),
    stirs(
        "hook.unknown_event",
        "Webhooks tell of something nobody knows.",
        "takes the state, ignores the event",
        Enqueue(webhook::unknown_event),
    )
    .with(&[text("type", "\"com.example.abducted\"", "type of the event")]),
    breaks(
        "hook.credential",
        &["PAY-002"],
        "Webhooks carry the payment token.",
        Enqueue(webhook::credential),
    )
    .with(&[text("token", "\"success_token\"", "the token")]),
    stirs(
        "hook.slow",
        "A webhook takes its time on the way.",
        "does not wait for it",
        Deliver(webhook::slow),
    )
    .with(&[millis("millis", "1000", "pause")]),
];
