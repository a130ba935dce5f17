//! Entering a scenario: its own session at the target, the target's profile, its own platform.

use super::AssayWorld;
use crate::harness::business::Business;
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::needs;
use crate::harness::platforms::{DEFAULT, Platform};
use crate::harness::run::Run;
use crate::harness::suite::Case;
use crate::transport::profile_view::ProfileView;
use std::sync::Arc;

impl AssayWorld {
    /// Prepares the world for a scenario. What goes wrong here stops its first step.
    pub(crate) async fn enter(&mut self, run: Arc<Run>, case: Arc<Case>) {
        self.run = Some(Arc::clone(&run));
        self.case = Some(Arc::clone(&case));
        if run.breaker.check().is_err() {
            return;
        }
        if let Err(interrupt) = self.set_up(&run, &case).await {
            self.setup = Some(interrupt.as_precondition());
        }
    }

    /// Fails when the scenario could not be prepared.
    ///
    /// # Errors
    /// What stood in the way.
    pub fn ready(&self) -> StepResult {
        self.setup.clone().map_or(Ok(()), Err)
    }

    async fn set_up(&mut self, run: &Run, case: &Case) -> StepResult {
        let session = run.target.open(case).await?;
        let plan = Arc::clone(&session.plan);
        let business = match (&run.contender, &session.wire) {
            // Nobody but the connector is to be seen on the wire.
            (Some(_), Some(wire)) => described(&session.base_url, wire.profile()),
            (Some(_) | None, _) => read_business(run, &session.base_url).await,
        };
        self.session = Some(session);
        let business = business?;
        needs::check(case, &plan, &business.profile, run.contract)?;
        if let Some(contender) = &run.contender {
            self.business = Some(business);
            return self.take_seat(run, contender, case).await;
        }
        self.add_platform_of(run, DEFAULT, &business.profile)?;
        self.business = Some(business);
        Ok(())
    }

    /// Reads the business's profile again, after it was made to change.
    ///
    /// # Errors
    /// [`Interrupt::Inconclusive`] when it cannot be read.
    pub async fn refresh_business(&mut self) -> StepResult {
        let run = Arc::clone(self.run()?);
        let base_url = self.session()?.base_url.clone();
        self.business = Some(read_business(&run, &base_url).await?);
        Ok(())
    }

    /// Adds another platform to the scenario, with its own keys, profile and inbox.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn add_platform(&mut self, name: &str) -> StepResult {
        let run = Arc::clone(self.run()?);
        let profile = self.business()?.profile.clone();
        self.add_platform_of(&run, name, &profile)
    }

    fn add_platform_of(&mut self, run: &Run, name: &str, profile: &ProfileView) -> StepResult {
        let id = run.next_name("agent", self.case.as_ref().map_or("", |case| &case.id));
        let platform = Platform::open(&run.agents, &id, run.version, Some(profile))?;
        self.platforms.add(name, platform);
        Ok(())
    }

    /// Ends the connector, if there is one, and takes leave of the session.
    pub(crate) async fn depart(&mut self) {
        if let Some(seat) = &mut self.seat {
            seat.close().await;
        }
        self.leave();
    }

    /// Takes leave of the session, with every webhook that came.
    fn leave(&mut self) {
        self.take_webhooks();
        self.leave_seat();
        if let (Some(run), Some(session)) = (&self.run, &self.session) {
            run.target.close(session);
        }
    }
}

/// Our own merchant as it describes itself.
fn described(base_url: &str, profile: serde_json::Value) -> StepResult<Business> {
    let business = Business::read(base_url, ProfileView::new(profile));
    business.ok_or_else(|| Interrupt::Harness("the built-in merchant publishes no usable profile".to_owned()))
}

/// Reads the target's profile; a target whose profile was fine in the preflight and is not now
/// leaves the scenario undecided.
async fn read_business(run: &Run, base_url: &str) -> StepResult<Business> {
    let url = Business::profile_url(base_url);
    let answer = run.client.send(crate::platform::outbound::Request::get(&url)).await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            run.breaker.silent();
            return Err(Interrupt::blocked(format!("{url}: {error}"), Cause::no_answer()));
        }
    };
    // Discovery alone does not show that the target still answers: static files outlive services.
    serde_json::from_slice(&answer.body)
        .ok()
        .and_then(|document| Business::read(base_url, ProfileView::new(document)))
        .ok_or_else(|| {
            let reason = format!("{url} answered {} without a usable profile", answer.status);
            Interrupt::blocked(reason, Cause::refused("profile", &answer.status.to_string()))
        })
}
