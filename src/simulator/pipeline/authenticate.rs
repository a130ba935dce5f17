//! Stage 3: who calls. `UCP-Agent` names a profile; the profile is fetched and judged; its protocol
//! version must be served; and a credential must prove that the request is that platform's.

use super::context::{Context, Step};
use super::credential::Mechanism;
use crate::crypto::structured_field::UcpAgent;
use crate::protocol::negotiation::{VersionChoice, choose_version};
use crate::protocol::operation::Operation;
use crate::protocol::version::VersionRule;
use crate::simulator::settings::Authentication;
use crate::transport::failure::{Failure, code};
use std::sync::Arc;

/// Identifies and authenticates the platform.
pub(super) async fn authenticate(context: &mut Context<'_>) -> Step {
    let agent = agent(context)?;
    context.unless_forgiven(check_announced(context, &agent))?;
    let url = agent.profile();
    context.unless_forgiven(check_approved(context, url))?;
    let found = context.session.profiles().platform(url).await;
    let platform = found.map_err(|failure| failure.refusal().continue_at(context.page()))?;
    context.unless_forgiven(check_version(context, &platform.profile.version))?;
    context.platform = Some(match wanted(context)? {
        None => platform,
        Some(mechanism) => match mechanism.verify(context, Arc::clone(&platform)).await {
            Ok((identity, platform)) => {
                identity.bind(&platform.url)?;
                platform
            }
            Err(failure) if context.forgives(&failure) => platform,
            Err(failure) => return Err(failure.into()),
        },
    });
    Ok(())
}

/// Who calls, by `UCP-Agent`: the profile URL in it is the platform's identity.
fn agent(context: &Context<'_>) -> Result<UcpAgent, Failure> {
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
    parsed.map_err(|error| refuse(error.to_string()))
}

/// A version announced in `UCP-Agent` is judged like the profile's, before the profile is fetched, where
/// versions are ordered; elsewhere the profile alone counts.
fn check_announced(context: &Context<'_>, agent: &UcpAgent) -> Result<(), Failure> {
    match (context.session.edition().version_rule, agent.version()) {
        (VersionRule::NotNewer, Some(version)) => check_version(context, version),
        (VersionRule::NotNewer, None) | (VersionRule::ExactOrListed, _) => Ok(()),
    }
}

fn check_approved(context: &Context<'_>, url: &str) -> Result<(), Failure> {
    let approved = context.session.approved_platforms();
    if approved.is_empty() || approved.iter().any(|one| one == url) {
        return Ok(());
    }
    let reason = format!("{url} is not among the platforms approved by this business");
    Err(Failure::new(code::PROFILE_NOT_TRUSTED, reason).continue_at(context.page()))
}

/// Whether a platform of that protocol version is served.
pub(super) fn check_version(context: &Context<'_>, platform: &str) -> Result<(), Failure> {
    let business = context.session.business();
    let own = &business.profile.version;
    let rule = context.session.edition().version_rule;
    match choose_version(rule, own, &business.listed_versions(), platform) {
        VersionChoice::Served => Ok(()),
        VersionChoice::Unsupported { served } => {
            let reason = format!(
                "protocol version {platform} is not supported; this business supports {}",
                served.join(", ")
            );
            Err(Failure::new(code::VERSION_UNSUPPORTED, reason).continue_at(context.page()))
        }
    }
}

/// The mechanism to verify with, unless its absence is overlooked.
fn wanted(context: &Context<'_>) -> Result<Option<Mechanism>, Failure> {
    match demanded(context) {
        Err(failure) if context.forgives(&failure) => Ok(None),
        wanted => wanted,
    }
}

/// The credential that is to be judged: the one presented; when none is, the mechanism whose credential
/// is missing, unless the business leaves it to the platform. Orders are never shown to the
/// unauthenticated.
fn demanded(context: &Context<'_>) -> Result<Option<Mechanism>, Failure> {
    let presented = Mechanism::presented(context);
    match context.session.authentication() {
        Authentication::Required => Ok(Some(presented.unwrap_or(Mechanism::Signature))),
        Authentication::Optional if presented.is_some() => Ok(presented),
        Authentication::Optional if context.spec.operation == Operation::GetOrder => Err(Failure::new(
            code::UNAUTHORIZED,
            "orders are shown to authenticated platforms only; sign the request",
        )),
        Authentication::Optional => Ok(None),
    }
}
