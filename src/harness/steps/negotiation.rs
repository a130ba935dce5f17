//! Negotiation: versions and capabilities, what each side declares, what becomes active.

use crate::harness::check::{self, Explain};
use crate::harness::control::{ControlAction, Extension};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::platforms::DEFAULT;
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::identity::ProfileDraft;
use crate::protocol::operation::Operation;
use crate::protocol::profile::Capability;
use crate::protocol::version::ProtocolVersion;
use crate::transport::view::View;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the platform declares only the capability {string}", declares_only_one,
        doc: "Reduces the platform's profile to this capability, at the business's version where it has it.",
        example: "the platform declares only the capability \"dev.ucp.shopping.checkout\""),
    step!(Given "the platform declares only the capabilities {string} and {string}", declares_only_two,
        doc: "Reduces the platform's profile to these capabilities.",
        example: "the platform declares only the capabilities \"dev.ucp.shopping.checkout\" and \"dev.ucp.shopping.discount\""),
    step!(Given "the platform also declares the capability {string}", also_declares,
        doc: "Adds a capability to the platform's profile, at the business's version where it has it.",
        example: "the platform also declares the capability \"com.example.agent_only\""),
    step!(Given "the platform declares {string} at the business's version and at {string} and {string}", declares_versions,
        doc: "Declares a capability in three versions, one of them the business's.",
        example: "the platform declares \"dev.ucp.shopping.checkout\" at the business's version and at \"2019-01-01\" and \"2099-01-01\""),
    step!(Given "the platform declares {string} only at {string}", declares_other_version,
        doc: "Declares a capability only in this version.",
        example: "the platform declares \"dev.ucp.shopping.checkout\" only at \"2019-01-01\""),
    step!(Given "the business advertises {string} as an extension of {string}", advertises,
        doc: "Lets the business advertise an extension. Needs control of the merchant.",
        example: "the business advertises \"com.example.gift_wrap\" as an extension of \"com.example.missing\""),
    step!(Given "the business advertises {string} as an extension of {string} and {string}", advertises_with_two_parents,
        doc: "Lets the business advertise an extension of two parents. Needs control of the merchant.",
        example: "the business advertises \"com.example.gift_wrap\" as an extension of \"dev.ucp.shopping.cart\" and \"dev.ucp.shopping.checkout\""),
    step!(Given "the business advertises {string} as an extension of {string} that requires the protocol {string}", advertises_with_need,
        doc: "Lets the business advertise an extension whose schema requires this protocol version or newer. Needs control of the merchant.",
        example: "the business advertises \"com.example.gift_wrap\" as an extension of \"dev.ucp.shopping.checkout\" that requires the protocol \"2099-01-01\""),
    step!(Given "the platform speaks the protocol version {string}", speaks,
        doc: "Puts this protocol version into the platform's profile.",
        example: "the platform speaks the protocol version \"2099-01-01\""),
    step!(Given "the platform speaks the protocol version {string} from now on", speaks,
        doc: "Puts this protocol version into the platform's profile; caches may still hold the earlier one.",
        example: "the platform speaks the protocol version \"2099-01-01\" from now on"),
    step!(Given "the platform speaks the oldest protocol version that the business lists", speaks_oldest,
        doc: "Puts the oldest key of the business's `supported_versions` into the platform's profile; not applicable when there is none.",
        example: "the platform speaks the oldest protocol version that the business lists"),
    step!(Then "the active capabilities are exactly {string}", are_exactly_one,
        doc: "Fails unless `ucp.capabilities` of a success has this name and no other.",
        example: "the active capabilities are exactly \"dev.ucp.shopping.checkout\""),
    step!(Then "the active capabilities are exactly {string} and {string}", are_exactly_two,
        doc: "Fails unless `ucp.capabilities` of a success has these names and no others.",
        example: "the active capabilities are exactly \"dev.ucp.shopping.checkout\" and \"dev.ucp.shopping.discount\""),
    step!(Then "the active capabilities include {string}", include,
        doc: "Fails unless `ucp.capabilities` has this name.",
        example: "the active capabilities include \"dev.ucp.shopping.checkout\""),
    step!(Then "the active capabilities do not include {string}", exclude,
        doc: "Fails when `ucp.capabilities` has this name, or when the answer has no `ucp`.",
        example: "the active capabilities do not include \"com.example.agent_only\""),
    step!(Then "the negotiation is refused", is_refused,
        doc: "Fails unless the last answer has a status from 400 to 499: nothing is left to work with.",
        example: "the negotiation is refused"),
    step!(Then "the capability {string} is not used", is_not_used,
        doc: "Fails when the last answer is a success that lists this capability; a refusal uses none.",
        example: "the capability \"dev.ucp.shopping.discount\" is not used"),
    step!(Then "the active version of {string} is the newest that both sides list", version_is_newest,
        doc: "Fails unless the capability is active at the newest version that both profiles have.",
        example: "the active version of \"dev.ucp.shopping.checkout\" is the newest that both sides list"),
    step!(Then "every active capability concerns the operation", all_concern_operation,
        doc: "Fails when an active capability is neither the operation's own nor an extension of it.",
        example: "every active capability concerns the operation"),
    step!(Then "the answer names the protocol version under test", names_version_under_test,
        doc: "Fails unless `ucp.version` is the protocol version under test.",
        example: "the answer names the protocol version under test"),
    step!(Then "the answer names that protocol version", names_kept_version,
        doc: "Fails unless `ucp.version` is the version the platform was made to speak.",
        example: "the answer names that protocol version"),
    step!(Then "no active capability is newer than that protocol version", none_is_newer,
        doc: "Fails when a `dev.ucp` capability is active at a version newer than the one spoken.",
        example: "no active capability is newer than that protocol version"),
    step!(Then "every version that the business serves beside its own is listed in supported_versions", served_versions_are_listed,
        doc: "Tries every older release with a platform of its own: one that is served must be listed.",
        example: "every version that the business serves beside its own is listed in supported_versions"),
];

