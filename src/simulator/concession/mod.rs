//! What a session concedes beyond the protocol: a named switch, never on by itself, whose every use is a
//! finding in the journal. The pipeline and the routes ask the concessions at fixed places; without one,
//! nothing changes.

mod list;

pub use list::Concessions;

use super::journal::{Finding, FindingKind};
use super::pipeline::{Answer, Context, Stop};
use super::profile_cache::KnownPlatform;
use super::session::Session;
use crate::crypto::jwk::Jwk;
use crate::merchant::World;
use crate::protocol::contract::{OperationSpec, Violation};
use crate::protocol::operation::Operation;
use crate::protocol::version::Edition;
use crate::transport::Failure;
use actix_web::HttpResponse;
use futures::future::LocalBoxFuture;
use serde_json::Value;
use std::fmt::Debug;
use std::sync::Arc;

/// One thing conceded, for people: shown when the merchant starts and at the head of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// Name, as findings use it.
    pub name: &'static str,
    /// What it means.
    pub effect: &'static str,
}

/// A business's declaration, for those who add to the published document.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    /// Scheme and authority of the business, without trailing slash.
    pub base_url: &'a str,
    /// The protocol version's typed differences.
    pub edition: &'static Edition,
    /// The published keys.
    pub keys: &'a [Jwk],
}

/// Who calls, when a concession knows it.
pub type Identified<'a> = LocalBoxFuture<'a, Result<Option<Arc<KnownPlatform>>, Failure>>;

/// A page or document of a concession.
pub type Served = Option<HttpResponse>;

/// Where a request leads that is not addressed as the protocol has it.
#[derive(Clone, Copy, Debug)]
pub enum Detour<'p> {
    /// To an operation of the protocol, at this path.
    Path(&'p str),
    /// To an operation of the concession's own.
    Own {
        /// How it is carried.
        spec: &'p OperationSpec,
        /// Identifier in the path, still percent-encoded.
        id: Option<&'p str>,
    },
}

/// A set of deviations behind one switch.
pub trait Concession: Send + Sync + Debug {
    /// The switch as typed, such as `--compat official-suite`.
    fn switch(&self) -> &'static str;

    /// Everything conceded.
    fn terms(&self) -> Vec<Term>;

    /// What the operator has to know once, when the merchant starts.
    fn announcement(&self) -> Option<String> {
        None
    }

    /// Whether it concerns sessions of a protocol version.
    fn concerns(&self, edition: &Edition) -> bool;

    /// Adds to the world of a session before it opens.
    fn furnish(&self, _world: &mut World) {}

    /// Adds to the business profile before it is published.
    fn publish(&self, _profile: &mut Value, _publisher: &Publisher<'_>) {}

    /// Adds to the profile of a platform before it is read.
    fn read_platform(&self, _profile: &mut Value, _publisher: &Publisher<'_>) {}

    /// Documents of its own.
    fn document(&self, _session: &Session, _method: &str, _path: &str) -> Served {
        None
    }

    /// Where a method and path lead that the protocol does not know.
    fn detour<'p>(&'p self, _method: &str, _path: &'p str) -> Option<(Detour<'p>, FindingKind)> {
        None
    }

    /// Who calls; `None` leaves it to the protocol's own rules.
    fn identify<'a>(&'a self, _context: &'a mut Context<'_>) -> Identified<'a> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Turns a body into one that the protocol's rules can judge.
    fn amend(&self, _context: &mut Context<'_>) {}

    /// Whether a breach of the request's schema is let pass, and as what.
    fn tolerates(&self, _operation: Operation, _violation: &Violation) -> Option<FindingKind> {
        None
    }

    /// Answers an operation of its own, or one the merchant would answer otherwise, before it is asked.
    fn respond<'a>(
        &'a self,
        _context: &'a mut Context<'_>,
    ) -> LocalBoxFuture<'a, Option<Result<Answer, Stop>>> {
        Box::pin(std::future::ready(None))
    }

    /// Changes an answer on its way out.
    fn answer(&self, _context: &mut Context<'_>, _answer: &mut Answer) {}

    /// Adds to the body of an order event.
    fn order_event(&self, _body: &mut Value) {}
}

/// Notes in the journal's terms that a concession was used.
pub(super) fn note(context: &mut Context<'_>, kind: FindingKind, pointer: impl Into<String>) {
    let finding = Finding { kind, pointer: pointer.into() };
    if !context.findings.contains(&finding) {
        context.findings.push(finding);
    }
}
