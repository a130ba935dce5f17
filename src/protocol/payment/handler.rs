//! Declarations of payment handlers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A payment handler as a business or a platform declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandlerDeclaration {
    /// Reverse-domain name, the key of the registry.
    pub name: Arc<str>,
    /// Version of the handler's specification.
    pub version: Arc<str>,
    /// What `handler_id` of an instrument refers to; the business's choice.
    pub id: Arc<str>,
    /// What may be paid with; `None` is no restriction.
    pub available_instruments: Option<Vec<AvailableInstrument>>,
}

/// One kind of instrument and its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailableInstrument {
    /// Kind (`card`, …).
    #[serde(rename = "type")]
    pub kind: Arc<str>,
    /// Allowed values per property (`brands` → visa, mastercard); never empty when present.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub constraints: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}
