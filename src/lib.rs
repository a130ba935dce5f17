//! `ucp-assay`: a reference merchant ("business") simulator and a conformance harness for the
//! Universal Commerce Protocol.
//!
//! The crate is layered; `use crate::…` only ever points downwards (a test enforces it):
//!
//! 1. **pure facts**: [`protocol`], [`crypto`], [`exchange`], [`document`], [`clock`], [`seed`]
//! 2. **pure engines**: [`merchant`], [`transport`], [`fault`], [`report`]
//! 3. **edges**: [`contracts`], [`platform`], [`connector`], [`simulator`], [`harness`]
//! 4. **doors**: [`cli`], [`exit_code`], [`telemetry`]
#![forbid(unsafe_code)]

pub mod cli;
pub mod clock;
pub mod connector;
pub mod contracts;
pub mod crypto;
pub mod document;
pub mod exchange;
pub mod exit_code;
pub mod fault;
pub mod harness;
pub mod merchant;
pub mod platform;
pub mod protocol;
pub mod report;
pub mod seed;
pub mod simulator;
pub mod telemetry;
pub mod transport;
