//! `ctl events`: the event stream, line by line.

use super::call::Call;
use super::client::{Failure, Link};
use super::print;
use serde_json::Value;
use std::io::Write;

/// The operation that is a stream.
pub(super) const OPERATION: &str = "streamEvents";
/// Largest event, in bytes.
const LARGEST: usize = 16 << 20;

/// Prints events until the stream ends, or nobody reads any more.
pub(super) async fn follow(link: &Link, call: &Call, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut stream = link.stream(call).await?;
    let mut rest = Vec::new();
    let lost = |error: crate::platform::outbound::OutboundError| {
        Failure::Local(format!("the stream ended: {error}"))
    };
    while let Some(chunk) = stream.chunk().await.map_err(lost)? {
        rest.extend_from_slice(&chunk);
        while let Some(end) = rest.windows(2).position(|pair| pair == b"\n\n") {
            let block: Vec<u8> = rest.drain(..end + 2).collect();
            if tell(&String::from_utf8_lossy(&block), json, out).is_err() {
                return Ok(());
            }
        }
        if rest.len() > LARGEST {
            return Err(Failure::Local("an event is larger than any the listener sends".to_owned()));
        }
    }
    Ok(())
}

/// One event.
fn tell(block: &str, json: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let (event, data) = (field("event: "), field("data: "));
    if data.is_empty() {
        return Ok(());
    }
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    match event {
        _ if json => writeln!(out, "{}", serde_json::json!({"event": event, "data": data}))?,
        "exchange" => print::exchange(&data, out)?,
        _ => writeln!(out, "{event}  {data}")?,
    }
    out.flush()
}
