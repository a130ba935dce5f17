//! Reading a platform's profile in the registry layout: every rule a business applies beyond the schema,
//! and the parts it uses.

use crate::crypto::jwk::Jwk;
use crate::protocol::payment::{AvailableInstrument, HandlerDeclaration};
use crate::protocol::profile::{Capability, PlatformProfile};
use crate::transport::dialect::ProfileDefect;
use crate::transport::platform_profile::{capability, defect, object, setting, text, version};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Reads a profile. `keys_member` holds the signing keys.
pub(in crate::transport) fn read(
    document: &Value,
    ucp: &Map<String, Value>,
    version: String,
    keys_member: &str,
) -> Result<PlatformProfile, ProfileDefect> {
    let capabilities = entries(ucp, "capabilities", capability)?;
    check_namespaces(&capabilities)?;
    Ok(PlatformProfile {
        version,
        handlers: ucp
            .contains_key("payment_handlers")
            .then(|| entries(ucp, "payment_handlers", handler))
            .transpose()?,
        signing_keys: signing_keys(document, keys_member)?,
        webhook_url: setting(&capabilities, "webhook_url").and_then(Value::as_str).map(str::to_owned),
        supports_multi_group: setting(&capabilities, "supports_multi_group").and_then(Value::as_bool)
            == Some(true),
        capabilities,
    })
}

/// Every entry of a registry; an absent registry has none.
fn entries<T>(
    ucp: &Map<String, Value>,
    registry: &str,
    read: impl Fn(&str, &Map<String, Value>, &str) -> Result<T, ProfileDefect>,
) -> Result<Vec<T>, ProfileDefect> {
    let Some(value) = ucp.get(registry) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (name, list) in object(Some(value), &format!("/ucp/{registry}"))? {
        let pointer = format!("/ucp/{registry}/{name}");
        let list = list.as_array().ok_or_else(|| defect(&pointer, "must be an array"))?;
        for (at, entry) in list.iter().enumerate() {
            let pointer = format!("{pointer}/{at}");
            found.push(read(name, object(Some(entry), &pointer)?, &pointer)?);
        }
    }
    Ok(found)
}

fn handler(
    name: &str,
    entry: &Map<String, Value>,
    pointer: &str,
) -> Result<HandlerDeclaration, ProfileDefect> {
    let id = text(entry, "id").ok_or_else(|| defect(format!("{pointer}/id"), "must be a string"))?;
    let available_instruments = entry.get("available_instruments").map(instruments).transpose();
    Ok(HandlerDeclaration {
        name: name.into(),
        version: version(entry, pointer)?.into(),
        id: id.into(),
        available_instruments: available_instruments
            .map_err(|reason| defect(format!("{pointer}/available_instruments"), reason))?,
    })
}

/// Instruments; constraints other than lists of texts restrict in ways only the handler knows, so they
/// are left to it.
fn instruments(value: &Value) -> Result<Vec<AvailableInstrument>, String> {
    let list = value.as_array().ok_or("must be an array")?;
    list.iter()
        .map(|entry| {
            AvailableInstrument::deserialize(entry).or_else(|_| {
                let kind = entry.get("type").and_then(Value::as_str).ok_or("each needs a type")?;
                Ok(AvailableInstrument { kind: kind.into(), constraints: std::collections::BTreeMap::new() })
            })
        })
        .collect::<Result<_, &str>>()
        .map_err(str::to_owned)
}

fn signing_keys(document: &Value, member: &str) -> Result<Vec<Jwk>, ProfileDefect> {
    let pointer = format!("/{member}");
    let Some(value) = document.get(member) else { return Ok(Vec::new()) };
    let list = value.as_array().ok_or_else(|| defect(&pointer, "must be an array"))?;
    let mut keys: Vec<Jwk> = Vec::with_capacity(list.len());
    for (at, entry) in list.iter().enumerate() {
        let key = Jwk::parse(entry).map_err(|error| defect(format!("{pointer}/{at}"), error.to_string()))?;
        if keys.iter().any(|other| other.kid == key.kid) {
            return Err(defect(format!("{pointer}/{at}/kid"), format!("{:?} is used twice", key.kid)));
        }
        keys.push(key);
    }
    Ok(keys)
}

/// The origin of `spec` and `schema` is the authority in the capability's name.
fn check_namespaces(capabilities: &[Capability]) -> Result<(), ProfileDefect> {
    for one in capabilities {
        for (member, url) in [("spec", &one.spec), ("schema", &one.schema)] {
            let Some(url) = url else { continue };
            if !is_bound(&one.name, url) {
                let pointer = format!("/ucp/capabilities/{}/{member}", one.name);
                return Err(defect(
                    pointer,
                    format!("the origin of {url:?} is not the authority in the name"),
                ));
            }
        }
    }
    Ok(())
}

/// Whether an https URL lives at the domain that a reverse-domain name begins with: some prefix of the
/// name, at least two labels, read backwards.
fn is_bound(name: &str, url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let labels: Vec<&str> = name.split('.').collect();
    let bound = (2..labels.len()).any(|count| {
        let domain: Vec<&str> = labels.iter().take(count).rev().copied().collect();
        domain.join(".") == host
    });
    url.scheme() == "https" && bound
}
