//! ECDSA keys: P-256 with SHA-256 (ES256) and P-384 with SHA-384 (ES384).
//!
//! Signatures are raw `r‖s` (64 or 96 bytes), never DER. ECDSA has no low-s rule, neither in
//! FIPS 186-5 nor in RFC 9421: both halves of the range of `s` verify.

mod backend;
mod curve;
mod key_set;
mod signing;
mod verifying;

pub use backend::Backend;
pub use curve::Curve;
pub use key_set::{KeyLookup, KeySet};
pub use signing::{KeyError, SigningKey};
pub use verifying::{VerifyError, VerifyingKey};

#[cfg(test)]
mod tests;
