//! HTTP and JSON as they should not be.

use super::row::{Fault, breaks, int, stirs, text};
use crate::fault::action::{http, identity, profile};
use crate::fault::subject::Act::{Publish, Render, Send};

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "http.dup_header",
        "Content-Type is there twice, with two values.",
        "refuses, or takes the first",
        Send(http::dup_header),
    ),
    stirs(
        "http.gzip_lie",
        "Content-Encoding says gzip; the body is not.",
        "refuses, and does not crash",
        Send(http::gzip_lie),
    ),
    stirs(
        "http.charset_lie",
        "Content-Type names another charset than UTF-8.",
        "reads JSON as UTF-8",
        Send(http::charset_lie),
    )
    .with(&[text("charset", "\"utf-16\"", "charset named")]),
    breaks("http.media_type", &["TLS-001"], "JSON is called something else.", Send(http::media_type))
        .with(&[text("type", "\"text/html; charset=utf-8\"", "media type")]),
    breaks(
        "http.no_content_type",
        &["TLS-001"],
        "Answers do not say what they are.",
        Send(http::no_content_type),
    ),
    stirs(
        "http.redirect_on_post",
        "A change is redirected.",
        "does not follow, or follows with method, body and a new signature",
        Send(http::redirect),
    )
    .with(&[int("status", 301, 308, "307", "HTTP status"), text("location", "\"/elsewhere\"", "where to")]),
    stirs(
        "http.many_headers",
        "Answers have very many headers.",
        "bounds what it reads",
        Send(http::many_headers),
    )
    .with(&[int("count", 1, 1_000, "90", "how many")]),
    breaks("http.any_method", &["TLS-002"], "Any method will do.", Publish(profile::any_method)),
    stirs(
        "json.duplicate_key",
        "A member is there twice.",
        "refuses, or takes the last everywhere",
        Render(http::duplicate_key),
    ),
    stirs("json.deep", "The answer is nested very deeply.", "bounds depth", Render(http::deep))
        .with(&[int("depth", 1, 2_000, "500", "levels")]),
    breaks("json.bom", &["TLS-005"], "The answer begins with a byte order mark.", Render(http::bom))
        .owes("ignores it or refuses"),
    stirs(
        "json.big_number",
        "Numbers do not fit any type.",
        "ignores members it does not know",
        Render(http::big_number),
    ),
    stirs(
        "json.unknown_fields",
        "Answers have members nobody knows.",
        "ignores them",
        Render(identity::unknown_fields),
    ),
    breaks(
        "json.cut_off",
        &["TLS-005", "TLS-009"],
        "The JSON breaks off; the signature is valid.",
        Render(http::cut_off),
    ),
    breaks("json.not_a_number", &["TLS-005", "TLS-009"], "A number is NaN.", Render(http::not_a_number)),
    breaks("json.bad_utf8", &["TLS-005", "TLS-009"], "A text is not UTF-8.", Render(http::bad_utf8)),
    stirs(
        "json.surrogate",
        "A text has half a surrogate pair.",
        "replaces it or refuses",
        Render(http::surrogate),
    ),
    stirs(
        "json.null_members",
        "Absent members are null.",
        "takes null for absent, or refuses",
        Render(http::null_members),
    ),
];
