//! `UCP-Agent` as the official suite sends it: sometimes its profile is no URL.

use super::relaxation::Relaxation;
use crate::crypto::structured_field::{self, UcpAgent};
use crate::protocol::profile::PlatformProfile;
use crate::simulator::concession::note;
use crate::simulator::journal::FindingKind;
use crate::simulator::pipeline::{Context, check_version};
use crate::simulator::profile_cache::{FLOOR, KnownPlatform};
use crate::transport::Failure;
use sfv::{BareItem, ListEntry};
use std::sync::Arc;

/// The literal that stands for a signature.
const TEST: &[u8] = b"test";

/// The platform of a request that carries the literal signature; `None` for every other request, which
/// is judged by the protocol's own rules.
pub(super) async fn identify(context: &mut Context<'_>) -> Result<Option<Arc<KnownPlatform>>, Failure> {
    if context.header("request-signature").as_deref() != Some(TEST) {
        return Ok(None);
    }
    let Some(header) = context.header("ucp-agent") else { return Ok(None) };
    let platform = match UcpAgent::parse_allowing_loopback_http(&header) {
        Ok(agent) => {
            if let Some(version) = agent.version() {
                check_version(context, version)?;
            }
            let session = context.session;
            let found = session.profiles().platform(agent.profile()).await;
            let page = context.page();
            found.map_err(|failure| failure.refusal().continue_at(page))?
        }
        Err(_) => match named(&header) {
            None => return Ok(None),
            Some((name, version)) => {
                note(context, FindingKind::Compat(Relaxation::UnreadableAgent), "UCP-Agent");
                stand_in(context, name, version)
            }
        },
    };
    note(context, FindingKind::Compat(Relaxation::TestSignature), "Request-Signature");
    Ok(Some(platform))
}

/// Text of `profile` and its parameter `version`.
fn named(header: &[u8]) -> Option<(String, Option<String>)> {
    let dictionary = structured_field::dictionary(header)?;
    let ListEntry::Item(item) = dictionary.get("profile")? else { return None };
    let BareItem::String(profile) = &item.bare_item else { return None };
    let version = match item.params.get("version") {
        Some(BareItem::String(version)) => Some(version.as_str().to_owned()),
        Some(_) | None => None,
    };
    Some((profile.as_str().to_owned(), version))
}

/// A platform that declares what the business declares, in the version it says, else the business's.
fn stand_in(context: &Context<'_>, name: String, version: Option<String>) -> Arc<KnownPlatform> {
    let business = context.session.business();
    let profile = PlatformProfile {
        version: version.unwrap_or_else(|| business.profile.version.clone()),
        capabilities: business.profile.capabilities.clone(),
        handlers: None,
        signing_keys: Vec::new(),
        webhook_url: None,
        supports_multi_group: false,
    };
    Arc::new(KnownPlatform::new(name, profile, context.at, FLOOR))
}

#[cfg(test)]
mod tests {
    use super::named;
    use rstest::rstest;

    #[rstest]
    #[case::parameter(r#"profile="..."; version="2026-01-11""#, Some(("...", Some("2026-01-11"))))]
    #[case::alone(r#"profile="...""#, Some(("...", None)))]
    #[case::version_as_token(r#"profile="..."; version=x"#, Some(("...", None)))]
    #[case::other_member(r#"agent="...""#, None)]
    #[case::no_dictionary("...", None)]
    fn a_profile_that_is_no_url(#[case] header: &str, #[case] expected: Option<(&str, Option<&str>)>) {
        let found = named(header.as_bytes());
        let found = found.as_ref().map(|(name, version)| (name.as_str(), version.as_deref()));
        assert_eq!(found, expected);
    }
}
