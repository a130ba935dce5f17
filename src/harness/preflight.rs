//! Before any scenario: is there a target at all, does it speak the version, does the plan fit it?
//! A mistake found here is never non-conformance.

use super::business::Business;
use super::plan::Plan;
use crate::platform::outbound::{Client, OutboundError, Request, Response};
use crate::protocol::version::ProtocolVersion;
use crate::report::{PreflightCheck, PreflightOutcome};
use crate::transport::profile_view::ProfileView;

/// What the preflight found.
#[derive(Debug)]
pub struct Preflight {
    /// Every check made, in order.
    pub checks: Vec<PreflightCheck>,
    /// Whether and why the run can go on.
    pub result: Readiness,
}

/// Whether the run can go on.
#[derive(Debug)]
pub enum Readiness {
    /// It can, against this business.
    Ready(Box<Business>),
    /// The target cannot be tested like this: plan or address is wrong.
    Unusable,
    /// The target takes connections and says nothing: nobody can tell what it is.
    Silent(String),
}

/// Reads the target's profile and checks what every scenario relies on.
pub async fn examine(client: &Client, base_url: &str, version: ProtocolVersion, plan: &Plan) -> Preflight {
    let mut found = look(client, base_url, version, plan).await;
    for check in &mut found.checks {
        version.date().clone_into(&mut check.version);
    }
    found
}

async fn look(client: &Client, base_url: &str, version: ProtocolVersion, plan: &Plan) -> Preflight {
    let url = Business::profile_url(base_url);
    let mut checks = Vec::new();
    let response = match client.send(Request::get(&url)).await {
        Ok(response) => response,
        Err(error) => return unreachable(&url, &error),
    };
    checks.push(check(
        "the target answers",
        PreflightOutcome::Ok,
        format!("{url}: HTTP {}", response.status),
        None,
    ));
    let profile = match profile(&url, &response) {
        Ok(profile) => profile,
        Err(blocked) => return stop(checks, blocked),
    };
    checks.push(check(
        "the profile is JSON",
        PreflightOutcome::Ok,
        format!("{} bytes", response.body.len()),
        None,
    ));
    if let Some(blocked) = wrong_version(&profile, version) {
        return stop(checks, blocked);
    }
    checks.push(check("the version is served", PreflightOutcome::Ok, version.date().to_owned(), None));
    let Some(business) = Business::read(base_url, profile) else {
        return stop(checks, no_endpoint());
    };
    checks.push(check("the REST endpoint is named", PreflightOutcome::Ok, business.endpoint.clone(), None));
    checks.push(keys(&business));
    checks.push(handlers(&business, plan));
    checks.push(product(plan));
    let usable = checks.iter().all(|check| check.outcome != PreflightOutcome::Blocked);
    let result = if usable { Readiness::Ready(Box::new(business)) } else { Readiness::Unusable };
    Preflight { checks, result }
}

/// A check; which version it was made for is filled in at the end.
fn check(name: &str, outcome: PreflightOutcome, detail: String, how_to_fix: Option<&str>) -> PreflightCheck {
    let (name, version) = (name.to_owned(), String::new());
    PreflightCheck { version, name, outcome, detail, how_to_fix: how_to_fix.map(str::to_owned) }
}

fn stop(mut checks: Vec<PreflightCheck>, blocked: PreflightCheck) -> Preflight {
    checks.push(blocked);
    Preflight { checks, result: Readiness::Unusable }
}

