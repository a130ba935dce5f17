//! Cucumber as a library: pre-parsed features in, one record per scenario out. The rules of the
//! harness (typed verdicts, time limits, isolation) live in the world and in the hooks set here;
//! cucumber only schedules.

mod parser;
mod record;
mod sink;
mod writer;

pub use sink::{Sink, Tally};

use super::panics;
use super::run::Run;
use super::suite::{Case, Suite};
use super::world::AssayWorld;
use cucumber::event::ScenarioFinished;
use cucumber::runner::Basic;
use cucumber::{Cucumber, cli};
use futures::FutureExt as _;
use parser::Preparsed;
use std::sync::Arc;
use writer::Silent;

/// How scenarios are run.
#[derive(Clone, Debug)]
pub struct RunnerOptions {
    /// Scenarios in progress at once; at least one.
    pub jobs: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
}

/// Runs the chosen cases of a suite and records each.
pub async fn run(
    run: Arc<Run>,
    suite: Arc<Suite>,
    chosen: &[Arc<Case>],
    sink: Arc<Sink>,
    options: &RunnerOptions,
) {
    let features = suite.selected(|case| chosen.iter().any(|kept| **kept == *case));
    let steps = run.registry.collection();
    let before = Hooks { run, suite, sink, fail_fast: options.fail_fast };
    let after = before.clone();
    let opts = cli::Opts {
        re_filter: None,
        tags_filter: None,
        parser: cli::Empty,
        runner: cucumber::runner::basic::Cli::default(),
        writer: cli::Empty,
        custom: cli::Empty,
    };
    let cucumber =
        Cucumber::<_, _, (), _, _, cli::Empty>::custom(Preparsed::new(features), Basic::default(), Silent)
            .steps(steps)
            .max_concurrent_scenarios(options.jobs.max(1))
            .before(move |feature, _, scenario, world| {
                let hooks = before.clone();
                async move { hooks.before(feature, scenario, world).await }.boxed_local()
            })
            .after(move |feature, _, scenario, event, world| {
                let hooks = after.clone();
                async move { hooks.after(feature, scenario, event, world).await }.boxed_local()
            })
            // Without it cucumber reads the process's arguments itself.
            .with_cli(opts);
    let _writer = cucumber.run(()).await;
}

#[derive(Clone)]
struct Hooks {
    run: Arc<Run>,
    suite: Arc<Suite>,
    sink: Arc<Sink>,
    fail_fast: bool,
}

impl Hooks {
    fn case(
        &self,
        feature: &cucumber::gherkin::Feature,
        scenario: &cucumber::gherkin::Scenario,
    ) -> Option<Arc<Case>> {
        self.suite.case_of(feature, scenario).cloned().map(Arc::new)
    }

    async fn before(
        &self,
        feature: &cucumber::gherkin::Feature,
        scenario: &cucumber::gherkin::Scenario,
        world: &mut AssayWorld,
    ) {
        panics::install();
        let Some(case) = self.case(feature, scenario) else { return };
        self.sink.started(&case);
        world.enter(Arc::clone(&self.run), case).await;
    }

    async fn after(
        &self,
        feature: &cucumber::gherkin::Feature,
        scenario: &cucumber::gherkin::Scenario,
        event: &ScenarioFinished,
        world: Option<&mut AssayWorld>,
    ) {
        let Some(case) = self.case(feature, scenario) else { return };
        let world = match world {
            Some(world) => {
                world.depart().await;
                Some(&*world)
            }
            None => None,
        };
        let record = record::record(&self.run, &case, event, world, self.sink.started_at(&case));
        let failed = self.sink.finished(record);
        if self.fail_fast && failed {
            let reason = format!("--fail-fast, and {} failed", case.id);
            self.run.breaker.stop(reason, super::interrupt::Cause::run_stopped());
        }
    }
}
