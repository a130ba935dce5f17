//! A connector as something that can be started for every scenario anew.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::Surroundings;
use crate::connector::driver::{Action, Driver, DriverError};
use crate::protocol::version::ProtocolVersion;

/// How a connector is driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The reference connector, within this process.
    Reference,
    /// A child process that is an MCP server on its standard streams.
    McpStdio,
    /// An MCP server behind a URL (streamable HTTP).
    McpHttp,
    /// A command line per action.
    Exec,
    /// JSON lines on the standard streams of a child process, or the same as `POST /op`.
    Shim,
}

/// When a connector begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// For every scenario, so that none sees what another left behind.
    #[default]
    PerTest,
    /// Once for the whole run.
    PerRun,
}

/// How a connector is told where the business is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BusinessForm {
    /// By its origin, `https://shop.example`.
    #[default]
    Origin,
    /// By its host, `shop.example`.
    Host,
    /// By its REST endpoint.
    Rest,
}

/// Whose profile a connector names in `UCP-Agent`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileSource {
    /// One it hosts itself.
    Own,
    /// The one the harness hosts for it, which it is told.
    Harness,
    /// One fixed in the connector, or none: the business cannot fetch it.
    #[default]
    Fixed,
}

/// How a connector is expected to sign, by its own account; what it does is read from the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SigningDialect {
    /// As the version it speaks asks for.
    Protocol,
    /// In a way of its own.
    Foreign,
    /// Not at all.
    #[default]
    None,
}

/// What the business has to let pass beyond the protocol, so that more can be seen of the connector than
/// this one defect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concession {
    /// Nothing.
    #[default]
    None,
    /// What the official conformance suite needs: unsigned requests, profiles that are not there.
    OfficialSuite,
    /// The Talos flavour.
    Talos,
}

/// What is known of a connector before it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traits {
    /// How it is driven.
    pub kind: Kind,
    /// When it begins anew.
    pub restart: Restart,
    /// How it is told where the business is.
    pub business: BusinessForm,
    /// A host name it insists on: the business must have it, so scenarios go one at a time.
    pub host_name: Option<String>,
    /// Whose profile it names.
    pub profile: ProfileSource,
    /// The profile it always names, when the harness can serve one there: one scenario at a time has it.
    pub profile_url: Option<url::Url>,
    /// How it is expected to sign.
    pub signing: SigningDialect,
    /// Versions it speaks, by its own account; never empty.
    pub versions: Vec<ProtocolVersion>,
    /// What the business has to let pass for it.
    pub concession: Concession,
    /// Whether it receives webhooks.
    pub webhooks: bool,
}

impl Traits {
    /// Whether scenarios have to go one at a time: only one can have a name that the connector insists on.
    #[must_use]
    pub const fn is_exclusive(&self) -> bool {
        self.host_name.is_some() || self.profile_url.is_some()
    }

    /// The host names of somebody else's that the run has to have.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let profile = self.profile_url.as_ref().and_then(|url| url.host_str()).map(str::to_owned);
        self.host_name.iter().cloned().chain(profile).collect()
    }
}

/// A connector that can be started for every scenario.
pub trait Fleet: Send + Sync {
    /// What the connector is called in reports.
    fn name(&self) -> &str;

    /// Whether it has this action; one it has not is no failure of it.
    fn supports(&self, action: &Action) -> bool;

    /// What is known of it before it starts.
    fn traits(&self) -> &Traits;

    /// Starts it for one scenario. One that begins once per run is started by the first scenario, and
    /// what later ones get is a view of it.
    ///
    /// # Errors
    /// [`DriverError`] when it does not start: nothing is said about how it shops.
    fn start<'a>(
        &'a self,
        surroundings: &'a Surroundings,
    ) -> BoxFuture<'a, Result<Box<dyn Driver>, DriverError>>;
}
