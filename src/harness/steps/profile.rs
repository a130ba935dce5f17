//! The business profile: what the business publishes about itself, read as any platform would.

use super::answer::absolute_https;
use super::profile_rules::{has_directive, is_at_authority, is_date, is_reverse_domain, max_age};
use crate::harness::business::Business;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::version::Shape;
use crate::transport::profile_view::{BindingView, EntryView, ProfileView};
use crate::transport::view::View;
use serde_json::Value;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(When "the platform fetches the business profile", fetches,
        doc: "Gets /.well-known/ucp without credentials. Redirects are not followed.",
        example: "the platform fetches the business profile"),
    step!(Then "the profile is answered with HTTP status {int}", answered_with,
        doc: "Fails unless the profile was answered with this HTTP status.",
        example: "the profile is answered with HTTP status 200"),
    step!(Then "the profile is not a redirect", is_no_redirect,
        doc: "Fails when the profile was answered with a 3xx status or a Location header.",
        example: "the profile is not a redirect"),
    step!(Then "the profile's Cache-Control has {string}", cache_control_has,
        doc: "Fails unless Cache-Control has this directive.",
        example: "the profile's Cache-Control has \"public\""),
    step!(Then "the profile's Cache-Control does not have {string}", cache_control_lacks,
        doc: "Fails when Cache-Control has this directive, or when there is no Cache-Control.",
        example: "the profile's Cache-Control does not have \"no-store\""),
    step!(Then "the profile may be cached for at least {int} seconds", max_age_is_at_least,
        doc: "Fails unless Cache-Control has a max-age of at least this many seconds.",
        example: "the profile may be cached for at least 60 seconds"),
    step!(Then "every name in the profile is a reverse-domain name", names_are_reverse_domain,
        doc: "Fails unless services, capabilities and payment handlers are named in reverse-domain form.",
        example: "every name in the profile is a reverse-domain name"),
    step!(Then "every {string} capability of the profile is one that the version defines", reserved_names_are_defined,
        doc: "Fails when a capability below this prefix is not defined by the version under test.",
        example: "every \"dev.ucp\" capability of the profile is one that the version defines"),
    step!(Then "the spec of every service is at the authority of its name", services_are_at_authority,
        doc: "Fails unless every service has a `spec` at the origin that its name encodes.",
        example: "the spec of every service is at the authority of its name"),
    step!(Then "every capability of the profile has a spec and a schema", capabilities_are_documented,
        doc: "Fails when a capability lacks `spec` or `schema`; a warning where text and schema of the version disagree.",
        example: "every capability of the profile has a spec and a schema"),
    step!(Then "the spec and schema of every capability are at the authority of its name", documents_are_at_authority,
        doc: "Fails when the origin of `spec` or `schema` is not the one the capability's name encodes.",
        example: "the spec and schema of every capability are at the authority of its name"),
    step!(Then "every service endpoint of the profile is an absolute https URL", endpoints_are_https,
        doc: "Fails unless there is an endpoint and every one is an absolute https URL.",
        example: "every service endpoint of the profile is an absolute https URL"),
    step!(Then "no service endpoint of the profile ends with a slash", endpoints_have_no_slash,
        doc: "Fails when an endpoint ends with a slash, or when there is none.",
        example: "no service endpoint of the profile ends with a slash"),
    step!(Then "every protocol version in the profile is a date", versions_are_dates,
        doc: "Fails unless `version` and the keys of `supported_versions` are dates.",
        example: "every protocol version in the profile is a date"),
    step!(Then "no profile listed in supported_versions has supported_versions of its own", older_profiles_stand_alone,
        doc: "Fetches every profile in `supported_versions`; not applicable when none is listed.",
        example: "no profile listed in supported_versions has supported_versions of its own"),
    step!(Then "the capability {string} of the profile extends {string}", capability_extends,
        doc: "Fails unless every entry of the capability names this parent in `extends`.",
        example: "the capability \"dev.ucp.shopping.buyer_consent\" of the profile extends \"dev.ucp.shopping.checkout\""),
];

