//! HTTP message signatures (RFC 9421) under UCP's rules.

mod error;
mod message;
mod policy;
mod sign;
mod verify;

pub use error::{SignatureCode, SignatureError};
pub use message::{Header, RequestParts, ResponseParts, Scheme, header_pairs};
pub use policy::{Coverage, RequestPolicy, ResponsePolicy};
pub use sign::{SignError, SignOptions, SignatureHeaders, sign_request, sign_response};
pub use verify::{Verified, verify_request, verify_response};
