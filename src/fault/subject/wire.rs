//! An answer on its way out.

use super::{Act, Subject};
use crate::fault::occasion::Facts;
use crate::fault::params::Params;
use bytes::Bytes;
use std::fmt;
use std::time::Duration;

/// One thing done to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Bytes leave.
    Write(Bytes),
    /// Nothing leaves for so long.
    Pause(Duration),
    /// The connection is reset (RST).
    Reset,
    /// The connection is closed in order (FIN, without a TLS goodbye).
    Close,
}

/// An answer after it was signed.
#[derive(Clone)]
pub struct Wire<'a> {
    /// HTTP status.
    pub status: u16,
    /// Every header but those the server adds; what stands twice is sent twice.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The request that is answered.
    pub request: &'a dyn Facts,
    /// Its method.
    pub method: &'a str,
    /// Wait before anything leaves.
    pub delay: Duration,
    /// These bytes leave instead, and the connection ends after them.
    pub script: Option<Vec<Step>>,
}

impl fmt::Debug for Wire<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Subject for Wire<'_> {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Send(edit) = act { Some(edit(self, params)) } else { None }
    }
}
