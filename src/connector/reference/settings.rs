//! What a reference connector is made of.

use super::backoff::RetryPolicy;
use super::pace::Pace;
use crate::clock::Clock;
use crate::connector::defect::Defects;
use crate::platform::authority::TrustedRoots;
use crate::platform::outbound::{Limits, Policy};
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;
use crate::seed::Seed;
use crate::transport::neutral::Accommodation;

/// For which answers a missing signature is a refusal. One that is there is always checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Demand {
    /// Where the contract makes signatures a must: no answer of an operation, in any version so far.
    #[default]
    Contract,
    /// Completions and orders, for which signing is advised.
    Completion,
    /// Every answer.
    All,
}

impl Demand {
    /// Whether answers to this operation have to be signed.
    #[must_use]
    pub const fn covers(self, operation: Operation) -> bool {
        match self {
            Self::Contract => false,
            Self::Completion => matches!(operation, Operation::CompleteCheckout | Operation::GetOrder),
            Self::All => true,
        }
    }
}

/// What becomes of an answer that breaks its schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaDuty {
    /// It is refused.
    #[default]
    Refuse,
    /// It is used, and what is wrong is noted: a development switch.
    Note,
}

/// Where identifiers come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Identifiers {
    /// The operating system's randomness.
    #[default]
    Random,
    /// A seed: reproducible, guessable, for tests.
    Seeded(Seed),
}

/// What a reference connector is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What it is called: a label in the URLs of its profile and inbox.
    pub name: String,
    /// Where it may go.
    pub policy: Policy,
    /// Whom it trusts.
    pub roots: TrustedRoots,
    /// How long and how much it reads.
    pub limits: Limits,
    /// Versions it speaks; the newest in common is used.
    pub versions: Vec<ProtocolVersion>,
    /// How it repeats requests.
    pub retry: RetryPolicy,
    /// Which answers have to be signed.
    pub demand: Demand,
    /// What becomes of an answer that breaks its schema.
    pub schema: SchemaDuty,
    /// What it sends for a business's sake.
    pub accommodations: Vec<Accommodation>,
    /// Currency it asks for where the platform names one.
    pub currency: String,
    /// Names of the payment handlers it can drive; `None`: whatever the business offers.
    pub handlers: Option<Vec<String>>,
    /// Whether it shows disclosures next to what they are about; otherwise it hands over.
    pub shows_disclosures: bool,
    /// Time.
    pub clock: Clock,
    /// How it waits.
    pub pace: Pace,
    /// Seed of its back-off.
    pub seed: Seed,
    /// Where its keys and request identifiers come from.
    pub identifiers: Identifiers,
    /// What it does wrong.
    pub defects: Defects,
}

impl Settings {
    /// A connector for the internet: https, public addresses, real time.
    #[must_use]
    pub fn new(name: impl Into<String>, roots: TrustedRoots) -> Self {
        Self {
            name: name.into(),
            policy: Policy::STRICT,
            roots,
            limits: Limits::OPERATION,
            versions: ProtocolVersion::ALL.to_vec(),
            retry: RetryPolicy::default(),
            demand: Demand::default(),
            schema: SchemaDuty::default(),
            accommodations: Vec::new(),
            currency: "USD".to_owned(),
            handlers: None,
            shows_disclosures: true,
            clock: Clock::system(),
            pace: Pace::Real,
            seed: Seed::new(0),
            identifiers: Identifiers::Random,
            defects: Defects::none(),
        }
    }
}
