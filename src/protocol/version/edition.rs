//! One row of typed differences per version. Consumers match on the enums here, exhaustively, and
//! never on the version itself.

use super::ProtocolVersion;

/// How documents are laid out: profiles, envelopes, payment, orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Registries: objects keyed by reverse-domain name, each value an array.
    Registry,
    /// Services as objects with a member per transport; capabilities and payment handlers as lists of
    /// named entries.
    Listing,
}

/// Which protocol versions of a platform a business serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionRule {
    /// The business's own version, or one listed in `supported_versions`.
    ExactOrListed,
    /// The business's own version and every earlier one, compared as dates.
    NotNewer,
}

/// How capabilities of both parties are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NegotiationRule {
    /// By name; the latest version that both declare; extensions need one of their parents.
    HighestCommonVersion,
    /// By name; then the platform's version of each must not be newer than the business's; extensions
    /// need their parent.
    ByName,
}

/// How messages are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureSuite {
    /// RFC 9421 HTTP message signatures over RFC 9530 digests.
    HttpMessageSignatures,
    /// Detached JSON Web Signatures over the body (RFC 7797, and RFC 7515 appendix F when received).
    DetachedJws,
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
    /// An error status and a body of `status` and `messages`, like every protocol error.
    MessagesBody,
}

/// What the absence of a header means that the version lists as required but its text only advises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderRule {
    /// The request is refused.
    Demanded,
    /// The request is served, and the absence is noted.
    Advised,
}

/// Sign and vocabulary of the entries of `totals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalsRule {
    /// Reductions are negative; types of a business's own are allowed.
    Signed,
    /// Every amount is positive, reductions are subtracted; the list of types is closed.
    Unsigned,
}

/// How a payment instrument travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentForm {
    /// A list of instruments, one of them selected; observations in `signals`.
    Instruments,
    /// One `payment_data` at completion, `payment.selected_instrument_id` before; observations in
    /// `risk_signals`.
    PaymentData,
}

/// Where a webhook says which event it is about and when it occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookForm {
    /// In headers: `Webhook-Id`, `Webhook-Timestamp`; the sender in `UCP-Agent`.
    Headers,
    /// In the body: `event_id`, `created_time`.
    Body,
}

/// Which active capabilities an answer lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveList {
    /// Those that concern the operation: its root and the extensions that name it as a parent.
    OfOperation,
    /// Every one.
    Whole,
}

/// What an update does to members that it leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateRule {
    /// They are gone: an update replaces.
    Replaces,
    /// The text has them gone, the machine-readable definition has them kept.
    Disputed,
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
    /// Which active capabilities an answer lists.
    pub active_list: ActiveList,
    /// How requests, responses and webhooks are signed.
    pub signatures: SignatureSuite,
    /// When a repeated request is the same request.
    pub idempotency: IdempotencyComparator,
    /// What business outcomes without a resource look like.
    pub outcomes: OutcomeRule,
    /// What becomes of what an update leaves out.
    pub updates: UpdateRule,
    /// What the absence of an advised header means.
    pub headers: HeaderRule,
    /// Sign and vocabulary of totals.
    pub totals: TotalsRule,
    /// How a payment instrument travels.
    pub payment: PaymentForm,
    /// Where a webhook carries its identity.
    pub webhooks: WebhookForm,
    /// Name of the profile member that holds the signing keys.
    pub keys_member: &'static str,
    /// Where the protocol's own schemas and specifications of this version are published.
    pub artefacts: &'static str,
}

/// The release of January 2026.
pub(super) const JANUARY_2026: Edition = Edition {
    version: ProtocolVersion::January2026,
    shape: Shape::Listing,
    version_rule: VersionRule::NotNewer,
    negotiation: NegotiationRule::ByName,
    active_list: ActiveList::Whole,
    signatures: SignatureSuite::DetachedJws,
    idempotency: IdempotencyComparator::RawBody,
    outcomes: OutcomeRule::MessagesBody,
    updates: UpdateRule::Disputed,
    headers: HeaderRule::Advised,
    totals: TotalsRule::Unsigned,
    payment: PaymentForm::PaymentData,
    webhooks: WebhookForm::Body,
    keys_member: "signing_keys",
    artefacts: "https://ucp.dev",
};

/// The release of April 2026.
pub(super) const APRIL_2026: Edition = Edition {
    version: ProtocolVersion::April2026,
    shape: Shape::Registry,
    version_rule: VersionRule::ExactOrListed,
    negotiation: NegotiationRule::HighestCommonVersion,
    active_list: ActiveList::OfOperation,
    signatures: SignatureSuite::HttpMessageSignatures,
    idempotency: IdempotencyComparator::RawBody,
    outcomes: OutcomeRule::Envelope,
    updates: UpdateRule::Replaces,
    headers: HeaderRule::Demanded,
    totals: TotalsRule::Signed,
    payment: PaymentForm::Instruments,
    webhooks: WebhookForm::Headers,
    keys_member: "signing_keys",
    artefacts: "https://ucp.dev/2026-04-08",
};
