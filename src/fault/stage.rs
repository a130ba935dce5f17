//! Where in the merchant's work a fault is bound. The place carries meaning: an edit at `render` is signed
//! validly, one at `send` breaks the digest, and what fails there has had its effect.

use std::fmt;

/// One place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// A TLS handshake begins.
    Handshake,
    /// The head of a request is there; nothing was done yet.
    Accept,
    /// Before the platform is identified.
    Authenticate,
    /// Before repetitions are recognised.
    Idempotency,
    /// Before the merchant decides.
    Decide,
    /// Right after the decision was written down.
    Commit,
    /// The answer takes its shape; what changes here is signed.
    Render,
    /// The answer is about to be signed.
    Sign,
    /// The answer leaves; what changes here is not signed.
    Send,
    /// A published document (profile, schema) is about to leave.
    Profile,
    /// A webhook is about to be put into the outbox.
    WebhookEnqueue,
    /// A webhook is about to be signed.
    WebhookSign,
    /// A webhook leaves.
    WebhookDeliver,
    /// A webhook's receiver has answered.
    WebhookReceipt,
}

/// Every stage with its name.
const NAMES: [(Stage, &str); 14] = [
    (Stage::Handshake, "handshake"),
    (Stage::Accept, "accept"),
    (Stage::Authenticate, "authenticate"),
    (Stage::Idempotency, "idempotency"),
    (Stage::Decide, "decide"),
    (Stage::Commit, "commit"),
    (Stage::Render, "render"),
    (Stage::Sign, "sign"),
    (Stage::Send, "send"),
    (Stage::Profile, "profile"),
    (Stage::WebhookEnqueue, "webhook.enqueue"),
    (Stage::WebhookSign, "webhook.sign"),
    (Stage::WebhookDeliver, "webhook.deliver"),
    (Stage::WebhookReceipt, "webhook.receipt"),
];

impl Stage {
    /// Every stage, in the order of the work.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(stage, _)| *stage)
    }

    /// The name in catalogues and journals, `webhook.sign`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(stage, _)| *stage == self).map_or("unknown", |(_, name)| name)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
