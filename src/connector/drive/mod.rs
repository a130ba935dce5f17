//! Driving connectors, other people's and ours: where they are put, what is known of them before they
//! start, how they are started and asked. One YAML file per connector says how ([`mod@file`]); verdicts about
//! a connector come from what it sends, not from here.

mod child;
mod dialogue;
mod driven;
mod engine;
mod exec;
pub mod file;
pub mod fleet;
pub mod foreign;
mod launch;
mod mcp;
mod memory;
mod observed;
mod plumbing;
pub mod premises;
pub mod reference;
mod reply;
mod scope;
mod server;
mod shim;
pub mod smoke;
pub mod surroundings;
mod text;
mod trouble;

pub use fleet::{BusinessForm, Concession, Fleet, Kind, ProfileSource, Restart, SigningDialect, Traits};
pub use foreign::DriverFleet;
pub use premises::{BusinessAt, Place, Premises, PremisesError};
pub use reference::ReferenceFleet;
pub use smoke::{Smoke, SmokeStep, smoke};
pub use surroundings::{HostedIdentity, Surroundings, TlsFiles};
