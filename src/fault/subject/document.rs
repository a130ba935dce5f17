//! A published document: profile, schema, specification.

use super::{Act, Subject};
use crate::fault::params::Params;
use std::time::Duration;

/// A published document before it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path.
    pub path: String,
    /// HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// Wait before it leaves.
    pub delay: Duration,
}

impl Subject for Document {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Publish(edit) = act { Some(edit(self, params)) } else { None }
    }
}
