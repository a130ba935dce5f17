//! The business profile, and other published documents.

use super::edit::{each, remove, retain, set};
use crate::crypto::key::{Curve, SigningKey};
use crate::fault::params::Params;
use crate::fault::subject::{Document, Handling};
use serde_json::{Value, json};

/// The profile's path.
const PROFILE: &str = "/.well-known/ucp";

fn is_profile(document: &Document) -> bool {
    document.path == PROFILE && document.status == 200
}

/// Edits the profile as JSON.
pub(super) fn edit(document: &mut Document, change: impl FnOnce(&mut Value) -> bool) -> bool {
    if !is_profile(document) {
        return false;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&document.body) else { return false };
    let changed = change(&mut body);
    document.body = body.to_string().into_bytes();
    document.headers.retain(|(name, _)| name != "etag");
    changed
}

fn header(document: &mut Document, name: &str, value: Option<&str>) -> bool {
    if !is_profile(document) {
        return false;
    }
    document.headers.retain(|(known, _)| known != name);
    document.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    true
}

/// Every declaration of every capability, whether they stand in a registry by name or in a list.
fn capabilities(body: &mut Value, mut change: impl FnMut(&str, &mut Value) -> bool) -> bool {
    let mut changed = false;
    match body.pointer_mut("/ucp/capabilities") {
        Some(Value::Object(all)) => {
            for (name, entries) in all {
                for entry in entries.as_array_mut().into_iter().flatten() {
                    changed |= change(name, entry);
                }
            }
        }
        Some(Value::Array(all)) => {
            for entry in all {
                let name = entry["name"].as_str().unwrap_or_default().to_owned();
                changed |= change(&name, entry);
            }
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
    }
    changed
}

/// Declares one more capability.
fn declare(body: &mut Value, name: &str, mut entry: Value) -> bool {
    match body.pointer_mut("/ucp/capabilities") {
        Some(Value::Object(all)) => all.insert(name.to_owned(), json!([entry])).is_none(),
        Some(Value::Array(all)) => {
            entry["name"] = name.into();
            all.push(entry);
            true
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => false,
    }
}

pub(in crate::fault) fn no_cache_header(document: &mut Document, _: &Params) -> bool {
    header(document, "cache-control", None)
}

pub(in crate::fault) fn uncacheable(document: &mut Document, params: &Params) -> bool {
    header(document, "cache-control", Some(&format!("public, max-age=60, {}", params.text("directive"))))
}

pub(in crate::fault) fn brief_cache(document: &mut Document, params: &Params) -> bool {
    header(document, "cache-control", Some(&format!("public, max-age={}", params.int("seconds"))))
}

pub(in crate::fault) fn cache_poison(document: &mut Document, _: &Params) -> bool {
    header(document, "cache-control", Some("public, max-age=31536000, immutable"))
        && edit(document, |body| set(body, "/signing_keys", json!([])))
}

pub(in crate::fault) fn stale_keys(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        each(body, "/signing_keys", |key| {
            let kid = key["kid"].as_str().unwrap_or_default().to_owned();
            let Ok(other) = SigningKey::generate(Curve::P256, kid) else { return false };
            let Ok(other) = serde_json::to_value(other.public_jwk()) else { return false };
            *key = other;
            true
        })
    })
}

pub(in crate::fault) fn duplicate_kid(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        let Some(first) = body["signing_keys"].get(0).cloned() else { return false };
        let kid = first["kid"].as_str().unwrap_or_default().to_owned();
        let Ok(other) = SigningKey::generate(Curve::P256, kid) else { return false };
        let Ok(other) = serde_json::to_value(other.public_jwk()) else { return false };
        body["signing_keys"].as_array_mut().map(|keys| keys.insert(0, other)).is_some()
    })
}

pub(in crate::fault) fn rotate(handling: &mut Handling, _: &Params) -> bool {
    handling.rotate_key = true;
    true
}

pub(in crate::fault) fn key_private(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        each(body, "/signing_keys", |key| set(key, "/d", "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I"))
    })
}

pub(in crate::fault) fn key_off_curve(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        let Some(mut key) = body["signing_keys"].get(0).cloned() else { return false };
        key["kid"] = json!("broken");
        key["y"] = key["x"].clone();
        body["signing_keys"].as_array_mut().map(|keys| keys.push(key)).is_some()
    })
}

pub(in crate::fault) fn key_nameless(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| each(body, "/signing_keys", |key| remove(key, "/kid")))
}

pub(in crate::fault) fn key_other_curve(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        let Ok(key) = SigningKey::generate(Curve::P384, "business-key-384") else { return false };
        let Ok(key) = serde_json::to_value(key.public_jwk()) else { return false };
        body["signing_keys"].as_array_mut().map(|keys| keys.push(key)).is_some()
    })
}

pub(in crate::fault) fn version_downgrade(document: &mut Document, params: &Params) -> bool {
    edit(document, |body| set(body, "/ucp/version", params.text("version")))
}

pub(in crate::fault) fn version_word(document: &mut Document, params: &Params) -> bool {
    edit(document, |body| {
        let url = json!("https://shop.example/draft/.well-known/ucp");
        set(body, "/ucp/supported_versions", json!({params.text("word"): url}))
    })
}

