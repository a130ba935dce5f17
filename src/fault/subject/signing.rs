//! How a message is signed.

use super::{Act, Subject};
use crate::fault::params::Params;

/// The key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyChoice {
    /// The newest published one.
    #[default]
    Current,
    /// The oldest published one.
    Oldest,
    /// One that was taken out of the profile.
    Retired,
    /// One that was never published, under the name of the published one.
    Stranger,
}

/// The `Content-Digest`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256 of the body.
    #[default]
    Right,
    /// None, and not covered.
    Absent,
    /// SHA-512 of the body.
    Sha512,
    /// SHA-256 of something else.
    OfOther,
}

/// How a message is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes, each on its own")]
pub struct Signing {
    /// Whether the message is a webhook.
    pub webhook: bool,
    /// Whether it is signed by a detached JWS instead of HTTP message signatures.
    pub detached: bool,
    /// Over the encoded payload, though the header says that it is not encoded (detached JWS).
    pub encoded_payload: bool,
    /// Not at all.
    pub unsigned: bool,
    /// With which key.
    pub key: KeyChoice,
    /// `keyid` announced instead of the key's own.
    pub keyid: Option<String>,
    /// Seconds added to `created`.
    pub created_shift: i64,
    /// Seconds from `created` to `expires`, when announced.
    pub expires_in: Option<i64>,
    /// Components not covered.
    pub omit: Vec<String>,
    /// Further parameters.
    pub extra: Vec<(String, String)>,
    /// The digest.
    pub digest: Digest,
}

impl Subject for Signing {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        let edit = match act {
            Act::Sign(edit) if !self.webhook => edit,
            Act::SignWebhook(edit) if self.webhook => edit,
            Act::Sign(_)
            | Act::SignWebhook(_)
            | Act::Handshake(_)
            | Act::Handle(..)
            | Act::Render(_)
            | Act::Send(_)
            | Act::Publish(_)
            | Act::Enqueue(_)
            | Act::Deliver(_)
            | Act::Receive(_) => return None,
        };
        Some(edit(self, params))
    }
}
