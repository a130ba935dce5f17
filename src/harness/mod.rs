//! The harness: runs Gherkin scenarios against a target and turns what happens into verdicts.

pub mod check;
pub mod control;
pub mod interrupt;
pub mod plan;
pub mod registry;
pub mod step;
pub mod steps;
pub mod suite;
pub mod target;
pub mod world;
