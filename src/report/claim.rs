//! What may be said of a target after a run.

use serde::{Deserialize, Serialize};

/// The claim a report makes, at the top of `report.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Every applicable MUST was tested and passed, or is exempt with a written reason.
    Conformant,
    /// Nothing failed, but at least one applicable MUST was not tested.
    Partial,
    /// At least one MUST failed.
    NonConformant,
    /// The run could not decide.
    Inconclusive,
}

impl Claim {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::Partial => "partial",
            Self::NonConformant => "non_conformant",
            Self::Inconclusive => "inconclusive",
        }
    }

    /// The words of a headline.
    #[must_use]
    pub const fn headline(self) -> &'static str {
        match self {
            Self::Conformant => "Conformant",
            Self::Partial => "Partially tested",
            Self::NonConformant => "Not conformant",
            Self::Inconclusive => "Inconclusive",
        }
    }

    /// What the claim proves, in one sentence for people who decide by it.
    #[must_use]
    pub const fn proves(self) -> &'static str {
        match self {
            Self::Conformant => {
                "Every clause the protocol demands of this target, and that can be tested from outside, was tested in this run and held."
            }
            Self::Partial => {
                "Nothing tested was found wrong, but some clauses the protocol demands were not tested in this run."
            }
            Self::NonConformant => {
                "This run saw the target break at least one clause the protocol demands; each is listed with its evidence."
            }
            Self::Inconclusive => {
                "This run could not decide: something stood in the way of the tests, and it is named below."
            }
        }
    }

    /// What it does not prove.
    #[must_use]
    pub const fn does_not_prove(self) -> &'static str {
        match self {
            Self::Conformant => {
                "It says nothing about exempt clauses, about other versions or configurations, about security beyond the clauses listed, or about the target after this run."
            }
            Self::Partial => "It is not a certificate of conformance: the clauses left open could be broken.",
            Self::NonConformant => {
                "It does not say that everything else is right: clauses behind a defect could not be reached."
            }
            Self::Inconclusive => "It is neither a certificate nor an accusation.",
        }
    }
}
