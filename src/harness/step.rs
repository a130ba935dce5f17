//! The table format of steps: one row per phrase, grouped in one file per subject. A row holds the
//! phrase (a cucumber expression), its documentation and a function; nothing is registered by
//! macros at a distance, so the table is the whole truth.

mod args;

pub use args::{Args, DocString, FromArg, FromArgs, Json, Table};

use super::interrupt::StepResult;
use super::world::AssayWorld;
use futures::future::LocalBoxFuture;
use std::fmt;

/// Which keyword a phrase answers to; `And` and `But` take the kind of the step before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepKind {
    /// Brings about a precondition. A failure here blocks the scenario; it accuses nobody.
    Given,
    /// Acts on the target.
    When,
    /// Judges. A failure here is the target's.
    Then,
}

impl StepKind {
    /// The Gherkin keyword.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Given => "Given",
            Self::When => "When",
            Self::Then => "Then",
        }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

/// What running a step yields.
pub type StepFuture<'a> = LocalBoxFuture<'a, StepResult>;

/// The function of a step.
pub type StepRun = for<'a> fn(&'a mut AssayWorld, Args) -> StepFuture<'a>;

/// One step: a row of a subject's table.
#[derive(Clone, Copy)]
pub struct StepDef {
    /// Keyword.
    pub kind: StepKind,
    /// Cucumber expression: `the platform creates a checkout for {int} of {string}`.
    pub phrase: &'static str,
    /// What it does and when it fails, for people who write scenarios.
    pub doc: &'static str,
    /// One concrete sentence, without keyword, that the phrase matches.
    pub example: &'static str,
    /// What runs.
    pub run: StepRun,
}

impl fmt::Debug for StepDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.phrase)
    }
}

/// The steps of one subject, as the index prints them.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Title of the group.
    pub title: &'static str,
    /// The rows.
    pub steps: &'static [StepDef],
}

/// Writes one row of a table. `$run` is an `async fn(&mut AssayWorld, T) -> StepResult`, where `T`
/// is `()`, one argument (`i64`, `u64`, `f64`, `String`, `Operation`, [`Table`], [`DocString`],
/// [`Json`]) or a tuple of up to five.
///
/// ```text
/// pub const STEPS: &[StepDef] = &[
///     step!(Then "the answer has status {int}", has_status,
///         doc: "Fails unless the last answer has this HTTP status.",
///         example: "the answer has status 201"),
/// ];
/// async fn has_status(world: &mut AssayWorld, expected: u64) -> StepResult { … }
/// async fn creates(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult { … }
/// ```
macro_rules! step {
    ($kind:ident $phrase:literal, $run:path, doc: $doc:literal, example: $example:literal $(,)?) => {
        $crate::harness::step::StepDef {
            kind: $crate::harness::step::StepKind::$kind,
            phrase: $phrase,
            doc: $doc,
            example: $example,
            run: |world, args| {
                Box::pin(async move { $run(world, $crate::harness::step::FromArgs::from_args(&args)?).await })
            },
        }
    };
}
pub(crate) use step;
