//! One kept-alive HTTP/1.1 connection, just enough of it to measure a server with.

use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection and its read buffer.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Length of the answer that was handed out last and can be forgotten now.
    consumed: usize,
}

/// An answer, borrowed from the buffer.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    /// Status code.
    pub(crate) status: u16,
    /// Body.
    pub(crate) body: &'a [u8],
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(authority: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 << 10), consumed: 0 })
    }

    /// Sends a request and reads its whole answer, which must announce its length.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.buffer.drain(..self.consumed);
        self.consumed = 0;
        self.stream.write_all(request).await?;
        let (status, head, length) = loop {
            if let Some(found) = parse_head(&self.buffer)? {
                break found;
            }
            self.fill().await?;
        };
        while self.buffer.len() < head + length {
            self.fill().await?;
        }
        self.consumed = head + length;
        Ok(Answer { status, body: &self.buffer[head..head + length] })
    }

    async fn fill(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the merchant closed the connection")),
            _ => Ok(()),
        }
    }
}

/// Status, length of the head and length of the body, once the head is complete.
fn parse_head(bytes: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "malformed answer");
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| malformed())?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.get(9..12))
        .and_then(|code| code.parse().ok())
        .ok_or_else(malformed)?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .ok_or_else(malformed)?;
    Ok(Some((status, end + 4, length)))
}
