//! The agent side as a product of its own: the reference connector, which keeps every platform duty
//! of the protocol and can be told to break any of them, and the trait through which connectors,
//! this one and other people's, are driven.

pub mod defect;
pub mod drive;
pub mod driver;
pub mod hygiene;
pub mod mcp;
pub mod problem;
pub mod reference;
pub mod shim;
pub mod shopper;
pub mod streams;
pub mod trace;

pub use defect::{Defect, Defects};
pub use driver::{Action, Command, Driver, DriverError, Outcome};
pub use hygiene::{Delivery, Hygiene, Ping};
pub use problem::{Code, Problem};
pub use reference::{Reference, Settings};
pub use trace::{Event, Trace};
