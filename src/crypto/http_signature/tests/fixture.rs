//! A request that tests sign, change and verify.

use crate::clock::Instant;
use crate::crypto::http_signature::{
    RequestPolicy, SignError, SignOptions, SignatureError, Verified, sign_request, verify_request,
};
use crate::crypto::key::{Curve, SigningKey, VerifyingKey};
use crate::crypto::message::{Header, RequestParts, Scheme, header_pairs};

pub(super) const BODY: &[u8] = br#"{"line_items":[{"item":{"id":"rose"},"quantity":2}]}"#;

pub(super) fn key(curve: Curve) -> SigningKey {
    SigningKey::from_seed(curve, "key-1", b"http-signature tests").unwrap()
}

pub(super) fn now() -> Instant {
    Instant::from_millis(1_800_000_000_000)
}

pub(super) fn lookup<'k>(key: &'k SigningKey) -> impl Fn(&str) -> Option<&'k VerifyingKey> {
    move |keyid| (keyid == key.kid()).then(|| key.verifying_key())
}

/// A request, owned.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) method: &'static str,
    pub(super) scheme: Scheme,
    pub(super) authority: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Sent {
    pub(super) fn get() -> Self {
        Self {
            method: "GET",
            scheme: Scheme::Https,
            authority: "shop.example".to_owned(),
            path: "/checkout-sessions/chk_1".to_owned(),
            query: None,
            headers: vec![("UCP-Agent".to_owned(), r#"profile="https://agent.example/p.json""#.to_owned())],
            body: Vec::new(),
        }
    }

    pub(super) fn post() -> Self {
        Self {
            method: "POST",
            path: "/checkout-sessions".to_owned(),
            query: Some("a=1&b=%20".to_owned()),
            body: BODY.to_vec(),
            ..Self::get()
        }
        .with("Content-Type", "application/json")
        .with("Idempotency-Key", "4f1d5ca5-8d8e-4c5d-a5d1-2f86a9e3d3c1")
    }

    /// Adds a header line.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Removes every line of a header.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// Replaces a header.
    pub(super) fn replacing(self, name: &str, value: &str) -> Self {
        self.without(name).with(name, value)
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).unwrap()
    }

    pub(super) fn parts<'a>(&'a self, headers: &'a [Header<'a>]) -> RequestParts<'a> {
        RequestParts {
            method: self.method,
            scheme: self.scheme,
            authority: &self.authority,
            path: &self.path,
            query: self.query.as_deref(),
            headers,
            body: &self.body,
        }
    }

    pub(super) fn try_signed(
        mut self,
        key: &SigningKey,
        options: &SignOptions<'_>,
    ) -> Result<Self, SignError> {
        let signed = {
            let headers = header_pairs(&self.headers);
            sign_request(key, &self.parts(&headers), options)?
        };
        self.headers.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
        Ok(self)
    }

    pub(super) fn signed(self, key: &SigningKey, options: &SignOptions<'_>) -> Self {
        self.try_signed(key, options).unwrap()
    }

    pub(super) fn verify(&self, key: &SigningKey) -> Result<Verified, SignatureError> {
        self.verify_under(&RequestPolicy::request(now()), key)
    }

    pub(super) fn verify_under(
        &self,
        policy: &RequestPolicy,
        key: &SigningKey,
    ) -> Result<Verified, SignatureError> {
        let headers = header_pairs(&self.headers);
        verify_request(&self.parts(&headers), policy, lookup(key))
    }
}
