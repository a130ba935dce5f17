//! What a fault can lay hands on, one type per place of the work. They are neutral: parsed JSON, bytes,
//! wishes; the simulator fills them in and does what they ask for.

mod document;
mod draft;
mod handling;
mod handshake;
mod signing;
mod webhook;
mod wire;

pub use document::Document;
pub use draft::{Answered, Draft, Past};
pub use handling::{ClockMove, Handling, Idempotency, Refusal, StockMove};
pub use handshake::{Handshake, Leaf};
pub use signing::{Digest, KeyChoice, Signing};
pub use webhook::{Parcel, Push, Receipt};
pub use wire::{Step, Wire};

use super::params::Params;
use super::stage::Stage;

/// What a fault does, and to what: one function per fault. Each answers whether there was anything to spoil.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Changes how a TLS handshake is answered.
    Handshake(fn(&mut Handshake, &Params) -> bool),
    /// Changes how a request is worked on, at this stage.
    Handle(Stage, fn(&mut Handling, &Params) -> bool),
    /// Edits an answer before it is signed.
    Render(fn(&mut Draft<'_>, &Params) -> bool),
    /// Changes how an answer is signed.
    Sign(fn(&mut Signing, &Params) -> bool),
    /// Edits an answer after it was signed, or decides which bytes leave and how.
    Send(fn(&mut Wire<'_>, &Params) -> bool),
    /// Edits a published document.
    Publish(fn(&mut Document, &Params) -> bool),
    /// Changes what becomes of a webhook before it is queued.
    Enqueue(fn(&mut Push, &Params) -> bool),
    /// Changes how a webhook is signed.
    SignWebhook(fn(&mut Signing, &Params) -> bool),
    /// Edits a webhook after it was signed.
    Deliver(fn(&mut Parcel, &Params) -> bool),
    /// Changes what a receiver's answer counts as.
    Receive(fn(&mut Receipt, &Params) -> bool),
}

impl Act {
    /// The stage the fault is bound to.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Handshake(_) => Stage::Handshake,
            Self::Handle(stage, _) => *stage,
            Self::Render(_) => Stage::Render,
            Self::Sign(_) => Stage::Sign,
            Self::Send(_) => Stage::Send,
            Self::Publish(_) => Stage::Profile,
            Self::Enqueue(_) => Stage::WebhookEnqueue,
            Self::SignWebhook(_) => Stage::WebhookSign,
            Self::Deliver(_) => Stage::WebhookDeliver,
            Self::Receive(_) => Stage::WebhookReceipt,
        }
    }
}

/// Something faults can be applied to. Faults are tried on a copy, so that an occasion at which there is
/// nothing to spoil leaves no trace and does not count.
pub trait Subject: Clone {
    /// Applies an act; `None` when it is bound to something else, else whether there was anything to spoil.
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool>;
}
