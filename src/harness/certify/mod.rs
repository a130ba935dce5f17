//! A certification from end to end: read everything, start what is ours, check before running,
//! decide what applies, run, write the report, say what it amounts to. Every protocol version of the
//! run goes through the same stages and into the same report.

mod ambient_records;
mod choose;
mod header;
mod options;
mod outcome;
mod probe;
mod selection;
mod start;
mod vector_records;
mod watch;
mod workbench;

pub use options::{CertifyOptions, Destination, TargetChoice};
pub use outcome::{Certified, CertifyError, DryRun, Ending, Looked};
pub use selection::{Filter, FilterError};
pub use workbench::{Counted, Seen, Touched, Workbench};

use super::applicability::Applicable;
use super::business::Business;
use super::connector::{self, Contender};
use super::interrupt::Cause;
use super::preflight::{Preflight, Readiness, examine};
use super::progress::{Progress, Style};
use super::run::Run;
use super::runner::{self, RunnerOptions, Sink};
use super::suite::{Case, Suite};
use crate::clock::Clock;
use crate::report::{Completion, PreflightCheck, PreflightOutcome, Recorder, Verdict};
use start::{Prepared, Stage};
use std::sync::Arc;

/// Certifies a target.
///
/// # Errors
/// [`CertifyError`] when there is no run at all: a file is wrong, the built-in merchant does not
/// start, the report cannot be begun. Everything later ends in a report.
pub async fn certify(options: CertifyOptions) -> Result<Ending, CertifyError> {
    let started = Clock::system().now();
    let prepared = start::prepare(options).await?;
    let mut looked = Vec::new();
    for stage in &prepared.stages {
        looked.push(look(&prepared, stage).await);
    }
    let businesses: Vec<Option<&Business>> = looked.iter().map(|one| one.business.as_deref()).collect();
    if prepared.options.dry_run && businesses.iter().all(Option::is_some) {
        return Ok(Ending::DryRun(DryRun::new(&prepared, &decided(&prepared, &looked))));
    }
    if prepared.options.smoke {
        let checks = looked.iter().flat_map(|one| one.checks.iter().cloned()).collect();
        return Ok(Ending::Looked(Looked::new(checks)));
    }
    let recorder = header::recorder(&prepared, started, &businesses)?;
    for check in looked.iter().flat_map(|one| &one.checks) {
        recorder.preflight(check.clone());
    }
    let completion = match looked.iter().find_map(|one| one.silence.clone()) {
        Some(reason) => Completion::Interrupted { reason },
        None => run(&prepared, &looked, &recorder).await,
    };
    Ok(Ending::Certified(Box::new(outcome::finish(&recorder, completion)?)))
}

/// What the preflight of one version found.
struct Look {
    checks: Vec<PreflightCheck>,
    business: Option<Box<Business>>,
    silence: Option<String>,
}

impl Look {
    fn is_blocked(&self) -> bool {
        self.business.is_none() || self.checks.iter().any(|check| check.outcome == PreflightOutcome::Blocked)
    }
}

async fn look(prepared: &Prepared, stage: &Stage) -> Look {
    let run = &stage.run;
    let Preflight { mut checks, result } =
        examine(&run.client, run.target.base_url(), run.version, &run.plan).await;
    let (business, silence) = match result {
        Readiness::Ready(business) => (Some(business), None),
        Readiness::Unusable => (None, None),
        Readiness::Silent(reason) => (None, Some(reason)),
    };
    if business.is_some() && !prepared.options.dry_run {
        match run.contender {
            None => checks.push(probe::create(run).await),
            Some(Contender::Anybody(_)) => {}
            Some(Contender::Reference(_) | Contender::Driven(_)) => {
                checks.extend(connector::probe::examine(run).await);
            }
        }
    }
    Look { checks, business, silence }
}

/// What concerns the target, version by version.
fn decided<'a>(prepared: &'a Prepared, looked: &[Look]) -> Vec<(&'a Stage, Applicable)> {
    let ready = prepared.stages.iter().zip(looked);
    let ready = ready.filter_map(|(stage, one)| Some((stage, one.business.as_deref()?)));
    ready
        .map(|(stage, business)| {
            let (register, version) = (stage.run.contract.register(), stage.run.version);
            let (profile, exemptions) = (&business.profile, &prepared.exemptions);
            let applicable = match stage.run.contender {
                None => Applicable::decide(register, version, profile, exemptions),
                Some(_) => Applicable::of_platforms(register, version, profile, exemptions),
            };
            (stage, applicable.aside(connector::needs::lacking(&stage.run, &prepared.chosen)))
        })
        .collect()
}

/// Runs every version, oldest first, unless the preflight of one of them says no.
async fn run(prepared: &Prepared, looked: &[Look], recorder: &Recorder) -> Completion {
    let decided = decided(prepared, looked);
    for (_, applicable) in &decided {
        recorder.applicability(applicable.rows().iter().cloned());
    }
    if looked.iter().any(Look::is_blocked) {
        return Completion::Complete;
    }
    let mut ended: Option<String> = None;
    for (stage, applicable) in &decided {
        if let Some(reason) = &ended {
            // What ended an earlier version ends the run.
            stage.run.breaker.stop(reason.clone(), Cause::run_stopped());
        }
        match &stage.run.contender {
            Some(Contender::Anybody(served)) => watch::watch(&stage.run, served, recorder).await,
            Some(Contender::Reference(_) | Contender::Driven(_)) | None => {
                run_scenarios(prepared, stage, applicable, recorder).await;
            }
        }
        ended = stage.run.breaker.reason();
    }
    ended.map_or(Completion::Complete, |reason| Completion::Interrupted { reason })
}

async fn run_scenarios(prepared: &Prepared, stage: &Stage, applicable: &Applicable, recorder: &Recorder) {
    let run = &stage.run;
    let (idle, chosen): (Vec<Arc<Case>>, Vec<Arc<Case>>) =
        prepared.chosen.iter().cloned().partition(|case| applicable.verdict(case).is_some());
    let style = Style::detect(prepared.options.quiet);
    let progress = Progress::new(style, run.version, prepared.chosen.len());
    let sink = Arc::new(Sink::new(run.version, recorder.clone(), progress));
    for case in &idle {
        if let Some(verdict) = applicable.verdict(case) {
            sink.decided(case, verdict);
        }
    }
    let alone = run.contender.as_ref().is_some_and(Contender::is_alone);
    let jobs = if alone { 1 } else { prepared.options.jobs };
    let options = RunnerOptions { jobs, fail_fast: prepared.options.fail_fast };
    let suite: Arc<Suite> = Arc::clone(&prepared.suite);
    runner::run(Arc::clone(run), suite, &chosen, Arc::clone(&sink), &options).await;
    never_ended(&sink, &chosen);
    record_ambient(prepared, run, recorder);
    sink.end();
}

fn record_ambient(prepared: &Prepared, run: &Run, recorder: &Recorder) {
    for record in ambient_records::all(run) {
        // A selection shows too little for an ambient check to pass, but enough for one to fail.
        if prepared.filter.is_empty() || matches!(record.verdict, Verdict::Fail) {
            recorder.scenario_finished(record);
        }
    }
    if prepared.filter.is_empty() {
        for record in vector_records::records(run) {
            recorder.scenario_finished(record);
        }
    }
}

/// A chosen case without a record would look as if it had never been: it becomes a harness error.
fn never_ended(sink: &Sink, chosen: &[Arc<Case>]) {
    for case in chosen.iter().filter(|case| !sink.has_ended(&case.id)) {
        sink.decided(case, Verdict::HarnessError { reason: "the scenario was never run".to_owned() });
    }
}
