//! What a session holds, and how the pipeline reaches it.

use crate::clock::Clock;
use crate::crypto::http_signature::Scheme;
use crate::fault::Engine;
use crate::merchant::view::OrderView;
use crate::merchant::{MerchantState, World};
use crate::protocol::contract::OperationSpec;
use crate::protocol::operation::Operation;
use crate::protocol::version::Edition;
use crate::simulator::business::{Business, Declared, Variation};
use crate::simulator::concession::Concessions;
use crate::simulator::conditions::Conditions;
use crate::simulator::contract::ContractSource;
use crate::simulator::idempotency::Ledger;
use crate::simulator::journal::Journal;
use crate::simulator::keys::KeyRing;
use crate::simulator::misbehave::Magic;
use crate::simulator::negotiated::Negotiated;
use crate::simulator::pipeline::Observer;
use crate::simulator::profile_cache::{KnownPlatform, ProfileCache};
use crate::simulator::sessions::SessionOptions;
use crate::simulator::settings::{Authentication, Limits, ResponseSigning};
use crate::simulator::store::Store;
use crate::simulator::webhook::Outbox;
use crate::transport::{Active, Dialect, Envelope, EventMark};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// How a session behaves, fixed when it is opened.
#[derive(Debug)]
pub(in crate::simulator) struct Manner {
    pub(in crate::simulator) authentication: Authentication,
    pub(in crate::simulator) response_signing: ResponseSigning,
    pub(in crate::simulator) approved_platforms: Vec<String>,
    pub(in crate::simulator) allow_plain_http: bool,
    pub(in crate::simulator) fault_header: bool,
    pub(in crate::simulator) every_request: bool,
    pub(in crate::simulator) scheme: Scheme,
    pub(in crate::simulator) limits: Limits,
    pub(in crate::simulator) concessions: Concessions,
}

/// One isolated merchant.
#[derive(Debug)]
pub struct Session {
    pub(super) id: String,
    pub(super) base_url: String,
    pub(super) manner: Manner,
    pub(super) contract: ContractSource,
    pub(super) dialect: Box<dyn Dialect>,
    /// The world as it was read.
    pub(super) pristine: Arc<World>,
    /// The world with what was changed since.
    pub(super) world: RwLock<Arc<World>>,
    pub(super) options: SessionOptions,
    /// Another session took this one's place: nothing may be decided here any more.
    pub(super) retired: AtomicBool,
    pub(super) state: Mutex<MerchantState>,
    pub(super) clock: Clock,
    pub(super) keys: Arc<KeyRing>,
    pub(super) business: RwLock<Arc<Business>>,
    pub(super) variations: Mutex<Vec<Variation>>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) profiles: ProfileCache,
    pub(super) journal: Journal,
    pub(super) conditions: Conditions,
    pub(super) faults: Engine,
    pub(super) magic: Option<Magic>,
    pub(super) store: Arc<dyn Store>,
    pub(super) outbox: Outbox,
    pub(super) observer: Arc<dyn Observer>,
}

