//! One row of typed differences per version. Consumers match on the enums here, exhaustively, and
//! never on the version itself.

use super::ProtocolVersion;

/// What is particular to one version of the protocol.
#[derive(Debug)]
pub struct Edition {
    /// The version described.
    pub version: ProtocolVersion,
}

/// The release of April 2026.
pub(super) const APRIL_2026: Edition = Edition { version: ProtocolVersion::April2026 };
