//! Every deviation from the protocol that the Talos overlay lets pass, by name.

use crate::simulator::concession::Term;

/// One deviation. Its name and effect are what findings, the start of the merchant and reports show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deviation {
    /// See [`Deviation::term`].
    AgentNotUrl,
    /// See [`Deviation::term`].
    ConfiguredKey,
    /// See [`Deviation::term`].
    PlaceNotSigned,
    /// See [`Deviation::term`].
    RequestIdNotSigned,
    /// See [`Deviation::term`].
    BodyDiffers,
    /// See [`Deviation::term`].
    BodyOnlySigned,
    /// See [`Deviation::term`].
    SignatureNotDefined,
    /// See [`Deviation::term`].
    ForeignMember,
    /// See [`Deviation::term`].
    PaymentMissing,
    /// See [`Deviation::term`].
    InvalidInstrument,
    /// See [`Deviation::term`].
    IdMissing,
    /// See [`Deviation::term`].
    ForeignRoute,
    /// See [`Deviation::term`].
    FallbackEndpoint,
    /// See [`Deviation::term`].
    ProfileShape,
}

impl Deviation {
    /// Every deviation.
    pub const ALL: [Self; 14] = [
        Self::AgentNotUrl,
        Self::ConfiguredKey,
        Self::PlaceNotSigned,
        Self::RequestIdNotSigned,
        Self::BodyDiffers,
        Self::BodyOnlySigned,
        Self::SignatureNotDefined,
        Self::ForeignMember,
        Self::PaymentMissing,
        Self::InvalidInstrument,
        Self::IdMissing,
        Self::ForeignRoute,
        Self::FallbackEndpoint,
        Self::ProfileShape,
    ];

    /// Name and effect.
    #[must_use]
    pub const fn term(self) -> Term {
        let (name, effect) = match self {
            Self::AgentNotUrl => {
                ("agent-not-url", "the profile in UCP-Agent is no https URL; nothing can be fetched there")
            }
            Self::ConfiguredKey => {
                ("configured-key", "the key that verifies is configured here, not published by the platform")
            }
            Self::PlaceNotSigned => {
                ("place-not-signed", "neither scheme and host nor the endpoint's own path are signed")
            }
            Self::RequestIdNotSigned => ("request-id-not-signed", "Request-Id was added after signing"),
            Self::BodyDiffers => ("body-differs", "null was signed, an empty object was sent"),
            Self::BodyOnlySigned => (
                "body-only-signed",
                "only the body is signed: the same request can be replayed, and at any path",
            ),
            Self::SignatureNotDefined => {
                ("signature-not-defined", "Request-Signature is not defined by this protocol version")
            }
            Self::ForeignMember => ("foreign-member", "a member that the protocol does not have"),
            Self::PaymentMissing => {
                ("payment-missing", "a checkout is created without the required member payment")
            }
            Self::InvalidInstrument => {
                ("invalid-instrument", "the payment instrument lacks members the protocol requires")
            }
            Self::IdMissing => ("id-missing", "the identifier that an update repeats in its body is missing"),
            Self::ForeignRoute => ("foreign-route", "an operation that the protocol does not have"),
            Self::FallbackEndpoint => {
                ("fallback-endpoint", "the request did not go to the endpoint the profile names")
            }
            Self::ProfileShape => {
                ("profile-shape", "the profile also carries the members of the Talos contracts")
            }
        };
        Term { name, effect }
    }
}
