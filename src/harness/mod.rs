//! The harness: runs Gherkin scenarios against a target and turns what happens into verdicts.

pub mod ambient;
pub mod applicability;
pub mod breaker;
pub mod business;
pub mod certify;
pub mod check;
pub mod control;
pub mod init;
pub mod interrupt;
pub mod kill;
pub mod needs;
pub mod panics;
pub mod plan;
pub mod platforms;
pub mod preflight;
pub mod progress;
pub mod registry;
pub mod run;
pub mod runner;
pub mod secrets;
pub mod step;
pub mod steps;
pub mod suite;
pub mod target;
pub mod vectors;
pub mod world;
