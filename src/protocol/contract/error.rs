//! Why a contract cannot be used.

use crate::protocol::operation::Operation;

/// A contract that cannot be read, composed or compiled.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// The directory has no schemas where a contract keeps them.
    #[error(
        "no contract in {directory}: expected schemas/, or source/schemas/ as in an official release tree"
    )]
    NotAContract {
        /// The directory looked at.
        directory: String,
    },
    /// A file could not be read or written.
    #[error("cannot use {path}: {reason}")]
    File {
        /// The file, relative to the contract where it is inside one.
        path: String,
        /// What the operating system said.
        reason: String,
    },
    /// A data file does not have the shape it must have.
    #[error("{file} is not usable: {reason}")]
    Data {
        /// The data file.
        file: String,
        /// What is wrong, with line and column when known.
        reason: String,
    },
    /// The set lacks the capability the operation belongs to.
    #[error("{operation} belongs to {capability}, which is not in the capability set")]
    CapabilityMissing {
        /// The operation asked for.
        operation: Operation,
        /// The capability it needs.
        capability: String,
    },
    /// The set names a version of a capability that the contract does not describe.
    #[error("{capability} is described in version {known}, not {asked}")]
    CapabilityVersion {
        /// The capability.
        capability: String,
        /// The version in the set.
        asked: String,
        /// The version the contract has.
        known: String,
    },
    /// The contract has no such operation.
    #[error("the contract does not describe {operation}")]
    UnknownOperation {
        /// The operation asked for.
        operation: Operation,
    },
    /// The operation carries no described body in that direction.
    #[error("{operation} carries no described body in that direction")]
    NoBody {
        /// The operation asked for.
        operation: Operation,
    },
    /// The schemas cannot be put together.
    #[error("cannot compose {subject}: {reason}")]
    Compose {
        /// What was being composed.
        subject: String,
        /// Why not.
        reason: String,
    },
    /// The composed schema is not a valid schema.
    #[error("cannot compile {subject}: {reason}")]
    Compile {
        /// What was being compiled.
        subject: String,
        /// Why not.
        reason: String,
    },
}
