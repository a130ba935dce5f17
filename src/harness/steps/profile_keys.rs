//! The keys that the business publishes for its signatures.

use super::profile::profile_of;
use crate::crypto::jwk::Jwk;
use crate::crypto::key::{Curve, VerifyingKey};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::needs;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::contract::Contract;
use crate::transport::profile_view::ProfileView;
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the profile publishes at least one signing key", publishes_a_key,
        doc: "Fails when `signing_keys` has no entry although the business announces orders, which it must sign; one that announces none needs no key.",
        example: "the profile publishes at least one signing key"),
    step!(Then "every signing key of the profile has a kid and a kty", keys_are_named,
        doc: "Fails unless there is a key and every one has a non-empty `kid` and `kty`, and no two share a `kid`.",
        example: "every signing key of the profile has a kid and a kty"),
    step!(Then "every elliptic-curve key of the profile is a point on its curve", points_are_on_the_curve,
        doc: "Fails unless every EC key has `crv`, `x` and `y`, and those of P-256 and P-384 are points on the curve.",
        example: "every elliptic-curve key of the profile is a point on its curve"),
    step!(Then "no signing key of the profile reveals a private member", keys_are_public,
        doc: "Fails when a published key has a private member (`d`, `p`, `q` …), or when there is no key.",
        example: "no signing key of the profile reveals a private member"),
    step!(Then "the profile publishes a P-256 key", publishes_p256,
        doc: "Fails unless a usable key on P-256 is published.",
        example: "the profile publishes a P-256 key"),
];

/// Members of a JWK that only its owner may have.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

async fn publishes_a_key(world: &mut AssayWorld, (): ()) -> StepResult {
    ask(world, |_| Ok(()))
}

async fn keys_are_named(world: &mut AssayWorld, (): ()) -> StepResult {
    ask(world, named)
}

async fn points_are_on_the_curve(world: &mut AssayWorld, (): ()) -> StepResult {
    ask(world, |keys| keys.iter().filter(|key| key["kty"] == "EC").try_for_each(on_curve))
}

async fn keys_are_public(world: &mut AssayWorld, (): ()) -> StepResult {
    ask(world, |keys| keys.iter().try_for_each(public))
}

async fn publishes_p256(world: &mut AssayWorld, (): ()) -> StepResult {
    ask(world, |keys| {
        let usable = keys.iter().filter_map(|key| VerifyingKey::from_jwk(&Jwk::parse(key).ok()?).ok());
        let curves: Vec<Curve> = usable.map(|key| key.curve()).collect();
        check::holds(
            curves.contains(&Curve::P256),
            "signing keys",
            "a usable P-256 key",
            &format!("{curves:?}"),
        )
    })
}

/// Asks a question of the keys; no key at all is no evidence about keys.
fn ask(world: &AssayWorld, question: impl Fn(&[Value]) -> StepResult) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let keys = profile.signing_keys();
    if keys.is_empty() {
        return keyless(&profile, world.run()?.contract).seen_in(view);
    }
    question(keys).seen_in(view)
}

/// The clauses that webhooks are signed with a published key, by version.
const SIGNED_WEBHOOKS: [&str; 2] = ["WHK-502", "WHK-004"];

/// Nobody has to publish keys but who signs, and who announces orders has to sign.
fn keyless(profile: &ProfileView, contract: &Contract) -> StepResult {
    let title = "the profile publishes no signing key";
    if !needs::announces_orders(profile, contract) {
        let reason = format!("{title}, and the target announces no orders, which it would have to sign");
        return Err(Interrupt::NotApplicable(reason));
    }
    let failed = check::fail(title, "signing_keys, with which webhooks are signed", "none");
    match SIGNED_WEBHOOKS.into_iter().find(|id| contract.register().get(id).is_some()) {
        Some(clause) => failed.clause(clause),
        None => failed,
    }
}

fn named(keys: &[Value]) -> StepResult {
    let mut kids = Vec::new();
    for key in keys {
        for member in ["kid", "kty"] {
            let text = key.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
            check::present(text, &format!("a signing key has no {member}"), member)?;
        }
        kids.push(key["kid"].as_str().unwrap_or_default());
    }
    kids.sort_unstable();
    let all = kids.len();
    kids.dedup();
    check::equal("number of different kids", &all, &kids.len())
}

/// Whether an EC key is complete and, on a curve known here, a point of it.
fn on_curve(key: &Value) -> StepResult {
    let kid = key["kid"].as_str().unwrap_or("a key");
    for member in ["crv", "x", "y"] {
        check::present(key.get(member).and_then(Value::as_str), &format!("{kid} has no {member}"), member)?;
    }
    if Curve::from_crv(key["crv"].as_str().unwrap_or_default()).is_none() {
        return Ok(());
    }
    let parsed = Jwk::parse(key).and_then(|jwk| VerifyingKey::from_jwk(&jwk));
    let problem = parsed.err().map_or_else(String::new, |error| error.to_string());
    check::holds(problem.is_empty(), &format!("{kid} is not usable"), "a point on the curve", &problem)
}

fn public(key: &Value) -> StepResult {
    let revealed: Vec<&str> = PRIVATE.into_iter().filter(|member| key.get(*member).is_some()).collect();
    check::holds(revealed.is_empty(), "a private member is published", "none", &revealed.join(", "))
        .fix("Withdraw this key at once, it is compromised")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::key::SigningKey;
    use crate::protocol::version::ProtocolVersion;
    use serde_json::json;

    fn good() -> Value {
        let key = SigningKey::from_seed(Curve::P256, "k1", b"a seed for tests only").unwrap();
        serde_json::to_value(key.public_jwk()).unwrap()
    }

    #[test]
    fn a_good_key_passes_every_question() {
        let key = good();
        assert!(named(std::slice::from_ref(&key)).is_ok());
        assert!(on_curve(&key).is_ok());
        assert!(public(&key).is_ok());
    }

    #[test]
    fn only_who_has_to_sign_has_to_publish_a_key() {
        let contract = Contract::embedded(ProtocolVersion::LATEST);
        let profile =
            |capability: &str| ProfileView::new(json!({"ucp": {"capabilities": {capability: [{}]}}}));
        let shop = profile("dev.ucp.shopping.checkout");
        assert!(matches!(keyless(&shop, contract), Err(Interrupt::NotApplicable(_))));
        let Err(Interrupt::Fail(detail)) = keyless(&profile("dev.ucp.shopping.order"), contract) else {
            unreachable!("orders are announced with signatures")
        };
        assert_eq!(detail.clause.as_deref(), Some("WHK-004"));
    }

    #[test]
    fn each_defect_is_seen() {
        let with = |member: &str, value: Value| {
            let mut key = good();
            key[member] = value;
            key
        };
        assert!(named(&[good(), good()]).is_err(), "the same kid twice");
        assert!(named(&[with("kid", json!(""))]).is_err());
        assert!(on_curve(&with("x", json!("AAAA"))).is_err());
        assert!(on_curve(&with("y", good()["x"].clone())).is_err());
        assert!(on_curve(&json!({"kid": "k", "kty": "EC", "crv": "P-256"})).is_err());
        assert!(public(&with("d", json!("AAAA"))).is_err());
    }
}
