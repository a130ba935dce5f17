//! From the HTTP library's errors to ours. The library nests the cause; the chain is walked once.

use std::error::Error;
use std::io;

use super::{OutboundError, Phase};

/// What an error of the library means.
pub(super) fn classify(error: &reqwest::Error) -> OutboundError {
    let chain = causes(error);
    if let Some(ours) = chain.iter().find_map(|cause| cause.downcast_ref::<OutboundError>()) {
        return ours.clone();
    }
    let connecting = error.is_connect();
    if error.is_timeout() {
        return OutboundError::Timeout(if connecting { Phase::Connecting } else { Phase::Answer });
    }
    let deepest = chain.last().map_or_else(|| error.to_string(), ToString::to_string);
    if chain.iter().any(|cause| cause.is::<rustls::Error>()) {
        return OutboundError::Tls(deepest);
    }
    match (error.is_builder(), connecting) {
        (true, _) => OutboundError::BadRequest(deepest),
        (false, true) => OutboundError::Connect(deepest),
        (false, false) => OutboundError::Broken(deepest),
    }
}

/// The error and everything under it, outermost first. An `io::Error` that wraps another error
/// hides it from `source()`, so it is unwrapped here.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut chain: Vec<&(dyn Error + 'static)> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        chain.push(cause);
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    chain
}
