//! Diagnostics on standard error, controlled by `UCP_ASSAY_LOG` (an `EnvFilter` expression).

use tracing_subscriber::EnvFilter;

/// Installs the subscriber once; later calls do nothing. Default level: `warn`.
pub fn install() {
    let filter = EnvFilter::try_from_env("UCP_ASSAY_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call (tests, embedding programs) keeps the subscriber that is already there.
    let _already_installed = subscriber.try_init();
}
