//! What one version of the protocol demands, as data: schemas, operations, codes and the clause
//! register. Everything is read from `contracts/<version>/`, embedded in the binary, or from a
//! directory given with `--contracts`.

mod capability;
mod clause;
mod code;
mod compiled;
mod compose;
mod document;
mod error;
mod files;
mod keyword;
mod link;
mod mask;
mod operation_spec;
mod register;
mod route;
mod shape;
mod store;
mod violation;
mod wording;

pub use capability::{CapabilityKind, CapabilitySet, CapabilitySpec, Contribution};
pub use clause::{Actor, Level};
pub use code::{CodeKind, CodeSpec, CodeTable, Severity};
pub use compiled::{CompiledSchema, Verdict};
pub use document::DocumentKind;
pub use error::ContractError;
pub use files::Files;
pub use link::Library;
pub use mask::shown_place;
pub use operation_spec::{Annotations, Body, HeaderSpec, OperationSpec, SchemaRef};
pub use register::{Condition, Correction, Register, Requirement, Unmet};
pub use route::Route;
pub use store::Contract;
pub use violation::Violation;

/// Which way a body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Sent by the caller of the operation.
    Request,
    /// Sent back by the one who serves it.
    Response,
}

#[cfg(test)]
mod tests;
