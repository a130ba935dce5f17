//! The platform's profile that the connector names in UCP-Agent, as the business fetched it.

use crate::exchange::{Exchange, ExchangeKind};
use crate::harness::check::{self, Explain};
use crate::harness::connector::Contender;
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::steps::profile::profile_of;
use crate::harness::steps::profile_rules::{
    has_directive, is_at_authority, is_date, is_reverse_domain, max_age,
};
use crate::harness::world::AssayWorld;
use crate::protocol::contract::{Contract, DocumentKind};
use crate::protocol::version::ProtocolVersion;
use crate::transport::profile_view::{EntryView, ProfileView};
use crate::transport::view::View;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Then "the connector's profile is served without a redirect", not_redirected,
        doc: "Fails when the profile named in UCP-Agent was answered with a redirect; not tested when the business fetched none.",
        example: "the connector's profile is served without a redirect"),
    step!(Then "the connector's profile may be kept for a minute by anybody", may_be_kept,
        doc: "Fails unless Cache-Control has `public` and a `max-age` of 60 or more, and neither `private`, `no-store` nor `no-cache`.",
        example: "the connector's profile may be kept for a minute by anybody"),
    step!(Then "the connector's profile keeps to its schema", keeps_to_schema,
        doc: "Fails when the profile breaks the schema of platform profiles, its signing keys included.",
        example: "the connector's profile keeps to its schema"),
    step!(Then "the connector's profile documents its capabilities at the authority of their names", documented,
        doc: "Fails unless every capability has `spec` and `schema`, https URLs at the authority of its name.",
        example: "the connector's profile documents its capabilities at the authority of their names"),
    step!(Then "the connector's profile names its services' documents at the authority of their names", services,
        doc: "Fails unless the `spec` of every service that has one is an https URL at the authority of its name.",
        example: "the connector's profile names its services' documents at the authority of their names"),
    step!(Then "the connector's profile uses names of the protocol only as the protocol does", names,
        doc: "Fails when a name is no reverse domain, or a capability below `dev.ucp` of this version is none the protocol has.",
        example: "the connector's profile uses names of the protocol only as the protocol does"),
    step!(Then "the connector's profile is of a dated version", dated,
        doc: "Fails unless `ucp.version` is a date.",
        example: "the connector's profile is of a dated version"),
];

/// The newest fetch of a platform profile that was answered.
fn fetched(world: &AssayWorld) -> StepResult<&Exchange> {
    let contender = world.run()?.contender.as_ref();
    if contender.is_some_and(Contender::is_named_by_harness) {
        return Err(Interrupt::NotTested(
            "the profile that the connector names is the harness's own".to_owned(),
        ));
    }
    let own = &world.business()?.base_url;
    let mut fetches = world.exchanges().iter().rev().filter(|exchange| {
        exchange.kind == ExchangeKind::ProfileFetch && !exchange.request.url.starts_with(own.as_str())
    });
    fetches
        .find(|exchange| exchange.response.is_some())
        .ok_or_else(|| Interrupt::NotTested("the business got no profile of the connector to see".to_owned()))
}

/// The answer to that fetch.
fn portrait(world: &AssayWorld) -> StepResult<View> {
    let exchange = fetched(world)?;
    let edition = world.run()?.version.edition();
    let (status, headers, body) = exchange
        .response
        .as_ref()
        .map_or_else(Default::default, |answer| (answer.status, answer.headers.clone(), answer.body.clone()));
    Ok(View::read(edition, exchange.id.clone(), status, headers, body))
}

/// The document; one that was not served is another scenario's finding.
fn document(view: &View) -> StepResult<ProfileView> {
    profile_of(view)
        .map_err(|_| Interrupt::NotTested("the connector serves no profile to look at".to_owned()))
}

async fn not_redirected(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = portrait(world)?;
    let holds = !(300..400).contains(&view.status);
    check::holds(holds, "the connector's profile is elsewhere", "no redirect", &view.status.to_string())
        .seen_in(&view)
        .fix("Serve the profile at the URL that UCP-Agent names")
}

async fn may_be_kept(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = portrait(world)?;
    document(&view)?;
    kept(&view).seen_in(&view).fix("Send Cache-Control: public, max-age=60 or more with the profile")
}

fn kept(view: &View) -> StepResult {
    max_age(view, 60)?;
    let header = view.header("cache-control").unwrap_or("absent").to_owned();
    check::holds(
        has_directive(view, "public")?,
        "Cache-Control of the connector's profile",
        "public",
        &header,
    )?;
    ["private", "no-store", "no-cache"].into_iter().try_for_each(|forbidden| {
        let expected = format!("no {forbidden}");
        check::holds(
            !has_directive(view, forbidden)?,
            "Cache-Control of the connector's profile",
            &expected,
            &header,
        )
    })
}

