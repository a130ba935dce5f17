//! Connections: bytes, pauses and ends, TLS included.

use super::row::{Fault, breaks, int, millis, stirs};
use crate::fault::action::{tls, wire};
use crate::fault::params::{Kind, Param};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Handshake, Send};

const SAME_KEY: &str = "repeats under the same key with identical bytes, or looks the checkout up";
const BOUNDED: &str = "bounds the wait; then looks the checkout up";
const REFUSES: &str = "does not talk to it";
const BYTES: Param = int("bytes", 0, 1_048_576, "60", "bytes that leave first");
const SIGMA: Param = Param {
    name: "sigma",
    kind: Kind::Number(0.0, 5.0),
    default: "0.8",
    about: "spread; 0 is always the median",
};

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "wire.reset_before_commit",
        "The connection is reset before anything was done.",
        SAME_KEY,
        Handle(Stage::Accept, wire::reset_before),
    ),
    stirs(
        "wire.down",
        "The connection is closed before anything was done.",
        SAME_KEY,
        Handle(Stage::Accept, wire::down),
    ),
    stirs(
        "wire.reset_after_commit",
        "The connection is reset instead of the answer.",
        SAME_KEY,
        Send(wire::reset),
    ),
    stirs(
        "wire.reset_midway",
        "The connection is reset in the middle of the answer.",
        SAME_KEY,
        Send(wire::reset_midway),
    )
    .with(&[BYTES]),
    stirs("wire.empty_reply", "The connection is closed instead of the answer.", SAME_KEY, Send(wire::empty)),
    stirs("wire.truncated", "The answer breaks off at a byte.", SAME_KEY, Send(wire::truncated))
        .with(&[BYTES]),
    stirs(
        "wire.short_length",
        "Content-Length is smaller than the body.",
        "refuses what does not parse; uses the connection for nothing else",
        Send(wire::short_length),
    )
    .with(&[int("by", 1, 1_048_576, "10", "bytes")]),
    stirs("wire.long_length", "Content-Length is larger than the body.", SAME_KEY, Send(wire::long_length))
        .with(&[int("by", 1, 1_048_576, "10", "bytes")]),
    stirs("wire.malformed_chunk", "The size of a chunk is no number.", SAME_KEY, Send(wire::malformed_chunk)),
    stirs("wire.unfinished_chunks", "The last chunk never comes.", SAME_KEY, Send(wire::unfinished_chunks)),
    stirs("wire.garbage", "The answer is noise.", SAME_KEY, Send(wire::garbage)).with(&[int(
        "bytes",
        1,
        65_536,
        "256",
        "how many bytes",
    )]),
    stirs("wire.hang", "Nothing comes; the connection stays open.", BOUNDED, Send(wire::hang))
        .with(&[millis("millis", "30000", "until it is closed")]),
    stirs("wire.half_then_hang", "Half the answer comes.", BOUNDED, Send(wire::half_then_hang))
        .with(&[millis("millis", "30000", "until it is closed")]),
    stirs("wire.dribble", "The answer comes in small pieces.", BOUNDED, Send(wire::dribble)).with(&[
        int("bytes", 1, 65_536, "64", "bytes per piece"),
        millis("millis", "20", "pause after each"),
    ]),
    stirs("wire.bandwidth", "The answer comes slowly.", BOUNDED, Send(wire::bandwidth)).with(&[int(
        "bytes_per_second",
        1,
        1_000_000_000,
        "4096",
        "speed",
    )]),
    stirs("wire.slow_head", "The head comes at once, the body later.", BOUNDED, Send(wire::slow_head))
        .with(&[millis("millis", "1000", "pause between them")]),
    stirs(
        "wire.slow_close",
        "The answer is whole; the connection is closed late.",
        "goes on when the answer is complete",
        Send(wire::slow_close),
    )
    .with(&[millis("millis", "2000", "until it is closed")]),
    stirs("wire.latency", "Every answer takes the same time longer.", BOUNDED, Send(wire::latency))
        .with(&[millis("millis", "500", "time added")]),
    stirs(
        "wire.latency_uniform",
        "Answers take between two times longer.",
        BOUNDED,
        Send(wire::latency_uniform),
    )
    .with(&[millis("min_millis", "50", "least"), millis("max_millis", "500", "most")]),
    stirs(
        "wire.latency_log_normal",
        "Most answers take a little longer, a few very long.",
        BOUNDED,
        Send(wire::latency_log_normal),
    )
    .with(&[millis("median_millis", "100", "median"), SIGMA]),
    stirs(
        "tls.alert",
        "The handshake is refused with an alert.",
        "reports it; does not fall back to plain HTTP",
        Handshake(tls::alert),
    ),
    breaks(
        "tls.expired_certificate",
        &["TLS-012", "TLS-004"],
        "The certificate ran out.",
        Handshake(tls::expired),
    )
    .owes(REFUSES),
    breaks(
        "tls.wrong_host_certificate",
        &["TLS-012", "TLS-004"],
        "The certificate is for another host.",
        Handshake(tls::wrong_host),
    )
    .owes(REFUSES),
    breaks(
        "tls.self_signed_certificate",
        &["TLS-012"],
        "No authority vouches for the certificate.",
        Handshake(tls::self_signed),
    )
    .owes(REFUSES),
    breaks(
        "tls.old_version",
        &["TLS-006", "TLS-010", "TLS-011"],
        "TLS 1.2 is good enough.",
        Handshake(tls::old_versions),
    )
    .owes("offers TLS 1.3 only"),
    breaks(
        "tls.plain_served",
        &["PRO-006", "TLS-004"],
        "Who asks without TLS gets an answer.",
        Handshake(tls::plain),
    )
    .owes("never asks without TLS"),
];
