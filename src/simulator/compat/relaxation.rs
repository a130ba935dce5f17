//! Every relaxation of the official-suite switch, by name.

use crate::simulator::concession::Term;

/// One relaxation. Its name and effect are what findings, the start of the merchant and reports show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relaxation {
    /// See [`Relaxation::term`].
    TestSignature,
    /// See [`Relaxation::term`].
    LoopbackHttp,
    /// See [`Relaxation::term`].
    UnreadableAgent,
    /// See [`Relaxation::term`].
    AssumedCapabilities,
    /// See [`Relaxation::term`].
    KeptBuyer,
    /// See [`Relaxation::term`].
    NullMember,
    /// See [`Relaxation::term`].
    UnverifiedMandate,
    /// See [`Relaxation::term`].
    ErrorStatus,
    /// See [`Relaxation::term`].
    OrderRoutes,
    /// See [`Relaxation::term`].
    SimulateShipping,
    /// See [`Relaxation::term`].
    WebhookEnvelope,
    /// See [`Relaxation::term`].
    WalletHandlers,
    /// See [`Relaxation::term`].
    OwnArtefacts,
}

impl Relaxation {
    /// Every relaxation.
    pub const ALL: [Self; 13] = [
        Self::TestSignature,
        Self::LoopbackHttp,
        Self::UnreadableAgent,
        Self::AssumedCapabilities,
        Self::KeptBuyer,
        Self::NullMember,
        Self::UnverifiedMandate,
        Self::ErrorStatus,
        Self::OrderRoutes,
        Self::SimulateShipping,
        Self::WebhookEnvelope,
        Self::WalletHandlers,
        Self::OwnArtefacts,
    ];

    /// Name and effect.
    #[must_use]
    pub const fn term(self) -> Term {
        let (name, effect) = match self {
            Self::TestSignature => {
                ("test-signature", "Request-Signature: test counts as no signature, and is served")
            }
            Self::LoopbackHttp => {
                ("loopback-http", "platform profiles and webhooks on this machine may be plain http")
            }
            Self::UnreadableAgent => (
                "unreadable-agent",
                "a UCP-Agent whose profile is no URL stands for a platform that declares everything",
            ),
            Self::AssumedCapabilities => (
                "assumed-capabilities",
                "a platform is taken to declare every capability of the business but orders",
            ),
            Self::KeptBuyer => (
                "kept-buyer",
                "an update without a buyer keeps the checkout's, though it replaces everything",
            ),
            Self::NullMember => {
                ("null-member", "a member of payment that is null counts as left out of a create or update")
            }
            Self::UnverifiedMandate => ("unverified-mandate", "an AP2 mandate is accepted unverified"),
            Self::ErrorStatus => (
                "error-status",
                "business problems answer 400, 402 or 409 with a member detail, not 200 with messages",
            ),
            Self::OrderRoutes => {
                ("order-routes", "GET and PUT /orders/{id}, which the protocol version does not have")
            }
            Self::SimulateShipping => (
                "simulate-shipping",
                "POST /testing/simulate-shipping/{id}, behind Simulation-Secret, ships an order",
            ),
            Self::WebhookEnvelope => {
                ("webhook-envelope", "order events carry event_type and order beside the protocol's members")
            }
            Self::WalletHandlers => (
                "wallet-handlers",
                "payment handlers google_pay and shop_pay are declared; nothing stands behind them",
            ),
            Self::OwnArtefacts => (
                "own-artefacts",
                "schemas and specifications are named and served under this business's own authority",
            ),
        };
        Term { name, effect }
    }
}
