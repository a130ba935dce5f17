//! Stage 1: the head of the request, within bounds, by a session that serves.

use super::context::{Context, Step};
use crate::transport::failure::{Failure, code};

/// Refuses what is too large, and everything while a condition forbids it.
pub(super) fn accept(context: &Context<'_>) -> Step {
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
    context.session.conditions().admit(context.at).map_err(Into::into)
}
