//! Time.

use super::edit::{is_checkout, set};
use crate::clock::Instant;
use crate::fault::params::Params;
use crate::fault::subject::{ClockMove, Draft, Handling};
use std::time::Duration;

pub(in crate::fault) fn skew(handling: &mut Handling, params: &Params) -> bool {
    handling.skew_millis = params.int("seconds").saturating_mul(1000);
    true
}

pub(in crate::fault) fn jump(handling: &mut Handling, params: &Params) -> bool {
    handling.clock = Some(ClockMove::Ahead(Duration::from_secs(params.int("seconds").unsigned_abs())));
    true
}

pub(in crate::fault) fn freeze(handling: &mut Handling, _: &Params) -> bool {
    handling.clock = Some(ClockMove::Freeze);
    true
}

/// Sets when a checkout expires.
fn expires(draft: &mut Draft<'_>, at: impl Into<String>) -> bool {
    is_checkout(&draft.body)
        && draft.body["expires_at"].is_string()
        && set(&mut draft.body, "/expires_at", at.into())
}

fn shifted(draft: &Draft<'_>, seconds: i64) -> Instant {
    Instant::from_millis(draft.now.millis().saturating_add(seconds.saturating_mul(1000)))
}

pub(in crate::fault) fn expires_past(draft: &mut Draft<'_>, params: &Params) -> bool {
    let at = shifted(draft, -params.int("seconds")).rfc3339();
    expires(draft, at)
}

pub(in crate::fault) fn short_ttl(draft: &mut Draft<'_>, params: &Params) -> bool {
    let at = shifted(draft, params.int("seconds")).rfc3339();
    expires(draft, at)
}

pub(in crate::fault) fn bad_format(draft: &mut Draft<'_>, params: &Params) -> bool {
    expires(draft, params.text("text"))
}

pub(in crate::fault) fn offset(draft: &mut Draft<'_>, params: &Params) -> bool {
    let minutes = params.int("minutes").clamp(-840, 840);
    let expiry = draft.body["expires_at"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let seconds = i32::try_from(minutes * 60).unwrap_or(0);
    let Some((expiry, zone)) = expiry.zip(jiff::tz::Offset::from_seconds(seconds).ok()) else { return false };
    let local = expiry.display_with_offset(zone).to_string();
    expires(draft, local)
}
