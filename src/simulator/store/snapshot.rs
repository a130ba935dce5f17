//! What a session finds when it comes back.

use crate::clock::Instant;
use crate::simulator::store::{Kind, StoreError};
use serde::de::DeserializeOwned;

/// One stored row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Its identifier.
    pub id: String,
    /// Its serialised value.
    pub value: Vec<u8>,
    /// When it loses its meaning, by the session's clock.
    pub expires: Option<Instant>,
}

/// Everything stored for one session, in order of last write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    records: Vec<Record>,
}

impl Snapshot {
    /// A snapshot of these records.
    #[must_use]
    pub fn new(records: Vec<Record>) -> Self {
        Self { records }
    }

    /// Whether nothing is stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Every record, in order of last write.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Identifiers and values of one kind, in order of last write.
    ///
    /// # Errors
    /// When a stored value is not what the kind holds: the file was written by another program.
    pub fn read<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<(String, T)>, StoreError> {
        self.records.iter().filter(|record| record.kind == kind).map(Record::read).collect()
    }

    /// The value of one record, if stored.
    ///
    /// # Errors
    /// When the stored value is not what the kind holds.
    pub fn one<T: DeserializeOwned>(&self, kind: Kind, id: &str) -> Result<Option<T>, StoreError> {
        let record = self.records.iter().find(|record| record.kind == kind && record.id == id);
        record.map(Record::read).transpose().map(|found| found.map(|(_, value)| value))
    }

    /// The snapshot without what expired at `now`.
    #[must_use]
    pub fn without_expired(mut self, now: Instant) -> Self {
        self.records.retain(|record| record.expires.is_none_or(|expires| expires > now));
        self
    }
}

impl Record {
    fn read<T: DeserializeOwned>(&self) -> Result<(String, T), StoreError> {
        serde_json::from_slice(&self.value).map(|value| (self.id.clone(), value)).map_err(|cause| {
            StoreError::Value { kind: self.kind, id: self.id.clone(), cause: cause.to_string() }
        })
    }
}
