//! What the engine is told about the moment it is asked at.

use super::stage::Stage;
use crate::clock::Instant;
use crate::protocol::operation::Operation;
use serde_json::Value;
use std::fmt;

/// What can be looked up about a request, only when some rule asks for it.
pub trait Facts {
    /// Value of a request header.
    fn header(&self, name: &str) -> Option<String>;
    /// The request's body.
    fn body(&self) -> Option<&Value>;
    /// Status of the checkout concerned, before the operation.
    fn status(&self) -> Option<String>;
}

/// Nothing is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFacts;

impl Facts for NoFacts {
    fn header(&self, _name: &str) -> Option<String> {
        None
    }

    fn body(&self) -> Option<&Value> {
        None
    }

    fn status(&self) -> Option<String> {
        None
    }
}

/// One moment at one stage.
#[derive(Clone, Copy)]
pub struct Occasion<'a> {
    /// Where in the work.
    pub stage: Stage,
    /// Which operation, if it is one.
    pub operation: Option<Operation>,
    /// How the request came (`rest`).
    pub transport: &'a str,
    /// Path of the request.
    pub path: &'a str,
    /// Time by the session's clock.
    pub at: Instant,
    /// The rest.
    pub facts: &'a dyn Facts,
}

impl fmt::Debug for Occasion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Occasion")
            .field("stage", &self.stage)
            .field("operation", &self.operation)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl<'a> Occasion<'a> {
    /// A moment of which nothing else is known.
    #[must_use]
    pub fn bare(stage: Stage, at: Instant) -> Self {
        Self { stage, operation: None, transport: "rest", path: "", at, facts: &NoFacts }
    }

    /// The same moment at another stage.
    #[must_use]
    pub fn at_stage(self, stage: Stage) -> Occasion<'a> {
        Self { stage, ..self }
    }
}
