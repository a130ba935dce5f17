//! The signature base of RFC 9421 §2.5.
