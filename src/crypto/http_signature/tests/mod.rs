//! Tests of message signatures.

mod fixture;
mod published;
mod round_trip;
