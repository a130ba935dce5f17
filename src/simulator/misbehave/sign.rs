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
use base64::engine::general_purpose::STANDARD;
use sha2::Sha512;
use std::sync::Arc;

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
    match session.edition().signatures {
        SignatureSuite::HttpMessageSignatures => {
            let Ok(Some(key)) = key(session.keys(), how.key) else { return };
            add_digest(how.digest, headers, body);
            let covered = covered(&["@status", "content-digest", "content-type"], how, body);
            let signed = {
                let pairs = header_pairs(headers);
                let parts = ResponseParts { status, headers: &pairs, body };
                let created = session.clock().now().seconds();
                with_options(how, &covered, created, |options| sign_response(&key, &parts, options))
            };
            match signed {
                Ok(signed) => add(headers, signed, how.digest),
                Err(error) => tracing::error!(%error, "a response could not be signed as a fault wants it"),
            }
        }
        SignatureSuite::DetachedJws => {
            let Ok(Some(key)) = key(session.keys(), how.key) else { return };
            match detached::sign(&key, body) {
                Ok(signed) => headers.push((detached::RESPONSE.to_owned(), signed)),
                Err(error) => tracing::error!(%error, "a response could not be signed as a fault wants it"),
            }
        }
    }
}

/// Signs a webhook; `covered` is what an ordinary one covers.
pub(in crate::simulator) fn sign_webhook(
    keys: &KeyRing,
    how: &Signing,
    parts: &RequestParts<'_>,
    usual: &[&str],
    headers: &mut Vec<(String, String)>,
) -> Result<(), String> {
    if how.unsigned {
        return Ok(());
    }
    let failed = |error: KeyError| format!("signing failed: {error}");
    let key = key(keys, how.key).map_err(failed)?.ok_or("the business has no signing key")?;
    add_digest(how.digest, headers, parts.body);
    let covered = covered(usual, how, parts.body);
    let signed = {
        let pairs = header_pairs(headers);
        let parts = RequestParts { headers: &pairs, ..*parts };
        let now = crate::clock::Clock::system().now().seconds();
        with_options(how, &covered, now, |options| sign_request(&key, &parts, options))
    };
    add(headers, signed.map_err(|cause| format!("signing failed: {cause}"))?, how.digest);
    Ok(())
}

/// Signs a webhook's body where the version signs bodies; `None` leaves it unsigned.
pub(in crate::simulator) fn sign_webhook_body(
    keys: &KeyRing,
    how: &Signing,
    body: &[u8],
) -> Result<Option<String>, String> {
    if how.unsigned {
        return Ok(None);
    }
    let key = key(keys, how.key).map_err(|error| format!("signing failed: {error}"))?;
    let key = key.ok_or("the business has no signing key")?;
    detached::sign(&key, body).map(Some).map_err(|error| format!("signing failed: {error}"))
}

/// The key a fault wants.
fn key(keys: &KeyRing, choice: KeyChoice) -> Result<Option<Arc<SigningKey>>, KeyError> {
    let stranger = |kid: &str| SigningKey::generate(Curve::P256, kid).map(Arc::new);
    match choice {
        KeyChoice::Current => Ok(keys.current()),
        KeyChoice::Retired => match keys.retired() {
            Some(key) => Ok(Some(key)),
            None => stranger("business-key-0").map(Some),
        },
        KeyChoice::Stranger => keys.current().map(|current| stranger(current.kid())).transpose(),
    }
}

/// What is covered: the usual, but for what a fault leaves out and what is not there.
fn covered<'a>(usual: &[&'a str], how: &Signing, body: &[u8]) -> Vec<&'a str> {
    let there = |name: &&str| {
        let of_body = matches!(*name, "content-digest" | "content-type");
        let digest = *name == "content-digest" && how.digest == Digest::Absent;
        !(of_body && body.is_empty()) && !digest && !how.omit.iter().any(|omitted| omitted == name)
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

/// A digest of one's own, where a fault wants one.
fn add_digest(digest: Digest, headers: &mut Vec<(String, String)>, body: &[u8]) {
    let value = match digest {
        Digest::Right | Digest::Absent => return,
        Digest::OfOther => content_digest(b"something else"),
        Digest::Sha512 => {
            use sha2::Digest as _;
            format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(body)))
        }
    };
    headers.push(("content-digest".to_owned(), value));
}

fn add(headers: &mut Vec<(String, String)>, signed: SignatureHeaders, digest: Digest) {
    let unwanted = |name: &str| digest == Digest::Absent && name == "content-digest";
    let pairs = signed.into_pairs().filter(|(name, _)| !unwanted(name));
    headers.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
}