/// Under this name the protocol version that a platform was made to speak is kept.
const SPOKEN: &str = "protocol version spoken";

/// The versions in which the business's profile, read anew, has a capability.
async fn business_versions(world: &mut AssayWorld, name: &str) -> StepResult<Vec<String>> {
    world.refresh_business().await?;
    let entries = world.business()?.profile.capabilities();
    Ok(entries
        .iter()
        .filter(|entry| entry.name == name)
        .filter_map(|entry| entry.text("version"))
        .map(str::to_owned)
        .collect())
}

/// Changes the acting platform's profile and publishes it.
fn edit(world: &mut AssayWorld, change: impl FnOnce(&mut ProfileDraft)) -> StepResult {
    let platform = world.platforms_mut().acting_mut()?;
    change(platform.identity.profile_mut());
    platform.publish()
}

/// A declaration of a capability by the platform, in the business's newest version where it has it.
async fn declaration(world: &mut AssayWorld, name: &str) -> StepResult<Capability> {
    let version = business_versions(world, name).await?.into_iter().max();
    let fallback = world.run()?.version.date().to_owned();
    Ok(capability(name, version.unwrap_or(fallback)))
}

/// A declaration whose documents are at the authority of its name (`com.example.x`: example.com).
fn capability(name: &str, version: String) -> Capability {
    let mut authority: Vec<&str> = name.split('.').take(2).collect();
    authority.reverse();
    let authority = authority.join(".");
    Capability {
        name: name.to_owned(),
        version,
        spec: Some(format!("https://{authority}/specs/{name}")),
        schema: Some(format!("https://{authority}/schemas/{name}.json")),
        ..Capability::default()
    }
}

async fn declares_only_one(world: &mut AssayWorld, name: String) -> StepResult {
    declare_only(world, &[&name]).await
}

async fn declares_only_two(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    declare_only(world, &[&one, &other]).await
}

async fn declare_only(world: &mut AssayWorld, names: &[&str]) -> StepResult {
    let mut declared = Vec::new();
    for name in names {
        declared.push(declaration(world, name).await?);
    }
    edit(world, |profile| profile.capabilities = declared)
}

async fn also_declares(world: &mut AssayWorld, name: String) -> StepResult {
    let declared = declaration(world, &name).await?;
    edit(world, |profile| profile.capabilities.push(declared))
}

async fn declares_versions(
    world: &mut AssayWorld,
    (name, one, other): (String, String, String),
) -> StepResult {
    let mut versions = business_versions(world, &name).await?;
    versions.extend([one, other]);
    declare_at(world, &name, versions)
}

async fn declares_other_version(world: &mut AssayWorld, (name, version): (String, String)) -> StepResult {
    declare_at(world, &name, vec![version])
}

fn declare_at(world: &mut AssayWorld, name: &str, versions: Vec<String>) -> StepResult {
    edit(world, |profile| {
        profile.capabilities.retain(|declared| declared.name != name);
        profile.capabilities.extend(versions.into_iter().map(|version| capability(name, version)));
    })
}

