//! What every request says about itself.

use super::Sighting;
use crate::crypto::structured_field::UcpAgent;
use crate::harness::ambient::Remark;
use crate::harness::connector::sight::{self, header};

/// The header that names the platform.
const AGENT: &str = "ucp-agent";

pub(super) fn agent_present(sighting: &Sighting<'_>) -> Remark {
    let agent = header(sighting.exchange, AGENT).map(str::trim).filter(|value| !value.is_empty());
    Remark::of(agent.is_some(), "A request without UCP-Agent", "UCP-Agent", sight::line(sighting.exchange))
}

pub(super) fn agent_form(sighting: &Sighting<'_>) -> Remark {
    let Some(agent) = header(sighting.exchange, AGENT) else { return Remark::NotConcerned };
    let expected = "profile=\"https://…\", a dictionary of RFC 8941";
    match UcpAgent::parse(agent.as_bytes()) {
        Ok(_) => Remark::Holds,
        Err(error) => {
            Remark::of(false, "UCP-Agent does not name a profile", expected, format!("{agent}: {error}"))
        }
    }
}

pub(super) fn request_id(sighting: &Sighting<'_>) -> Remark {
    let id = header(sighting.exchange, "request-id");
    let holds = id.is_some_and(|id| uuid::Uuid::try_parse(id.trim()).is_ok());
    Remark::of(holds, "A request without a Request-Id in UUID form", "a UUID", id.unwrap_or("absent"))
}

pub(super) fn content_type(sighting: &Sighting<'_>) -> Remark {
    if sighting.exchange.request.body.is_empty() {
        return Remark::NotConcerned;
    }
    let declared = header(sighting.exchange, "content-type").unwrap_or("absent");
    let essence = declared.split(';').next().unwrap_or_default().trim();
    let holds = essence.eq_ignore_ascii_case("application/json");
    Remark::of(holds, "A body that is not declared as JSON", "application/json", declared)
}

/// The journal knows the operation of every request that has one.
pub(super) fn known_path(sighting: &Sighting<'_>) -> Remark {
    let (title, expected) = ("A request to no operation", "an operation below the endpoint of the profile");
    // Whoever was redirected did not choose the path; that it was followed is a finding of its own.
    if sight::follows_redirect(sighting.watched.exchanges, sighting.exchange) {
        return Remark::NotConcerned;
    }
    let Some(spec) = sighting.spec else {
        return Remark::of(false, title, expected, sight::line(sighting.exchange));
    };
    let Some(business) = sighting.watched.business else { return Remark::NotConcerned };
    // The authority may be another name for the same business.
    let below = sight::path(&sighting.exchange.request.url).strip_prefix(sight::path(&business.endpoint));
    let holds = below.is_some_and(|path| depth(path) == depth(&spec.path));
    Remark::of(holds, title, expected, sight::line(sighting.exchange))
}

/// Segments of a path, query aside.
fn depth(path: &str) -> usize {
    path.split('?').next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty()).count()
}