pub(in crate::fault) fn capability_vanishes(document: &mut Document, params: &Params) -> bool {
    edit(document, |body| {
        let name = params.text("capability");
        remove(body, &format!("/ucp/capabilities/{name}"))
            || retain(body, "/ucp/capabilities", |entry| entry["name"] != name)
    })
}

pub(in crate::fault) fn capability_version(document: &mut Document, params: &Params) -> bool {
    edit(document, |body| {
        let (name, version) = (params.text("capability"), params.text("version"));
        capabilities(body, |known, entry| known == name && set(entry, "/version", version))
    })
}

pub(in crate::fault) fn namespace_foreign(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        capabilities(body, |name, entry| {
            name.starts_with("dev.ucp.") && set(entry, "/schema", "https://elsewhere.example/schema.json")
        })
    })
}

pub(in crate::fault) fn reserved_name(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        let version = body["ucp"]["version"].clone();
        let entry = json!({
            "version": version, "spec": "https://ucp.dev/gift-wrapping",
            "schema": "https://ucp.dev/gift-wrapping.json", "extends": "dev.ucp.shopping.checkout",
        });
        declare(body, "dev.ucp.shopping.gift_wrapping", entry)
    })
}

pub(in crate::fault) fn name_short(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| {
        let version = body["ucp"]["version"].clone();
        let entry = json!({"version": version, "spec": "https://shop.example/gift",
            "schema": "https://shop.example/gift.json"});
        declare(body, "gift-wrapping", entry)
    })
}

pub(in crate::fault) fn documents_missing(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| capabilities(body, |_, entry| remove(entry, "/schema") | remove(entry, "/spec")))
}

pub(in crate::fault) fn extension_orphaned(document: &mut Document, params: &Params) -> bool {
    edit(document, |body| {
        let name = params.text("capability");
        capabilities(body, |known, entry| known == name && set(entry, "/extends", "dev.ucp.shopping.order"))
    })
}

/// Changes the endpoint of every service.
fn endpoint(document: &mut Document, change: impl Fn(&str) -> String) -> bool {
    edit(document, |body| {
        let services = body.pointer_mut("/ucp/services").and_then(Value::as_object_mut);
        let mut changed = false;
        for entry in services.into_iter().flat_map(|all| all.values_mut()) {
            let bindings: Vec<&mut Value> = match entry {
                Value::Array(all) => all.iter_mut().collect(),
                Value::Object(transports) => transports.values_mut().filter(|one| one.is_object()).collect(),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
            };
            for binding in bindings {
                let Some(url) = binding["endpoint"].as_str().map(&change) else { continue };
                changed |= set(binding, "/endpoint", url);
            }
        }
        changed
    })
}

pub(in crate::fault) fn endpoint_plain(document: &mut Document, _: &Params) -> bool {
    endpoint(document, |url| url.replacen("https:", "http:", 1))
}

pub(in crate::fault) fn endpoint_slash(document: &mut Document, _: &Params) -> bool {
    endpoint(document, |url| format!("{url}/"))
}

pub(in crate::fault) fn redirect(document: &mut Document, params: &Params) -> bool {
    let status = u16::try_from(params.int("status")).unwrap_or(302);
    let concerned = is_profile(document);
    if concerned {
        document.status = status;
        document.headers = vec![("location".to_owned(), "/profile.json".to_owned())];
        document.body.clear();
    }
    concerned
}

pub(in crate::fault) fn slow(document: &mut Document, params: &Params) -> bool {
    document.delay = params.millis("millis");
    is_profile(document)
}

pub(in crate::fault) fn huge(document: &mut Document, params: &Params) -> bool {
    edit(document, |body| set(body, "/ucp/x_padding", "x".repeat(params.size("bytes"))))
}

pub(in crate::fault) fn not_json(document: &mut Document, _: &Params) -> bool {
    let concerned = is_profile(document);
    if concerned {
        document.body.truncate(document.body.len() / 2);
    }
    concerned
}

pub(in crate::fault) fn failing(document: &mut Document, params: &Params) -> bool {
    let concerned = is_profile(document);
    if concerned {
        document.status = u16::try_from(params.int("status")).unwrap_or(503);
        document.headers.retain(|(name, _)| name == "content-type");
        document.body = br#"{"code":"service_unavailable","content":"the profile cannot be read"}"#.to_vec();
    }
    concerned
}

pub(in crate::fault) fn recursive_ref(document: &mut Document, _: &Params) -> bool {
    let concerned = document.path.starts_with("/schemas/") && document.status == 200;
    if concerned {
        let schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/a",
            "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}});
        document.body = schema.to_string().into_bytes();
    }
    concerned
}

pub(in crate::fault) fn any_method(document: &mut Document, _: &Params) -> bool {
    let refused = document.status == 405;
    if refused {
        document.status = 200;
        document.headers.retain(|(name, _)| name == "content-type");
        document.body = b"{\"ok\":true}".to_vec();
    }
    refused
}

pub(in crate::fault) fn older_version_listed(document: &mut Document, _: &Params) -> bool {
    edit(document, |body| remove(body, "/ucp/supported_versions"))
}
