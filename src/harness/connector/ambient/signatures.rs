//! How requests are signed.

use super::{Sighting, Watched};
use crate::crypto::digest::verify_content_digest;
use crate::crypto::jwk::Jwk;
use crate::crypto::key::KeySet;
use crate::harness::ambient::Remark;
use crate::harness::connector::sight::{self, header};
use crate::platform::signature_check;
use crate::protocol::version::SignatureSuite;
use crate::transport::profile_view::ProfileView;

/// The header that carries the signature.
const fn carrier(suite: SignatureSuite) -> &'static str {
    match suite {
        SignatureSuite::HttpMessageSignatures => "signature",
        SignatureSuite::DetachedJws => signature_check::DETACHED,
    }
}

const fn suite(sighting: &Sighting<'_>) -> SignatureSuite {
    sighting.watched.contract.version().edition().signatures
}

/// With HTTP message signatures the advice is for those who chose them: who signs nothing may authenticate otherwise.
pub(super) fn present(sighting: &Sighting<'_>) -> Remark {
    let (suite, carrier) = (suite(sighting), carrier(suite(sighting)));
    let mut calls = sighting.watched.exchanges.iter().filter(|exchange| sight::is_call(exchange));
    if suite == SignatureSuite::HttpMessageSignatures
        && calls.all(|exchange| header(exchange, carrier).is_none())
    {
        return Remark::NotConcerned;
    }
    let holds = header(sighting.exchange, carrier).is_some();
    Remark::of(holds, "A request without a signature", carrier, sight::line(sighting.exchange))
}

pub(super) fn valid(sighting: &Sighting<'_>) -> Remark {
    let (exchange, suite) = (sighting.exchange, suite(sighting));
    if header(exchange, carrier(suite)).is_none() {
        return Remark::NotConcerned;
    }
    let Some(keys) = keys(sighting.watched, header(exchange, "ucp-agent").unwrap_or_default()) else {
        return Remark::NotConcerned;
    };
    let refused = match suite {
        SignatureSuite::HttpMessageSignatures => {
            signature_check::request(exchange, &keys, exchange.at).err().map(|error| error.to_string())
        }
        SignatureSuite::DetachedJws => {
            signature_check::detached(&exchange.request, &keys).err().map(|error| error.to_string())
        }
    };
    Remark::of(
        refused.is_none(),
        "A signature that does not verify",
        "a signature by a key of the connector's profile over what the version demands",
        refused.unwrap_or_default(),
    )
}

pub(super) fn digest(sighting: &Sighting<'_>) -> Remark {
    let (exchange, suite) = (sighting.exchange, suite(sighting));
    let signed = header(exchange, carrier(suite)).is_some() && !exchange.request.body.is_empty();
    if !signed || suite != SignatureSuite::HttpMessageSignatures {
        return Remark::NotConcerned;
    }
    let title = "A signed body without its digest";
    let Some(value) = header(exchange, "content-digest") else {
        return Remark::of(false, title, "Content-Digest: sha-256=:…:", "absent");
    };
    let holds = verify_content_digest(value.as_bytes(), &exchange.request.body).is_ok();
    Remark::of(holds, title, "the SHA-256 of the raw body", value)
}

/// The keys of the profile that the request names, as the business fetched it; of any when it fetched none of that
/// name.
fn keys(watched: &Watched<'_>, agent: &str) -> Option<KeySet> {
    let named = watched.platform_profiles().filter(|fetch| agent.contains(fetch.request.url.as_str()));
    let fetched = named.chain(watched.platform_profiles());
    let mut documents = fetched.filter_map(|fetch| {
        let document = serde_json::from_slice(&fetch.response.as_ref()?.body).ok()?;
        let profile = ProfileView::new(document);
        let keys: Vec<Jwk> = profile.signing_keys().iter().filter_map(|key| Jwk::parse(key).ok()).collect();
        (!keys.is_empty()).then(|| KeySet::from_jwks(&keys))
    });
    documents.next()
}
