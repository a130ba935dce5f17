//! Defects of the business profile.

use crate::defect::{Defect, NONE, defects};
use crate::message::{Answer, Request, each};
use serde_json::{Value, json};

/// Changes the profile.
fn profile(request: &Request, answer: &mut Answer, change: impl FnOnce(&mut Value)) {
    if request.is_discovery() {
        answer.edit(change);
    }
}

/// Changes every declaration of a capability.
fn capability(body: &mut Value, name: &str, change: impl FnMut(&mut Value)) {
    each(body, &format!("/ucp/capabilities/{name}"), change);
}

defects! {
    /// The profile may not be cached.
    profile_no_store: Defect {
        answer: |request, answer| {
            if request.is_discovery() {
                answer.set("cache-control", "public, max-age=60, no-store");
            }
        },
        caught: &[("profile-not-uncacheable.2", "PRO-009")],
        ..NONE
    };
    /// The profile may be cached for ten seconds only.
    profile_cached_too_briefly: Defect {
        answer: |request, answer| {
            if request.is_discovery() {
                answer.set("cache-control", "public, max-age=10");
            }
        },
        caught: &[("profile-cacheable", "PRO-008")],
        ..NONE
    };
    /// A capability of the protocol is documented on somebody else's site.
    capability_documented_elsewhere: Defect {
        answer: |request, answer| profile(request, answer, |body| {
            capability(body, "dev.ucp.shopping.discount", |entry| {
                entry["schema"] = json!("https://shop.example/discount.json");
            });
        }),
        caught: &[("profile-namespace", "PRO-002")],
        ..NONE
    };
    /// A capability of the merchant's own pretends to be the protocol's.
    capability_in_the_reserved_namespace: Defect {
        answer: |request, answer| profile(request, answer, |body| {
            body["ucp"]["capabilities"]["dev.ucp.shopping.gift_wrapping"] = json!([{
                "version": "2026-04-08",
                "spec": "https://ucp.dev/gift-wrapping",
                "schema": "https://ucp.dev/gift-wrapping.json",
                "extends": "dev.ucp.shopping.checkout",
            }]);
        }),
        caught: &[("profile-reserved-names", "NEG-004")],
        ..NONE
    };
    /// A second signing key is a pair of numbers that is on no curve.
    key_not_on_its_curve: Defect {
        answer: |request, answer| profile(request, answer, |body| {
            let mut key = body["signing_keys"][0].clone();
            key["kid"] = json!("broken");
            key["y"] = key["x"].clone();
            body["signing_keys"].as_array_mut().expect("keys").push(key);
        }),
        caught: &[("profile-keys", "SIG-008"), ("profile-keys", "SIG-009")],
        ..NONE
    };
    /// The private half of the key is published with the public one.
    private_key_published: Defect {
        answer: |request, answer| profile(request, answer, |body| {
            each(body, "/signing_keys", |key| {
                key["d"] = json!("c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I");
            });
        }),
        caught: &[("profile-keys", "SIG-009")],
        ..NONE
    };
    /// The protocol version of an older profile is a word.
    version_that_is_no_date: Defect {
        answer: |request, answer| profile(request, answer, |body| {
            body["ucp"]["supported_versions"] = json!({"draft": "https://shop.example/draft/ucp"});
        }),
        caught: &[("profile-version-is-a-date", "VER-013")],
        ..NONE
    };
    /// Consent stands alone instead of extending checkout.
    consent_extends_nothing: Defect {
        answer: |request, answer| profile(request, answer, |body| {
            capability(body, "dev.ucp.shopping.buyer_consent", |entry| {
                entry["extends"] = json!("dev.ucp.shopping.order");
            });
        }),
        caught: &[("profile-consent", "CON-002")],
        ..NONE
    };
}
