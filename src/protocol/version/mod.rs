//! The version axis: one closed enum, and one table of typed differences ([`Edition`]). This
//! folder and `contracts/` are the only places that name a version's date.

mod edition;

pub use edition::{
    ActiveList, Edition, HeaderRule, IdempotencyComparator, NegotiationRule, OutcomeRule, PaymentForm, Shape,
    SignatureSuite, TotalsRule, UpdateRule, VersionRule, WebhookForm,
};

use std::fmt;

/// A released version of the protocol that this program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProtocolVersion {
    /// The release of January 2026.
    January2026,
    /// The release of April 2026.
    April2026,
}

impl ProtocolVersion {
    /// Every version spoken, oldest first.
    pub const ALL: [Self; 2] = [Self::January2026, Self::April2026];
    /// The newest version spoken.
    pub const LATEST: Self = Self::April2026;

    /// The dates of every release of the protocol so far, oldest first, spoken here or not.
    pub const RELEASED: [&str; 4] = ["2026-01-11", "2026-01-23", "2026-04-08", "2026-08-25"];

    /// The date that names the version on the wire.
    #[must_use]
    pub const fn date(self) -> &'static str {
        match self {
            Self::January2026 => "2026-01-11",
            Self::April2026 => "2026-04-08",
        }
    }

    /// The version of that date, when it is spoken here.
    #[must_use]
    pub fn parse(date: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.date() == date)
    }

    /// What is particular to the version.
    #[must_use]
    pub const fn edition(self) -> &'static Edition {
        match self {
            Self::January2026 => &edition::JANUARY_2026,
            Self::April2026 => &edition::APRIL_2026,
        }
    }
}

impl fmt::Display for ProtocolVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.date())
    }
}