async fn advertises(world: &mut AssayWorld, (name, parent): (String, String)) -> StepResult {
    advertise(world, name, vec![parent], None).await
}

async fn advertises_with_two_parents(
    world: &mut AssayWorld,
    (name, one, other): (String, String, String),
) -> StepResult {
    advertise(world, name, vec![one, other], None).await
}

async fn advertises_with_need(
    world: &mut AssayWorld,
    (name, parent, version): (String, String, String),
) -> StepResult {
    advertise(world, name, vec![parent], Some(version)).await
}

async fn advertise(
    world: &mut AssayWorld,
    name: String,
    extends: Vec<String>,
    requires_protocol: Option<String>,
) -> StepResult {
    world
        .control(ControlAction::Advertise(Extension { name: name.clone(), extends, requires_protocol }))
        .await?;
    let advertised = !business_versions(world, &name).await?.is_empty();
    check::holds(advertised, "the extension is not in the profile", &name, "absent")
}

async fn speaks(world: &mut AssayWorld, version: String) -> StepResult {
    world.keep(SPOKEN, json!(version));
    edit(world, |profile| profile.version = version)
}

async fn speaks_oldest(world: &mut AssayWorld, (): ()) -> StepResult {
    let listed = world.business()?.profile.supported_versions();
    let oldest = listed.iter().map(|(version, _)| (*version).to_owned()).min();
    let oldest =
        oldest.ok_or_else(|| Interrupt::NotApplicable("the business lists no older version".to_owned()))?;
    speaks(world, oldest).await
}

/// The names in `ucp.capabilities` of an answer that has a `ucp`.
fn active(view: &View) -> StepResult<Vec<String>> {
    check::present(view.at("/ucp/version"), "the answer has no ucp envelope", "ucp.version")?;
    Ok(view.capabilities())
}

async fn are_exactly_one(world: &mut AssayWorld, name: String) -> StepResult {
    let view = world.last()?;
    exactly(view, vec![name]).seen_in(view)
}

async fn are_exactly_two(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let view = world.last()?;
    exactly(view, vec![one, other]).seen_in(view)
}

fn exactly(view: &View, mut expected: Vec<String>) -> StepResult {
    let mut actual = active(view)?;
    actual.sort();
    expected.sort();
    let found = check::equal("active capabilities", &expected.join(", "), &actual.join(", "));
    about_the_list(found, &actual)
}

/// An answer that lists nothing at all says nothing of how capabilities are matched.
fn about_the_list(found: StepResult, listed: &[String]) -> StepResult {
    if listed.is_empty() { found.clause("NEG-018") } else { found }
}

async fn include(world: &mut AssayWorld, name: String) -> StepResult {
    let view = world.last()?;
    let active = active(view).seen_in(view)?;
    let found = check::holds(active.contains(&name), "active capabilities", &name, &active.join(", "));
    about_the_list(found, &active).seen_in(view)
}

async fn exclude(world: &mut AssayWorld, name: String) -> StepResult {
    let view = world.last()?;
    let active = active(view).seen_in(view)?;
    let expected = format!("no {name}");
    check::holds(!active.contains(&name), "active capabilities", &expected, &active.join(", ")).seen_in(view)
}

async fn is_refused(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let refused = (400..500).contains(&view.status);
    check::holds(refused, "a request with nothing in common", "400 to 499", &view.status.to_string())
        .seen_in(view)
        .clause("ERR-501")
}

async fn is_not_used(world: &mut AssayWorld, name: String) -> StepResult {
    let view = world.last()?;
    unused(view, &name).seen_in(view)
}

fn unused(view: &View, name: &str) -> StepResult {
    if (400..500).contains(&view.status) {
        return Ok(());
    }
    let active = active(view)?;
    let expected = format!("no {name}, or a refusal");
    check::holds(!active.iter().any(|one| one == name), "active capabilities", &expected, &active.join(", "))
}

/// The first version of an active capability.
fn active_version<'a>(view: &'a View, name: &str) -> Option<&'a str> {
    let entries = view.at("/ucp/capabilities")?.get(name)?;
    entries.as_array()?.first()?.get("version").and_then(Value::as_str)
}

async fn version_is_newest(world: &mut AssayWorld, name: String) -> StepResult {
    let view = world.last()?.clone();
    let platform = world.platforms().acting()?.identity.profile().capabilities.clone();
    let own = business_versions(world, &name).await?;
    let common = own.into_iter().filter(|version| {
        platform.iter().any(|declared| declared.name == name && declared.version == *version)
    });
    let newest = check::present(common.max(), "the sides have no version in common", "a common version")?;
    let actual = active_version(&view, &name).unwrap_or("absent");
    check::equal(&format!("active version of {name}"), &newest.as_str(), &actual).seen_in(&view)
}

