//! Where agents are reachable.

use url::Url;

/// How the URLs of an agent begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PublicBase {
    /// `https://<id>.agent.localhost:PORT`, for targets on this machine.
    #[default]
    PerAgentHost,
    /// `https://localhost:PORT`, for targets on this machine whose resolver knows no names below
    /// `localhost`.
    OneHost,
    /// A URL under which the listener is reachable from outside: a tunnel, a name in a container
    /// network. Paths are appended.
    Url(Url),
}

/// The URLs of one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentUrls {
    /// Of its profile.
    pub profile: String,
    /// Of its webhook inbox.
    pub webhook: String,
}

impl PublicBase {
    /// The URLs of an agent on a listener of that scheme and port.
    #[must_use]
    pub fn urls(&self, scheme: &str, port: u16, id: &str) -> AgentUrls {
        let base = match self {
            Self::PerAgentHost => format!("{scheme}://{id}.agent.localhost:{port}"),
            Self::OneHost => format!("{scheme}://localhost:{port}"),
            Self::Url(url) => url.as_str().trim_end_matches('/').to_owned(),
        };
        AgentUrls { profile: format!("{base}/profiles/{id}.json"), webhook: format!("{base}/webhooks/{id}") }
    }

    /// The path below which the agents are, without trailing slash; empty at the root.
    pub(super) fn prefix(&self) -> &str {
        match self {
            Self::PerAgentHost | Self::OneHost => "",
            Self::Url(url) => url.path().trim_end_matches('/'),
        }
    }

    /// The URL a caller used, given its `Host` header and target. Behind a public URL, whatever
    /// forwards the request may rewrite `Host` and strip the prefix, while a signature is about
    /// the URL as the sender knew it.
    pub(super) fn url_of(&self, scheme: &str, host: &str, target: &str) -> String {
        match self {
            Self::PerAgentHost | Self::OneHost => format!("{scheme}://{host}{target}"),
            Self::Url(url) => {
                let prefix = if target.starts_with(self.prefix()) { "" } else { self.prefix() };
                format!("{}{prefix}{target}", &url[..url::Position::BeforePath])
            }
        }
    }
}
