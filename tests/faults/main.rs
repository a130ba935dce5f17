//! Faults: the catalogue and its files, every way to arm, what each does on the wire, and that the same run
//! goes wrong alike.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod january;
#[path = "../simulator/support.rs"]
#[expect(dead_code, reason = "shared with the simulator's tests")]
mod support;

mod arming;
mod catalogue;
mod kill;
mod raw_client;
mod replay;
mod stories;
mod tour;
mod wire;
