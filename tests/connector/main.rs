//! The reference connector against the built-in merchant, with somebody who meddles in between.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod buy;
mod mcp;
mod meddler;
mod shopping;
mod stage;
mod temptation;
