//! Driving connectors, other people's and ours: where they are put, what is known of them before they
//! start, how they are started and asked. One YAML file per connector says how; verdicts about
//! a connector come from what it sends, not from here.

pub mod fleet;
pub mod premises;
pub mod reference;
pub mod surroundings;

pub use fleet::{BusinessForm, Concession, Fleet, Kind, ProfileSource, Restart, SigningDialect, Traits};
pub use premises::{BusinessAt, Place, Premises, PremisesError};
pub use reference::ReferenceFleet;
pub use surroundings::{HostedIdentity, Surroundings};
