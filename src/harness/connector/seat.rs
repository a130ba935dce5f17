//! A connector at one session: what it was asked, and everything it sent.

use super::act::Act;
use super::contender::Started;
use crate::connector::drive::Premises;
use crate::connector::{Action, Command, Defect, DriverError, Hygiene, Outcome, Ping};
use crate::exchange::Exchange;
use crate::fault::Rule;
use crate::harness::business::Business;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::wire::Wire;
use crate::platform::authority::TestAuthority;
use crate::platform::host::AgentHost;
use crate::protocol::version::ProtocolVersion;
use std::sync::Arc;
use std::time::Duration;

/// What a connector is started into.
pub struct Surrounding<'a> {
    /// A host label of its own.
    pub label: String,
    /// The protocol version spoken.
    pub version: ProtocolVersion,
    /// The business.
    pub business: &'a Business,
    /// Identifier of the payment handler to pay through.
    pub payment_handler: String,
    /// Currency it sells in by default.
    pub currency: String,
    /// Who vouches for the business, and for the platform's listener.
    pub authority: &'a TestAuthority,
    /// The listener of platform profiles and inboxes.
    pub agents: &'a Arc<AgentHost>,
    /// What connectors of other people are given.
    pub premises: Option<&'a Arc<Premises>>,
    /// The business's side.
    pub wire: &'a Arc<dyn Wire>,
    /// Whether the connector is to be told that every answer has to be signed.
    pub demands_signatures: bool,
}

impl std::fmt::Debug for Surrounding<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surrounding").field("business", &self.business.base_url).finish_non_exhaustive()
    }
}

/// A stimulus: a fault armed for the scenario.
#[derive(Clone, Debug)]
struct Stimulus {
    rule: String,
    fault: String,
    /// Whether the scenario proves nothing unless it fires.
    must_fire: bool,
}

/// A connector at one session.
pub struct Seat {
    started: Started,
    wire: Arc<dyn Wire>,
    business: String,
    silence: Duration,
    acts: Vec<Act>,
    log: Vec<(u64, Exchange)>,
    /// Exchanges before the connector was started are not its own.
    read_up_to: u64,
    stimuli: Vec<Stimulus>,
    hygiene: Hygiene,
}

impl std::fmt::Debug for Seat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seat")
            .field("acts", &self.acts.len())
            .field("log", &self.log.len())
            .finish_non_exhaustive()
    }
}

impl Seat {
    /// A connector that was just started.
    #[must_use]
    pub fn new(started: Started, wire: Arc<dyn Wire>, business: &str, silence: Duration) -> Self {
        let read_up_to = wire.recorded();
        Self {
            started,
            wire,
            business: business.to_owned(),
            silence,
            acts: Vec::new(),
            log: Vec::new(),
            read_up_to,
            stimuli: Vec::new(),
            hygiene: Hygiene::default(),
        }
    }

    /// The business's side.
    #[must_use]
    pub fn wire(&self) -> &Arc<dyn Wire> {
        &self.wire
    }

    /// Origin of the business.
    #[must_use]
    pub fn business(&self) -> &str {
        &self.business
    }

    /// Asks for one thing, and waits until the wire is quiet.
    ///
    /// # Errors
    /// [`Interrupt::NotApplicable`] when the connector has no such operation; [`Interrupt::Inconclusive`] when it
    /// could not be asked, which says nothing about it.
    pub async fn ask(&mut self, action: Action) -> StepResult<Outcome> {
        let business = self.business.clone();
        self.ask_at(&business, action).await
    }

