//! The contract an application works by: the embedded one, or one loaded from a folder.

use super::error::ApplicationError;
use crate::contracts;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

/// A shared contract.
#[derive(Clone, Debug)]
pub enum ContractSource {
    /// Part of the program.
    Embedded(&'static Contract),
    /// Read from a folder.
    Loaded(Arc<Contract>),
}

impl ContractSource {
    /// The contract of a version, from a folder when one is given.
    ///
    /// # Errors
    /// When the folder holds no usable contract.
    pub fn open(version: ProtocolVersion, folder: Option<&Path>) -> Result<Self, ApplicationError> {
        match folder {
            None => Ok(Self::Embedded(Contract::embedded(version))),
            Some(folder) => contracts::open(version, folder)
                .map(|contract| Self::Loaded(Arc::new(contract)))
                .map_err(|error| ApplicationError::Contract(error.to_string())),
        }
    }
}

impl Deref for ContractSource {
    type Target = Contract;

    fn deref(&self) -> &Contract {
        match self {
            Self::Embedded(contract) => contract,
            Self::Loaded(contract) => contract,
        }
    }
}
