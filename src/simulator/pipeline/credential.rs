//! How a request proves who sends it. Whatever the mechanism, it ends in an [`Identity`], which must be
//! the platform that `UCP-Agent` names.
//!
//! An API key or a bearer token is one more [`Mechanism`]: it tells what it looks like on the wire, and
//! looks up to whom the business issued the credential. With signatures the identity cannot contradict
//! `UCP-Agent`, because keys are looked up in that very profile; with issued credentials it can, and
//! then the request is `forbidden`.

use super::authenticate::check_version;
use super::context::Context;
use crate::crypto::http_signature::{
    Header, RequestParts, RequestPolicy, SignatureCode, SignatureError, verify_request,
};
use crate::protocol::version::SignatureSuite;
use crate::simulator::detached;
use crate::simulator::profile_cache::KnownPlatform;
use crate::transport::failure::{Failure, code};
use std::sync::Arc;

/// A way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    /// A signature made with a key of the platform's profile.
    Signature,
}

impl Mechanism {
    /// Every mechanism, in the order in which credentials are looked for.
    const ALL: [Self; 1] = [Self::Signature];

    /// Headers that carry the credential; one of them is enough to be judged.
    const fn headers(self, suite: SignatureSuite) -> &'static [&'static str] {
        match (self, suite) {
            (Self::Signature, SignatureSuite::HttpMessageSignatures) => &["signature", "signature-input"],
            (Self::Signature, SignatureSuite::DetachedJws) => &[detached::REQUEST],
        }
    }

    /// The mechanism whose credential a request carries.
    pub(super) fn presented(context: &Context<'_>) -> Option<Self> {
        let headers = context.request.headers();
        let suite = context.session.edition().signatures;
        let carries =
            |mechanism: &Self| mechanism.headers(suite).iter().any(|name| headers.contains_key(*name));
        Self::ALL.into_iter().find(carries)
    }

    /// Verifies the credential. Returns whose it is, and the platform, whose profile may have had to be
    /// fetched anew.
    pub(super) async fn verify(
        self,
        context: &Context<'_>,
        platform: Arc<KnownPlatform>,
    ) -> Result<(Identity, Arc<KnownPlatform>), Failure> {
        match self {
            Self::Signature => {
                let platform = signature(context, platform).await?;
                Ok((Identity { profile: platform.url.clone() }, platform))
            }
        }
    }
}

/// Whose a verified credential is.
#[derive(Debug)]
pub(super) struct Identity {
    /// Profile URL of the platform.
    profile: String,
}

impl Identity {
    /// Asserts that the credential is that of the platform in `UCP-Agent`.
    pub(super) fn bind(&self, agent: &str) -> Result<(), Failure> {
        if self.profile == agent {
            return Ok(());
        }
        let reason = format!("the credential does not belong to {agent}, the platform in UCP-Agent");
        Err(Failure::new(code::FORBIDDEN, reason))
    }
}

/// Verifies the signature; a key that is not in the profile at hand may be in a fresher one.
async fn signature(
    context: &Context<'_>,
    platform: Arc<KnownPlatform>,
) -> Result<Arc<KnownPlatform>, Failure> {
    match check(context, &platform) {
        Ok(()) => Ok(platform),
        Err(refused) if refused.code == SignatureCode::KeyNotFound.as_str() => {
            match context.session.profiles().refresh_for_key(&platform.url).await {
                None => Err(refused),
                Some(Err(failure)) => Err(failure.refusal()),
                Some(Ok(fresh)) => {
                    check_version(context, &fresh.profile.version)?;
                    check(context, &fresh)?;
                    Ok(fresh)
                }
            }
        }
        Err(refused) => Err(refused),
    }
}

fn check(context: &Context<'_>, platform: &KnownPlatform) -> Result<(), Failure> {
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
            verify_request(&parts, &policy, |kid| platform.keys.lookup(kid))
                .map(|_| ())
                .map_err(|error| refusal(&error))
        }
        SignatureSuite::DetachedJws => {
            detached::verify(context.header(detached::REQUEST).as_deref(), &context.body, &platform.keys)
        }
    }
}

fn refusal(error: &SignatureError) -> Failure {
    Failure::new(error.code().as_str(), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_of_another_platform_is_forbidden() {
        let identity = Identity { profile: "https://one.example/profile.json".to_owned() };
        assert_eq!(identity.bind("https://one.example/profile.json"), Ok(()));
        let refused = identity.bind("https://two.example/profile.json");
        assert_eq!(refused.map_err(|failure| failure.code), Err(code::FORBIDDEN));
    }
}
