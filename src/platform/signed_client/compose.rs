//! From a draft to the request that is sent: edits, signature, edits.

use bytes::Bytes;

use crate::crypto::detached_jws::JwsError;
use crate::crypto::http_signature::SignError;
use crate::crypto::structured_field::UcpAgentError;
use crate::platform::identity::PlatformIdentity;
use crate::platform::outbound::{OutboundError, Request};
use crate::platform::raw;
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, SignatureSuite};
use crate::transport::request::Draft;

use super::outgoing::Outgoing;
use super::{Credentials, SigningTamper, Tamper, sign, sign_detached};

/// Why a request cannot be composed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// Endpoint and path make no URL.
    #[error("not a URL: {0}")]
    Url(String),
    /// The profile URL does not fit into `UCP-Agent`.
    #[error(transparent)]
    Agent(#[from] UcpAgentError),
    /// The message cannot be signed as asked.
    #[error("cannot sign the request: {0}")]
    Sign(#[from] SignError),
    /// The message cannot be signed as asked with a detached JWS.
    #[error("cannot sign the request: {0}")]
    Detached(#[from] JwsError),
    /// The tampering means nothing to the signatures of the version.
    #[error("the signatures of the version have no {0}")]
    Meaningless(&'static str),
}

/// A request as it will be sent, signature included.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    /// What the platform means by it.
    pub operation: Operation,
    /// Every header and byte.
    pub request: Request,
    /// The edition it is written in.
    pub edition: &'static Edition,
}

impl SignedRequest {
    /// The bytes in HTTP/1.1, to change them further and send them with [`raw::send`].
    ///
    /// # Errors
    /// Never for a composed request; the signature follows [`raw::render`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, OutboundError> {
        raw::render(&self.request)
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.request.headers.iter();
        headers.find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

pub(super) fn compose(
    endpoint: &str,
    credentials: &Credentials,
    identity: &PlatformIdentity,
    draft: &Draft,
    tampers: &[Tamper],
) -> Result<SignedRequest, ComposeError> {
    let unsigned = tampers.iter().any(|tamper| matches!(tamper, Tamper::Signing(SigningTamper::Unsigned)));
    let credentials = if unsigned { &Credentials::None } else { credentials };
    let mut outgoing = Outgoing::new(endpoint, credentials, identity, draft)?;
    let mut signing: Vec<&SigningTamper> = Vec::new();
    let mut later = Vec::new();
    for tamper in tampers {
        match tamper {
            Tamper::BeforeSigning(edit) => outgoing.edit(edit),
            Tamper::Signing(how) => signing.push(how),
            Tamper::AfterSigning(edit) => later.push(edit),
        }
    }
    match credentials {
        Credentials::Signature => match identity.profile().edition.signatures {
            SignatureSuite::HttpMessageSignatures => {
                sign::sign(&mut outgoing, identity.signing_key(), &signing)?;
            }
            SignatureSuite::DetachedJws => {
                sign_detached::sign(&mut outgoing, identity.signing_key(), &signing)?;
            }
        },
        Credentials::ApiKey(_) | Credentials::Bearer(_) | Credentials::None => {}
    }
    for name in &draft.dropped {
        outgoing.drop_header(name);
    }
    for edit in later {
        outgoing.edit(edit);
    }
    let (operation, edition) = (draft.operation, identity.profile().edition);
    Ok(SignedRequest { operation, request: finish(outgoing), edition })
}

/// Adds what the HTTP library would add by itself, so that the record shows all that is sent.
fn finish(mut outgoing: Outgoing) -> Request {
    if outgoing.header("accept").is_none() {
        outgoing.set_header("accept", "*/*".to_owned());
    }
    let expects_body = matches!(outgoing.method.as_str(), "POST" | "PUT" | "PATCH");
    if (expects_body || !outgoing.body.is_empty()) && outgoing.header("content-length").is_none() {
        outgoing.set_header("content-length", outgoing.body.len().to_string());
    }
    Request {
        method: outgoing.method,
        url: outgoing.url.into(),
        headers: outgoing.headers,
        body: Bytes::from(outgoing.body),
    }
}
