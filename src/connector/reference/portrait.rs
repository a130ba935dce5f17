//! What the connector publishes about itself, and how; a broken one gets it wrong.

use crate::connector::defect::{Defect, Defects};
use crate::platform::host::{Answer, Reply};
use crate::platform::identity::{DocumentEdit, PlatformIdentity, ShoppingCapability};
use crate::protocol::contract::Contract;
use crate::protocol::version::Edition;

/// Documents that are not at the authority of the name.
const ELSEWHERE: &str = "https://elsewhere.example/discount";
/// A name that only the protocol's own authority may give.
const RESERVED: &str = "dev.ucp.shopping.gift_wrapping";

/// Spoils what a profile says.
pub(super) fn spoil(identity: &mut PlatformIdentity, defects: &Defects) {
    let profile = identity.profile_mut();
    if defects.has(Defect::ProfileForeignSpec)
        && let Some(declared) = profile.capability_mut(ShoppingCapability::Discount)
    {
        declared.spec = Some(ELSEWHERE.to_owned());
        profile.services.iter_mut().for_each(|service| service.spec = Some(ELSEWHERE.to_owned()));
    }
    if defects.has(Defect::ProfileReservedName)
        && let Some(declared) = profile.capability_mut(ShoppingCapability::Discount)
    {
        let mut own = declared.clone();
        RESERVED.clone_into(&mut own.name);
        profile.capabilities.push(own);
    }
    if defects.has(Defect::ProfileKeyNameless) {
        let name = format!("/{}/0/kid", profile.edition.keys_member);
        profile.edits.push(DocumentEdit::remove(&name));
    }
    if defects.has(Defect::ProfileVersionWord) {
        "draft".clone_into(&mut profile.version);
    }
}

/// How a profile is served. Versions without rules about that leave it open.
pub(super) fn served(document: String, edition: &Edition, defects: &Defects) -> Answer {
    let register = Contract::embedded(edition.version).register();
    let owes = |clause: &str| register.get(clause).is_some();
    if owes("PRO-007") && defects.has(Defect::ProfileRedirects) {
        return Answer::redirect(302, "/elsewhere.json");
    }
    if owes("PRO-009") && defects.has(Defect::ProfileUncacheable) {
        let reply = Reply::bytes(200, "application/json", document);
        return reply.with_header("cache-control", "no-store").into();
    }
    Answer::profile(document)
}
