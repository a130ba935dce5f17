//! Misbehaviour as data: a catalogue of named faults, rules that arm them, and an engine that decides.
//!
//! The engine knows neither the web server nor the merchant: it is shown neutral subjects (parsed JSON,
//! bytes, wishes) at the stages of the work, and the simulator does what comes out.
//!
//! A new fault is one row in [`catalogue`], one function in `action`, one file in `scenarios/faults/`.

mod action;
pub mod catalogue;
mod engine;
mod firing;
mod occasion;
pub mod page;
mod params;
mod rule;
mod stage;
pub mod subject;
mod when;

pub use catalogue::{Fault, Lane};
pub use engine::{ArmedRule, Engine, Guard, Prepared, RuleError};
pub use firing::{Firing, FiringView};
pub use occasion::{Facts, NoFacts, Occasion};
pub use params::{Kind, Param, Params};
pub use rule::{Rule, RuleId};
pub use stage::Stage;
pub use when::When;
