//! Stage 1: the head of the request, within bounds, by a session that serves.

use super::context::{Context, Step};
use crate::protocol::contract::HeaderSpec;
use crate::protocol::version::HeaderRule;
use crate::simulator::journal::{Finding, FindingKind};
use crate::transport::failure::{Failure, code};

/// Refuses what is too large, and everything while a condition forbids it.
pub(super) fn accept(context: &mut Context<'_>) -> Step {
    let limits = context.session.limits();
    let target = context.request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > limits.uri_bytes {
        let reason = format!("the request target has {target} bytes, at most {} are read", limits.uri_bytes);
        return Err(Failure::new(code::INVALID_REQUEST, reason).into());
    }
    let headers = context.request.headers();
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > limits.header_bytes {
        let reason = format!("the headers have {size} bytes, at most {} are read", limits.header_bytes);
        return Err(Failure::new(code::HEADERS_TOO_LARGE, reason).into());
    }
    note_missing(context);
    context.session.conditions().admit(context.at).map_err(Into::into)
}

/// Notes headers that the version lists as required and only advises. What cannot be done without them
/// is refused by the stage that needs them.
fn note_missing(context: &mut Context<'_>) {
    match context.session.edition().headers {
        HeaderRule::Demanded => {}
        HeaderRule::Advised => {
            let headers = context.request.headers();
            let missing = context.spec.headers.iter();
            let missing = missing.filter(|spec| spec.required && !headers.contains_key(&*spec.name));
            let finding = |spec: &HeaderSpec| Finding {
                kind: FindingKind::AdvisedHeaderMissing,
                pointer: spec.name.clone(),
            };
            context.findings.extend(missing.map(finding));
        }
    }
}
