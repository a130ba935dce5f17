//! Documents of discovery: schema first, then the rules prose adds.

use serde::Deserialize;
use serde_json::Value;

use super::{BadInput, Evaluated, accepted, read, refused};
use crate::protocol::contract::{Contract, DocumentKind};
use crate::protocol::version::ProtocolVersion;
use crate::transport::dialect;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    of: Party,
    document: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Party {
    Platform,
    Business,
}

pub(super) fn decide(version: ProtocolVersion, input: &Value) -> Evaluated {
    let Profile { of, document } = read(input)?;
    let kind = match of {
        Party::Platform => DocumentKind::PlatformProfile,
        Party::Business => DocumentKind::BusinessProfile,
    };
    let schema = Contract::embedded(version).document(kind);
    let schema = schema.map_err(|error| BadInput(error.to_string()))?;
    let reads = || match of {
        Party::Platform => dialect(version.edition()).platform_profile(&document).is_ok(),
        Party::Business => true,
    };
    Ok(if schema.is_valid(&document) && reads() { accepted() } else { refused("profile_malformed") })
}
