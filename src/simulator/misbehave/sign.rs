//! Signing as a fault wants it.

use crate::crypto::digest::content_digest;
use crate::crypto::http_signature::{
    RequestParts, ResponseParts, SignOptions, SignatureHeaders, header_pairs, sign_request, sign_response,
};
use crate::crypto::key::{Curve, KeyError, SigningKey};
use crate::fault::subject::{Digest, KeyChoice, Signing};
use crate::protocol::operation::Operation;
use crate::protocol::version::SignatureSuite;
use crate::simulator::detached;
use crate::simulator::keys::KeyRing;
use crate::simulator::pipeline::signs;
use crate::simulator::session::Session;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::Sha512;
use std::sync::Arc;

type Headers = Vec<(String, String)>;

/// Signs a response; leaves it alone when the business does not sign this one.
pub(super) fn sign_response_as(
    session: &Session,
    operation: Option<Operation>,
    how: &Signing,
    status: u16,
    headers: &mut Vec<(String, String)>,
    body: &[u8],
) {
    if how.unsigned || !signs(session.response_signing(), operation) {
        return;
    }
    let Ok(Some(key)) = key(session.keys(), how) else { return };
    let signed = match session.edition().signatures {
        SignatureSuite::DetachedJws => {
            jws(&key, how, body).map(|jws| vec![(detached::RESPONSE.to_owned(), jws)])
        }
        SignatureSuite::HttpMessageSignatures => {
            let mut all = headers.clone();
            let own = add_digest(how.digest, &mut all, body);
            let covered = covered(&["@status", "content-digest", "content-type"], how, body);
            let pairs = header_pairs(&all);
            let parts = ResponseParts { status, headers: &pairs, body };
            let created = session.clock().now().seconds();
            let signed = with_options(how, &covered, created, |options| sign_response(&key, &parts, options));
            signed.map(|signed| pairs_of(signed, how.digest, own)).map_err(|error| error.to_string())
        }
    };
    match signed {
        Ok(signed) => headers.extend(signed),
        Err(error) => tracing::error!(%error, "a response could not be signed as a fault wants it"),
    }
}

/// The signature of a webhook; `usual` is what an ordinary one covers.
pub(in crate::simulator) fn sign_webhook(
    keys: &KeyRing,
    how: &Signing,
    suite: SignatureSuite,
    parts: &RequestParts<'_>,
    usual: &[&str],
) -> Result<Headers, String> {
    if how.unsigned {
        return Ok(Vec::new());
    }
    let key = key(keys, how).map_err(|error| error.to_string())?.ok_or("the business has no signing key")?;
    match suite {
        SignatureSuite::DetachedJws => {
            jws(&key, how, parts.body).map(|jws| vec![(detached::REQUEST.to_owned(), jws)])
        }
        SignatureSuite::HttpMessageSignatures => {
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            let mut all: Headers =
                parts.headers.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect();
            let own = add_digest(how.digest, &mut all, parts.body);
            let covered = covered(usual, how, parts.body);
            let pairs = header_pairs(&all);
            let parts = RequestParts { headers: &pairs, ..*parts };
            let now = crate::clock::Clock::system().now().seconds();
            let signed = with_options(how, &covered, now, |options| sign_request(&key, &parts, options));
            signed.map(|signed| pairs_of(signed, how.digest, own)).map_err(|error| error.to_string())
        }
    }
}

/// A detached JWS over the body, or over its encoded form while its header says otherwise.
fn jws(key: &SigningKey, how: &Signing, body: &[u8]) -> Result<String, String> {
    let encoded = how.encoded_payload.then(|| URL_SAFE_NO_PAD.encode(body).into_bytes());
    detached::sign(key, encoded.as_deref().unwrap_or(body)).map_err(|error| error.to_string())
}

/// The key a fault wants. A detached JWS names its key itself, so another name is another key.
fn key(keys: &KeyRing, how: &Signing) -> Result<Option<Arc<SigningKey>>, KeyError> {
    let stranger = |kid: &str| SigningKey::generate(Curve::P256, kid).map(Arc::new);
    match (how.key, &how.keyid) {
        (KeyChoice::Current, Some(kid)) if how.detached => stranger(kid).map(Some),
        (KeyChoice::Current, _) => Ok(keys.current()),
        (KeyChoice::Oldest, _) => Ok(keys.oldest()),
        (KeyChoice::Retired, _) => match keys.retired() {
            Some(key) => Ok(Some(key)),
            None => stranger("business-key-0").map(Some),
        },
        (KeyChoice::Stranger, _) => keys.current().map(|current| stranger(current.kid())).transpose(),
    }
}

/// What is covered: the usual, but for what a fault leaves out and what is not there.
fn covered<'a>(usual: &[&'a str], how: &Signing, body: &[u8]) -> Vec<&'a str> {
    let there = |name: &&str| {
        let of_body = matches!(*name, "content-digest" | "content-type");
        let absent = of_body && body.is_empty() || *name == "content-digest" && how.digest == Digest::Absent;
        !absent && how.omit.iter().all(|omitted| omitted != name)
    };
    usual.iter().copied().filter(there).collect()
}

fn with_options<T>(how: &Signing, covered: &[&str], now: i64, sign: impl FnOnce(&SignOptions<'_>) -> T) -> T {
    let created = now.saturating_add(how.created_shift);
    let extra: Vec<(&str, &str)> =
        how.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sign(&SignOptions {
        created: Some(created),
        expires: how.expires_in.map(|seconds| created.saturating_add(seconds)),
        components: Some(covered),
        keyid: how.keyid.as_deref(),
        extra: &extra,
        ..SignOptions::default()
    })
}

/// A digest of one's own, where a fault wants one; it leaves with the message.
fn add_digest(digest: Digest, headers: &mut Headers, body: &[u8]) -> Option<String> {
    let value = match digest {
        Digest::Right | Digest::Absent => return None,
        Digest::OfOther => content_digest(b"something else"),
        Digest::Sha512 => {
            use sha2::Digest as _;
            format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(body)))
        }
    };
    headers.push(("content-digest".to_owned(), value.clone()));
    Some(value)
}

/// The headers to add.
fn pairs_of(signed: SignatureHeaders, digest: Digest, own: Option<String>) -> Headers {
    let unwanted = |name: &str| digest == Digest::Absent && name == "content-digest";
    let own = own.map(|value| ("content-digest", value));
    let pairs = own.into_iter().chain(signed.into_pairs()).filter(|(name, _)| !unwanted(name));
    pairs.map(|(name, value)| (name.to_owned(), value)).collect()
}
