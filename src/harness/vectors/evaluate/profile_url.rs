//! Which URL a stranger may make a business fetch.

use std::net::IpAddr;

use serde::Deserialize;
use serde_json::Value;

use super::{BadInput, Evaluated, accepted, read, refused};
use crate::platform::outbound::{AddressKind, Policy, check_url};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileUrl {
    url: String,
    /// What the host name resolves to, when it is a name.
    #[serde(default)]
    resolves_to: Vec<String>,
    /// The development switch: this machine as well, without TLS too.
    #[serde(default)]
    allow_loopback_http: bool,
}

pub(super) fn decide(input: &Value) -> Evaluated {
    let ProfileUrl { url, resolves_to, allow_loopback_http } = read(input)?;
    let policy = if allow_loopback_http { Policy::DEVELOPMENT } else { Policy::STRICT };
    let mut admitted = check_url(&url, policy).is_ok();
    for address in &resolves_to {
        let address: IpAddr = address.parse().map_err(|_| BadInput(format!("no address: {address}")))?;
        admitted &= policy.admit(AddressKind::of(address)).is_ok();
    }
    Ok(if admitted { accepted() } else { refused("invalid_profile_url") })
}
