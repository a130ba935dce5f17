//! The engine of one session: rules that are armed, occasions that are counted, firings that are written down.
//!
//! It decides, and has the fault's own function spoil what it is shown; it never sends, waits or stores. The
//! decision for an occasion depends on seed, rule, session, operation and ordinal only. Ordinals count, per rule
//! and operation, the occasions at which there was something to spoil; so the same requests are spoilt alike
//! whatever else goes on at the same time.

mod error;
mod guard;
mod prepared;
#[cfg(test)]
mod tests;

pub use error::RuleError;
pub use guard::Guard;
pub use prepared::Prepared;

use super::firing::Firing;
use super::occasion::Occasion;
use super::params::Params;
use super::rule::{Rule, RuleId};
use super::subject::Subject;
use crate::clock::Clock;
use crate::protocol::operation::Operation;
use crate::seed::Seed;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most rules of one session.
const RULES: usize = 256;

/// Firings kept; older ones are only counted.
const FIRINGS: usize = 10_000;

/// Rules, counters and firings of one session. Clones share them.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    seed: Seed,
    scope: String,
    clock: Clock,
    /// Whether any rule is armed: all that healthy sessions look at.
    armed: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    rules: Vec<Prepared>,
    /// Occasions so far, by rule and operation.
    occasions: HashMap<(RuleId, Option<Operation>), u64>,
    /// Firings so far, by rule.
    fired: HashMap<RuleId, u64>,
    log: VecDeque<Firing>,
    last_rule: u64,
    last_firing: u64,
}

