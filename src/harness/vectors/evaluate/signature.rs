//! RFC 9421 signatures.

use serde::Deserialize;
use serde_json::{Value, json};
use sfv::ListEntry;

use super::signing::{Signer, announced};
use super::{BadInput, Decision, Evaluated, bytes, key_set, read, refused, refused_plainly};
use crate::clock::Instant;
use crate::crypto::http_signature::{
    Header, RequestParts, RequestPolicy, ResponseParts, ResponsePolicy, Scheme, SignOptions, SignatureError,
    Verified, sign_request, sign_response, verify_request, verify_response,
};
use crate::crypto::key::SigningKey;
use crate::crypto::message::{Message, combined_field, header_pairs};
use crate::crypto::signature_base::signature_base;
use crate::crypto::structured_field::dictionary;

/// A request as a case writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    #[serde(default)]
    scheme: SchemeName,
    authority: String,
    path: String,
    #[serde(default)]
    query: Option<String>,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body_base64: String,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SchemeName {
    #[default]
    Https,
    Http,
}

/// A response as a case writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body_base64: String,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum OfRequest {
    Verify { request: Request, keys: Vec<Value>, now: i64 },
    Base { request: Request, signature_input: String, label: String },
    Sign { request: Request, key: Signer, created: Option<i64> },
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum OfResponse {
    Verify { response: Response, request: Option<Request>, keys: Vec<Value>, now: i64 },
    Base { response: Response, signature_input: String, label: String },
    Sign { response: Response, key: Signer, created: Option<i64> },
}

impl Request {
    /// Gives the borrowed form to `then`.
    fn with<T>(&self, then: impl FnOnce(&RequestParts<'_>) -> T) -> Result<T, BadInput> {
        let body = bytes(&self.body_base64)?;
        let scheme = match self.scheme {
            SchemeName::Https => Scheme::Https,
            SchemeName::Http => Scheme::Http,
        };
        Ok(then(&RequestParts {
            method: &self.method,
            scheme,
            authority: &self.authority,
            path: &self.path,
            query: self.query.as_deref(),
            headers: &header_pairs(&self.headers),
            body: &body,
        }))
    }
}

pub(super) fn request(input: &Value) -> Evaluated {
    of_request(input, RequestPolicy::request)
}

pub(super) fn webhook(input: &Value) -> Evaluated {
    of_request(input, RequestPolicy::webhook)
}

fn of_request(input: &Value, policy: fn(Instant) -> RequestPolicy) -> Evaluated {
    match read(input)? {
        OfRequest::Verify { request, keys, now } => {
            let keys = key_set(&keys)?;
            let policy = policy(Instant::from_millis(now * 1000));
            request.with(|request| decision(verify_request(request, &policy, |kid| keys.lookup(kid))))
        }
        OfRequest::Base { request, signature_input, label } => {
            request.with(|request| base(Message::Request(request), &signature_input, &label))
        }
        OfRequest::Sign { request, key, created } => {
            let key = key.key()?;
            let policy = policy(Instant::from_millis(created.unwrap_or_default() * 1000));
            request.with(|request| sign(&key, request, created, &policy))
        }
    }
}

pub(super) fn response(input: &Value) -> Evaluated {
    match read(input)? {
        OfResponse::Verify { response, request, keys, now } => {
            let keys = key_set(&keys)?;
            let policy = ResponsePolicy::new(Instant::from_millis(now * 1000));
            response.with(|response| match &request {
                None => Ok(decision(verify_response(response, None, &policy, |kid| keys.lookup(kid)))),
                Some(request) => request.with(|request| {
                    decision(verify_response(response, Some(request), &policy, |kid| keys.lookup(kid)))
                }),
            })?
        }
        OfResponse::Base { response, signature_input, label } => {
            response.with(|response| base(Message::Response(response, None), &signature_input, &label))
        }
        OfResponse::Sign { response, key, created } => {
            let key = key.key()?;
            response.with(|response| sign_answer(&key, response, created))
        }
    }
}

impl Response {
    fn with<T>(&self, then: impl FnOnce(&ResponseParts<'_>) -> T) -> Result<T, BadInput> {
        let body = bytes(&self.body_base64)?;
        let headers = header_pairs(&self.headers);
        Ok(then(&ResponseParts { status: self.status, headers: &headers, body: &body }))
    }
}

fn decision(verified: Result<Verified, SignatureError>) -> Decision {
    match verified {
        Ok(verified) => Ok(json!({ "keyid": verified.keyid, "label": verified.label })),
        Err(error) => refused(error.code().as_str()),
    }
}

/// Signs a request, and verifies it as its receiver would.
fn sign(
    key: &SigningKey,
    request: &RequestParts<'_>,
    created: Option<i64>,
    policy: &RequestPolicy,
) -> Decision {
    let options = SignOptions { created, ..SignOptions::default() };
    let Ok(made) = sign_request(key, request, &options) else { return refused_plainly() };
    let added: Vec<_> = made.clone().into_pairs().collect();
    let headers = with_signature(request.headers, &added);
    let signed = RequestParts { headers: &headers, ..*request };
    let own = |kid: &str| (kid == key.kid()).then(|| key.verifying_key());
    announced(&made, digest(&headers).as_deref(), verify_request(&signed, policy, own).is_ok())
}

fn sign_answer(key: &SigningKey, response: &ResponseParts<'_>, created: Option<i64>) -> Decision {
    let options = SignOptions { created, ..SignOptions::default() };
    let Ok(made) = sign_response(key, response, &options) else { return refused_plainly() };
    let added: Vec<_> = made.clone().into_pairs().collect();
    let headers = with_signature(response.headers, &added);
    let signed = ResponseParts { headers: &headers, ..*response };
    let policy = ResponsePolicy::new(Instant::from_millis(created.unwrap_or_default() * 1000));
    let own = |kid: &str| (kid == key.kid()).then(|| key.verifying_key());
    announced(&made, digest(&headers).as_deref(), verify_response(&signed, None, &policy, own).is_ok())
}

/// The headers as they are sent: those that were there, and those that signing added.
fn with_signature<'a>(headers: &[Header<'a>], added: &'a [(&str, String)]) -> Vec<Header<'a>> {
    let added = added.iter().map(|(name, value)| (*name, value.as_bytes()));
    headers.iter().copied().chain(added).collect()
}

fn digest(headers: &[Header<'_>]) -> Option<String> {
    let value = combined_field(headers, "content-digest")?;
    Some(String::from_utf8_lossy(&value).into_owned())
}

/// The signature base of one label of a `Signature-Input`.
fn base(message: Message<'_>, signature_input: &str, label: &str) -> Decision {
    let Some(announced) = dictionary(signature_input.as_bytes()) else {
        return refused("signature_invalid");
    };
    match announced.get(label) {
        Some(ListEntry::InnerList(input)) => match signature_base(message, input) {
            Ok(base) => Ok(json!({ "base": base })),
            Err(_) => refused("signature_invalid"),
        },
        Some(ListEntry::Item(_)) | None => refused("signature_invalid"),
    }
}
