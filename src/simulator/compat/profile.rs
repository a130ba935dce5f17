//! Profiles under the switch: what the business adds to its own, what is read into a platform's.

use crate::merchant::World;
use crate::merchant::world::HandlerRule;
use crate::simulator::concession::Publisher;
use crate::simulator::session::Session;
use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::{Value, json};

/// Capabilities a platform is taken to declare: name and parent. Not that of orders: nobody can guess the
/// address to which they are pushed.
const ASSUMED: [(&str, Option<&str>); 4] = [
    ("dev.ucp.shopping.checkout", None),
    ("dev.ucp.shopping.discount", Some("dev.ucp.shopping.checkout")),
    ("dev.ucp.shopping.fulfillment", Some("dev.ucp.shopping.checkout")),
    ("dev.ucp.shopping.buyer_consent", Some("dev.ucp.shopping.checkout")),
];

/// Handlers declared under their owners' names: name, identifier.
const WALLETS: [(&str, &str); 2] = [("com.google.pay", "google_pay"), (SHOP_PAY, "shop_pay")];

/// The handler whose configuration names a shop.
const SHOP_PAY: &str = "com.shopify.shop_pay";

/// Adds the wallets to a world. They are priced, shown and charged like the world's own handlers.
pub(super) fn add_wallets(world: &mut World) {
    let version = world.payment.handlers.first().map_or_else(|| "1".into(), |one| one.version.clone());
    let missing =
        WALLETS.into_iter().filter(|(_, id)| !world.payment.handlers.iter().any(|one| *one.id == **id));
    let added: Vec<HandlerRule> = missing
        .map(|(name, id)| HandlerRule {
            name: name.into(),
            id: id.into(),
            version: version.clone(),
            available_instruments: None,
            currencies: Vec::new(),
            max_total: None,
            except_products: Vec::new(),
        })
        .collect();
    world.payment.handlers.extend(added);
    world.payment_handlers = world.payment.handlers.iter().map(HandlerRule::declaration).collect();
}

/// Names a shop in the configuration of the wallet that wants one, and turns the protocol's own
/// artefacts into documents of this authority, which are served beside it.
pub(super) fn publish(profile: &mut Value, publisher: &Publisher<'_>) {
    let handlers = profile.pointer_mut("/payment/handlers").and_then(Value::as_array_mut);
    for handler in handlers.into_iter().flatten() {
        if handler["name"] == SHOP_PAY {
            handler["config"] = json!({"shop_id": "ucp-assay"});
        }
    }
    localise(profile, &format!("{}/", publisher.edition.artefacts), &format!("{}/", publisher.base_url));
}

fn localise(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) => {
            if let Some(rest) = text.strip_prefix(from) {
                *text = format!("{to}{rest}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| localise(item, from, to)),
        Value::Object(members) => members.values_mut().for_each(|member| localise(member, from, to)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Declares for a platform what it left out, in its own version.
pub(super) fn assume(profile: &mut Value, publisher: &Publisher<'_>) {
    let version = profile.pointer("/ucp/version").cloned().unwrap_or(Value::Null);
    let Some(declared) = profile.pointer_mut("/ucp/capabilities").and_then(Value::as_array_mut) else {
        return;
    };
    for (name, parent) in ASSUMED {
        if declared.iter().any(|one| one["name"] == name) {
            continue;
        }
        let short = name.rsplit('.').next().unwrap_or_default();
        let artefacts = publisher.edition.artefacts;
        let mut entry = json!({
            "name": name,
            "version": version,
            "spec": format!("{artefacts}/specification/{}", short.replace('_', "-")),
            "schema": format!("{artefacts}/schemas/shopping/{short}.json"),
        });
        if let Some(parent) = parent {
            entry["extends"] = json!(parent);
        }
        declared.push(entry);
    }
}

/// A document the rewritten profile names: a specification page, or a file of the contract.
pub(super) fn document(session: &Session, path: &str) -> Option<HttpResponse> {
    if let Some(name) = path.strip_prefix("/specification/") {
        return specification(name, session.edition().artefacts);
    }
    let file = path.strip_prefix('/').filter(|file| file.starts_with("services/"))?;
    let bytes = session.contract().file(file)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "public, max-age=60")).content_type("application/json");
    Some(response.body(bytes.to_vec()))
}

/// A specification page of this authority: where to read the real one.
fn specification(name: &str, artefacts: &str) -> Option<HttpResponse> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return None;
    }
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}</title>\
         <p>The specification is at {artefacts}/specification/{name}.</p></html>"
    );
    Some(
        HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
            .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"))
            .content_type("text/html; charset=utf-8")
            .body(page),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::contract::{Contract, DocumentKind};
    use crate::protocol::version::ProtocolVersion;

    #[test]
    fn what_is_assumed_leaves_a_good_profile_good() {
        let version = ProtocolVersion::January2026;
        let publisher = Publisher { edition: version.edition(), base_url: "https://shop.example", keys: &[] };
        let mut profile = json!({ "ucp": { "version": version.date(), "capabilities": [
            { "name": "dev.ucp.shopping.checkout", "version": version.date(),
              "spec": "https://ucp.dev/specification/checkout",
              "schema": "https://ucp.dev/schemas/shopping/checkout.json" }] } });
        let schema = Contract::embedded(version).document(DocumentKind::PlatformProfile).unwrap();
        assert_eq!(schema.check(&profile).violations, [], "it is good without");
        assume(&mut profile, &publisher);
        assert_eq!(schema.check(&profile).violations, []);
        let names: Vec<&str> = profile["ucp"]["capabilities"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["name"].as_str())
            .collect();
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(!names.contains(&"dev.ucp.shopping.order"), "there is nowhere to push orders to");
    }
}
