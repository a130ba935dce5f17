//! One row of typed differences per version. Consumers match on the enums here, exhaustively, and
//! never on the version itself.

use super::ProtocolVersion;

/// How documents are laid out: profiles, envelopes, payment, orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Registries: objects keyed by reverse-domain name, each value an array.
    Registry,
}

/// Which protocol versions of a platform a business serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionRule {
    /// The business's own version, or one listed in `supported_versions`.
    ExactOrListed,
}

/// How capabilities of both parties are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NegotiationRule {
    /// By name; the latest version that both declare; extensions need one of their parents.
    HighestCommonVersion,
}

/// How messages are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureSuite {
    /// RFC 9421 HTTP message signatures over RFC 9530 digests.
    HttpMessageSignatures,
}

/// When two requests under one idempotency key are the same request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdempotencyComparator {
    /// Same method, path and raw body bytes.
    RawBody,
}

/// What a missing resource looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeRule {
    /// Success status and an envelope with `status` and `messages`.
    Envelope,
}

/// What is particular to one version of the protocol.
#[derive(Debug)]
pub struct Edition {
    /// The version described.
    pub version: ProtocolVersion,
    /// Layout of documents.
    pub shape: Shape,
    /// Which protocol versions are served.
    pub version_rule: VersionRule,
    /// How capabilities are matched.
    pub negotiation: NegotiationRule,
    /// How requests, responses and webhooks are signed.
    pub signatures: SignatureSuite,
    /// When a repeated request is the same request.
    pub idempotency: IdempotencyComparator,
    /// What business outcomes without a resource look like.
    pub outcomes: OutcomeRule,
    /// Name of the profile member that holds the signing keys.
    pub keys_member: &'static str,
    /// Where the protocol's own schemas and specifications of this version are published.
    pub artefacts: &'static str,
}

/// The release of April 2026.
pub(super) const APRIL_2026: Edition = Edition {
    version: ProtocolVersion::April2026,
    shape: Shape::Registry,
    version_rule: VersionRule::ExactOrListed,
    negotiation: NegotiationRule::HighestCommonVersion,
    signatures: SignatureSuite::HttpMessageSignatures,
    idempotency: IdempotencyComparator::RawBody,
    outcomes: OutcomeRule::Envelope,
    keys_member: "signing_keys",
    artefacts: "https://ucp.dev/2026-04-08",
};
