//! Identifiers nobody can guess.

use crate::merchant::{IdKind, IdSource};
use std::sync::Arc;

/// A source of 122 random bits per identifier.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulator) struct RandomIds;

impl IdSource for RandomIds {
    fn next_id(&mut self, kind: IdKind) -> Arc<str> {
        let mut buffer = uuid::Uuid::encode_buffer();
        let random = uuid::Uuid::new_v4().simple().encode_lower(&mut buffer).to_owned();
        format!("{}_{random}", kind.prefix()).into()
    }
}
