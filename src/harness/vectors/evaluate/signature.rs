//! RFC 9421 signatures.

use serde::Deserialize;
use serde_json::{Value, json};
use sfv::ListEntry;

use super::{BadInput, Decision, Evaluated, bytes, key_set, read, refused};
use crate::clock::Instant;
use crate::crypto::http_signature::{
    RequestParts, RequestPolicy, ResponseParts, ResponsePolicy, Scheme, SignatureError, Verified,
    verify_request, verify_response,
};
use crate::crypto::message::{Message, header_pairs};
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
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum OfResponse {
    Verify { response: Response, request: Option<Request>, keys: Vec<Value>, now: i64 },
    Base { response: Response, signature_input: String, label: String },
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
