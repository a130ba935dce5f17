//! Who asks, when, and where fresh identifiers come from.

use std::fmt;
use std::sync::Arc;

use crate::clock::Instant;
use crate::protocol::payment::HandlerDeclaration;

/// Circumstances of one command.
pub struct Context<'a> {
    /// Time of the decision.
    pub now: Instant,
    /// Who asks.
    pub caller: &'a Caller,
    /// Origin of every URL handed out, without a trailing slash (`https://shop.example`).
    pub base_url: &'a str,
    /// Source of fresh identifiers.
    pub ids: &'a mut dyn IdSource,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("now", &self.now)
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}

/// Who asks and what was negotiated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// On whose behalf.
    pub principal: Principal,
    /// Extensions active in this exchange.
    pub extensions: Extensions,
    /// Whether the platform can show several groups per method.
    pub supports_multi_group: bool,
    /// The platform's handlers; `None` when it declares none, which restricts nothing.
    pub payment_handlers: Option<Arc<[HandlerDeclaration]>>,
    /// Where the platform wants to hear of orders.
    pub webhook_url: Option<Arc<str>>,
}

impl Caller {
    /// The business itself: order edits, settling, the buyer's page.
    #[must_use]
    pub fn business() -> Self {
        Self {
            principal: Principal::Business,
            extensions: Extensions::ALL,
            supports_multi_group: false,
            payment_handlers: None,
            webhook_url: None,
        }
    }

    /// A platform known by its profile URL, with these extensions.
    #[must_use]
    pub fn platform(profile: &str, extensions: Extensions) -> Self {
        Self {
            principal: Principal::Platform(profile.into()),
            extensions,
            supports_multi_group: false,
            payment_handlers: None,
            webhook_url: None,
        }
    }
}

/// On whose behalf a command comes: the three authorization regimes, and the business itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A platform by its own credentials; it sees what it originated.
    Platform(Arc<str>),
    /// A buyer who authorised a platform; sees the buyer's orders whatever their origin.
    Buyer {
        /// Platform that speaks.
        platform: Arc<str>,
        /// Identity of the buyer.
        email: Arc<str>,
    },
    /// The business; sees everything.
    Business,
    /// Nobody in particular (a merchant that does not require authentication).
    Anonymous,
}

/// Extensions of checkout active in an exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extensions {
    /// Discounts.
    pub discount: bool,
    /// Fulfilment.
    pub fulfillment: bool,
    /// Buyer consent.
    pub buyer_consent: bool,
}

impl Extensions {
    /// All of them.
    pub const ALL: Self = Self { discount: true, fulfillment: true, buyer_consent: true };
    /// None of them.
    pub const NONE: Self = Self { discount: false, fulfillment: false, buyer_consent: false };

    /// Those among these capability names.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut active = Self::NONE;
        for name in names {
            match name {
                "dev.ucp.shopping.discount" => active.discount = true,
                "dev.ucp.shopping.fulfillment" => active.fulfillment = true,
                "dev.ucp.shopping.buyer_consent" => active.buyer_consent = true,
                _ => {}
            }
        }
        active
    }
}

/// What an identifier is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// A checkout session.
    Checkout,
    /// An order.
    Order,
    /// A charge.
    Charge,
}

impl IdKind {
    /// Prefix that makes identifiers readable.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Checkout => "chk",
            Self::Order => "ord",
            Self::Charge => "chg",
        }
    }
}

/// Source of fresh, globally unique identifiers. Identifiers within a checkout or an order (lines,
/// groups, events) are counted by the engine.
pub trait IdSource {
    /// An identifier never given before.
    fn next_id(&mut self, kind: IdKind) -> Arc<str>;
}

/// Counts: `chk_1`, `chk_2`, … For tests.
#[derive(Clone, Debug, Default)]
pub struct SequentialIds {
    last: u64,
}

impl IdSource for SequentialIds {
    fn next_id(&mut self, kind: IdKind) -> Arc<str> {
        self.last += 1;
        format!("{}_{}", kind.prefix(), self.last).into()
    }
}
