//! How a session was opened and how its clock goes, as kept by a durable store, so that named sessions
//! come back after a restart.

use super::error::ApplicationError;
use super::sessions::SessionOptions;
use super::settings::{Authentication, ResponseSigning, WorldSource};
use super::store::{Commit, Kind, Snapshot, StoreError};
use crate::clock::{Clock, Deviation};
use crate::protocol::version::ProtocolVersion;
use serde::{Deserialize, Serialize};

/// Name of the row (of kind [`Kind::Session`]) that keeps the options.
const OPTIONS: &str = "options";

/// Name of the row (of kind [`Kind::Session`]) that keeps a clock that deviates from the system's.
const CLOCK: &str = "clock";

/// The part of [`SessionOptions`] that outlives the process; an observer does not, and the clock is
/// kept apart, because it moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptOptions {
    world: Option<WorldSource>,
    version: Option<String>,
    authentication: Option<Authentication>,
    response_signing: Option<ResponseSigning>,
    approved_platforms: Option<Vec<String>>,
    #[serde(default)]
    host_name: Option<String>,
}

impl KeptOptions {
    /// What is kept of these options.
    pub(super) fn of(options: &SessionOptions) -> Self {
        Self {
            world: options.world.clone(),
            version: options.version.map(|version| version.date().to_owned()),
            authentication: options.authentication,
            response_signing: options.response_signing,
            approved_platforms: options.approved_platforms.clone(),
            host_name: options.host_name.clone(),
        }
    }

    /// What a store kept.
    pub(super) fn read(stored: &Snapshot) -> Result<Option<Self>, StoreError> {
        stored.one(Kind::Session, OPTIONS)
    }

    /// Adds them to a commit.
    pub(super) fn write(&self, commit: &mut Commit) -> Result<(), StoreError> {
        commit.put(Kind::Session, OPTIONS, self).map(drop)
    }

    /// The options to open the session with again.
    ///
    /// # Errors
    /// When the protocol version is not spoken by this program.
    pub(super) fn into_options(self) -> Result<SessionOptions, ApplicationError> {
        let spoken = |date: String| {
            let unknown = || format!("a stored session speaks {date}, which this program does not");
            ProtocolVersion::parse(&date).ok_or_else(|| ApplicationError::Store(unknown()))
        };
        Ok(SessionOptions {
            world: self.world,
            version: self.version.map(spoken).transpose()?,
            authentication: self.authentication,
            response_signing: self.response_signing,
            approved_platforms: self.approved_platforms,
            host_name: self.host_name,
            ..SessionOptions::default()
        })
    }
}

/// The clock a session goes on with: as of its last change that was written.
pub(super) fn read_clock(stored: &Snapshot) -> Result<Clock, StoreError> {
    let kept = stored.one::<Deviation>(Kind::Session, CLOCK)?;
    Ok(kept.map_or_else(Clock::system, Clock::deviating))
}

/// Adds the clock to a commit, when it is not the system's.
pub(super) fn write_clock(clock: &Clock, commit: &mut Commit) -> Result<(), StoreError> {
    clock.deviation().map_or(Ok(()), |deviation| commit.put(Kind::Session, CLOCK, &deviation).map(drop))
}
