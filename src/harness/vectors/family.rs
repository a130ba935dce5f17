//! The families of contract vectors.

use serde::{Deserialize, Serialize};

/// One algorithm or rule that must be byte-exact or decision-exact on both sides of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// base64url without padding.
    Base64url,
    /// Canonical JSON (RFC 8785).
    Jcs,
    /// `Content-Digest` (RFC 9530).
    ContentDigest,
    /// Structured fields (RFC 8941) and `UCP-Agent`.
    StructuredField,
    /// Public keys as JWK.
    Jwk,
    /// RFC 9421 signatures of requests.
    HttpSignatureRequest,
    /// RFC 9421 signatures of responses.
    HttpSignatureResponse,
    /// RFC 9421 signatures of webhooks.
    HttpSignatureWebhook,
    /// Detached JWS (RFC 7515 appendix F, RFC 7797).
    DetachedJws,
    /// The envelope signature of the Talos connector.
    TalosEnvelope,
    /// AP2 merchant authorization.
    Ap2,
    /// Which URL a platform profile may be fetched from.
    ProfileUrl,
    /// Documents of discovery.
    Profile,
    /// Versions and capabilities both parties speak.
    Negotiation,
    /// Bodies of operations against the composed schema.
    Schema,
    /// What is told of a document that breaks its schema.
    Violations,
    /// Arithmetic of totals.
    Totals,
    /// When two requests under one idempotency key are one.
    Idempotency,
    /// What the severity of messages means.
    MessageSeverity,
    /// Cursors and pagination.
    Cursor,
    /// Where an order line stands.
    OrderStatus,
    /// Payment handlers and instruments both parties can use.
    PaymentHandlers,
    /// Which operation a method and a path stand for, and how each is carried.
    Routes,
    /// How schema files with references and annotations become one schema.
    Composition,
    /// Raw ECDSA signatures.
    Ecdsa,
    /// What the contract of a version holds.
    Contract,
    /// Amounts of money and their currencies.
    Amounts,
    /// Codes of errors, warnings and infos.
    Codes,
    /// When a clause of the register applies, and to whom.
    Applicability,
}

/// Name and title of every family, in the order of reports.
const ROWS: [(Family, &str, &str); 29] = [
    (Family::Base64url, "base64url", "base64url without padding"),
    (Family::Jcs, "jcs", "Canonical JSON (RFC 8785)"),
    (Family::ContentDigest, "content-digest", "Content-Digest (RFC 9530)"),
    (Family::StructuredField, "structured-field", "Structured fields (RFC 8941)"),
    (Family::Jwk, "jwk", "Public keys as JWK (RFC 7517)"),
    (Family::HttpSignatureRequest, "http-signature-request", "Signed requests (RFC 9421)"),
    (Family::HttpSignatureResponse, "http-signature-response", "Signed responses (RFC 9421)"),
    (Family::HttpSignatureWebhook, "http-signature-webhook", "Signed webhooks (RFC 9421)"),
    (Family::DetachedJws, "detached-jws", "Detached JWS (RFC 7515, RFC 7797)"),
    (Family::TalosEnvelope, "talos-envelope", "Talos envelope signatures"),
    (Family::Ap2, "ap2", "AP2 merchant authorization"),
    (Family::ProfileUrl, "profile-url", "URLs of platform profiles"),
    (Family::Profile, "profile", "Profiles of platforms and businesses"),
    (Family::Negotiation, "negotiation", "Negotiation of versions and capabilities"),
    (Family::Schema, "schema", "Bodies of operations"),
    (Family::Violations, "violations", "What is told of a document that breaks its schema"),
    (Family::Totals, "totals", "Arithmetic of totals"),
    (Family::Idempotency, "idempotency", "Idempotency keys and fingerprints"),
    (Family::MessageSeverity, "message-severity", "Severity of messages"),
    (Family::Cursor, "cursor", "Cursors and pagination"),
    (Family::OrderStatus, "order-status", "Status of order lines"),
    (Family::PaymentHandlers, "payment-handlers", "Payment handlers and instruments"),
    (Family::Routes, "routes", "Operations by method and path"),
    (Family::Composition, "composition", "Composition of schema files"),
    (Family::Ecdsa, "ecdsa", "Raw ECDSA signatures"),
    (Family::Contract, "contract", "Members, documents and files of a contract"),
    (Family::Amounts, "amounts", "Amounts of money and currencies"),
    (Family::Codes, "codes", "Codes of errors, warnings and infos"),
    (Family::Applicability, "applicability", "When a clause applies, and to whom"),
];

impl Family {
    /// Every family, in the order of reports.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|(family, ..)| *family)
    }

    /// The name of the folder, and the word of the runner protocol.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// A title for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().1
    }

    /// The family of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        ROWS.iter().find(|(_, known, _)| *known == name).map(|(family, ..)| *family)
    }

    fn row(self) -> (&'static str, &'static str) {
        let row = ROWS.iter().find(|(family, ..)| *family == self);
        row.map_or(("unknown", "unknown"), |(_, name, title)| (*name, *title))
    }
}

impl std::fmt::Display for Family {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_words_of_the_files() {
        for family in Family::all() {
            assert_eq!(serde_json::to_value(family).unwrap(), family.name());
            assert_eq!(Family::parse(family.name()), Some(family));
        }
        assert_eq!(Family::parse("unknown"), None);
    }
}
