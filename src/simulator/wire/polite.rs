//! A connection whose answers always explain themselves. The HTTP library refuses what is not HTTP by
//! itself, with a status and no body; on the way out such a head gets the documented JSON body.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

#[cfg(test)]
mod tests;

/// Status lines the library sends on its own, with the body each gets.
const EXPLAINED: [(&[u8], &str); 3] = [
    (b"HTTP/1.1 400 ", r#"{"code":"invalid_request","content":"the request is not well-formed HTTP/1.1"}"#),
    (
        b"HTTP/1.1 408 ",
        r#"{"code":"request_timeout","content":"the head of the request did not arrive in time"}"#,
    ),
    (b"HTTP/1.1 431 ", r#"{"code":"headers_too_large","content":"the head of the request is too large"}"#),
];

/// What marks a head as the library's own: every answer of ours has a body.
const BARE: &[u8] = b"content-length: 0\r\n";

/// See the module.
#[derive(Debug)]
pub(super) struct Polite<T> {
    inner: T,
    /// An explained head on its way out, and how much of it has left.
    explained: Option<(Vec<u8>, usize)>,
}

impl<T> Polite<T> {
    /// Wraps a connection.
    pub(super) const fn new(inner: T) -> Self {
        Self { inner, explained: None }
    }

    /// The connection inside.
    pub(super) const fn inner_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

/// The head with a body, when it is one of the library's own refusals.
fn explain(head: &[u8]) -> Option<Vec<u8>> {
    let (_, body) = EXPLAINED.iter().find(|(status, _)| head.starts_with(status))?;
    let text = std::str::from_utf8(head).ok()?;
    let bare = std::str::from_utf8(BARE).ok()?;
    let (before, after) = text.split_once(bare)?;
    if after.find("\r\n\r\n").map(|end| end + 4) != Some(after.len()) && after != "\r\n" {
        return None;
    }
    let described = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    Some(format!("{before}{described}{after}{body}").into_bytes())
}

impl<T: AsyncWrite + Unpin> Polite<T> {
    /// Sends what is left of an explained head.
    fn poll_explained(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((bytes, sent)) = &mut self.explained {
            let rest = bytes.get(*sent..).unwrap_or_default();
            if rest.is_empty() {
                self.explained = None;
                break;
            }
            let written = ready!(Pin::new(&mut self.inner).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *sent += written;
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Polite<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Polite<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_explained(cx))?;
        match explain(bytes) {
            None => Pin::new(&mut self.inner).poll_write(cx, bytes),
            Some(explained) => {
                self.explained = Some((explained, 0));
                // The head is taken over; what does not leave now leaves with the next flush.
                match self.poll_explained(cx) {
                    Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                    Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
                }
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_explained(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_explained(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