async fn keeps_to_schema(world: &mut AssayWorld, (): ()) -> StepResult {
    let contract = world.run()?.contract;
    let view = portrait(world)?;
    let profile = document(&view)?;
    let schema = contract.document(DocumentKind::PlatformProfile);
    let schema = schema.map_err(|error| Interrupt::Harness(error.to_string()))?;
    let violations = schema.check(profile.document()).violations;
    let said: Vec<String> = violations
        .iter()
        .take(5)
        .map(|one| format!("{}: {}", one.place("the profile"), one.message))
        .collect();
    check::holds(
        said.is_empty(),
        "the connector's profile breaks its schema",
        "no violation",
        &said.join("; "),
    )
    .seen_in(&view)
    .fix("Publish a profile that the schema of platform profiles accepts")
}

async fn documented(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = portrait(world)?;
    document(&view)?
        .capabilities()
        .iter()
        .try_for_each(|entry| at_authority(entry, &["spec", "schema"]))
        .seen_in(&view)
}

async fn services(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = portrait(world)?;
    let profile = document(&view)?;
    let mut named = profile.services().into_iter().filter(|entry| entry.text("spec").is_some());
    named.try_for_each(|entry| at_authority(&entry, &["spec"])).seen_in(&view)
}

/// Documents are the namespace owner's, and there.
fn at_authority(entry: &EntryView<'_>, members: &[&str]) -> StepResult {
    members.iter().try_for_each(|member| {
        let title = format!("the {member} of {} in the connector's profile", entry.name);
        let expected = format!("an https URL at the authority of {}", entry.name);
        let url = check::present(entry.text(member), &title, &expected)?;
        check::holds(is_at_authority(entry.name, url), &title, &expected, url)
    })
}

async fn names(world: &mut AssayWorld, (): ()) -> StepResult {
    let version = world.run()?.version;
    let view = portrait(world)?;
    let profile = document(&view)?;
    let entries = [profile.services(), profile.capabilities(), profile.payment_handlers()].concat();
    let formed = entries.iter().try_for_each(|entry| {
        let title = "a name in the connector's profile";
        check::holds(is_reverse_domain(entry.name), title, "a reverse-domain name", entry.name)
    });
    formed.seen_in(&view)?;
    profile.capabilities().iter().try_for_each(|entry| known(entry, version)).seen_in(&view)
}

/// A name of the protocol's own in the version spoken is one the protocol has; later versions may have more.
fn known(entry: &EntryView<'_>, version: ProtocolVersion) -> StepResult {
    let concerned = entry.name.starts_with("dev.ucp.") && entry.text("version") == Some(version.date());
    let mut all = ProtocolVersion::ALL.into_iter().flat_map(|one| Contract::embedded(one).capabilities());
    let holds = !concerned || all.any(|capability| capability.name == entry.name);
    let title = "a name of the protocol's in the connector's profile";
    check::holds(holds, title, "a capability that the protocol has", entry.name)
        .fix("Name capabilities of your own below a domain of your own")
}

async fn dated(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = portrait(world)?;
    let profile = document(&view)?;
    let version = profile.version().unwrap_or("absent");
    check::holds(is_date(version), "version of the connector's profile", "a date, YYYY-MM-DD", version)
        .seen_in(&view)
        .fix("Name the dated release that is spoken")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("public, max-age=60", true)]
    #[case("public, max-age=30", false)]
    #[case("max-age=60", false)]
    #[case("public, max-age=60, no-store", false)]
    #[case("public, max-age=60, private", false)]
    fn a_profile_can_be_kept(#[case] header: &str, #[case] good: bool) {
        let headers = vec![("cache-control".to_owned(), header.to_owned())];
        assert_eq!(kept(&View::new("x".into(), 200, headers, b"{}".to_vec())).is_ok(), good);
    }

    #[rstest]
    #[case("dev.ucp.shopping.checkout", ProtocolVersion::LATEST.date(), true)]
    #[case("dev.ucp.shopping.gift_wrapping", ProtocolVersion::LATEST.date(), false)]
    #[case("dev.ucp.shopping.gift_wrapping", "2099-01-01", true)]
    #[case("com.example.gift_wrapping", ProtocolVersion::LATEST.date(), true)]
    fn names_of_the_protocol_are_the_protocols(
        #[case] name: &str,
        #[case] version: &str,
        #[case] good: bool,
    ) {
        let profile = ProfileView::new(json!({"ucp": {"capabilities": {(name): [{"version": version}]}}}));
        let entries = profile.capabilities();
        assert_eq!(known(&entries[0], ProtocolVersion::LATEST).is_ok(), good);
    }
}