/// Nobody there is a mistake of the plan; somebody who says nothing leaves the run undecided.
fn unreachable(url: &str, error: &OutboundError) -> Preflight {
    let silent = matches!(error, OutboundError::Timeout(_) | OutboundError::Broken(_));
    let outcome = if silent { PreflightOutcome::Remark } else { PreflightOutcome::Blocked };
    let advice = match error {
        OutboundError::Connect(_) => {
            "Start the target, or correct the host and port of --url: nobody listens there."
        }
        OutboundError::Unresolvable { .. } => "Correct the host name of --url.",
        OutboundError::Tls(_) => {
            "Add the target's root certificate to tls.roots of the plan, or correct its certificate."
        }
        OutboundError::BadRequest(_) | OutboundError::Refused(_) => {
            "Give --url an http(s) URL without user name and password."
        }
        OutboundError::Timeout(_) | OutboundError::Broken(_) => {
            "Find out why the target takes a connection and does not answer."
        }
        OutboundError::TooLarge { .. } | OutboundError::Redirect { .. } | OutboundError::Status(_) => {
            "Let /.well-known/ucp answer with the profile."
        }
    };
    let blocked = check("the target answers", outcome, format!("{url}: {error}"), Some(advice));
    let result = if silent { Readiness::Silent(format!("{url}: {error}")) } else { Readiness::Unusable };
    Preflight { checks: vec![blocked], result }
}

fn profile(url: &str, response: &Response) -> Result<ProfileView, PreflightCheck> {
    let blocked = |detail: String, advice: &str| {
        check("the profile is JSON", PreflightOutcome::Blocked, detail, Some(advice))
    };
    if response.status != 200 {
        let detail = format!("{url} answered {}", response.status);
        return Err(blocked(
            detail,
            "Serve the business profile at /.well-known/ucp with status 200 and no redirect.",
        ));
    }
    serde_json::from_slice(&response.body)
        .map(ProfileView::new)
        .map_err(|error| blocked(format!("{url}: {error}"), "Serve a JSON document at /.well-known/ucp."))
}

fn wrong_version(profile: &ProfileView, version: ProtocolVersion) -> Option<PreflightCheck> {
    let wanted = version.date();
    let older = profile.supported_versions();
    let own = profile.version().unwrap_or("none");
    if own == wanted {
        return None;
    }
    let detail = match older.iter().find(|(date, _)| *date == wanted) {
        Some((_, url)) => format!("{wanted} is served by the profile {url}, not by this one ({own})"),
        None => format!("the profile declares {own}, the run asks for {wanted}"),
    };
    Some(check(
        "the version is served",
        PreflightOutcome::Blocked,
        detail,
        Some(
            "Choose a version the target serves with --version, or the URL of its profile for that version.",
        ),
    ))
}

fn no_endpoint() -> PreflightCheck {
    check(
        "the REST endpoint is named",
        PreflightOutcome::Blocked,
        "services[\"dev.ucp.shopping\"] has no entry with transport rest and an endpoint".to_owned(),
        Some("Declare the REST service with its endpoint in the profile."),
    )
}

fn keys(business: &Business) -> PreflightCheck {
    let usable = business.keys.usable().count();
    let name = "the profile publishes signing keys";
    if usable > 0 {
        return check(name, PreflightOutcome::Ok, format!("{usable} usable"), None);
    }
    let advice = "Publish signing_keys; signatures of answers and webhooks cannot be verified without.";
    check(name, PreflightOutcome::Remark, "no usable key".to_owned(), Some(advice))
}

fn handlers(business: &Business, plan: &Plan) -> PreflightCheck {
    let declared = business.profile.payment_handlers();
    let ids: Vec<&str> = declared.iter().filter_map(|entry| entry.text("id")).collect();
    let name = "the payment handler of the plan is declared";
    match plan.payment_handler.as_deref() {
        Some(wanted) if !ids.contains(&wanted) => check(
            name,
            PreflightOutcome::Blocked,
            format!("the plan pays with `{wanted}`, the profile declares {ids:?}"),
            Some("Set payment_handler of the plan to the id of a declared handler, or leave it out."),
        ),
        Some(_) | None => check(name, PreflightOutcome::Ok, format!("declared: {ids:?}"), None),
    }
}

fn product(plan: &Plan) -> PreflightCheck {
    let name = "the plan names a product to buy";
    match plan.product("available") {
        Ok(product) => check(name, PreflightOutcome::Ok, product.id.clone(), None),
        Err(_) => check(
            name,
            PreflightOutcome::Blocked,
            "products.available is missing".to_owned(),
            Some("Write a plan with `ucp-assay init --url URL` and fill in products.available."),
        ),
    }
}
