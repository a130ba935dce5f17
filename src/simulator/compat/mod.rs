//! `--compat official-suite`: what the official conformance suite of the first protocol version needs
//! beyond the protocol, or against it, each as a named [`Relaxation`]. Never on by itself; it concerns
//! sessions of that version only.

mod agent;
mod answer;
mod order;
mod profile;
mod relaxation;
mod request;
mod secret;

pub use relaxation::Relaxation;
pub use secret::{NoSecret, SimulationSecret, WeakSecret};

use super::concession::{Concession, Detour, Identified, Publisher, Served, Term, note};
use super::journal::FindingKind;
use super::pipeline::{Answer, Context, Stop};
use super::session::Session;
use crate::merchant::World;
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, Shape};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde_json::Value;

/// The switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialSuite {
    secret: SimulationSecret,
    /// Whether the secret was made here and nobody knows it yet.
    made: bool,
}

impl OfficialSuite {
    /// The switch, with the secret of its simulation route.
    #[must_use]
    pub const fn with_secret(secret: SimulationSecret) -> Self {
        Self { secret, made: false }
    }

    /// The switch, with a secret made for it, to be printed once.
    ///
    /// # Errors
    /// [`NoSecret`].
    pub fn with_made_secret() -> Result<Self, NoSecret> {
        Ok(Self { secret: SimulationSecret::generated()?, made: true })
    }
}

impl Concession for OfficialSuite {
    fn switch(&self) -> &'static str {
        "--compat official-suite"
    }

    fn terms(&self) -> Vec<Term> {
        Relaxation::ALL.map(Relaxation::term).to_vec()
    }

    fn announcement(&self) -> Option<String> {
        let secret = self.secret.reveal();
        self.made.then(|| format!("secret      {secret}  (for Simulation-Secret, made for this run)"))
    }

    fn concerns(&self, edition: &Edition) -> bool {
        match edition.shape {
            Shape::Listing => true,
            Shape::Registry => false,
        }
    }

    fn furnish(&self, world: &mut World) {
        profile::add_wallets(world);
    }

    fn publish(&self, document: &mut Value, publisher: &Publisher<'_>) {
        profile::publish(document, publisher);
    }

    fn read_platform(&self, document: &mut Value, publisher: &Publisher<'_>) {
        profile::assume(document, publisher);
    }

    fn document(&self, session: &Session, method: &str, path: &str) -> Served {
        if method == "GET" { profile::document(session, path) } else { None }
    }

    fn detour<'p>(&'p self, method: &str, path: &'p str) -> Option<(Detour<'p>, FindingKind)> {
        order::detour(method, path).map(|(detour, relaxation)| (detour, FindingKind::Compat(relaxation)))
    }

    fn identify<'a>(&'a self, context: &'a mut Context<'_>) -> Identified<'a> {
        agent::identify(context).boxed_local()
    }

    fn amend(&self, context: &mut Context<'_>) {
        request::amend(context);
    }

    fn tolerates(&self, operation: Operation, violation: &Violation) -> Option<FindingKind> {
        request::tolerates(operation, violation).map(FindingKind::Compat)
    }

    fn respond<'a>(
        &'a self,
        context: &'a mut Context<'_>,
    ) -> LocalBoxFuture<'a, Option<Result<Answer, Stop>>> {
        order::respond(&self.secret, context).boxed_local()
    }

    fn answer(&self, context: &mut Context<'_>, answer: &mut Answer) {
        if answer::rewrite(context.spec.operation, answer) {
            note(
                context,
                FindingKind::Compat(Relaxation::ErrorStatus),
                format!("{} {}", context.spec.operation, answer.status),
            );
        }
    }

    fn order_event(&self, body: &mut Value) {
        let events = body.pointer("/fulfillment/events").and_then(Value::as_array);
        let shipped = events.into_iter().flatten().any(|event| event["type"] == "shipped");
        let order = body.clone();
        body["event_type"] = Value::from(if shipped { "order_shipped" } else { "order_placed" });
        body["order"] = order;
    }
}
