//! Who calls: the holder of a configured key.

use super::deviation::Deviation;
use super::replay::{Refused, ReplayGuard};
use super::route;
use crate::crypto::detached_jws::{self, JwsError};
use crate::crypto::envelope::{
    self, Covered, EnvelopeError, EnvelopeParts, META_HEADER, SIGNATURE_HEADER, SignedBody, VerifiedEnvelope,
};
use crate::crypto::http_signature::{Header, SignatureCode};
use crate::crypto::key::{KeyLookup, KeySet};
use crate::crypto::structured_field::UcpAgent;
use crate::protocol::profile::PlatformProfile;
use crate::protocol::version::SignatureSuite;
use crate::simulator::concession::note;
use crate::simulator::journal::FindingKind;
use crate::simulator::pipeline::Context;
use crate::simulator::profile_cache::{FLOOR, KnownPlatform};
use crate::transport::Failure;
use crate::transport::failure::code;
use std::sync::Arc;

/// How the identity of a key's holder begins; no profile URL does.
const PREFIX: &str = "talos:";

/// Whether the request is that of a configured key's holder.
pub(super) fn is_holder(context: &Context<'_>) -> bool {
    context.platform.as_ref().is_some_and(|platform| platform.url.starts_with(PREFIX))
}

/// Verifies a request in the Talos flavour; `None` for every other request, which is judged by the
/// protocol's own rules.
pub(super) fn identify(
    keys: &KeySet,
    guard: &ReplayGuard,
    context: &mut Context<'_>,
) -> Result<Option<Arc<KnownPlatform>>, Failure> {
    let Some(header) = context.header(SIGNATURE_HEADER) else { return Ok(None) };
    let jws = String::from_utf8_lossy(&header).trim().to_owned();
    let named = detached_jws::header(&jws).ok().and_then(|header| header.kid);
    let configured = named.is_some_and(|kid| !matches!(keys.lookup(&kid), KeyLookup::NotFound));
    if !configured && context.header(META_HEADER).is_none() {
        return Ok(None);
    }
    let Some(agent) = context.header("ucp-agent") else {
        return Err(Failure::new(code::INVALID_PROFILE_URL, "the header UCP-Agent is missing"));
    };
    let verified = verify(&jws, keys, context).map_err(|error| refusal(&error))?;
    if let Covered::Envelope { meta, .. } = &verified.covered {
        guard.admit(&verified.kid, &meta.jti, meta.iat, context.at).map_err(replayed)?;
    }
    flag(&verified, &agent, context);
    Ok(Some(holder(&verified.kid, context)))
}

fn verify(jws: &str, keys: &KeySet, context: &Context<'_>) -> Result<VerifiedEnvelope, EnvelopeError> {
    let uri = context.request.uri();
    let headers: Vec<Header<'_>> =
        context.request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    // The operation may take no body; what was signed may have one nevertheless.
    let sent = match &context.document {
        None if !context.body.is_empty() => serde_json::from_slice(&context.body).ok(),
        None => None,
        Some(document) => Some(document.clone()),
    };
    let parts = EnvelopeParts {
        method: context.request.method().as_str(),
        path: route::below_endpoint(uri.path()),
        query: uri.query(),
        headers: &headers,
        body: sent.as_ref(),
        raw_body: &context.body,
    };
    envelope::verify(jws, &parts, |kid| keys.lookup(kid))
}

/// Notes everything about the request's identity that deviates from the protocol.
fn flag(verified: &VerifiedEnvelope, agent: &[u8], context: &mut Context<'_>) {
    let mut flag = |deviation, place: &str| note(context, FindingKind::Overlay(deviation), place);
    flag(Deviation::ConfiguredKey, "Request-Signature");
    match &verified.covered {
        Covered::Envelope { body, .. } => {
            flag(Deviation::PlaceNotSigned, "Request-Signature");
            match body {
                SignedBody::AsSent => {}
                SignedBody::NullForEmpty => flag(Deviation::BodyDiffers, "Request-Signature"),
            }
        }
        Covered::Body => flag(Deviation::BodyOnlySigned, "Request-Signature"),
    }
    if UcpAgent::parse(agent).is_err() {
        flag(Deviation::AgentNotUrl, "UCP-Agent");
    }
    if context.request.headers().contains_key("request-id") {
        note(context, FindingKind::Overlay(Deviation::RequestIdNotSigned), "Request-Id");
    }
    match context.session.edition().signatures {
        SignatureSuite::HttpMessageSignatures => {
            note(context, FindingKind::Overlay(Deviation::SignatureNotDefined), "Request-Signature");
        }
        SignatureSuite::DetachedJws => {}
    }
}

/// The holder of a key as a platform: it declares what the business declares, and has no inbox.
fn holder(kid: &str, context: &Context<'_>) -> Arc<KnownPlatform> {
    let business = context.session.business();
    let profile = PlatformProfile {
        version: business.profile.version.clone(),
        capabilities: business.profile.capabilities.clone(),
        handlers: None,
        signing_keys: Vec::new(),
        webhook_url: None,
        supports_multi_group: false,
    };
    Arc::new(KnownPlatform::new(format!("{PREFIX}{kid}"), profile, context.at, FLOOR))
}

fn refusal(error: &EnvelopeError) -> Failure {
    let code = match error {
        EnvelopeError::Jws(JwsError::KeyNotFound(_)) => SignatureCode::KeyNotFound,
        EnvelopeError::Jws(JwsError::UnsupportedAlgorithm(_)) => SignatureCode::AlgorithmUnsupported,
        EnvelopeError::Jws(
            JwsError::NotDetached
            | JwsError::Header(_)
            | JwsError::Critical(_)
            | JwsError::KeyUnusable { .. }
            | JwsError::AlgorithmMismatch { .. }
            | JwsError::Invalid(_)
            | JwsError::SigningFailed,
        )
        | EnvelopeError::Meta(_)
        | EnvelopeError::Canonical(_) => SignatureCode::SignatureInvalid,
    };
    Failure::new(code.as_str(), format!("Request-Signature: {error}"))
}

fn replayed(refused: Refused) -> Failure {
    match refused {
        Refused::Stale(..) | Refused::Early(..) | Refused::Replayed => {
            Failure::new(SignatureCode::SignatureInvalid.as_str(), format!("Talos-Signature-Meta: {refused}"))
        }
        Refused::Full => Failure::new(code::SERVICE_UNAVAILABLE, refused.to_string())
            .retry_after(crate::simulator::conditions::RETRY_AFTER),
    }
}
