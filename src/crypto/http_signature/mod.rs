//! HTTP message signatures (RFC 9421) under UCP's rules.
//!
//! Decisions where the protocol leaves room (each has a test):
//!
//! - **minimum components**: a signature that does not cover what the protocol's tables list is
//!   refused as `signature_invalid`; a signature over `@method` alone authenticates nothing
//! - **`alg`**: signers leave it out, the curve decides. A verifier that meets one accepts it when
//!   it names the key's own algorithm and reports it in [`Verified::alg_announced`]
//! - **`expires`** in the past is refused: the signer said so. **`created`** is not judged: the
//!   protocol defends against replay by idempotency keys, not by clocks
//! - **several labels**: one valid, sufficient signature is enough; a label present in only one of
//!   the two headers does not spoil the others
//! - **several header lines** count as one dictionary, as everywhere in structured fields

mod error;
mod policy;
mod sign;
mod verify;

pub use crate::crypto::message::{Header, Message, RequestParts, ResponseParts, Scheme, header_pairs};
pub use error::{SignatureCode, SignatureError};
pub use policy::{Coverage, RequestPolicy, ResponsePolicy};
pub use sign::{SignError, SignOptions, SignatureHeaders, sign_request, sign_response};
pub use verify::{Verified, verify_request, verify_response};

#[cfg(test)]
mod tests;
