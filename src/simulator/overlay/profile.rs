//! One document that is both profiles: the protocol's and that of the Talos contracts.

use super::request::SANDBOX;
use crate::merchant::World;
use crate::merchant::world::HandlerRule;
use crate::protocol::version::ProtocolVersion;
use crate::simulator::concession::Publisher;
use serde_json::{Value, json};

/// Name of the handler that takes sandbox tokens.
const HANDLER: &str = "com.example.sandbox_pay";

/// The service, as both documents name it.
const SERVICE: &str = "dev.ucp.shopping";

/// Adds the sandbox handler to a world.
pub(super) fn add_sandbox(world: &mut World) {
    if world.payment.handlers.iter().any(|one| *one.id == *SANDBOX) {
        return;
    }
    let version = world.payment.handlers.first().map_or_else(|| "1".into(), |one| one.version.clone());
    world.payment.handlers.push(HandlerRule {
        name: HANDLER.into(),
        id: SANDBOX.into(),
        version,
        available_instruments: None,
        currencies: Vec::new(),
        max_total: None,
        except_products: Vec::new(),
    });
    world.payment_handlers = world.payment.handlers.iter().map(HandlerRule::declaration).collect();
}

/// Adds the members of the Talos contracts' merchant profile: a version and services at the root, and to
/// each key its name, algorithm and DER form.
pub(super) fn publish(profile: &mut Value, publisher: &Publisher<'_>) {
    let Value::Object(members) = profile else { return };
    // The contracts know this version only.
    members.insert("version".to_owned(), json!(ProtocolVersion::January2026.date()));
    let service = json!({"id": SERVICE, "type": SERVICE, "rest": {"endpoint": publisher.base_url}});
    members.insert("services".to_owned(), json!({ SERVICE: service }));
    let keys = members.get_mut(publisher.edition.keys_member).and_then(Value::as_array_mut);
    for key in keys.into_iter().flatten() {
        let Some(jwk) = publisher.keys.iter().find(|jwk| key["kid"] == *jwk.kid) else { continue };
        let Ok(public_key) = jwk.to_spki_base64() else { continue };
        key["id"] = json!(jwk.kid);
        key["algorithm"] = json!(jwk.alg.as_deref().unwrap_or("ES256"));
        key["public_key"] = json!(public_key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::key::{Curve, SigningKey};

    #[test]
    fn the_document_carries_both_shapes() {
        let jwk = SigningKey::from_seed(Curve::P256, "k1", b"profile tests").unwrap().public_jwk();
        let mut profile = json!({"ucp": {"version": "2026-01-11"}, "signing_keys": [jwk.clone()]});
        let publisher = Publisher {
            base_url: "https://shop.example",
            edition: ProtocolVersion::January2026.edition(),
            keys: std::slice::from_ref(&jwk),
        };
        publish(&mut profile, &publisher);
        assert_eq!(profile["version"], "2026-01-11");
        let service = json!({"id": SERVICE, "type": SERVICE, "rest": {"endpoint": "https://shop.example"}});
        assert_eq!(profile["services"], json!({ SERVICE: service }));
        let key = &profile["signing_keys"][0];
        assert_eq!(
            (&key["id"], &key["kid"], &key["algorithm"]),
            (&json!("k1"), &json!("k1"), &json!("ES256"))
        );
        let der = key["public_key"].as_str().unwrap();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n");
        let read = crate::crypto::jwk::Jwk::from_public_pem("k1", &pem.replace(der, &folded(der))).unwrap();
        assert_eq!((read.x, read.y), (jwk.x, jwk.y));
    }

    fn folded(text: &str) -> String {
        let lines = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap());
        lines.collect::<Vec<_>>().join("\n")
    }
}
