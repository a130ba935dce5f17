//! `--profile-overlay talos`: what Talos connectors send and expect, beside the protocol. Never on by
//! itself. Requests that are not in the Talos flavour are judged by the protocol's own rules; those that
//! are must verify with a configured key, be fresh, and come once; every [`Deviation`] is a finding.

mod agent;
mod deviation;
mod own;
mod profile;
mod replay;
mod request;
mod route;
mod settings;

pub use deviation::Deviation;
pub use replay::{Refused, ReplayGuard};
pub use settings::{TalosSettings, TalosSettingsError};

use super::concession::{Concession, Detour, Identified, Publisher, Term, note};
use super::journal::FindingKind;
use super::pipeline::{Answer, Context, Stop};
use crate::crypto::key::KeySet;
use crate::merchant::World;
use crate::protocol::version::Edition;
use futures::future::LocalBoxFuture;
use serde_json::Value;

/// The overlay of one session: the keys, and what it remembers of signatures and links.
#[derive(Debug)]
pub struct Talos {
    keys: KeySet,
    guard: ReplayGuard,
    links: own::Links,
}

impl Talos {
    /// The overlay with an empty memory.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "settings are handed over")]
    pub fn new(settings: TalosSettings) -> Self {
        let guard = ReplayGuard::new(settings.window, settings.remembered);
        Self { keys: settings.key_set(), guard, links: own::Links::default() }
    }
}

impl Concession for Talos {
    fn switch(&self) -> &'static str {
        "--profile-overlay talos"
    }

    fn terms(&self) -> Vec<Term> {
        Deviation::ALL.map(Deviation::term).to_vec()
    }

    fn concerns(&self, _edition: &Edition) -> bool {
        true
    }

    fn furnish(&self, world: &mut World) {
        profile::add_sandbox(world);
    }

    fn publish(&self, document: &mut Value, publisher: &Publisher<'_>) {
        profile::publish(document, publisher);
    }

    fn detour<'p>(&'p self, method: &str, path: &'p str) -> Option<(Detour<'p>, FindingKind)> {
        route::detour(method, path).map(|(detour, deviation)| (detour, FindingKind::Overlay(deviation)))
    }

    fn identify<'a>(&'a self, context: &'a mut Context<'_>) -> Identified<'a> {
        Box::pin(std::future::ready(agent::identify(&self.keys, &self.guard, context)))
    }

    fn amend(&self, context: &mut Context<'_>) {
        if !agent::is_holder(context) {
            return;
        }
        let (edition, operation, id) =
            (context.session.edition(), context.spec.operation, context.id.clone());
        let Some(body) = &mut context.document else { return };
        for (deviation, place) in request::amend(edition, operation, id.as_deref(), body) {
            note(context, FindingKind::Overlay(deviation), place);
        }
    }

    fn respond<'a>(
        &'a self,
        context: &'a mut Context<'_>,
    ) -> LocalBoxFuture<'a, Option<Result<Answer, Stop>>> {
        Box::pin(std::future::ready(own::respond(&self.links, context)))
    }
}
