//! Running one step: find it, bound its time, grade what it returns, write down what happened.

use super::AssayWorld;
use crate::harness::connector::grade;
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::panics;
use crate::harness::step::{Args, StepDef, StepKind};
use cucumber::gherkin;
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

/// One step that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStep {
    /// Line in the feature file.
    pub line: usize,
    /// Wall time.
    pub elapsed: Duration,
    /// Whether the scenario went on after it.
    pub passed: bool,
}

/// Where and why a scenario stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The reason.
    pub interrupt: Interrupt,
    /// Kind of the step.
    pub kind: StepKind,
    /// Text of the step with its keyword.
    pub step: String,
    /// Phrase of its definition.
    pub definition: String,
    /// Line in the feature file.
    pub line: usize,
}

impl AssayWorld {
    /// Runs the step that a sentence of a feature stands for.
    pub(crate) async fn run_step(&mut self, step: &gherkin::Step) -> StepResult {
        let started = Instant::now();
        let kind = StepKind::from(step.ty);
        let (definition, outcome) = match self.prepare(kind, step) {
            Ok((found, args)) => (found.phrase, self.bounded(&found, args).await),
            Err(interrupt) => ("", Err(interrupt)),
        };
        let outcome = outcome.map_err(|interrupt| self.graded(kind, interrupt));
        let elapsed = started.elapsed();
        self.taken.push(TakenStep { line: step.position.line, elapsed, passed: outcome.is_ok() });
        outcome.inspect_err(|interrupt| {
            self.stop.get_or_insert(Stop {
                interrupt: interrupt.clone(),
                kind,
                step: format!("{} {}", step.keyword.trim(), step.value),
                definition: definition.to_owned(),
                line: step.position.line,
            });
        })
    }

    /// What is found at a connector is graded by what the protocol demands of platforms.
    fn graded(&self, kind: StepKind, interrupt: Interrupt) -> Interrupt {
        let (Some(run), Some(case), Some(_)) = (&self.run, &self.case, &self.seat) else { return interrupt };
        if kind == StepKind::Given {
            return interrupt;
        }
        grade::graded(interrupt, run.contract.register(), &case.requirements(run.version), &self.unfired())
    }

    /// The definition and the arguments, when the run may go on at all.
    fn prepare(&self, kind: StepKind, step: &gherkin::Step) -> StepResult<(StepDef, Args)> {
        let run = self.run()?;
        run.breaker.check()?;
        self.ready()?;
        let (found, mut args) =
            run.registry.find(kind, &step.value).map_err(|error| Interrupt::Harness(error.to_string()))?;
        args.table = step.table.as_ref().map(|table| table.rows.clone());
        args.doc_string = step.docstring.as_deref().map(|text| text.trim().to_owned());
        Ok((*found, args))
    }

    /// Runs a step within its time. A panic inside is the harness's fault, never the target's.
    async fn bounded(&mut self, step: &StepDef, args: Args) -> StepResult {
        let limit = self.run()?.plan.timeouts.step();
        let running = AssertUnwindSafe((step.run)(self, args)).catch_unwind();
        match tokio::time::timeout(limit, running).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(payload)) => Err(Interrupt::Harness(panics::describe(payload.as_ref()))),
            Err(_) => Err(Interrupt::blocked(
                format!("the step did not end within {} ms", limit.as_millis()),
                Cause::other("step time-out"),
            )),
        }
    }
}