async fn all_concern_operation(world: &mut AssayWorld, (): ()) -> StepResult {
    let sent = world.exchanges().iter().rev().find_map(|exchange| exchange.operation);
    let operation = sent.ok_or_else(|| Interrupt::Harness("no operation was sent yet".to_owned()))?;
    let contract = world.run()?.contract;
    let spec = contract.operation(operation);
    let root = &spec.ok_or_else(|| Interrupt::Harness(format!("{operation} is not specified")))?.capability;
    let view = world.last()?;
    let names = active(view).seen_in(view)?;
    check::holds(!names.is_empty(), "active capabilities", root, "none").seen_in(view)?;
    let extends = |name: &String| {
        let declared = world.business().map(|business| business.profile.capabilities()).unwrap_or_default();
        declared.iter().filter(|entry| entry.name == *name).any(|entry| match &entry.declaration["extends"] {
            Value::String(parent) => parent == root,
            Value::Array(parents) => parents.iter().any(|parent| parent == root.as_str()),
            _ => false,
        })
    };
    let foreign: Vec<&String> = names.iter().filter(|name| *name != root && !extends(name)).collect();
    let expected = format!("{root} and extensions of it");
    check::holds(foreign.is_empty(), "active capabilities", &expected, &format!("also {foreign:?}"))
        .seen_in(view)
}

async fn names_version_under_test(world: &mut AssayWorld, (): ()) -> StepResult {
    let version = world.run()?.version.date();
    let view = world.last()?;
    let found = check::equal("ucp.version", &version, &view.text("/ucp/version").unwrap_or("absent"));
    // Whatever else the scenario is about, what is wrong is the version named.
    let named = super::answer::carries(world, "VER-011")?;
    if named { found.clause("VER-011").seen_in(view) } else { found.seen_in(view) }
}

async fn names_kept_version(world: &mut AssayWorld, (): ()) -> StepResult {
    let spoken = world.kept(SPOKEN)?.as_str().unwrap_or_default().to_owned();
    let view = world.last()?;
    check::equal("ucp.version", &spoken.as_str(), &view.text("/ucp/version").unwrap_or("absent"))
        .seen_in(view)
}

async fn none_is_newer(world: &mut AssayWorld, (): ()) -> StepResult {
    let spoken = world.kept(SPOKEN)?.as_str().unwrap_or_default().to_owned();
    let view = world.last()?;
    let names = active(view).seen_in(view)?;
    check::holds(!names.is_empty(), "active capabilities", "at least one", "none").seen_in(view)?;
    let newer = |name: &&String| {
        name.starts_with("dev.ucp.")
            && active_version(view, name).is_none_or(|version| version > spoken.as_str())
    };
    let newer: Vec<&String> = names.iter().filter(newer).collect();
    check::holds(
        newer.is_empty(),
        "versions of active capabilities",
        &format!("{spoken} or older"),
        &format!("{newer:?}"),
    )
    .seen_in(view)
}

async fn served_versions_are_listed(world: &mut AssayWorld, (): ()) -> StepResult {
    let own = world.run()?.version.date();
    let listed: Vec<String> = world
        .business()?
        .profile
        .supported_versions()
        .iter()
        .map(|(version, _)| (*version).to_owned())
        .collect();
    let product = world.plan()?.product("an available product")?.id.clone();
    let body = json!({"line_items": [{"item": {"id": product}, "quantity": 1}]});
    // Where even the version under test is not served, that another is not says nothing.
    let view = world.call(Operation::CreateCheckout, None, Some(&body)).await?;
    super::answer::resource(&view).seen_in(&view)?;
    for version in ProtocolVersion::RELEASED.into_iter().filter(|version| *version < own) {
        world.add_platform(version)?;
        world.platforms_mut().act_as(version)?;
        edit(world, |profile| version.clone_into(&mut profile.version))?;
        let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&body);
        let view = world.send(draft).await?;
        let served = view.is_resource();
        let listed = listed.iter().any(|known| known == version);
        check::equal(&format!("whether {version} is served, against supported_versions"), &listed, &served)
            .seen_in(&view)?;
    }
    world.platforms_mut().act_as(DEFAULT).map_err(|_| Interrupt::blocked("no platform", Cause::run_stopped()))
}
