//! Whose answer it is, and privacy.

use super::row::{Fault, breaks, stirs, text};
use crate::fault::action::{http, identity, state};
use crate::fault::params::{Kind, Param};
use crate::fault::subject::Act::{Render, Send};

const VALUE: Param =
    Param { name: "value", kind: Kind::Json, default: "\"edited\"", about: "what stands there then" };

pub(super) const ROWS: &[Fault] = &[
    breaks(
        "resp.replayed",
        &["CHK-048"],
        "An earlier answer about the same resource is given again.",
        Render(identity::replayed),
    )
    .owes("checks status and freshness"),
    breaks(
        "resp.other_session",
        &["CHK-048"],
        "The answer is about somebody else's checkout.",
        Render(identity::other_session),
    )
    .owes("checks the identifier of every answer"),
    breaks(
        "resp.wrong_id",
        &["CHK-048"],
        "The answer has another identifier than the request.",
        Render(identity::wrong_id),
    )
    .with(&[text("id", "\"chk_00000000\"", "identifier shown")])
    .owes("checks the identifier of every answer"),
    breaks(
        "resp.stale_status",
        &["PAY-032", "CHK-056"],
        "The answer shows an earlier status.",
        Render(identity::stale_status),
    )
    .owes("checks that the status can follow from the last one"),
    stirs(
        "resp.request_id",
        "The answer echoes another Request-Id than was sent.",
        "logs both and goes by its own",
        Send(http::request_id),
    ),
    stirs(
        "body.edited_before_signing",
        "Something in the body is changed before it is signed; the signature is valid.",
        "trusts content by its meaning, not by its signature",
        Render(identity::edited),
    )
    .with(&[text("pointer", "\"/currency\"", "JSON pointer into the answer"), VALUE]),
    breaks(
        "session.crossed_buyer",
        &["CHK-048"],
        "The answer names another buyer.",
        Render(identity::crossed_buyer),
    )
    .owes("detects foreign data, shows none of it, reports it"),
    stirs(
        "pii.extra",
        "The answer carries personal data nobody asked for.",
        "neither shows nor stores it",
        Render(identity::extra_pii),
    ),
    breaks("consent.ignored", &["CON-001"], "The buyer's consent gets lost.", Render(state::consent_ignored))
        .owes("compares the consent shown with the one given"),
];
