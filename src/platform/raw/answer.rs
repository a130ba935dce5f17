//! What came back, as bytes, with just enough reading of HTTP to ask for the status.

use bytes::Bytes;

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawEnd {
    /// A whole answer came; the connection was still open.
    Complete,
    /// The other side closed the connection.
    Closed,
    /// The connection broke.
    Reset,
    /// The time was up.
    TimedOut,
    /// More came than is kept.
    TooLarge,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAnswer {
    /// Every byte, in order; several answers when the server sent several.
    pub bytes: Bytes,
    /// How it ended.
    pub end: RawEnd,
}

impl RawAnswer {
    pub(super) const fn new(bytes: Bytes, end: RawEnd) -> Self {
        Self { bytes, end }
    }

    /// The status of the first answer; `None` when what came is not HTTP/1.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        status_of(&self.bytes)
    }

    /// The header lines of the first answer, as received.
    #[must_use]
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = split_head(&self.bytes).map_or_else(String::new, |(head, _)| text(head));
        head.split("\r\n")
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect()
    }

    /// The first header of that name, compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().into_iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Everything after the head of the first answer, undecoded.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        split_head(&self.bytes).map_or(&[], |(_, body)| body)
    }
}

/// Whether the bytes hold a whole answer with a length that HTTP/1 tells: `Content-Length`, chunks,
/// or a status without body. An answer that ends with its connection is never complete here.
pub(super) fn is_complete(bytes: &[u8]) -> bool {
    let Some((head, body)) = split_head(bytes) else { return false };
    let head = text(head).to_ascii_lowercase();
    let field = |name: &str| {
        head.split("\r\n").skip(1).filter_map(|line| line.split_once(':')).find(|(held, _)| *held == name)
    };
    match status_of(bytes) {
        Some(204 | 304) => return true,
        Some(200..=599) => {}
        Some(_) | None => return false,
    }
    if field("transfer-encoding").is_some_and(|(_, value)| value.contains("chunked")) {
        return body.ends_with(b"0\r\n\r\n");
    }
    let length = field("content-length").and_then(|(_, value)| value.trim().parse::<usize>().ok());
    length.is_some_and(|length| body.len() >= length)
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some((bytes.get(..end)?, bytes.get(end + 4..)?))
}

fn status_of(bytes: &[u8]) -> Option<u16> {
    let line = bytes.split(|byte| *byte == b'\r').next()?;
    let rest = text(line.strip_prefix(b"HTTP/1.")?);
    rest.split(' ').nth(1)?.parse().ok()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
