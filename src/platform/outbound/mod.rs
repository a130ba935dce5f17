//! The one HTTP client of this program. The merchant fetches platform profiles and delivers
//! webhooks with it, to URLs that strangers chose; the harness calls its targets with it. It never
//! follows a redirect, never waits or reads without a bound, and connects only to addresses its
//! [`Policy`] allows.

mod address;
mod classify;
mod client;
mod dial;
mod error;
mod limits;
mod policy;
mod resolver;
mod url_check;

pub use address::AddressKind;
pub use client::{Client, ClientSettings, Request, Response, Streaming};
pub use error::{OutboundError, Phase, Refusal};
pub use limits::Limits;
pub use policy::{PlainHttp, Policy, Reach};
pub use url_check::check as check_url;

#[cfg(test)]
mod tests;
