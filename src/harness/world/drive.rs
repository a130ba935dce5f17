//! Driving the connector under test: asking it, and taking what it sent into the scenario's evidence.

use super::AssayWorld;
use crate::connector::{Action, Outcome, Ping};
use crate::exchange::Exchange;
use crate::fault::Rule;
use crate::harness::connector::ambient::Watched;
use crate::harness::connector::seat::Surrounding;
use crate::harness::connector::{Contender, Seat, sight};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::run::Run;
use crate::harness::suite::Case;
use crate::harness::target::{Counted, Target};
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use std::sync::Arc;

/// Tag of scenarios whose connector is told that every answer has to be signed.
const DEMANDS_SIGNATURES: &str = "connector:demands-signatures";

impl AssayWorld {
    /// Starts the connector at the scenario's session.
    pub(super) async fn take_seat(&mut self, run: &Run, contender: &Contender, case: &Case) -> StepResult {
        let session = self.session()?;
        let (Some(wire), Target::Builtin(target)) = (&session.wire, &run.target) else {
            return Err(Interrupt::Harness("connectors are certified at our own merchant only".to_owned()));
        };
        let authority = target.authority();
        let authority = authority
            .ok_or_else(|| Interrupt::Harness("the built-in merchant has no authority".to_owned()))?;
        let around = Surrounding {
            label: run.next_name("c", ""),
            version: run.version,
            business: self.business()?,
            payment_handler: self.payment_handler().unwrap_or_default(),
            currency: run.plan.currency.clone().unwrap_or_else(|| "USD".to_owned()),
            authority,
            agents: &run.agents,
            premises: run.premises.as_ref(),
            wire,
            demands_signatures: case.tags.iter().any(|tag| tag == DEMANDS_SIGNATURES),
        };
        let started = contender.start(&around).await?;
        let seat = Seat::new(started, Arc::clone(wire), &session.base_url, contender.silence());
        self.seat = Some(seat);
        Ok(())
    }

    /// The connector under test.
    ///
    /// # Errors
    /// When the scenario has none, which is the scenario's or the harness's fault.
    pub fn seat(&self) -> StepResult<&Seat> {
        self.seat.as_ref().ok_or_else(no_seat)
    }

    /// The connector under test, to change its surroundings.
    ///
    /// # Errors
    /// As [`Self::seat`].
    pub fn seat_mut(&mut self) -> StepResult<&mut Seat> {
        self.seat.as_mut().ok_or_else(no_seat)
    }

    /// Whether a scenario can let time pass for the connector too.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] when its time is its own.
    pub fn needs_shared_clock(&self) -> StepResult {
        let shares = self.run()?.contender.as_ref().is_some_and(Contender::shares_the_clock);
        let reason = "needs to let time pass for the connector, whose clock is its own";
        if shares { Ok(()) } else { Err(Interrupt::NotTested(reason.to_owned())) }
    }

    /// Asks the connector for one thing, and takes what it sent.
    ///
    /// # Errors
    /// As [`Seat::ask`].
    pub async fn ask(&mut self, action: Action) -> StepResult<Outcome> {
        let asked = self.seat_mut()?.ask(action).await;
        self.take_wire();
        asked
    }

    /// Asks the connector for one thing at a business named otherwise, and takes what it sent.
    ///
    /// # Errors
    /// As [`Seat::ask`].
    pub async fn ask_at(&mut self, business: &str, action: Action) -> StepResult<Outcome> {
        let asked = self.seat_mut()?.ask_at(business, action).await;
        self.take_wire();
        asked
    }

    /// Asks the connector for one thing and, meanwhile, whether it is there; takes what it sent.
    ///
    /// # Errors
    /// As [`Seat::ask`].
    pub async fn ask_and_ping(&mut self, action: Action) -> StepResult<Ping> {
        let pinged = self.seat_mut()?.ask_and_ping(action).await;
        self.take_wire();
        pinged
    }

    /// Takes note that the business moved its endpoint below a path.
    ///
    /// # Errors
    /// As [`Self::business`].
    pub fn endpoint_moved(&mut self, path: &str) -> StepResult {
        let mut business = self.business()?.clone();
        business.endpoint = format!("{}{path}", business.base_url);
        self.business = Some(business);
        Ok(())
    }

    /// Arms a fault as a stimulus that has to meet the connector.
    ///
    /// # Errors
    /// As [`Seat::arm`].
    pub fn stir(&mut self, rule: Rule) -> StepResult {
        self.seat_mut()?.arm(rule, true)
    }

    /// The stimuli that had to meet the connector and did not, by fault.
    pub fn unfired(&self) -> Vec<String> {
        self.seat.as_ref().map(Seat::unfired).unwrap_or_default()
    }

    /// The last resource of an operation that came over the wire: what the connector was shown.
    pub fn shown(&self) -> Option<&View> {
        self.answers().iter().rev().find(|view| view.is_resource())
    }

    /// Takes what was recorded since the last time into the evidence of the scenario.
    pub fn take_wire(&mut self) {
        let first = self.exchanges.len();
        let Some(seat) = &mut self.seat else { return };
        let edition = self.run.as_ref().map(|run| run.version.edition());
        for exchange in seat.take(first) {
            let answered = exchange.response.as_ref().filter(|_| sight::is_call(&exchange));
            if let (Some(edition), Some(answer), Some(_)) = (edition, answered, exchange.operation) {
                let (headers, body) = (answer.headers.clone(), answer.body.clone());
                self.answers.push(View::read(edition, exchange.id.clone(), answer.status, headers, body));
            }
            self.exchanges.push(exchange);
        }
    }

    /// Takes leave of the connector: the last of what it sent, and what is to be said of all of it.
    pub(super) fn leave_seat(&mut self) {
        self.take_wire();
        let (Some(run), Some(seat), Some(case)) = (&self.run, &self.seat, &self.case) else { return };
        let watched = Watched {
            contract: run.contract,
            business: self.business.as_ref(),
            case: &case.id,
            exchanges: &self.exchanges,
            written: &seat.written(),
            hygiene: seat.hygiene(),
        };
        run.watchbook.examine(&watched);
        if let Target::Builtin(target) = &run.target {
            for (defect, occasions, on) in seat.occasions() {
                let fired = if on { occasions } else { 0 };
                target.count(&case.id, defect.id(), Counted { occasions, fired });
            }
        }
    }

    /// The requests of an operation that the connector sent so far, oldest first.
    ///
    /// # Errors
    /// As [`Self::seat`].
    pub fn requests(&self, operation: Operation) -> StepResult<Vec<&Exchange>> {
        self.seat()?;
        Ok(self.exchanges().iter().filter(|exchange| sight::is(exchange, operation)).collect())
    }
}

fn no_seat() -> Interrupt {
    Interrupt::Harness("the scenario has no connector: it belongs to the merchants' lane".to_owned())
}