async fn fetches(world: &mut AssayWorld, (): ()) -> StepResult {
    let url = Business::profile_url(&world.session()?.base_url);
    world.fetch(&url).await.map(drop)
}

/// The last answer as a profile.
pub(super) fn profile_of(view: &View) -> StepResult<ProfileView> {
    check::equal("HTTP status of the profile", &200, &view.status)?;
    let document = view.json.as_deref().filter(|document| document.get("ucp").is_some());
    let document = check::present(document, "the profile is no UCP profile", "a JSON object with `ucp`")?;
    Ok(ProfileView::new(document.clone()))
}

async fn answered_with(world: &mut AssayWorld, status: u16) -> StepResult {
    let view = world.last()?;
    check::equal("HTTP status of the profile", &status, &view.status).seen_in(view)
}

async fn is_no_redirect(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    profile_of(view).map(drop).seen_in(view)?;
    check::holds(view.header("location").is_none(), "the profile redirects", "no Location", "a Location")
        .seen_in(view)
        .fix("Serve the profile at /.well-known/ucp itself")
}

async fn cache_control_has(world: &mut AssayWorld, directive: String) -> StepResult {
    let view = world.last()?;
    let header = view.header("cache-control").unwrap_or("absent");
    check::holds(has_directive(view, &directive).seen_in(view)?, "Cache-Control", &directive, header)
        .seen_in(view)
}

async fn cache_control_lacks(world: &mut AssayWorld, directive: String) -> StepResult {
    let view = world.last()?;
    let expected = format!("no {directive}");
    let header = view.header("cache-control").unwrap_or("absent");
    check::holds(!has_directive(view, &directive).seen_in(view)?, "Cache-Control", &expected, header)
        .seen_in(view)
}

async fn max_age_is_at_least(world: &mut AssayWorld, seconds: u64) -> StepResult {
    let view = world.last()?;
    max_age(view, seconds).seen_in(view).fix("Send Cache-Control: public, max-age=60 or more")
}

async fn names_are_reverse_domain(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let entries = [profile.services(), profile.capabilities(), profile.payment_handlers()].concat();
    every(&entries, "names", |entry| {
        check::holds(is_reverse_domain(entry.name), "name", "a reverse-domain name", entry.name)
    })
    .seen_in(view)
}

