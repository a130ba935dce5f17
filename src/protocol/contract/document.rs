//! Documents that are no operation's body of their own.

/// A document with a schema of its own, independent of negotiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    /// What a business publishes at `/.well-known/ucp`.
    BusinessProfile,
    /// What a platform publishes and names in `UCP-Agent`.
    PlatformProfile,
    /// The answer when there is no resource to return.
    ErrorResponse,
    /// An order without any extension, as read and as pushed.
    Order,
    /// One message of a resource.
    Message,
    /// One signing key of a profile.
    SigningKey,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::BusinessProfile,
        Self::PlatformProfile,
        Self::ErrorResponse,
        Self::Order,
        Self::Message,
        Self::SigningKey,
    ];

    /// The name used in `operations.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BusinessProfile => "business_profile",
            Self::PlatformProfile => "platform_profile",
            Self::ErrorResponse => "error_response",
            Self::Order => "order",
            Self::Message => "message",
            Self::SigningKey => "signing_key",
        }
    }
}
