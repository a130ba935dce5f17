//! Documents of discovery: schema first, then the rules prose adds.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{BadInput, Evaluated, read, refused};
use crate::crypto::jwk::Jwk;
use crate::crypto::key::{KeySet, VerifyingKey};
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
    if !(schema.is_valid(&document) && reads()) {
        return Ok(refused("profile_malformed"));
    }
    let keys = document.get(version.edition().keys_member).and_then(Value::as_array);
    let keys: Vec<Jwk> = keys.into_iter().flatten().filter_map(|key| Jwk::parse(key).ok()).collect();
    let keys = KeySet::from_jwks(&keys);
    let usable: Vec<&str> = keys.usable().map(VerifyingKey::kid).collect();
    Ok(Ok(json!({ "usable_keys": usable })))
}