/// Asks a question of every entry; no entry at all is no evidence.
fn every<'a>(
    entries: &[EntryView<'a>],
    what: &str,
    question: impl Fn(&EntryView<'a>) -> StepResult,
) -> StepResult {
    check::holds(!entries.is_empty(), &format!("the profile has no {what}"), "at least one", "none")?;
    entries.iter().try_for_each(question)
}

async fn reserved_names_are_defined(world: &mut AssayWorld, prefix: String) -> StepResult {
    let contract = world.run()?.contract;
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let reserved: Vec<EntryView<'_>> = profile
        .capabilities()
        .into_iter()
        .filter(|entry| entry.name.starts_with(&format!("{prefix}.")))
        .collect();
    every(&reserved, &format!("capabilities below {prefix}"), |entry| {
        let defined = contract.capabilities().iter().any(|known| known.name == entry.name);
        check::holds(defined, "a reserved name", "a capability that the version defines", entry.name)
    })
    .seen_in(view)
}

async fn capabilities_are_documented(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let documented = every(&profile.capabilities(), "capabilities", |entry| {
        for member in ["spec", "schema"] {
            check::present(entry.text(member), &format!("{} has no {member}", entry.name), "a URL")?;
        }
        Ok(())
    })
    .seen_in(view);
    match world.run()?.version.edition().shape {
        Shape::Registry => documented.recommended(),
        Shape::Listing => documented,
    }
}

async fn services_are_at_authority(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    every(&profile.services(), "services", |entry| {
        let title = format!("the spec of {}", entry.name);
        let url = check::present(entry.text("spec"), &title, "a URL")?;
        let expected = format!("an https URL at the authority of {}", entry.name);
        check::holds(is_at_authority(entry.name, url), &title, &expected, url)
    })
    .seen_in(view)
}

async fn documents_are_at_authority(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    every(&profile.capabilities(), "capabilities", |entry| {
        ["spec", "schema"].iter().filter_map(|member| entry.text(member)).try_for_each(|url| {
            let good = is_at_authority(entry.name, url);
            check::holds(
                good,
                &format!("a document of {}", entry.name),
                &format!("an https URL at the authority of {}", entry.name),
                url,
            )
        })
    })
    .seen_in(view)
}

/// The endpoints of all services.
fn endpoints(profile: &ProfileView) -> Vec<String> {
    profile.bindings().iter().filter_map(BindingView::endpoint).map(str::to_owned).collect()
}

async fn endpoints_are_https(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let endpoints = endpoints(&profile_of(view).seen_in(view)?);
    check::holds(!endpoints.is_empty(), "the profile has no endpoint", "an endpoint", "none")
        .seen_in(view)?;
    endpoints.iter().try_for_each(|endpoint| absolute_https(endpoint)).seen_in(view)
}

async fn endpoints_have_no_slash(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let endpoints = endpoints(&profile_of(view).seen_in(view)?);
    check::holds(!endpoints.is_empty(), "the profile has no endpoint", "an endpoint", "none")
        .seen_in(view)?;
    let slashed: Vec<&str> =
        endpoints.iter().map(String::as_str).filter(|endpoint| endpoint.ends_with('/')).collect();
    check::holds(
        slashed.is_empty(),
        "an endpoint ends with a slash",
        "no trailing slash",
        &slashed.join(", "),
    )
    .seen_in(view)
}

async fn versions_are_dates(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let version = check::present(profile.version(), "the profile has no version", "a date").seen_in(view)?;
    let older = profile.supported_versions();
    let mut versions = older.iter().map(|(version, _)| *version).chain([version]);
    versions
        .try_for_each(|version| {
            check::holds(is_date(version), "protocol version", "a date, YYYY-MM-DD", version)
        })
        .seen_in(view)
}

async fn older_profiles_stand_alone(world: &mut AssayWorld, (): ()) -> StepResult {
    let profile = profile_of(world.last()?)?;
    let urls: Vec<String> = profile.supported_versions().iter().map(|(_, url)| (*url).to_owned()).collect();
    if urls.is_empty() {
        return Err(Interrupt::NotApplicable("the profile lists no supported_versions".to_owned()));
    }
    for url in urls {
        let view = world.fetch(&url).await?;
        let older = profile_of(&view).seen_in(&view)?;
        let lone = older.supported_versions().is_empty();
        check::holds(lone, "the profile of an older version", "no supported_versions", "supported_versions")
            .seen_in(&view)?;
    }
    Ok(())
}

async fn capability_extends(world: &mut AssayWorld, (name, parent): (String, String)) -> StepResult {
    let view = world.last()?;
    let profile = profile_of(view).seen_in(view)?;
    let entries: Vec<EntryView<'_>> =
        profile.capabilities().into_iter().filter(|entry| entry.name == name).collect();
    every(&entries, &format!("capability {name}"), |entry| {
        let parents = match entry.declaration.get("extends") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            Some(_) | None => Vec::new(),
        };
        check::holds(
            parents.contains(&parent.as_str()),
            &format!("extends of {name}"),
            &parent,
            &parents.join(", "),
        )
    })
    .seen_in(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_needs_a_200_and_the_envelope() {
        let at = |status, body: &str| profile_of(&View::new("x".into(), status, vec![], body.into())).is_ok();
        assert!(at(200, r#"{"ucp":{}}"#));
        assert!(!at(302, r#"{"ucp":{}}"#));
        assert!(!at(200, "{}"));
        assert!(!at(200, "<html>"));
    }
}
