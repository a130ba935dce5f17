//! Repetitions.

use crate::fault::params::Params;
use crate::fault::subject::{Handling, Idempotency};
use std::time::Duration;

fn treat(handling: &mut Handling, how: Idempotency) -> bool {
    handling.idempotency = how;
    handling.mutates
}

pub(in crate::fault) fn ignored(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::Ignored)
}

pub(in crate::fault) fn store_lost(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::Lost)
}

pub(in crate::fault) fn any_body(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::AnyBody)
}

pub(in crate::fault) fn cross_tenant(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::Shared)
}

pub(in crate::fault) fn expired_early(handling: &mut Handling, params: &Params) -> bool {
    let hours = u64::try_from(params.int("hours")).unwrap_or(0);
    treat(handling, Idempotency::Aged(Duration::from_hours(hours)))
}

pub(in crate::fault) fn conflict_always(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::ConflictAlways)
}

pub(in crate::fault) fn key_optional(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::KeyOptional)
}

pub(in crate::fault) fn storage_overlooked(handling: &mut Handling, _: &Params) -> bool {
    treat(handling, Idempotency::StorageOverlooked)
}