/// A rule that is armed, with what it did so far.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmedRule {
    /// Its name.
    pub id: RuleId,
    /// As written.
    pub rule: Rule,
    /// Occasions at which there was something to spoil.
    pub occasions: u64,
    /// How many of them were spoilt.
    pub fired: u64,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("rules", &self.lock().rules.len()).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine without rules. `scope` stands for the session in every draw.
    #[must_use]
    pub fn new(seed: Seed, scope: &str, clock: Clock) -> Self {
        let armed = AtomicBool::new(false);
        let scope = scope.to_owned();
        Self { shared: Arc::new(Shared { seed, scope, clock, armed, state: Mutex::default() }) }
    }

    /// Whether any rule is armed.
    #[must_use]
    pub fn is_armed(&self) -> bool {
        self.shared.armed.load(Ordering::Relaxed)
    }

    /// Arms a rule until it is disarmed. Returns its name.
    ///
    /// # Errors
    /// [`RuleError`] says what is wrong with the rule and what was expected.
    pub fn arm(&self, rule: Rule) -> Result<RuleId, RuleError> {
        let mut prepared = self.prepare(rule)?;
        let mut state = self.lock();
        if state.rules.len() >= RULES {
            return Err(RuleError::TooMany { most: RULES });
        }
        if let Some(id) = &prepared.rule.id {
            if state.rules.iter().any(|known| known.id == *id) {
                return Err(RuleError::Taken { id: id.to_string() });
            }
        } else {
            prepared.id = state.fresh_id();
        }
        let id = prepared.id.clone();
        state.rules.push(prepared);
        self.shared.armed.store(true, Ordering::SeqCst);
        Ok(id)
    }

    /// Arms a rule until the guard is dropped.
    ///
    /// # Errors
    /// As [`Engine::arm`].
    pub fn guard(&self, rule: Rule) -> Result<Guard, RuleError> {
        Ok(Guard::new(self.clone(), self.arm(rule)?))
    }

    /// Checks a rule without arming it: for single requests, see [`Engine::decide`].
    ///
    /// # Errors
    /// As [`Engine::arm`].
    pub fn prepare(&self, rule: Rule) -> Result<Prepared, RuleError> {
        Prepared::new(rule, self.shared.clock.now())
    }

    /// Disarms a rule; its firings stay in the log. Returns what it did, unless it was not armed.
    pub fn disarm(&self, id: &RuleId) -> Option<ArmedRule> {
        let mut state = self.lock();
        let at = state.rules.iter().position(|rule| rule.id == *id)?;
        let prepared = state.rules.remove(at);
        let armed = state.view(&prepared);
        state.forget(id);
        self.shared.armed.store(!state.rules.is_empty(), Ordering::SeqCst);
        Some(armed)
    }

    /// Disarms every rule. Returns how many there were.
    pub fn disarm_all(&self) -> usize {
        let mut state = self.lock();
        let count = state.rules.len();
        state.rules.clear();
        state.occasions.clear();
        state.fired.clear();
        self.shared.armed.store(false, Ordering::SeqCst);
        count
    }

    /// The rules that are armed, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<ArmedRule> {
        let state = self.lock();
        state.rules.iter().map(|rule| state.view(rule)).collect()
    }

    /// Firings still kept, oldest first.
    #[must_use]
    pub fn firings(&self) -> Vec<Firing> {
        self.lock().log.iter().cloned().collect()
    }

    /// How many times any rule fired.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.lock().last_firing
    }

    /// Decides for one occasion: every armed rule, and those that came `with` the request, in order. What is to be
    /// spoilt is spoilt in `subject`. Returns the firings, which are in the log already.
    pub fn decide<S: Subject>(
        &self,
        occasion: &Occasion<'_>,
        with: &[Prepared],
        subject: &mut S,
    ) -> Vec<Firing> {
        let mut state = self.lock();
        let State { rules, .. } = &*state;
        let concerned: Vec<Prepared> = rules
            .iter()
            .chain(with)
            .filter(|rule| rule.fault.stage() == occasion.stage && rule.matcher.concerns(occasion))
            .cloned()
            .collect();
        concerned.iter().filter_map(|rule| self.decide_one(&mut state, rule, occasion, subject)).collect()
    }

    fn decide_one<S: Subject>(
        &self,
        state: &mut State,
        rule: &Prepared,
        occasion: &Occasion<'_>,
        subject: &mut S,
    ) -> Option<Firing> {
        let key = (rule.id.clone(), occasion.operation);
        let ordinal = state.occasions.get(&key).copied().unwrap_or(0) + 1;
        let operation = occasion.operation.map_or("", Operation::name);
        let labels =
            [self.shared.scope.clone(), rule.id.to_string(), operation.to_owned(), ordinal.to_string()];
        let mut spoilt = subject.clone();
        let params = Params::new(&rule.params, &self.shared.seed, labels.clone());
        if spoilt.apply(&rule.fault.act, &params) != Some(true) {
            return None;
        }
        state.occasions.insert(key, ordinal);
        let fired = state.fired.get(&rule.id).copied().unwrap_or(0);
        let chosen = rule.matcher.chooses(ordinal)
            && rule.rule.budget.is_none_or(|budget| fired < budget)
            && (rule.rule.chance >= 1.0
                || self.shared.seed.happens(rule.rule.chance, &labels.each_ref().map(String::as_str)));
        if !chosen {
            return None;
        }
        *subject = spoilt;
        state.fired.insert(rule.id.clone(), fired + 1);
        Some(state.log(rule, occasion, ordinal))
    }

    /// Notes the exchange that firings belong to, once the journal has numbered it.
    pub fn belong(&self, firings: &[Firing], exchange: &str) {
        if firings.is_empty() {
            return;
        }
        let mut state = self.lock();
        for firing in &mut state.log {
            if firings.iter().any(|one| one.sequence == firing.sequence) {
                firing.exchange = Some(exchange.to_owned());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fresh_id(&mut self) -> RuleId {
        loop {
            self.last_rule += 1;
            let id = RuleId::new(&format!("rule-{}", self.last_rule));
            if self.rules.iter().all(|known| known.id != id) {
                return id;
            }
        }
    }

    fn view(&self, rule: &Prepared) -> ArmedRule {
        let of_rule = self.occasions.iter().filter(|((id, _), _)| *id == rule.id);
        ArmedRule {
            id: rule.id.clone(),
            rule: rule.rule.clone(),
            occasions: of_rule.map(|(_, count)| *count).sum(),
            fired: self.fired.get(&rule.id).copied().unwrap_or(0),
        }
    }

    fn forget(&mut self, id: &RuleId) {
        self.occasions.retain(|(known, _), _| known != id);
        self.fired.remove(id);
    }

    fn log(&mut self, rule: &Prepared, occasion: &Occasion<'_>, ordinal: u64) -> Firing {
        self.last_firing += 1;
        let firing = Firing {
            sequence: self.last_firing,
            rule: rule.id.clone(),
            fault: rule.fault.id,
            stage: occasion.stage,
            operation: occasion.operation,
            ordinal,
            at: occasion.at,
            exchange: None,
        };
        if self.log.len() >= FIRINGS {
            self.log.pop_front();
        }
        self.log.push_back(firing.clone());
        firing
    }
}
