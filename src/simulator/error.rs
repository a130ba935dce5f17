//! Why a merchant could not be started or a session not be opened.

use std::path::PathBuf;

/// Failure to build the application or to open a session.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationError {
    /// The address could not be bound.
    #[error("cannot listen on {address}: {reason} (is another program using the port?)")]
    Bind {
        /// `host:port` as asked for.
        address: String,
        /// What the operating system said.
        reason: String,
    },
    /// Certificate or key could not be used.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// A file could not be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The scenario (merchant world) is not usable.
    #[error("{0}")]
    World(String),
    /// The contract folder is not usable.
    #[error("{0}")]
    Contract(String),
    /// The durable state is not usable.
    #[error("state: {0}")]
    Store(String),
    /// Key generation or the outbound client failed.
    #[error("{0}")]
    Setup(String),
    /// A fault rule cannot be armed.
    #[error("{0}")]
    Fault(String),
    /// The name cannot be the first label of an authority.
    #[error("session name {0:?} is not a host label (1 to 63 of a-z, 0-9 and inner '-')")]
    SessionName(String),
    /// A session of that name is open already.
    #[error("session {0:?} is open already")]
    SessionExists(String),
    /// What should be a host name is none.
    #[error("{0:?} is not a host name (labels of a-z, 0-9 and inner '-', without a port)")]
    HostName(String),
    /// Another session answers to that host name.
    #[error("the session {holder:?} answers to {host:?} already; close it first")]
    HostTaken {
        /// The host name.
        host: String,
        /// The session that has it.
        holder: String,
    },
    /// No more sessions may be opened.
    #[error("{0} sessions are open, which is the limit; close one first")]
    TooManySessions(usize),
    /// The control listener could not be opened.
    #[error("{0}")]
    Control(String),
    /// There is no session of that name.
    #[error("there is no session {0:?}")]
    NoSuchSession(String),
    /// The session of every other host cannot be removed.
    #[error(
        "the session {0:?} serves every host that names no other and cannot be removed; reset it instead"
    )]
    Indispensable(String),
}
