//! The concessions of one session, asked in turn.

use super::{Concession, Detour, Publisher, Served, Term, note};
use crate::merchant::World;
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::protocol::version::Edition;
use crate::simulator::journal::{Finding, FindingKind};
use crate::simulator::pipeline::{Answer, Context, Stop};
use crate::simulator::profile_cache::KnownPlatform;
use crate::simulator::session::Session;
use crate::transport::Failure;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The concessions of one session; usually none.
#[derive(Clone, Debug, Default)]
pub struct Concessions {
    all: Vec<Arc<dyn Concession>>,
    /// How often each was used, by its journal name. Clones share it.
    used: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Concessions {
    /// These concessions.
    #[must_use]
    pub fn new(all: Vec<Arc<dyn Concession>>) -> Self {
        Self { all, used: Arc::default() }
    }

    /// Those that concern a protocol version.
    #[must_use]
    pub fn concerning(&self, edition: &Edition) -> Self {
        Self::new(self.all.iter().filter(|one| one.concerns(edition)).map(Arc::clone).collect())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every switch with what it concedes.
    #[must_use]
    pub fn terms(&self) -> Vec<(&'static str, Vec<Term>)> {
        self.all.iter().map(|one| (one.switch(), one.terms())).collect()
    }

    /// What the operator has to know once.
    #[must_use]
    pub fn announcements(&self) -> Vec<String> {
        self.all.iter().filter_map(|one| one.announcement()).collect()
    }

    /// How often each concession was used so far, by its journal name.
    #[must_use]
    pub fn used(&self) -> BTreeMap<String, u64> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts what a request used.
    pub(in crate::simulator) fn count(&self, findings: &[Finding]) {
        if self.is_empty() {
            return;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for (switch, term) in findings.iter().filter_map(|finding| finding.kind.conceded()) {
            *used.entry(format!("{switch}: {}", term.name)).or_default() += 1;
        }
    }

    /// The world as the concessions want it.
    pub(in crate::simulator) fn furnished(&self, world: &Arc<World>) -> Arc<World> {
        if self.is_empty() {
            return Arc::clone(world);
        }
        let mut furnished = (**world).clone();
        self.all.iter().for_each(|one| one.furnish(&mut furnished));
        Arc::new(furnished)
    }

    /// The business profile as the concessions want it.
    pub(in crate::simulator) fn published(&self, document: Vec<u8>, publisher: &Publisher<'_>) -> Vec<u8> {
        self.rewritten(document, |one, profile| one.publish(profile, publisher))
    }

    /// The body of an order event as the concessions want it.
    pub(in crate::simulator) fn order_event(&self, body: Vec<u8>) -> Vec<u8> {
        self.rewritten(body, |one, event| one.order_event(event))
    }

    fn rewritten(&self, bytes: Vec<u8>, change: impl Fn(&dyn Concession, &mut Value)) -> Vec<u8> {
        if self.is_empty() {
            return bytes;
        }
        let Ok(mut document) = serde_json::from_slice::<Value>(&bytes) else { return bytes };
        self.all.iter().for_each(|one| change(&**one, &mut document));
        document.to_string().into_bytes()
    }

    /// A platform's profile as the concessions want it.
    pub(in crate::simulator) fn read_platform(&self, profile: &mut Value, publisher: &Publisher<'_>) {
        self.all.iter().for_each(|one| one.read_platform(profile, publisher));
    }

    /// A document of a concession.
    pub(in crate::simulator) fn document(&self, session: &Session, method: &str, path: &str) -> Served {
        self.all.iter().find_map(|one| one.document(session, method, path))
    }

    /// Where a method and path lead that the protocol does not know.
    pub(in crate::simulator) fn detour<'p>(
        &'p self,
        method: &str,
        path: &'p str,
    ) -> Option<(Detour<'p>, FindingKind)> {
        self.all.iter().find_map(|one| one.detour(method, path))
    }

    /// Who calls, when a concession knows it.
    pub(in crate::simulator) async fn identify(
        &self,
        context: &mut Context<'_>,
    ) -> Result<Option<Arc<KnownPlatform>>, Failure> {
        for one in &self.all {
            if let Some(platform) = one.identify(context).await? {
                return Ok(Some(platform));
            }
        }
        Ok(None)
    }

    /// Lets the concessions turn the body into one that can be judged.
    pub(in crate::simulator) fn amend(&self, context: &mut Context<'_>) {
        self.all.iter().for_each(|one| one.amend(context));
    }

    /// Takes out the breaches that are let pass, each a finding.
    pub(in crate::simulator) fn tolerate(
        &self,
        operation: Operation,
        violations: &mut Vec<Violation>,
        context: &mut Context<'_>,
    ) {
        violations.retain(|violation| {
            let tolerated = self.all.iter().find_map(|one| one.tolerates(operation, violation));
            if let Some(kind) = tolerated {
                note(context, kind, violation.pointer.clone());
            }
            tolerated.is_none()
        });
    }

    /// An answer given before the merchant is asked.
    pub(in crate::simulator) async fn respond(
        &self,
        context: &mut Context<'_>,
    ) -> Option<Result<Answer, Stop>> {
        for one in &self.all {
            let answered = one.respond(context).await;
            if answered.is_some() {
                return answered;
            }
        }
        None
    }

    /// The answer as the concessions want it.
    pub(in crate::simulator) fn answer(&self, context: &mut Context<'_>, answer: &mut Answer) {
        self.all.iter().for_each(|one| one.answer(context, answer));
    }
}