impl Session {
    /// The first label of the session's authority.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Scheme and authority under which the session answers, without trailing slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The session's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Every exchange of the session.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The protocol version's typed differences.
    pub fn edition(&self) -> &'static Edition {
        self.dialect.edition()
    }

    /// The declaration in force.
    pub fn business(&self) -> Arc<Business> {
        Arc::clone(&self.business.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this business implements an operation at all, whatever it declares at the moment.
    pub(in crate::simulator) fn implements(spec: &OperationSpec) -> bool {
        Business::implements(&spec.capability) && !spec.path.is_empty()
    }

    pub(in crate::simulator) fn limits(&self) -> &Limits {
        &self.manner.limits
    }

    /// What this session concedes beyond the protocol.
    pub fn concessions(&self) -> &Concessions {
        &self.manner.concessions
    }

    pub(in crate::simulator) fn authentication(&self) -> Authentication {
        self.manner.authentication
    }

    pub(in crate::simulator) fn response_signing(&self) -> ResponseSigning {
        self.manner.response_signing
    }

    pub(in crate::simulator) fn approved_platforms(&self) -> &[String] {
        &self.manner.approved_platforms
    }

    pub(in crate::simulator) fn allows_plain_http(&self) -> bool {
        self.manner.allow_plain_http
    }

    pub(in crate::simulator) fn scheme(&self) -> Scheme {
        self.manner.scheme
    }

    pub(in crate::simulator) fn contract(&self) -> &ContractSource {
        &self.contract
    }

    pub(in crate::simulator) fn dialect(&self) -> &dyn Dialect {
        &*self.dialect
    }

    pub(in crate::simulator) fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The world as it was read.
    pub(in crate::simulator) fn pristine(&self) -> Arc<World> {
        Arc::clone(&self.pristine)
    }

    /// The options it was opened with.
    pub(in crate::simulator) fn options(&self) -> &SessionOptions {
        &self.options
    }

    /// Whether another session took this one's place.
    pub(in crate::simulator) fn is_retired(&self) -> bool {
        self.retired.load(Ordering::SeqCst)
    }

    pub(in crate::simulator) fn state(&self) -> MutexGuard<'_, MerchantState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::simulator) fn keys(&self) -> &KeyRing {
        &self.keys
    }

    pub(in crate::simulator) fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    pub(in crate::simulator) fn profiles(&self) -> &ProfileCache {
        &self.profiles
    }

    pub(in crate::simulator) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// What this session is to do wrong.
    pub(in crate::simulator) fn faults(&self) -> &Engine {
        &self.faults
    }

    /// Whether requests may bring faults in a header.
    pub(in crate::simulator) fn allows_fault_header(&self) -> bool {
        self.manner.fault_header
    }

    /// Whether the journal keeps every request, not only operations.
    pub(in crate::simulator) fn keeps_every_request(&self) -> bool {
        self.manner.every_request
    }

    /// Checkouts with magic values, when those name faults here.
    pub(in crate::simulator) fn magic(&self) -> Option<&Magic> {
        self.magic.as_ref()
    }

    pub(in crate::simulator) fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    pub(in crate::simulator) fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    pub(in crate::simulator) fn observer(&self) -> Arc<dyn Observer> {
        Arc::clone(&self.observer)
    }

    /// Renders the declaration anew, after a key or a variation changed.
    pub(in crate::simulator) fn redeclare(&self) {
        let variations = self.variations.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut business = self.business.write().unwrap_or_else(PoisonError::into_inner);
        let from = Declared {
            base_url: &self.base_url,
            world: &self.world(),
            contract: &self.contract,
            keys: &self.keys.published(),
            variations: &variations,
            concessions: &self.manner.concessions,
        };
        *business = Arc::new(Business::declare(&from, &*self.dialect, business.revision + 1));
    }

    /// The body of an order event for a platform. Of a platform that cannot be asked (`None`), no more
    /// is taken for granted than that it reads orders in the business's version.
    pub(in crate::simulator) fn order_event(
        &self,
        owner: Option<&KnownPlatform>,
        order: &OrderView,
        event: &EventMark,
    ) -> String {
        let business = self.business();
        let spec = self.contract.operation(Operation::OrderEvent);
        let Some(owner) = owner else {
            let declared = business.profile.capabilities.iter();
            let capabilities: Vec<Active> = declared
                .filter(|declared| spec.is_some_and(|spec| spec.capability == declared.name))
                .map(|declared| Active { name: declared.name.clone(), version: declared.version.clone() })
                .collect();
            let envelope = self.envelope(&business.profile.version, &capabilities);
            return self.rendered_event(order, event, &envelope);
        };
        let negotiated = owner.negotiated(business.revision, |owner| {
            Negotiated::settle(self.edition(), &self.contract, &business, &owner.url, &owner.profile)
        });
        let capabilities = spec.map_or(&[][..], |spec| negotiated.relevant(&spec.capability));
        self.rendered_event(order, event, &self.envelope(&negotiated.version, capabilities))
    }

    fn rendered_event(&self, order: &OrderView, event: &EventMark, envelope: &Envelope<'_>) -> String {
        let body = self.manner.concessions.order_event(self.dialect.order_event(order, event, envelope));
        String::from_utf8_lossy(&body).into_owned()
    }

    /// What a response says about a negotiation.
    pub(in crate::simulator) fn envelope<'a>(
        &'a self,
        version: &'a str,
        capabilities: &'a [Active],
    ) -> Envelope<'a> {
        Envelope { version, capabilities, base_url: &self.base_url }
    }
}
