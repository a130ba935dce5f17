//! Which protocol versions a run is about.

use super::{CertifyError, CertifyOptions, TargetChoice};
use crate::harness::business::Business;
use crate::harness::connector::Contender;
use crate::platform::outbound::{Client, Request};
use crate::protocol::version::ProtocolVersion;
use crate::transport::profile_view::ProfileView;
use std::collections::BTreeSet;

/// The versions of a run, oldest first: those asked for, else what the target itself speaks.
///
/// # Errors
/// [`CertifyError::NoCommonVersion`] when a merchant's profile declares none of ours,
/// [`CertifyError::Usage`] when a contract folder is to stand for several versions.
pub(super) async fn versions(
    options: &CertifyOptions,
    client: &Client,
) -> Result<Vec<ProtocolVersion>, CertifyError> {
    let chosen: BTreeSet<ProtocolVersion> = match (&options.target, options.versions.as_slice()) {
        (_, [_, ..]) => options.versions.iter().copied().collect(),
        // A contract folder is of one version; which one it is was not said.
        (_, []) if options.contracts.is_some() => BTreeSet::from([ProtocolVersion::LATEST]),
        (TargetChoice::Builtin { .. }, []) => ProtocolVersion::ALL.into(),
        (TargetChoice::Connector { contender, .. }, []) => contender.versions().into_iter().collect(),
        (TargetChoice::Merchant { url }, []) => BTreeSet::from([declared(client, url).await?]),
    };
    if chosen.len() > 1 && matches!(options.target.contender(), Some(Contender::Anybody(_))) {
        let reason = "--watch serves one version: choose it with one --version";
        return Err(CertifyError::Usage(reason.to_owned()));
    }
    if options.contracts.is_some() && chosen.len() > 1 {
        let reason = "--contracts is a folder of one version: choose it with one --version";
        return Err(CertifyError::Usage(reason.to_owned()));
    }
    Ok(chosen.into_iter().collect())
}

/// The version that a merchant's profile declares. What cannot be read is left to the preflight,
/// which says why.
async fn declared(client: &Client, base_url: &str) -> Result<ProtocolVersion, CertifyError> {
    let url = Business::profile_url(base_url);
    let answer = client.send(Request::get(&url)).await.ok().filter(|answer| answer.status == 200);
    let document = answer.and_then(|answer| serde_json::from_slice(&answer.body).ok());
    let profile = ProfileView::new(document.unwrap_or_default());
    match profile.version() {
        None => Ok(ProtocolVersion::LATEST),
        Some(date) => ProtocolVersion::parse(date).ok_or_else(|| no_common(&url, date)),
    }
}

fn no_common(url: &str, date: &str) -> CertifyError {
    let ours: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
    CertifyError::NoCommonVersion(format!(
        "{url} declares the protocol version {date}, and this program speaks {}. Certify the URL of a profile in one of these versions, or ask for one with --version to see what the target makes of it.",
        ours.join(" and ")
    ))
}
