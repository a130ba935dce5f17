//! Cryptography of the protocol as pure functions: no IO and no clock.
//!
//! - [`key`]: ECDSA keys (ES256, ES384) with a fast and a reference backend; [`jwk`]: their public form
//! - [`digest`]: `Content-Digest` (RFC 9530); [`structured_field`]: RFC 8941 headers such as `UCP-Agent`
//! - [`message`]: what a signature can cover; [`signature_base`] and [`http_signature`]: RFC 9421
//!   message signatures under UCP's rules
//! - [`jcs`] (RFC 8785) and [`detached_jws`] (RFC 7515 appendix F, RFC 7797): durable artefacts;
//!   [`envelope`]: both together over a request, as Talos connectors sign

pub mod base64url;
pub mod detached_jws;
pub mod digest;
pub mod envelope;
pub mod http_signature;
pub mod jcs;
pub mod jwk;
pub mod key;
pub mod message;
pub mod signature_base;
pub mod structured_field;
