//! A TLS handshake.

use super::{Act, Subject};
use crate::fault::params::Params;

/// The certificate presented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// The right one.
    #[default]
    Right,
    /// One that ran out a day ago.
    Expired,
    /// One for another host.
    WrongHost,
    /// One that no authority vouches for.
    SelfSigned,
}

/// How a handshake is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes, each on its own")]
pub struct Handshake {
    /// Whether a connection without TLS is asked about (it began with plain HTTP).
    pub plain: bool,
    /// Serve it all the same.
    pub serve_plain: bool,
    /// Which certificate.
    pub leaf: Leaf,
    /// Refuse with an alert.
    pub alert: bool,
    /// Accept TLS 1.2 too.
    pub old_versions: bool,
    /// Refuse everything newer than TLS 1.2.
    pub old_only: bool,
}

impl Subject for Handshake {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Handshake(edit) = act { Some(edit(self, params)) } else { None }
    }
}
