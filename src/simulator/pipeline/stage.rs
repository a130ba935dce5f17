//! The stages by name, and who watches them.

use super::context::{Context, Step};

/// A stage of the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// The request's head is there.
    Accept,
    /// Its body is read and parsed.
    Read,
    /// The platform is identified and its signature verified.
    Authenticate,
    /// Capabilities are settled.
    Negotiate,
    /// Repetitions are recognised.
    Idempotency,
    /// The merchant decides.
    Decide,
    /// The decision is written down.
    Commit,
    /// The answer takes its shape on the wire.
    Render,
    /// The answer is signed.
    Sign,
    /// The answer leaves.
    Send,
}

/// Sees every stage before it begins. The fault engine will be one.
pub trait Observer: Send + Sync + std::fmt::Debug {
    /// Called before a stage begins.
    ///
    /// # Errors
    /// A [`super::Stop`] ends the pipeline there with its answer.
    fn before(&self, stage: Stage, context: &mut Context<'_>) -> Step;
}

/// Sees nothing and changes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn before(&self, _stage: Stage, _context: &mut Context<'_>) -> Step {
        Ok(())
    }
}
