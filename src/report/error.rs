//! What can go wrong with a report itself.

use std::io;
use std::path::PathBuf;

/// A report could not be written or read. Messages fit after "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file system refused.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// "write", "create" …
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of the stream is not an event of a known format.
    #[error("read {}: line {line}: {reason}", path.display())]
    Stream {
        /// The stream.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A format could not be rendered.
    #[error("render {format}: {reason}")]
    Render {
        /// Name of the format.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The folder holds something that is not a report.
    #[error("use {} for a report: {reason}", path.display())]
    Place {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl ReportError {
    /// An error of the file system.
    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io { doing, path: path.into(), source }
    }
}
