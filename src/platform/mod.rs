//! The agent side of the protocol, and everything about TLS and outbound HTTP that the simulator
//! shares with it: a generated certificate authority, the one guarded HTTP client, the listener
//! that hosts platform profiles and webhook inboxes, a proxy that leads foreign names here, and probes of a
//! target's TLS.

pub mod authority;
pub mod business_profile;
pub mod host;
pub mod identity;
pub mod outbound;
pub mod proxy;
pub mod raw;
pub mod signature_check;
pub mod signed_client;
pub mod tls_probe;
