//! Connectors under test: who is driven, what it was asked and told, what it sent. A scenario takes a seat at a fresh
//! session of our own merchant, the connector shops there, and the session's journal is the evidence.

pub mod act;
pub mod ambient;
pub mod contender;
pub mod grade;
pub mod needs;
pub mod probe;
pub mod seat;
pub mod served;
pub mod sight;

pub use act::Act;
pub use contender::Contender;
pub use seat::Seat;
pub use served::Served;
