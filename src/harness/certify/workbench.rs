//! A merchant of ours with everything scenarios need, kept ready to be run on again and again with
//! other fault rules: each time only some scenarios, each time from a clean sheet.

use super::start::{Prepared, prepare};
use super::{CertifyError, CertifyOptions, ambient_records};
use crate::fault::Rule;
use crate::harness::ambient::Ledger;
use crate::harness::applicability::Applicable;
use crate::harness::breaker::Breaker;
use crate::harness::connector::ambient::Watchbook;
use crate::harness::connector::{Contender, needs};
use crate::harness::preflight::{Readiness, examine};
use crate::harness::progress::{Progress, Style};
use crate::harness::run::Run;
use crate::harness::runner::{self, RunnerOptions, Sink};
use crate::harness::suite::Case;
use crate::harness::target::{Target, Watch};
use crate::protocol::contract::Contract;
use crate::report::ScenarioRecord;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub use crate::harness::target::{Counted, Touched};

/// A merchant of ours, ready to be run on.
pub struct Workbench {
    prepared: Prepared,
    applicable: Applicable,
}

impl std::fmt::Debug for Workbench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbench").field("run", &self.prepared.first).finish_non_exhaustive()
    }
}

/// What one run left.
#[derive(Debug)]
pub struct Seen {
    /// Scenarios that ended or were decided without running, then the ambient checks.
    pub records: Vec<ScenarioRecord>,
    /// Scenario to what its session counted.
    pub touched: BTreeMap<String, Touched>,
}

impl Workbench {
    /// Starts the merchant of the options (their first version) and looks at it.
    ///
    /// # Errors
    /// As [`super::certify`]; a merchant of ours that is not usable is [`CertifyError::Setup`].
    pub async fn open(options: CertifyOptions) -> Result<Self, CertifyError> {
        let prepared = prepare(options).await?;
        let run = &prepared.first;
        let found = examine(&run.client, run.target.base_url(), run.version, &run.plan).await;
        let business = match found.result {
            Readiness::Ready(business) => business,
            Readiness::Unusable => {
                let checks = found.checks.into_iter().map(|check| check.detail).collect::<Vec<_>>();
                return Err(CertifyError::Setup(format!(
                    "the built-in merchant is not usable: {}",
                    checks.join("; ")
                )));
            }
            Readiness::Silent(reason) => return Err(CertifyError::Setup(reason)),
        };
        let register = run.contract.register();
        let applicable = match run.contender {
            None => Applicable::decide(register, run.version, &business.profile, &prepared.exemptions),
            Some(_) => {
                Applicable::of_platforms(register, run.version, &business.profile, &prepared.exemptions)
            }
        };
        let applicable = applicable.aside(needs::lacking(run, &prepared.chosen));
        Ok(Self { prepared, applicable })
    }

    /// What the version says.
    #[must_use]
    pub fn contract(&self) -> &'static Contract {
        self.prepared.first.contract
    }

    /// Runs scenarios (all that were selected, or those of the set), each in a session with these rules.
    /// What has not ended after `limit` has no record.
    ///
    /// # Errors
    /// [`CertifyError::Setup`] when the target is not ours.
    pub async fn run(
        &self,
        rules: Vec<Rule>,
        seed: u64,
        only: Option<&BTreeSet<String>>,
        limit: Option<Duration>,
    ) -> Result<Seen, CertifyError> {
        self.run_as(None, rules, seed, only, limit).await
    }

    /// The same with another connector than the one of the options.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn run_as(
        &self,
        contender: Option<Contender>,
        rules: Vec<Rule>,
        seed: u64,
        only: Option<&BTreeSet<String>>,
        limit: Option<Duration>,
    ) -> Result<Seen, CertifyError> {
        let watch = Arc::new(Watch::default());
        let mut run = self.fresh(rules, seed, &watch)?;
        run.contender = contender.or(run.contender);
        let run = Arc::new(run);
        let wanted = self.prepared.chosen.iter().filter(|case| only.is_none_or(|ids| ids.contains(&case.id)));
        let (idle, chosen): (Vec<Arc<Case>>, Vec<Arc<Case>>) =
            wanted.cloned().partition(|case| self.applicable.verdict(case).is_some());
        let progress = Progress::new(Style::Quiet, run.version, chosen.len());
        let sink = Arc::new(Sink::keeping(run.version, progress));
        for case in &idle {
            if let Some(verdict) = self.applicable.verdict(case) {
                sink.decided(case, verdict);
            }
        }
        if !chosen.is_empty() {
            let options = RunnerOptions { jobs: self.prepared.options.jobs, fail_fast: false };
            let suite = Arc::clone(&self.prepared.suite);
            let running = runner::run(Arc::clone(&run), suite, &chosen, Arc::clone(&sink), &options);
            let limit = limit.unwrap_or(Duration::MAX);
            // What was cut off has no record, which is what its absence means.
            drop(tokio::time::timeout(limit, running).await);
        }
        watch.end();
        let mut records = sink.kept();
        records.extend(ambient_records::all(&run).into_iter().map(ScenarioRecord::scrubbed));
        Ok(Seen { records, touched: watch.touched() })
    }

    /// The run with new rules and nothing remembered.
    fn fresh(&self, rules: Vec<Rule>, seed: u64, watch: &Arc<Watch>) -> Result<Run, CertifyError> {
        let first = &self.prepared.first;
        let target = match &first.target {
            Target::Builtin(target) => target.spoilt(rules, seed, Arc::clone(watch)),
            Target::Foreign(_) => {
                return Err(CertifyError::Setup("only our own merchant can be made to fail".to_owned()));
            }
        };
        Ok(Run {
            version: first.version,
            contract: first.contract,
            registry: first.registry.clone(),
            target: Target::Builtin(Box::new(target)),
            contender: first.contender.clone(),
            premises: first.premises.clone(),
            watchbook: Watchbook::default(),
            agents: Arc::clone(&first.agents),
            client: first.client.clone(),
            breaker: Breaker::new(first.plan.timeouts.silent_answers),
            ledger: Ledger::default(),
            refusal: OnceLock::new(),
            names: Arc::clone(&first.names),
            plan: Arc::clone(&first.plan),
        })
    }
}
