//! The control plane over HTTP: every route by its document, the security table, and what it rules over.
#![expect(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod clock;
mod ctl;
mod document;
mod faults;
mod january;
mod journal;
mod lifecycle;
mod pages;
mod security;
#[expect(dead_code, reason = "written for the merchant's own tests")]
#[path = "../simulator/support.rs"]
mod shop;
mod support;
mod webhooks;
