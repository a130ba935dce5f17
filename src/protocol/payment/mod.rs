//! Payment handlers and instruments: what may be paid with, as declarations and as a pure
//! intersection of them.

mod handler;
mod instrument;
mod resolution;

pub use handler::{AvailableInstrument, HandlerDeclaration};
pub use instrument::{Instrument, InstrumentDisplay};
pub use resolution::{InstrumentMismatch, admits, resolve_handlers};
