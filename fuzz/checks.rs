//! What must hold of every parser that eats bytes from the other side, whatever the bytes. The fuzz targets and
//! `tests/hostile_bytes.rs` share these.

use ucp_assay::clock::Instant;
use ucp_assay::crypto::http_signature::{RequestParts, RequestPolicy, Scheme, verify_request};
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::{KeyLookup, VerifyingKey};
use ucp_assay::crypto::structured_field::{UcpAgent, canonical_dictionary};
use ucp_assay::crypto::{detached_jws, jcs};
use ucp_assay::merchant::World;
use ucp_assay::protocol::contract::{CapabilitySet, Contract, Direction, DocumentKind};
use ucp_assay::protocol::cursor::CursorCodec;
use ucp_assay::protocol::json;
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::transport::dialect;

/// A check of one parser.
type Check = fn(&[u8]);

/// Every check by the name of its fuzz target.
pub(crate) const ALL: [(&str, Check); 10] = [
    ("structured_field", structured_field),
    ("signature_input", signature_input),
    ("detached_jws", detached_jws),
    ("jcs", canonical_json),
    ("profile", profile),
    ("checkout_body", checkout_body),
    ("ucp_agent", ucp_agent),
    ("cursor", cursor),
    ("scenario", scenario),
    ("jwk", jwk),
];

/// What is serialised parses to the same.
pub(crate) fn structured_field(data: &[u8]) {
    if let Some(text) = canonical_dictionary(data) {
        assert_eq!(canonical_dictionary(text.as_bytes()), Some(text));
    }
}

/// Nobody signed it, so it is refused.
pub(crate) fn signature_input(data: &[u8]) {
    let headers: [(&str, &[u8]); 4] = [
        ("signature-input", data),
        ("signature", b"sig1=:AAAA:, a=:AAAA:, b=:AAAA:"),
        ("ucp-agent", b"profile=\"https://agent.example/p\""),
        ("x", b"a"),
    ];
    let request = RequestParts {
        method: "GET",
        scheme: Scheme::Https,
        authority: "shop.example",
        path: "/a",
        query: Some("a=1&b=%20"),
        headers: &headers,
        body: b"",
    };
    let policy = RequestPolicy::request(Instant::from_millis(0));
    let nobody = |_: &str| -> Option<&VerifyingKey> { None };
    assert!(verify_request(&request, &policy, nobody).is_err());
}

/// Nobody's key is known, so it is refused.
pub(crate) fn detached_jws(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assert!(detached_jws::verify(&text, data, |_| KeyLookup::NotFound).is_err());
}

/// The canonical form is its own canonical form.
pub(crate) fn canonical_json(data: &[u8]) {
    if let Ok(canonical) = jcs::canonicalize_text(data) {
        assert_eq!(jcs::canonicalize_text(&canonical).ok(), Some(canonical));
    }
}

/// A document is judged, read or refused, at every version.
pub(crate) fn profile(data: &[u8]) {
    let Ok(document) = json::parse(data, 64) else { return };
    for version in ProtocolVersion::ALL {
        for kind in [DocumentKind::PlatformProfile, DocumentKind::BusinessProfile] {
            if let Ok(schema) = Contract::embedded(version).document(kind) {
                assert_eq!(schema.is_valid(&document), schema.check(&document).is_valid());
            }
        }
        let _read = dialect(version.edition()).platform_profile(&document);
    }
}

/// A body is judged, and decoded or refused, at every version.
pub(crate) fn checkout_body(data: &[u8]) {
    let Ok(document) = json::parse(data, 64) else { return };
    for version in ProtocolVersion::ALL {
        let names =
            ["dev.ucp.shopping.checkout", "dev.ucp.shopping.discount", "dev.ucp.shopping.fulfillment"];
        let set = CapabilitySet::of_version(version.date(), names);
        for operation in [Operation::CreateCheckout, Operation::UpdateCheckout, Operation::CompleteCheckout] {
            let contract = Contract::embedded(version);
            if let Ok(schema) = contract.validator(&set, operation, Direction::Request) {
                assert_eq!(schema.is_valid(&document), schema.check(&document).is_valid());
            }
            let _command =
                dialect(version.edition()).decode(operation, Some("chk_1".into()), Some(document.clone()));
        }
    }
}

/// A profile that was read is written and read again as the same.
pub(crate) fn ucp_agent(data: &[u8]) {
    if let Ok(agent) = UcpAgent::parse(data)
        && let Ok(header) = UcpAgent::header(agent.profile())
    {
        assert_eq!(
            UcpAgent::parse(header.as_bytes()).map(|again| again.profile().to_owned()),
            Ok(agent.profile().to_owned())
        );
    }
}

/// What is accepted is exactly what was written.
pub(crate) fn cursor(data: &[u8]) {
    let codec = CursorCodec::new(b"fuzz");
    let text = String::from_utf8_lossy(data);
    if let Ok(offset) = codec.decode(&text, b"q") {
        assert_eq!(codec.encode(offset, b"q"), text);
    }
}

/// A scenario file is a world, or one clear complaint.
pub(crate) fn scenario(data: &[u8]) {
    if let Err(error) = World::from_yaml(&String::from_utf8_lossy(data), "fuzz.yaml") {
        assert!(!error.to_string().is_empty());
    }
}

/// A key is usable or not; its thumbprint does not depend on members that are not required.
pub(crate) fn jwk(data: &[u8]) {
    let Ok(document) = json::parse(data, 64) else { return };
    if let Ok(jwk) = Jwk::parse(&document)
        && VerifyingKey::from_jwk(&jwk).is_ok()
    {
        let bare = Jwk { key_use: None, alg: None, ..jwk.clone() };
        assert_eq!(jwk.thumbprint().ok(), bare.thumbprint().ok());
    }
}
