//! The outbox against a real inbox over TLS, and the queue alone.

mod delivering;
mod queueing;
mod surviving;

use crate::clock::{Clock, Instant};
use crate::crypto::key::{Curve, SigningKey};
use crate::exchange::Exchange;
use crate::platform::authority::{TestAuthority, TlsVersions};
use crate::platform::host::{Agent, AgentHost, HostSettings};
use crate::platform::outbound::{Client, ClientSettings, Limits as ClientLimits, Policy};
use crate::protocol::version::ProtocolVersion;
use crate::seed::Seed;
use crate::simulator::store::{Commit, MemoryStore, Snapshot, Store};
use crate::simulator::webhook::{Limits, OrderEvent, Outbox, RetryPolicy, Tally, Wiring};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const NOON: Instant = Instant::from_millis(1_775_649_600_000);
const SOON: Duration = Duration::from_secs(20);
const PROFILE: &str = "https://shop.example/.well-known/ucp";

/// A listener for agents, a client that may reach it, a key, and a clock that stands still.
struct Stage {
    host: AgentHost,
    client: Client,
    key: Arc<SigningKey>,
    clock: Clock,
    journal: Arc<Mutex<Vec<Exchange>>>,
}

impl Stage {
    fn new() -> Self {
        let authority = TestAuthority::generate().unwrap();
        let tls = authority.server_config(TlsVersions::Only13).unwrap();
        let limits = ClientLimits { read: Duration::from_millis(300), ..ClientLimits::DOCUMENT };
        let settings =
            ClientSettings::new(Policy::LOOPBACK_TLS, authority.roots().unwrap()).with_limits(limits);
        Self {
            host: AgentHost::start(HostSettings::local(tls)).unwrap(),
            client: Client::new(settings).unwrap(),
            key: Arc::new(SigningKey::generate(Curve::P256, "shop-1").unwrap()),
            clock: Clock::frozen(NOON),
            journal: Arc::default(),
        }
    }

    fn agent(&self, id: &str) -> Agent {
        let agent = self.host.open(id);
        agent.inbox().answer_with(crate::platform::host::Answer::status(200));
        agent
    }

    fn wiring(&self, store: Arc<dyn Store>) -> Wiring {
        let (key, journal) = (Arc::clone(&self.key), Arc::clone(&self.journal));
        Wiring {
            edition: ProtocolVersion::LATEST.edition(),
            session: "session".to_owned(),
            profile_url: PROFILE.to_owned(),
            clock: self.clock.clone(),
            seed: Seed::new(7),
            store,
            courier: Arc::new(self.client.clone()),
            key: Arc::new(move || Some(Arc::clone(&key))),
            journal: Arc::new(move |exchange| journal.lock().unwrap().push(exchange)),
            keys: Arc::new(crate::simulator::keys::KeyRing::generate().unwrap()),
            faults: crate::fault::Engine::new(Seed::new(7), "session", self.clock.clone()),
        }
    }

    fn outbox(&self, policy: RetryPolicy) -> Outbox {
        let wiring = self.wiring(Arc::new(MemoryStore));
        Outbox::open(wiring, Limits::default(), policy, &Snapshot::default()).unwrap()
    }

    fn event(&self, agent: &Agent, order: &str, body: &str) -> OrderEvent {
        OrderEvent {
            id: uuid::Uuid::new_v4(),
            order_id: order.to_owned(),
            webhook_url: agent.urls().webhook.clone(),
            occurred_at: self.clock.now(),
            body: body.into(),
        }
    }
}

fn stage_event(outbox: &Outbox, store: &dyn Store, event: OrderEvent) {
    let mut commit = Commit::new("session", NOON);
    outbox.stage(event, &mut commit).unwrap();
    let slot = store.reserve().unwrap();
    futures::executor::block_on(store.commit(slot, commit)).unwrap();
}

fn enqueue(outbox: &Outbox, event: OrderEvent) {
    stage_event(outbox, &MemoryStore, event);
}

/// Waits until the tally is as asked; every change of the outbox wakes it.
async fn reached(outbox: &Outbox, wanted: impl Fn(&Tally) -> bool) -> Tally {
    until(outbox, |outbox| Some(outbox.tally()).filter(&wanted)).await
}

/// Waits until the oldest delivery has been tried so often without success.
async fn failed_attempts(outbox: &Outbox, attempts: u32) {
    until(outbox, |outbox| outbox.pending().first().filter(|oldest| oldest.attempts >= attempts).cloned())
        .await;
}

async fn until<T>(outbox: &Outbox, find: impl Fn(&Outbox) -> Option<T>) -> T {
    let mut changes = outbox.watch();
    let search = async {
        loop {
            changes.borrow_and_update();
            if let Some(found) = find(outbox) {
                return found;
            }
            changes.changed().await.unwrap();
        }
    };
    let found = tokio::time::timeout(SOON, search).await;
    found.map_err(|_| outbox.tally()).expect("nothing more happens, and it stands here")
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> &'a str {
    let found = exchange.request.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str()).expect(name)
}
