//! The connection: scripts of bytes, pauses and ends.

use crate::fault::params::Params;
use crate::fault::subject::{Handling, Step, Wire};
use bytes::Bytes;
use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::time::Duration;

/// Longest pause that is drawn.
const LONGEST: Duration = Duration::from_mins(1);

/// Status line and headers, with this `content-length` or none.
fn head(wire: &Wire<'_>, length: Option<usize>, more: &[&str]) -> String {
    let mut head = format!("HTTP/1.1 {} Fault\r\n", wire.status);
    for (name, value) in &wire.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if let Some(length) = length {
        let _ = write!(head, "content-length: {length}\r\n");
    }
    for line in more {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("connection: close\r\n\r\n");
    head
}

/// The whole answer as it should be.
fn whole(wire: &Wire<'_>) -> Vec<u8> {
    let mut bytes = head(wire, Some(wire.body.len()), &[]).into_bytes();
    bytes.extend_from_slice(&wire.body);
    bytes
}

fn write(bytes: impl Into<Bytes>) -> Step {
    Step::Write(bytes.into())
}

fn play(wire: &mut Wire<'_>, script: Vec<Step>) -> bool {
    wire.script = Some(script);
    true
}

pub(in crate::fault) fn reset_before(handling: &mut Handling, _: &Params) -> bool {
    handling.cut = Some(vec![Step::Reset]);
    true
}

pub(in crate::fault) fn down(handling: &mut Handling, _: &Params) -> bool {
    handling.cut = Some(vec![Step::Close]);
    true
}

pub(in crate::fault) fn reset(wire: &mut Wire<'_>, _: &Params) -> bool {
    play(wire, vec![Step::Reset])
}

pub(in crate::fault) fn reset_midway(wire: &mut Wire<'_>, params: &Params) -> bool {
    let bytes = whole(wire);
    let part = bytes.get(..params.size("bytes").min(bytes.len())).unwrap_or_default().to_vec();
    play(wire, vec![write(part), Step::Pause(Duration::from_millis(20)), Step::Reset])
}

pub(in crate::fault) fn empty(wire: &mut Wire<'_>, _: &Params) -> bool {
    play(wire, vec![Step::Close])
}

pub(in crate::fault) fn truncated(wire: &mut Wire<'_>, params: &Params) -> bool {
    let bytes = whole(wire);
    let at = params.size("bytes");
    let part = bytes.get(..at.min(bytes.len().saturating_sub(1))).unwrap_or_default().to_vec();
    play(wire, vec![write(part), Step::Close])
}

pub(in crate::fault) fn short_length(wire: &mut Wire<'_>, params: &Params) -> bool {
    let announced = wire.body.len().saturating_sub(params.size("by"));
    let bytes = [head(wire, Some(announced), &[]).as_bytes(), &wire.body].concat();
    announced != wire.body.len() && play(wire, vec![write(bytes)])
}

pub(in crate::fault) fn long_length(wire: &mut Wire<'_>, params: &Params) -> bool {
    let announced = wire.body.len().saturating_add(params.size("by"));
    let bytes = [head(wire, Some(announced), &[]).as_bytes(), &wire.body].concat();
    play(wire, vec![write(bytes), Step::Close])
}

pub(in crate::fault) fn malformed_chunk(wire: &mut Wire<'_>, _: &Params) -> bool {
    let head = head(wire, None, &["transfer-encoding: chunked"]);
    let half = wire.body.get(..wire.body.len() / 2).unwrap_or_default();
    let first = format!("{:x}\r\n", half.len());
    let bytes = [head.as_bytes(), first.as_bytes(), half, b"\r\nNOT-HEX\r\n"].concat();
    play(wire, vec![write(bytes), Step::Close])
}

pub(in crate::fault) fn unfinished_chunks(wire: &mut Wire<'_>, _: &Params) -> bool {
    let head = head(wire, None, &["transfer-encoding: chunked"]);
    let size = format!("{:x}\r\n", wire.body.len());
    let bytes = [head.as_bytes(), size.as_bytes(), &wire.body, b"\r\n"].concat();
    play(wire, vec![write(bytes), Step::Close])
}

pub(in crate::fault) fn garbage(wire: &mut Wire<'_>, params: &Params) -> bool {
    let noise = |at: usize| {
        let drawn = params.unit(&at.to_string()) * 256.0;
        drawn.to_le_bytes().into_iter().fold(0, |sum: u8, byte| sum.wrapping_add(byte)) | 0x80
    };
    let bytes: Vec<u8> = (0..params.size("bytes")).map(noise).collect();
    play(wire, vec![write(bytes), Step::Close])
}

pub(in crate::fault) fn hang(wire: &mut Wire<'_>, params: &Params) -> bool {
    play(wire, vec![Step::Pause(params.millis("millis")), Step::Close])
}

pub(in crate::fault) fn half_then_hang(wire: &mut Wire<'_>, params: &Params) -> bool {
    let bytes = whole(wire);
    let half = bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec();
    play(wire, vec![write(half), Step::Pause(params.millis("millis")), Step::Close])
}

/// Pieces with a pause after each.
fn pieces(bytes: &[u8], size: usize, pause: Duration) -> Vec<Step> {
    bytes.chunks(size.max(1)).flat_map(|piece| [write(piece.to_vec()), Step::Pause(pause)]).collect()
}

pub(in crate::fault) fn dribble(wire: &mut Wire<'_>, params: &Params) -> bool {
    let script = pieces(&whole(wire), params.size("bytes"), params.millis("millis"));
    play(wire, script)
}

pub(in crate::fault) fn bandwidth(wire: &mut Wire<'_>, params: &Params) -> bool {
    let per_second = params.size("bytes_per_second").max(1);
    let size = (per_second / 20).max(1);
    let pause = Duration::from_secs_f64(
        f64::from(u32::try_from(size).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(per_second).unwrap_or(u32::MAX)),
    );
    let script = pieces(&whole(wire), size, pause);
    play(wire, script)
}

pub(in crate::fault) fn slow_close(wire: &mut Wire<'_>, params: &Params) -> bool {
    let script = vec![write(whole(wire)), Step::Pause(params.millis("millis"))];
    play(wire, script)
}

pub(in crate::fault) fn slow_head(wire: &mut Wire<'_>, params: &Params) -> bool {
    let head = head(wire, Some(wire.body.len()), &[]);
    let mut script = vec![write(head), Step::Pause(params.millis("millis"))];
    script.push(write(wire.body.clone()));
    play(wire, script)
}

pub(in crate::fault) fn latency(wire: &mut Wire<'_>, params: &Params) -> bool {
    wire.delay = params.millis("millis");
    true
}

pub(in crate::fault) fn latency_uniform(wire: &mut Wire<'_>, params: &Params) -> bool {
    let (least, most) = (params.millis("min_millis"), params.millis("max_millis"));
    wire.delay = least + most.saturating_sub(least).mul_f64(params.unit("latency"));
    true
}

pub(in crate::fault) fn latency_log_normal(wire: &mut Wire<'_>, params: &Params) -> bool {
    // Box-Muller: two even draws make one normal one.
    let (first, second) = (1.0 - params.unit("first"), params.unit("second"));
    let normal = (-2.0 * first.ln()).sqrt() * (TAU * second).cos();
    let factor = (params.number("sigma") * normal).exp();
    let median = params.millis("median_millis");
    let seconds = (median.as_secs_f64() * factor).clamp(0.0, LONGEST.as_secs_f64());
    wire.delay = Duration::from_secs_f64(seconds);
    true
}
