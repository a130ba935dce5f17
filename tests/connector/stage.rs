//! A merchant, a meddler before it, and a connector that believes it talks to the merchant.

use crate::meddler::{Deed, Meddle, Meddler, Seen};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use ucp_assay::clock::Clock;
use ucp_assay::connector::driver::{Action, Outcome, Payment};
use ucp_assay::connector::reference::{Demand, Pace, Receipt, Reference, Settings, ShoppingList};
use ucp_assay::connector::{Defects, Trace};
use ucp_assay::platform::authority::TrustedRoots;
use ucp_assay::platform::host::{AgentHost, HostSettings, PublicBase};
use ucp_assay::platform::outbound::{Limits, Policy};
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::settings::{self, ResponseSigning, WorldSource};
use ucp_assay::simulator::{Application, SessionHandle};

/// How a stage is set.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) version: ProtocolVersion,
    pub(crate) signing: ResponseSigning,
    pub(crate) demand: Demand,
    pub(crate) meddle: Meddle,
    pub(crate) adjust: fn(&mut Settings),
}

/// The newest version, nothing signed by the merchant, nobody meddles.
pub(crate) const PLAIN: Setup = Setup {
    version: ProtocolVersion::LATEST,
    signing: ResponseSigning::None,
    demand: Demand::Contract,
    meddle: |_: &Seen| Deed::Pass,
    adjust: |_| {},
};

/// The same in the release of January.
pub(crate) const JANUARY: Setup = Setup { version: ProtocolVersion::January2026, ..PLAIN };

/// How long a test waits for what is on its way.
pub(crate) const WAIT: Duration = Duration::from_secs(20);

/// Everything of one test.
pub(crate) struct Stage {
    pub(crate) connector: Reference,
    pub(crate) business: String,
    pub(crate) meddler: Meddler,
    pub(crate) merchant: SessionHandle,
    pub(crate) clock: Clock,
    _application: Application,
}

impl Stage {
    /// Opens a stage on which the connector has these defects.
    pub(crate) async fn open(setup: Setup, defects: Defects) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let business = format!("http://localhost:{port}");
        let application = Application::build(settings::Settings {
            public_url: Some(business.clone()),
            workers: 1,
            world: WorldSource::Builtin("flower-shop".to_owned()),
            version: setup.version,
            response_signing: setup.signing,
            allow_loopback: true,
            allow_plain_http: true,
            ..settings::Settings::default()
        });
        let application = application.await.expect("a merchant");
        let merchant = SocketAddr::from((Ipv4Addr::LOCALHOST, application.port()));
        let meddler = Meddler::start(listener, merchant, setup.meddle);
        let (connector, clock) = connector(setup, defects);
        let merchant = application.sessions().default_session();
        Self { connector, business, meddler, merchant, clock, _application: application }
    }

    /// Does one thing.
    pub(crate) async fn act(&self, action: Action) -> Outcome {
        self.connector.act(&self.business, &action).await
    }

    /// Opens a checkout of some roses.
    pub(crate) async fn create(&self) -> Outcome {
        self.act(Action::Create { checkout: roses(1) }).await
    }

    /// Opens a checkout and brings it to `ready_for_complete`; returns its identifier.
    pub(crate) async fn ready(&self) -> String {
        let ready = self.connector.shop(&ShoppingList { payment: None, ..self.list() }).await;
        assert!(ready.outcome.is_success(), "{:?}", ready.outcome);
        ready.outcome.id.expect("an id")
    }

    /// Completes a checkout.
    pub(crate) async fn complete(&self, id: &str) -> Outcome {
        let payment = Payment { token: "success_token".to_owned(), handler_id: None };
        self.act(Action::Complete { id: id.to_owned(), payment, consent: None }).await
    }

    /// Opens, supplies, completes.
    pub(crate) async fn buy(&self) -> Receipt {
        self.connector.shop(&self.list()).await
    }

    pub(crate) fn list(&self) -> ShoppingList {
        ShoppingList {
            business: self.business.clone(),
            items: vec![("bouquet_roses".to_owned(), 1)],
            buyer: json!({"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}),
            address: json!({
                "street_address": "1 Main Street", "address_locality": "Springfield",
                "address_region": "IL", "postal_code": "62701", "address_country": "US"
            }),
            codes: Vec::new(),
            payment: Some(Payment { token: "success_token".to_owned(), handler_id: None }),
            most: None,
        }
    }

    /// The requests that came of which this is true.
    pub(crate) fn seen(&self, wanted: fn(&Seen) -> bool) -> Vec<Seen> {
        self.meddler.seen().into_iter().filter(wanted).collect()
    }

    /// Orders the merchant has.
    pub(crate) fn orders(&self) -> usize {
        self.merchant.merchant_state().orders().count()
    }

    /// The trace, as lines.
    pub(crate) fn trace(&self) -> String {
        let entries = self.connector.trace().entries();
        let lines: Vec<String> = entries.iter().map(|entry| entry.what.to_string()).collect();
        lines.join("\n")
    }
}

/// A connector on a listener of its own, in time of its own.
pub(crate) fn connector(setup: Setup, defects: Defects) -> (Reference, Clock) {
    connector_with(setup, defects, |_| {})
}

/// The same with settings that depend on the test.
pub(crate) fn connector_with(
    setup: Setup,
    defects: Defects,
    adjust: impl FnOnce(&mut Settings),
) -> (Reference, Clock) {
    let clock = Clock::frozen(Clock::system().now());
    let mut settings = Settings {
        policy: Policy::DEVELOPMENT,
        limits: Limits { read: Duration::from_secs(10), ..Limits::OPERATION },
        demand: setup.demand,
        clock: clock.clone(),
        pace: Pace::Virtual(clock.clone()),
        defects,
        ..Settings::new("buyer", TrustedRoots::none())
    };
    (setup.adjust)(&mut settings);
    adjust(&mut settings);
    let trace = Trace::new(clock.clone());
    (Reference::open(settings, Arc::new(host()), trace).expect("a connector"), clock)
}

/// A listener for profile and inbox that a merchant of this machine reaches.
pub(crate) fn host() -> AgentHost {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let listen = listener.local_addr().expect("an address");
    let base = url::Url::parse(&format!("http://localhost:{}", listen.port())).expect("a URL");
    let settings = HostSettings { listen, tls: None, base: PublicBase::Url(base) };
    AgentHost::start_on(listener, settings).expect("a host")
}

/// The content of a checkout.
pub(crate) fn roses(quantity: u64) -> Value {
    json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": quantity}]})
}
