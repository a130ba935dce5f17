//! What ambient checks found during a run.

use super::{AmbientCheck, CHECKS, Observation, Remark, Scope};
use crate::exchange::Exchange;
use crate::harness::interrupt::FailureDetail;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Findings kept per check; more of the same say nothing new.
const KEPT: usize = 3;

/// What one check found.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// Answers (and webhooks) the check was about.
    pub examined: u64,
    /// Those that broke it.
    pub broken: u64,
    /// The first of them: scenario, detail and exchange.
    pub findings: Vec<(String, FailureDetail, Exchange)>,
}

/// What all checks found.
#[derive(Debug)]
pub struct Ledger {
    rows: Mutex<Vec<Examined>>,
    resources: AtomicU64,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { rows: Mutex::new(vec![Examined::default(); CHECKS.len()]), resources: AtomicU64::new(0) }
    }
}

impl Ledger {
    /// Asks every check about one answer.
    pub fn examine(&self, observation: &Observation<'_>, exchange: &Exchange) {
        if observation.view.is_resource() {
            self.resources.fetch_add(1, Ordering::SeqCst);
        }
        self.ask(observation, exchange, |_| true);
    }

    /// Asks the checks that concern webhooks about one.
    pub fn examine_webhook(&self, observation: &Observation<'_>, exchange: &Exchange) {
        self.ask(observation, exchange, |check| check.scope == Scope::AnswersAndWebhooks);
    }

    fn ask(
        &self,
        observation: &Observation<'_>,
        exchange: &Exchange,
        concerned: impl Fn(&AmbientCheck) -> bool,
    ) {
        let register = observation.contract.register();
        let ask = |check: &AmbientCheck| {
            if concerned(check) && check.concerns(register) {
                (check.ask)(observation)
            } else {
                Remark::NotConcerned
            }
        };
        let remarks: Vec<Remark> = CHECKS.iter().map(ask).collect();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        for (row, remark) in rows.iter_mut().zip(remarks) {
            match remark {
                Remark::NotConcerned => {}
                Remark::Holds => row.examined += 1,
                Remark::Broken(detail) => {
                    row.examined += 1;
                    row.broken += 1;
                    if row.findings.len() < KEPT {
                        row.findings.push((observation.case.to_owned(), *detail, exchange.clone()));
                    }
                }
            }
        }
    }

    /// Answers that carried a resource: without one, nothing was shown to work.
    pub fn resources(&self) -> u64 {
        self.resources.load(Ordering::SeqCst)
    }

    /// Every check with what it found.
    pub fn results(&self) -> Vec<(&'static AmbientCheck, Examined)> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        CHECKS.iter().zip(rows.iter().cloned()).collect()
    }
}
