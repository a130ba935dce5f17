//! A connection that can be told to misbehave. The handler leaves a script with the connection's [`Line`];
//! what the HTTP library writes from then on is thrown away and the script is played instead, after which
//! the connection ends. Without a script, a flag is looked at per write and nothing else.

use super::polite::Polite;
use super::socket::Socket;
use crate::fault::subject::Step;
use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// Where a script is left for a connection. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    left: Arc<AtomicBool>,
    script: Arc<Mutex<VecDeque<Step>>>,
}

impl Line {
    /// Leaves a script; it begins with the next bytes written.
    pub(super) fn leave(&self, script: Vec<Step>) {
        *self.script.lock().unwrap_or_else(PoisonError::into_inner) = script.into();
        self.left.store(true, Ordering::SeqCst);
    }

    fn take(&self) -> Option<VecDeque<Step>> {
        if !self.left.load(Ordering::Relaxed) {
            return None;
        }
        self.left.store(false, Ordering::SeqCst);
        Some(std::mem::take(&mut *self.script.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// What is being done at the moment.
#[derive(Debug)]
enum Doing {
    /// Bytes are on their way, so many left already.
    Writing(bytes::Bytes, usize),
    /// They must reach the peer before anything else.
    Flushing,
    /// A pause.
    Waiting(Pin<Box<Sleep>>),
    /// The connection is being closed: with a TLS goodbye, or without.
    Closing { in_order: bool },
}

#[derive(Debug)]
struct Playing {
    steps: VecDeque<Step>,
    doing: Option<Doing>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Wayward {
    inner: Polite<Socket>,
    line: Line,
    playing: Option<Playing>,
}

impl Wayward {
    /// Wraps a connection.
    pub(super) fn new(socket: Socket) -> Self {
        Self { inner: Polite::new(socket), line: Line::default(), playing: None }
    }

    /// Where scripts are left for it.
    pub(super) fn line(&self) -> Line {
        self.line.clone()
    }

    /// Plays what there is to play; `Ready` when nothing is, an error when the connection has ended.
    fn poll_play(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { inner, playing, .. } = self;
        let Some(playing) = playing else { return Poll::Ready(Ok(())) };
        loop {
            match &mut playing.doing {
                None => playing.doing = Some(begin(playing.steps.pop_front(), inner)?),
                Some(Doing::Writing(bytes, sent)) => {
                    let rest = bytes.get(*sent..).unwrap_or_default();
                    if rest.is_empty() {
                        playing.doing = Some(Doing::Flushing);
                        continue;
                    }
                    let written = ready!(Pin::new(inner.inner_mut()).poll_write(cx, rest))?;
                    if written == 0 {
                        return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                    }
                    *sent += written;
                }
                Some(Doing::Flushing) => {
                    ready!(Pin::new(inner.inner_mut()).poll_flush(cx))?;
                    playing.doing = None;
                }
                Some(Doing::Waiting(pause)) => {
                    ready!(pause.as_mut().poll(cx));
                    playing.doing = None;
                }
                Some(Doing::Closing { in_order: true }) => {
                    ready!(Pin::new(inner.inner_mut()).poll_shutdown(cx))?;
                    return Poll::Ready(Err(ended()));
                }
                Some(Doing::Closing { in_order: false }) => {
                    ready!(inner.inner_mut().poll_hang_up(cx))?;
                    return Poll::Ready(Err(ended()));
                }
            }
        }
    }
}

/// Begins a step; after the last one the connection is closed in order.
fn begin(step: Option<Step>, inner: &mut Polite<Socket>) -> io::Result<Doing> {
    match step {
        Some(Step::Write(bytes)) => Ok(Doing::Writing(bytes, 0)),
        Some(Step::Pause(pause)) => Ok(Doing::Waiting(Box::pin(tokio::time::sleep(pause)))),
        Some(Step::Close) => Ok(Doing::Closing { in_order: false }),
        Some(Step::Reset) => {
            // The socket is dropped with the error, and says RST instead of FIN.
            inner.inner_mut().reset_when_dropped()?;
            Err(ended())
        }
        None => Ok(Doing::Closing { in_order: true }),
    }
}

fn ended() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "a fault ended the connection")
}

impl AsyncRead for Wayward {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wayward {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(steps) = self.line.take() {
            self.playing = Some(Playing { steps, doing: None });
        }
        if self.playing.is_some() {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_play(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_play(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
