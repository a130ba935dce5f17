//! Derived components (RFC 9421 §2.2).

use std::fmt::Write as _;

use super::ComponentProblem;
use super::component::{Component, request};
use crate::crypto::message::{Message, RequestParts};

/// Appends the value of a derived component. Each is written as far as it is understood: the text
/// of a line break in a path or query cannot come from a conforming parser and is refused.
pub(super) fn write(
    component: &Component<'_>,
    message: Message<'_>,
    output: &mut String,
) -> Result<(), ComponentProblem> {
    let start = output.len();
    match component.name {
        "@method" => output.push_str(request(message)?.method),
        "@authority" => authority(request(message)?, output),
        "@path" => output.push_str(path(request(message)?)),
        "@query" => query(request(message)?, output),
        "@scheme" => output.push_str(request(message)?.scheme.name()),
        "@target-uri" => target_uri(request(message)?, output),
        "@request-target" => request_target(request(message)?, output),
        "@query-param" => query_param(component, request(message)?, output)?,
        "@status" => status(message, output)?,
        _ => return Err(ComponentProblem::UnknownDerived),
    }
    let clean = output.as_bytes()[start..].iter().all(|byte| (0x20..0x7f).contains(byte));
    if clean { Ok(()) } else { Err(ComponentProblem::NotAscii) }
}

/// Lower case, without the scheme's default port and without an empty one (RFC 9110 §4.2.3).
fn authority(request: &RequestParts<'_>, output: &mut String) {
    let authority = request.authority.trim();
    let authority = authority.strip_suffix(request.scheme.default_port_suffix()).unwrap_or(authority);
    let authority = authority.strip_suffix(':').unwrap_or(authority);
    output.extend(authority.chars().map(|letter| letter.to_ascii_lowercase()));
}

/// As on the wire: percent-encoding is part of what was signed.
const fn path<'a>(request: &RequestParts<'a>) -> &'a str {
    if request.path.is_empty() { "/" } else { request.path }
}

/// With its leading `?`, which stands alone for an empty query and for none (RFC 9421 §2.2.7).
fn query(request: &RequestParts<'_>, output: &mut String) {
    output.push('?');
    output.push_str(request.query.unwrap_or_default());
}

fn target_uri(request: &RequestParts<'_>, output: &mut String) {
    output.push_str(request.scheme.name());
    output.push_str("://");
    authority(request, output);
    request_target(request, output);
}

/// The origin form, the only one the protocol's requests take.
fn request_target(request: &RequestParts<'_>, output: &mut String) {
    output.push_str(path(request));
    if request.query.is_some() {
        query(request, output);
    }
}

/// The value of one query parameter, re-encoded (RFC 9421 §2.2.8).
fn query_param(
    component: &Component<'_>,
    request: &RequestParts<'_>,
    output: &mut String,
) -> Result<(), ComponentProblem> {
    let wanted = component.query_name.unwrap_or_default();
    let pairs = url::form_urlencoded::parse(request.query.unwrap_or_default().as_bytes());
    let mut found = pairs.filter(|(name, _)| encode(name) == wanted);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => {
            output.push_str(&encode(&value));
            Ok(())
        }
        (None, _) | (Some(_), Some(_)) => Err(ComponentProblem::QueryParameter),
    }
}

fn encode(text: &str) -> String {
    // A literal plus leaves the serialiser as %2B, so each remaining one stands for a space.
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

fn status(message: Message<'_>, output: &mut String) -> Result<(), ComponentProblem> {
    match message {
        Message::Response(response, _) => {
            // Writing to a String cannot fail.
            let _ = write!(output, "{}", response.status);
            Ok(())
        }
        Message::Request(_) => Err(ComponentProblem::WrongMessage),
    }
}
