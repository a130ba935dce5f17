//! Tests of message signatures.

mod decisions;
mod fixture;
mod published;
mod refusals;
mod round_trip;
mod tampering;
mod wire;
