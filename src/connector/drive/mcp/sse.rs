//! Server-sent events, as far as MCP uses them: the data of each event.

/// Collects bytes and gives out the data of complete events.
#[derive(Debug, Default)]
pub(super) struct Events {
    pending: Vec<u8>,
    data: Vec<String>,
}

impl Events {
    /// Takes bytes in and returns the data of the events that they complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        self.pending.extend_from_slice(bytes);
        let mut complete = Vec::new();
        while let Some(end) = self.pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.pending.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches(['\n', '\r']);
            if line.is_empty() {
                if !self.data.is_empty() {
                    complete.push(std::mem::take(&mut self.data).join("\n"));
                }
            } else if let Some(data) = line.strip_prefix("data:") {
                self.data.push(data.strip_prefix(' ').unwrap_or(data).to_owned());
            }
        }
        complete
    }

    /// Bytes held back, for a bound.
    pub(super) fn held(&self) -> usize {
        self.pending.len() + self.data.iter().map(String::len).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_however_they_are_cut() {
        let stream =
            ": hello\r\nevent: message\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\nid: 5\ndata:two\n\ndata: open";
        for size in [1, 3, 7, stream.len()] {
            let mut events = Events::default();
            let told: Vec<String> =
                stream.as_bytes().chunks(size).flat_map(|chunk| events.take(chunk)).collect();
            assert_eq!(told, ["{\"a\":\n1}", "two"], "in pieces of {size}");
            assert!(events.held() > 0);
        }
    }
}
