//! A merchant over TLS, premises, and a place for one connector.

use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use ucp_assay::connector::drive::file::Loaded;
use ucp_assay::connector::drive::{BusinessAt, DriverFleet, Fleet, Place, Premises};
use ucp_assay::connector::driver::{Action, Command, Driver, Outcome, Payment};
use ucp_assay::platform::authority::TlsVersions;
use ucp_assay::platform::host::{AgentHost, HostSettings};
use ucp_assay::platform::proxy::Routes;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::compat::OfficialSuite;
use ucp_assay::simulator::settings::Tls;
use ucp_assay::simulator::{Application, SessionHandle, SessionOptions, Settings};

/// How long a test waits for what is on its way.
pub(crate) const WAIT: Duration = Duration::from_mins(1);

/// A host name of somebody else's that the merchant has.
pub(crate) const FOREIGN: &str = "merchant.example.com";

/// Everything of one test.
pub(crate) struct Stage {
    pub(crate) place: Place,
    pub(crate) premises: Premises,
    pub(crate) session: SessionHandle,
    pub(crate) application: Application,
}

impl Stage {
    /// A merchant of the newest version.
    pub(crate) async fn open() -> Self {
        Self::open_with(Settings::default(), None).await
    }

    /// A merchant of these settings, at this host name.
    pub(crate) async fn open_with(settings: Settings, host_name: Option<&str>) -> Self {
        Self::open_for(settings, host_name, None).await
    }

    /// The same for a connector that always names this profile.
    pub(crate) async fn open_for(
        settings: Settings,
        host_name: Option<&str>,
        profile: Option<url::Url>,
    ) -> Self {
        let version = settings.version;
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let listen = socket.local_addr().expect("an address");
        let named = profile.as_ref().and_then(|url| url.host_str()).map(str::to_owned);
        let settings = Settings {
            tls: Tls::Auto,
            host_names: named.iter().cloned().chain([FOREIGN.to_owned()]).collect(),
            leads: named.into_iter().map(|name| (name, listen)).collect(),
            allow_loopback: true,
            workers: 1,
            ..settings
        };
        let application = Application::build(settings).await.expect("a merchant");
        let options = SessionOptions { host_name: host_name.map(str::to_owned), ..SessionOptions::default() };
        let session = application.sessions().open("s1", options).await.expect("a session");
        let authority = application.authority().expect("an authority");
        let tls = authority.server_config(TlsVersions::Only13).expect("TLS");
        let listener = AgentHost::start_on(socket, HostSettings::local(tls)).expect("a listener");
        let listener = Arc::new(listener);
        let merchant = ([127, 0, 0, 1], application.port()).into();
        let routes = Routes::default().with(FOREIGN, merchant);
        let premises = Premises::open(authority, listener, routes).await.expect("premises");
        let business = BusinessAt {
            version,
            origin: session.base_url().to_owned(),
            rest: session.base_url().to_owned(),
            payment_handler: "mock_payment_handler".to_owned(),
            currency: "USD".to_owned(),
            handlers: Vec::new(),
            profile_url: profile,
        };
        let place = premises.place("t1", &business).expect("a place");
        Self { place, premises, session, application }
    }

    /// The connector of a driver file of this text, started.
    pub(crate) async fn start(&self, text: &str) -> Box<dyn Driver> {
        let fleet = DriverFleet::new(loaded(text));
        fleet.start(self.place.surroundings()).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Why the connector of a driver file of this text does not start.
    pub(crate) async fn start_fails(&self, text: &str) -> String {
        let started = DriverFleet::new(loaded(text)).start(self.place.surroundings()).await;
        started.map(|driver| driver.name().to_owned()).expect_err("it does not start").reason
    }

    /// Asks a connector for something here.
    pub(crate) async fn ask(&self, driver: &dyn Driver, action: Action) -> Outcome {
        let business = self.place.surroundings().origin.clone();
        driver.perform(&Command { business, action }).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Orders the merchant has.
    pub(crate) fn orders(&self) -> usize {
        self.session.merchant_state().orders().count()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.place.surroundings().tmp.clone()
    }
}

/// A driver file of this text. `BIN` stands for this program.
pub(crate) fn loaded(text: &str) -> Loaded {
    let text = text.replace("BIN", env!("CARGO_BIN_EXE_ucp-assay"));
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("drivers");
    Loaded::parse(&text, "test.yaml", folder).unwrap_or_else(|error| panic!("{error}"))
}

/// A driver file that comes with the program, for this program as it was built.
pub(crate) fn shipped(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("drivers").join(format!("{name}.yaml"));
    let text = std::fs::read_to_string(path).expect("a driver file");
    text.replace("${env:UCP_ASSAY|ucp-assay}", "BIN")
}

/// A driver file of kind `shim` whose connector is a shell script.
pub(crate) fn script(script: &str) -> String {
    let argv = json!(["sh", "-c", script.replace("${", "$${")]);
    format!(
        "driver: 1\nname: script\nkind: shim\nargv: {argv}\ntimeouts: {{call: 20000}}\noperations: {{create: {{}}, get: {{}}, discover: {{}}}}\n"
    )
}

/// The content of a checkout.
pub(crate) fn roses(quantity: u64) -> Value {
    json!({"line_items": [{"item": {"id": "bouquet_roses"}, "quantity": quantity}]})
}

/// The same with somebody who buys and somewhere to deliver.
pub(crate) fn bought() -> Value {
    let address = json!({
        "street_address": "1 Main Street", "address_locality": "Springfield", "address_region": "IL",
        "postal_code": "62701", "address_country": "US"
    });
    let mut content = roses(1);
    content["buyer"] = json!({"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"});
    content["fulfillment"] = json!({"methods": [{"type": "shipping", "destinations": [address]}]});
    content
}

pub(crate) fn payment() -> Payment {
    Payment { token: "success_token".to_owned(), handler_id: None }
}

/// The release of January.
pub(crate) fn january() -> Settings {
    Settings { version: ProtocolVersion::January2026, ..Settings::default() }
}

/// The same, and it lets pass what unsigned connectors need.
pub(crate) fn lenient() -> Settings {
    let switch = OfficialSuite::with_made_secret().expect("a secret");
    Settings { compat: Some(switch), ..january() }
}
