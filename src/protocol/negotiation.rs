//! negotiation.
