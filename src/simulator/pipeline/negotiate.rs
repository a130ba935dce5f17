//! Stage 4: what both parties can do, and whether that includes the operation.

use super::context::{Answer, Context, Step, Stop};
use super::render::outcome_status;
use crate::protocol::profile::{Capability, PlatformProfile};
use crate::protocol::version::{NegotiationRule, OutcomeRule};
use crate::simulator::negotiated::Negotiated;
use crate::transport::failure::{Failure, code};
use bytes::Bytes;

/// The code of a negotiation that leaves nothing to work with; a business outcome.
const INCOMPATIBLE: &str = "capabilities_incompatible";

/// Settles the capabilities.
pub(super) fn negotiate(context: &mut Context<'_>) -> Step {
    let Some(platform) = &context.platform else {
        return Err(Failure::new(code::INTERNAL_ERROR, "negotiation began before authentication").into());
    };
    let session = context.session;
    let business = session.business();
    let negotiated = platform.negotiated(business.revision, |platform| {
        Negotiated::settle(session.edition(), session.contract(), &business, &platform.url, &platform.profile)
    });
    if !negotiated.has(&context.spec.capability) {
        if let Some(failure) = too_new(context, &platform.profile) {
            return Err(failure.into());
        }
        return Err(Stop::Answer(incompatible(context, &negotiated)));
    }
    context.negotiated = Some(negotiated);
    Ok(())
}

/// Where versions are ordered, a root that both declare is missing only because the platform's is newer.
fn too_new(context: &Context<'_>, platform: &PlatformProfile) -> Option<Failure> {
    let root = &context.spec.capability;
    let business = context.session.business();
    let declared =
        |list: &[Capability]| list.iter().find(|one| one.name == *root).map(|one| one.version.clone());
    match context.session.edition().negotiation {
        NegotiationRule::HighestCommonVersion => None,
        NegotiationRule::ByName => {
            let (theirs, ours) =
                (declared(&platform.capabilities)?, declared(&business.profile.capabilities)?);
            let reason = format!("{root} {theirs} is not supported; this business supports {ours} and older");
            Some(Failure::new(code::VERSION_UNSUPPORTED, reason).continue_at(context.page()))
        }
    }
}

fn incompatible(context: &Context<'_>, negotiated: &Negotiated) -> Answer {
    let root = &context.spec.capability;
    let reason = if negotiated.active.is_empty() {
        "the platform and this business have no capability in common".to_owned()
    } else {
        format!(
            "{} needs {root}, which the platform does not declare in a common version",
            context.spec.operation
        )
    };
    let session = context.session;
    let envelope = session.envelope(&negotiated.version, negotiated.relevant(root));
    let body = session.dialect().refusal(INCOMPATIBLE, &reason, &context.page(), &envelope);
    let status = match session.edition().outcomes {
        OutcomeRule::Envelope => 200,
        OutcomeRule::MessagesBody => outcome_status(session, INCOMPATIBLE),
    };
    Answer { status, headers: Vec::new(), body: Bytes::from(body) }
}
