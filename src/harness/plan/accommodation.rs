//! What a target needs in requests beyond the protocol.

use serde::{Deserialize, Serialize};

/// Something sent for the sake of a target that fails without it.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Accommodation {
    /// A title with every item, which requests leave out.
    ItemTitle,
    /// Empty observations with a completion, where they are optional.
    RiskSignals,
    /// An identifier with every address, where the business gives one.
    DestinationId,
    /// An address and an option, though the checkout says that it is ready without.
    UnaskedDelivery,
}

impl Accommodation {
    /// Every accommodation.
    pub const ALL: [Self; 4] =
        [Self::ItemTitle, Self::RiskSignals, Self::DestinationId, Self::UnaskedDelivery];

    /// Name in plans and tags.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ItemTitle => "item_title",
            Self::RiskSignals => "risk_signals",
            Self::DestinationId => "destination_id",
            Self::UnaskedDelivery => "unasked_delivery",
        }
    }

    /// What it means for a run.
    #[must_use]
    pub const fn effect(self) -> &'static str {
        match self {
            Self::ItemTitle => {
                "items are sent with a title, which requests of the protocol leave out, because the target fails without"
            }
            Self::RiskSignals => {
                "completions are sent with empty risk signals, which are optional, because the target fails without"
            }
            Self::DestinationId => {
                "addresses are sent with an identifier, which is optional, because the target fails without"
            }
            Self::UnaskedDelivery => {
                "delivery is chosen though the target says it is ready without, because it refuses to complete then"
            }
        }
    }
}
