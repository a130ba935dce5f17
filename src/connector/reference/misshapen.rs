//! Signatures of a broken connector: made, but not as the protocol makes them.

use super::Reference;
use crate::connector::defect::Defect;
use crate::platform::signed_client::{DigestTamper, SigningTamper, Tamper};
use crate::transport::request::Draft;

impl Reference {
    /// What is wrong with the HTTP message signature of a request. A defect is asked for only where the request
    /// has what it would spoil.
    pub(super) fn misshapen(&self, draft: &Draft) -> Vec<Tamper> {
        let has_body = draft.body.is_some();
        let has_key = draft.header("idempotency-key").is_some();
        let has_agent = !draft.dropped.iter().any(|name| name.eq_ignore_ascii_case("ucp-agent"));
        let without = |name: &str| SigningTamper::OmitComponent(name.to_owned());
        [
            (has_body && self.has(Defect::BodyNotCovered)).then(|| without("content-digest")),
            self.has(Defect::PathNotCovered).then(|| without("@path")),
            (has_agent && self.has(Defect::AgentNotCovered)).then(|| without("ucp-agent")),
            (has_key && self.has(Defect::KeyNotCovered)).then(|| without("idempotency-key")),
            (has_body && self.has(Defect::DigestSha512))
                .then_some(SigningTamper::Digest(DigestTamper::Sha512)),
            self.has(Defect::DerSignature).then_some(SigningTamper::Der),
            self.has(Defect::AlgorithmAnnounced).then(|| SigningTamper::Parameter {
                name: "alg".to_owned(),
                value: "ecdsa-p256-sha256".to_owned(),
            }),
            self.has(Defect::UnpublishedKey)
                .then(|| SigningTamper::KeyId(format!("{}-unpublished", self.settings().name))),
        ]
        .into_iter()
        .flatten()
        .map(Tamper::Signing)
        .collect()
    }
}
