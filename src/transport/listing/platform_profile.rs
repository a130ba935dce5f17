//! Reading a platform's profile in the list layout. The version's own example profiles lack members that
//! its schema requires, so only what a business needs is demanded: the version, the capabilities, and
//! where orders are pushed when orders are declared. Keys that cannot be used are left out.

use crate::crypto::jwk::Jwk;
use crate::protocol::payment::HandlerDeclaration;
use crate::protocol::profile::{Capability, PlatformProfile};
use crate::transport::dialect::ProfileDefect;
use crate::transport::platform_profile::{capability, defect, object, setting, text};
use serde_json::{Map, Value};

/// The capability under which orders are pushed.
const ORDER: &str = "dev.ucp.shopping.order";

/// Reads a profile. `keys_member` holds the signing keys.
pub(in crate::transport) fn read(
    document: &Value,
    ucp: &Map<String, Value>,
    version: String,
    keys_member: &str,
) -> Result<PlatformProfile, ProfileDefect> {
    let capabilities = capabilities(ucp)?;
    let handlers = document.pointer("/payment/handlers").and_then(Value::as_array);
    Ok(PlatformProfile {
        version,
        handlers: handlers.map(|list| list.iter().filter_map(handler).collect()),
        signing_keys: signing_keys(document.get(keys_member)),
        webhook_url: webhook_url(&capabilities)?,
        supports_multi_group: setting(&capabilities, "supports_multi_group").and_then(Value::as_bool)
            == Some(true),
        capabilities,
    })
}

fn capabilities(ucp: &Map<String, Value>) -> Result<Vec<Capability>, ProfileDefect> {
    const POINTER: &str = "/ucp/capabilities";
    let list = ucp.get("capabilities").ok_or_else(|| defect(POINTER, "is missing"))?;
    let list = list.as_array().ok_or_else(|| defect(POINTER, "must be a list of capabilities"))?;
    let read = |(at, entry): (usize, &Value)| {
        let pointer = format!("{POINTER}/{at}");
        let entry = object(Some(entry), &pointer)?;
        let name =
            text(entry, "name").ok_or_else(|| defect(format!("{pointer}/name"), "must be a string"))?;
        capability(&name, entry, &pointer)
    };
    list.iter().enumerate().map(read).collect()
}

/// A platform that declares orders says where it wants to hear of them.
fn webhook_url(capabilities: &[Capability]) -> Result<Option<String>, ProfileDefect> {
    let Some(at) = capabilities.iter().position(|one| one.name == ORDER) else { return Ok(None) };
    let pointer = format!("/ucp/capabilities/{at}/config/webhook_url");
    let url = setting(capabilities, "webhook_url").and_then(Value::as_str);
    let url = url.ok_or_else(|| defect(&pointer, "must be the URL that order events are pushed to"))?;
    match url::Url::parse(url) {
        Ok(_) => Ok(Some(url.to_owned())),
        Err(error) => Err(defect(pointer, format!("{url:?} is not an absolute URL: {error}"))),
    }
}

/// What handlers are matched by is their name; an entry without one cannot be matched.
fn handler(entry: &Value) -> Option<HandlerDeclaration> {
    let entry = entry.as_object()?;
    let member = |name| text(entry, name).unwrap_or_default().into();
    Some(HandlerDeclaration {
        name: text(entry, "name")?.into(),
        version: member("version"),
        id: member("id"),
        available_instruments: None,
    })
}

/// The keys that can be used, the first of each identifier.
fn signing_keys(value: Option<&Value>) -> Vec<Jwk> {
    let published = value.and_then(Value::as_array).into_iter().flatten();
    let mut keys: Vec<Jwk> = Vec::new();
    for key in published.filter_map(|entry| Jwk::parse(entry).ok()) {
        if !keys.iter().any(|known| known.kid == key.kid) {
            keys.push(key);
        }
    }
    keys
}
