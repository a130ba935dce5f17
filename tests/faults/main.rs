//! Faults: the catalogue and its files, every way to arm, what each does on the wire, and that the same run
//! goes wrong alike.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../simulator/support.rs"]
mod support;

mod catalogue;
mod kill;
