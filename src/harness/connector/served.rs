//! A merchant that is served to whoever shops, a person or an agent of any make: nobody here drives it, the journal
//! alone is judged.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Where lines for people go.
pub type Announce = Arc<dyn Fn(&str) + Send + Sync>;

/// How the merchant is served, and for how long.
#[derive(Clone)]
pub struct Served {
    /// The port; 0 picks a free one.
    pub port: u16,
    /// PEM certificates trusted, beside the public roots, when profiles are fetched and webhooks delivered.
    pub trusted_roots: Vec<String>,
    /// Where to write the certificate that shoppers have to trust.
    pub certificate: Option<PathBuf>,
    /// Most time; without it only the number of checkouts ends the watch.
    pub time: Option<Duration>,
    /// Checkouts opened after which the watch ends, once the wire is quiet.
    pub checkouts: Option<usize>,
    /// Told where the merchant is.
    pub announce: Announce,
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").field("port", &self.port).field("time", &self.time).finish_non_exhaustive()
    }
}
