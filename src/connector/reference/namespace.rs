//! Who may define what: the documents of a capability are at the authority its name begins with.

use url::Url;

use crate::protocol::profile::{Capability, Service};

/// The protocol's own prefix; its authority has two labels.
const OWN: [&str; 2] = ["dev", "ucp"];

/// Whether the host of an https URL, reversed, is the authority that the name begins with.
#[must_use]
pub fn is_at_authority(name: &str, document: &str) -> bool {
    let Ok(url) = Url::parse(document) else { return false };
    let Some(host) = url.host_str() else { return false };
    let reversed: Vec<&str> = host.split('.').rev().collect();
    let labels: Vec<&str> = name.split('.').collect();
    let authority = if labels.starts_with(&OWN) { OWN.len() } else { reversed.len() };
    url.scheme() == "https"
        && url.port().is_none()
        && reversed.len() == authority
        && authority >= 2
        && labels.len() > authority
        && labels.starts_with(&reversed)
}

/// Why a capability cannot be trusted to be what its name says; `None` when it can.
#[must_use]
pub fn foreign_capability(capability: &Capability) -> Option<String> {
    foreign(
        &capability.name,
        [("spec", capability.spec.as_deref()), ("schema", capability.schema.as_deref())],
    )
}

/// The same of a service; only its specification is bound to its name in every version.
#[must_use]
pub fn foreign_service(service: &Service) -> Option<String> {
    foreign(&service.name, [("spec", service.spec.as_deref()), ("spec", None)])
}

/// Documents that are not named bind nothing; that they are missing is the profile's defect.
fn foreign(name: &str, documents: [(&str, Option<&str>); 2]) -> Option<String> {
    documents.into_iter().find_map(|(member, url)| {
        let url = url.filter(|url| !is_at_authority(name, url))?;
        Some(format!("its {member} {url} is not at the authority of its name"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("dev.ucp.shopping.checkout", "https://ucp.dev/specification/checkout", true)]
    #[case("dev.ucp.shopping.checkout", "https://shopping.ucp.dev/checkout", false)]
    #[case("dev.ucp.shopping.checkout", "http://ucp.dev/checkout", false)]
    #[case("dev.ucp.shopping.checkout", "https://ucp.dev.evil.example/x", false)]
    #[case("dev.ucp.shopping.checkout", "https://evil.example/ucp.dev", false)]
    #[case("dev.ucp.shopping.checkout", "https://ucp.dev:8443/x", false)]
    #[case("dev.ucp.shopping.checkout", "https://ucp.dev@evil.example/x", false)]
    #[case("com.example.loyalty", "https://example.com/loyalty", true)]
    #[case("com.example.shop.loyalty", "https://shop.example.com/loyalty", true)]
    #[case("com.example.loyalty", "https://com/x", false)]
    #[case("com.example", "https://example.com/x", false)]
    #[case("com.example.loyalty", "example.com/x", false)]
    fn documents_belong_to_the_authority_of_the_name(
        #[case] name: &str,
        #[case] url: &str,
        #[case] good: bool,
    ) {
        assert_eq!(is_at_authority(name, url), good);
    }

    #[test]
    fn the_schema_counts_as_much_as_the_specification() {
        let mut capability = Capability {
            name: "dev.ucp.shopping.checkout".to_owned(),
            spec: Some("https://ucp.dev/specification/checkout".to_owned()),
            ..Capability::default()
        };
        assert_eq!(foreign_capability(&capability), None);
        capability.schema = Some("https://evil.example/checkout.json".to_owned());
        assert!(foreign_capability(&capability).is_some_and(|why| why.contains("evil.example")));
    }
}
