//! `events.jsonl`: one event per line, in the order they happened.

use super::super::event::Event;

/// One line of the stream, with its line feed.
///
/// # Errors
/// The event cannot be written as JSON.
pub fn line(event: &Event) -> Result<Vec<u8>, serde_json::Error> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    Ok(line)
}