    /// Asks for one thing at a business named otherwise, and waits until the wire is quiet.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_at(&mut self, business: &str, action: Action) -> StepResult<Outcome> {
        if !self.started.driver.supports(&action) {
            return Err(lacks(action.name()));
        }
        let from = self.wire.recorded();
        let command = Command { business: business.to_owned(), action };
        let outcome = self.started.driver.perform(&command).await.map_err(|error| unasked(&error))?;
        self.settle().await;
        let to = self.wire.recorded();
        self.acts.push(Act { action: command.action, outcome: outcome.clone(), from, to });
        Ok(outcome)
    }

    /// Waits until nothing comes over the wire any more, as far as that can be waited for.
    pub async fn settle(&self) {
        let _quiet = self.wire.quiet(self.silence, self.silence * 50).await;
    }

    /// Takes what was recorded since the last time; the exchanges taken.
    pub fn take(&mut self, first: usize) -> Vec<Exchange> {
        let fresh = self.wire.after(self.read_up_to);
        let mut taken = Vec::new();
        for (number, mut exchange) in fresh {
            self.read_up_to = number;
            exchange.id = format!("x{}", first + taken.len() + 1);
            self.log.push((number, exchange.clone()));
            taken.push(exchange);
        }
        taken
    }

    /// What it was asked so far.
    #[must_use]
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The last thing it was asked.
    ///
    /// # Errors
    /// When it was asked for nothing yet: the scenario is wrong.
    pub fn last_act(&self) -> StepResult<&Act> {
        self.acts
            .last()
            .ok_or_else(|| Interrupt::Harness("the connector was asked for nothing yet".to_owned()))
    }

    /// Everything recorded since the connector was started, oldest first, with its number.
    #[must_use]
    pub fn log(&self) -> &[(u64, Exchange)] {
        &self.log
    }

    /// Arms a fault as a stimulus.
    ///
    /// # Errors
    /// [`Interrupt::Harness`] when the catalogue or the fault's schema does not know it.
    pub fn arm(&mut self, rule: Rule, must_fire: bool) -> StepResult {
        let fault = rule.fault.clone();
        let armed =
            self.wire.arm(rule).map_err(|error| Interrupt::Harness(format!("fault {fault}: {error}")))?;
        self.stimuli.push(Stimulus { rule: armed.to_string(), fault, must_fire });
        Ok(())
    }

    /// Disarms every stimulus; one that never fired stays on the list.
    pub fn calm(&mut self) {
        let unfired = self.unfired();
        self.wire.disarm();
        self.stimuli.retain(|stimulus| unfired.contains(&stimulus.fault));
    }

    /// The faults that had to meet the connector and did not.
    #[must_use]
    pub fn unfired(&self) -> Vec<String> {
        let armed = self.wire.armed();
        let fired = |rule: &str| armed.iter().any(|one| one.id.as_str() == rule && one.fired > 0);
        let met = |stimulus: &&Stimulus| stimulus.must_fire && !fired(&stimulus.rule);
        self.stimuli.iter().filter(met).map(|stimulus| stimulus.fault.clone()).collect()
    }

    /// How often each defect of the reference connector could have acted so far.
    pub fn occasions(&self) -> impl Iterator<Item = (Defect, u64, bool)> + '_ {
        let counted = self.started.defects.iter();
        counted.flat_map(|defects| {
            Defect::ALL.into_iter().map(|defect| {
                let on = defects.iter().any(|one| one == defect);
                (defect, defects.occasions(defect), on)
            })
        })
    }

    /// Asks for one thing and, once the connector has turned to the business, whether it is there.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_and_ping(&mut self, action: Action) -> StepResult<Ping> {
        const TURNING: Duration = Duration::from_secs(2);
        let (driver, wire, from) =
            (Arc::clone(&self.started.driver), Arc::clone(&self.wire), self.wire.recorded());
        let ping = async move {
            let _turned = wire.wait(from, 1, TURNING, &|_| true).await;
            driver.ping().await
        };
        let (asked, answered) = futures::join!(self.ask(action), ping);
        asked?;
        answered.map_err(|error| unasked(&error))
    }

    /// Lets the connector end, and notes what was seen of it besides its answers.
    pub async fn close(&mut self) {
        self.started.driver.close().await;
        self.hygiene = self.started.driver.hygiene().await;
    }

    /// What was seen of it besides its answers; known once it has ended.
    #[must_use]
    pub const fn hygiene(&self) -> &Hygiene {
        &self.hygiene
    }

    /// What the connector wrote beside its answers, line by line.
    #[must_use]
    pub fn written(&self) -> Vec<String> {
        let entries = self.started.trace.iter().flat_map(crate::connector::Trace::entries);
        let printed = self.hygiene.stderr_tail.lines().map(str::to_owned);
        let stray = self.hygiene.stray_samples.iter().cloned();
        entries.map(|entry| entry.what.to_string()).chain(printed).chain(stray).collect()
    }
}

/// The connector has no such operation, which is no failure of it.
#[must_use]
pub fn lacks(operation: &str) -> Interrupt {
    Interrupt::NotApplicable(format!("the connector has no operation `{operation}`"))
}

fn unasked(error: &DriverError) -> Interrupt {
    use crate::harness::interrupt::Cause;
    let reason = error.to_string();
    Interrupt::blocked(reason, Cause::other(format!("the driver cannot {}", error.action)))
}
