//! A certification from end to end: read everything, start what is ours, check before running,
//! decide what applies, run, write the report, say what it amounts to.

mod ambient_records;
mod options;
mod outcome;
mod probe;
mod selection;
mod start;

pub use options::{CertifyOptions, Destination, TargetChoice};
pub use outcome::{Certified, CertifyError, DryRun, Ending};
pub use selection::{Filter, FilterError};

use super::applicability::Applicable;
use super::preflight::{Preflight, Readiness, examine};
use super::progress::{Progress, Style};
use super::run::Run;
use super::runner::{self, RunnerOptions, Sink};
use super::suite::{Case, Suite};
use crate::clock::Clock;
use crate::report::{Completion, PreflightCheck, Recorder, Verdict};
use start::Prepared;
use std::sync::Arc;

/// Certifies a target.
///
/// # Errors
/// [`CertifyError`] when there is no run at all: a file is wrong, the built-in merchant does not
/// start, the report cannot be begun. Everything later ends in a report.
pub async fn certify(options: CertifyOptions) -> Result<Ending, CertifyError> {
    let started = Clock::system().now();
    let prepared = start::prepare(options).await?;
    let preflight = {
        let run = &prepared.run;
        examine(&run.client, run.target.base_url(), run.version, &run.plan).await
    };
    let Preflight { mut checks, result } = preflight;
    let business = match result {
        Readiness::Ready(business) => business,
        Readiness::Unusable => return stopped(&prepared, started, &checks, Completion::Complete),
        Readiness::Silent(reason) => {
            return stopped(&prepared, started, &checks, Completion::Interrupted { reason });
        }
    };
    checks.push(probe::create(&prepared.run).await);
    let register = prepared.run.contract.register();
    let applicable =
        Applicable::decide(register, prepared.run.version, &business.profile, &prepared.exemptions);
    if prepared.options.dry_run {
        return Ok(Ending::DryRun(DryRun::new(&prepared, &applicable)));
    }
    let recorder = start::recorder(&prepared, started, Some(&business))?;
    for check in &checks {
        recorder.preflight(check.clone());
    }
    recorder.applicability(applicable.rows().iter().cloned());
    let blocked = checks.iter().any(|check| check.outcome == crate::report::PreflightOutcome::Blocked);
    if !blocked {
        run_scenarios(&prepared, &applicable, &recorder).await;
    }
    let completion = completion(&prepared.run);
    Ok(Ending::Certified(Box::new(outcome::finish(&recorder, completion)?)))
}

/// Ends a run that cannot begin, with a report that says why.
fn stopped(
    prepared: &Prepared,
    started: crate::clock::Instant,
    checks: &[PreflightCheck],
    completion: Completion,
) -> Result<Ending, CertifyError> {
    let recorder = start::recorder(prepared, started, None)?;
    for check in checks {
        recorder.preflight(check.clone());
    }
    Ok(Ending::Certified(Box::new(outcome::finish(&recorder, completion)?)))
}

async fn run_scenarios(prepared: &Prepared, applicable: &Applicable, recorder: &Recorder) {
    let (idle, chosen): (Vec<Arc<Case>>, Vec<Arc<Case>>) =
        prepared.chosen.iter().cloned().partition(|case| applicable.verdict(case).is_some());
    let style = Style::detect(prepared.options.quiet);
    let sink = Arc::new(Sink::new(recorder.clone(), Progress::new(style, prepared.chosen.len())));
    for case in &idle {
        if let Some(verdict) = applicable.verdict(case) {
            sink.decided(case, verdict);
        }
    }
    let options = RunnerOptions { jobs: prepared.options.jobs, fail_fast: prepared.options.fail_fast };
    let suite: Arc<Suite> = Arc::clone(&prepared.suite);
    runner::run(Arc::clone(&prepared.run), suite, &chosen, Arc::clone(&sink), &options).await;
    never_ended(&sink, &chosen);
    for record in ambient_records::records(&prepared.run) {
        // A selection shows too little for an ambient check to pass, but enough for one to fail.
        if prepared.filter.is_empty() || matches!(record.verdict, Verdict::Fail) {
            recorder.scenario_finished(record);
        }
    }
    sink.end();
}

/// A chosen case without a record would look as if it had never been: it becomes a harness error.
fn never_ended(sink: &Sink, chosen: &[Arc<Case>]) {
    for case in chosen.iter().filter(|case| !sink.has_ended(&case.id)) {
        sink.decided(case, Verdict::HarnessError { reason: "the scenario was never run".to_owned() });
    }
}

fn completion(run: &Run) -> Completion {
    match run.breaker.reason() {
        Some(reason) => Completion::Interrupted { reason },
        None => Completion::Complete,
    }
}
