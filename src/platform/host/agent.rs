//! One agent on the listener.

use std::sync::{Arc, Weak};

use crate::exchange::ExchangeKind;

use super::server::Registry;
use super::{AgentUrls, Answer, Endpoint};

/// One agent on the listener: its profile and its webhook inbox. Dropping the last handle takes
/// both off the listener.
#[derive(Clone, Debug)]
pub struct Agent {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    id: String,
    urls: AgentUrls,
    endpoints: Arc<Endpoints>,
    registry: Weak<Registry>,
}

/// What the listener needs to serve an agent.
#[derive(Debug)]
pub(super) struct Endpoints {
    pub(super) profile: Endpoint,
    pub(super) inbox: Endpoint,
}

impl Agent {
    pub(super) fn open(id: String, urls: AgentUrls, registry: &Arc<Registry>) -> Self {
        let endpoints = Arc::new(Endpoints {
            profile: Endpoint::new(ExchangeKind::ProfileFetch, Answer::status(404)),
            inbox: Endpoint::new(ExchangeKind::Webhook, Answer::status(200)),
        });
        registry.insert(id.clone(), Arc::clone(&endpoints));
        Self { inner: Arc::new(Inner { id, urls, endpoints, registry: Arc::downgrade(registry) }) }
    }

    /// The identifier in its URLs.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// Where its profile and its inbox are.
    #[must_use]
    pub fn urls(&self) -> &AgentUrls {
        &self.inner.urls
    }

    /// The URL that serves its profile: 404 until something is published.
    #[must_use]
    pub fn profile(&self) -> &Endpoint {
        &self.inner.endpoints.profile
    }

    /// The URL that takes its webhooks: 200 unless told otherwise.
    #[must_use]
    pub fn inbox(&self) -> &Endpoint {
        &self.inner.endpoints.inbox
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(registry) = self.registry.upgrade() {
            registry.remove(&self.id, &self.endpoints);
        }
    }
}
