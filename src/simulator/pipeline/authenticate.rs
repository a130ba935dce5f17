//! Stage 3: who calls. `UCP-Agent` names a profile; the profile is fetched and judged; its protocol
//! version must be served; and the signature must be made with one of its keys.

use super::context::{Context, Step};
use crate::crypto::http_signature::{
    Header, RequestParts, RequestPolicy, SignatureCode, SignatureError, verify_request,
};
use crate::crypto::structured_field::UcpAgent;
use crate::protocol::negotiation::{VersionChoice, choose_version};
use crate::protocol::operation::Operation;
use crate::protocol::version::SignatureSuite;
use crate::simulator::profile_cache::KnownPlatform;
use crate::simulator::settings::Authentication;
use crate::transport::failure::{Failure, code};
use std::sync::Arc;

/// Identifies and authenticates the platform.
pub(super) async fn authenticate(context: &mut Context<'_>) -> Step {
    let url = agent(context)?;
    check_approved(context, &url)?;
    let found = context.session.profiles().platform(&url).await;
    let platform = found.map_err(|failure| failure.refusal().continue_at(context.page()))?;
    check_version(context, &platform)?;
    let platform = if must_verify(context)? { verify(context, platform).await? } else { platform };
    context.platform = Some(platform);
    Ok(())
}

/// The profile URL in `UCP-Agent`: the platform's identity.
fn agent(context: &Context<'_>) -> Result<String, Failure> {
    let refuse = |reason: String| Failure::new(code::INVALID_PROFILE_URL, reason).continue_at(context.page());
    let header = context.header("ucp-agent");
    let header = header.ok_or_else(|| {
        refuse(
            "the header UCP-Agent is missing; it names the platform's profile: profile=\"https://…\""
                .to_owned(),
        )
    })?;
    let parsed = if context.session.allows_plain_http() {
        UcpAgent::parse_allowing_loopback_http(&header)
    } else {
        UcpAgent::parse(&header)
    };
    parsed.map(|agent| agent.profile().to_owned()).map_err(|error| refuse(error.to_string()))
}

fn check_approved(context: &Context<'_>, url: &str) -> Result<(), Failure> {
    let approved = context.session.approved_platforms();
    if approved.is_empty() || approved.iter().any(|one| one == url) {
        return Ok(());
    }
    let reason = format!("{url} is not among the platforms approved by this business");
    Err(Failure::new(code::PROFILE_NOT_TRUSTED, reason).continue_at(context.page()))
}

fn check_version(context: &Context<'_>, platform: &KnownPlatform) -> Result<(), Failure> {
    let business = context.session.business();
    let own = &business.profile.version;
    let rule = context.session.edition().version_rule;
    match choose_version(rule, own, &business.listed_versions(), &platform.profile.version) {
        VersionChoice::Served => Ok(()),
        VersionChoice::Unsupported { served } => {
            let reason = format!(
                "protocol version {} is not supported; this business supports {}",
                platform.profile.version,
                served.join(", ")
            );
            Err(Failure::new(code::VERSION_UNSUPPORTED, reason).continue_at(context.page()))
        }
    }
}

/// Whether a signature is to be verified: always, unless the business leaves it to the platform and
/// the platform sent none. Orders are never shown to the unauthenticated.
fn must_verify(context: &Context<'_>) -> Result<bool, Failure> {
    let headers = context.request.headers();
    let signed = headers.contains_key("signature") || headers.contains_key("signature-input");
    match context.session.authentication() {
        Authentication::Required => Ok(true),
        Authentication::Optional if signed => Ok(true),
        Authentication::Optional if context.spec.operation == Operation::GetOrder => Err(Failure::new(
            code::UNAUTHORIZED,
            "orders are shown to authenticated platforms only; sign the request",
        )),
        Authentication::Optional => Ok(false),
    }
}

/// Verifies the signature; a key that is not in the profile at hand may be in a fresher one.
async fn verify(context: &Context<'_>, platform: Arc<KnownPlatform>) -> Result<Arc<KnownPlatform>, Failure> {
    match check(context, &platform) {
        Ok(()) => Ok(platform),
        Err(error) if error.code() == SignatureCode::KeyNotFound => {
            match context.session.profiles().refresh_for_key(&platform.url).await {
                None => Err(refusal(&error)),
                Some(Err(failure)) => Err(failure.refusal()),
                Some(Ok(fresh)) => {
                    check_version(context, &fresh)?;
                    check(context, &fresh).map_err(|error| refusal(&error))?;
                    Ok(fresh)
                }
            }
        }
        Err(error) => Err(refusal(&error)),
    }
}

fn check(context: &Context<'_>, platform: &KnownPlatform) -> Result<(), SignatureError> {
    match context.session.edition().signatures {
        SignatureSuite::HttpMessageSignatures => {
            let headers: Vec<Header<'_>> = context
                .request
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_bytes()))
                .collect();
            let uri = context.request.uri();
            let parts = RequestParts {
                method: context.request.method().as_str(),
                scheme: context.session.scheme(),
                authority: super::super::routes::authority(context.request),
                path: uri.path(),
                query: uri.query(),
                headers: &headers,
                body: &context.body,
            };
            let policy = RequestPolicy::request(context.at);
            verify_request(&parts, &policy, |kid| platform.keys.lookup(kid)).map(|_| ())
        }
    }
}

fn refusal(error: &SignatureError) -> Failure {
    Failure::new(error.code().as_str(), error.to_string())
}
