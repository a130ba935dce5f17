//! Why there is no matrix.

use crate::exit_code::Exit;
use crate::harness::certify::CertifyError;
use crate::report::ReportError;

/// Why there is no matrix.
#[derive(Debug, thiserror::Error)]
pub enum KillError {
    /// The command line.
    #[error("{0}")]
    Usage(String),
    /// Features, plan, merchant.
    #[error(transparent)]
    Certify(#[from] CertifyError),
    /// The merchant or the machinery around it broke.
    #[error("{0}")]
    Broken(String),
    /// The folder of the report holds the beginning of another run.
    #[error("{0}")]
    OtherRun(String),
    /// The report.
    #[error("failed to {0}")]
    Report(#[from] ReportError),
}

impl KillError {
    /// The exit code that fits.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Certify(error) => error.exit(),
            Self::Broken(_) => Exit::HarnessError,
            Self::OtherRun(_) => Exit::Preflight,
            Self::Report(_) => Exit::ReportNotWritten,
        }
    }
}
