//! HTTP and JSON as they should not be.

use super::edit::{is_checkout, is_order};
use crate::fault::params::Params;
use crate::fault::subject::{Draft, Wire};

fn header(wire: &mut Wire<'_>, name: &str, value: &str) {
    wire.headers.retain(|(known, _)| known != name);
    wire.headers.push((name.to_owned(), value.to_owned()));
}

pub(in crate::fault) fn dup_header(wire: &mut Wire<'_>, _: &Params) -> bool {
    let twice: Vec<(String, String)> =
        wire.headers.iter().filter(|(name, _)| name == "content-type").cloned().collect();
    let other = twice.into_iter().map(|(name, _)| (name, "text/plain".to_owned()));
    wire.headers.extend(other);
    true
}

pub(in crate::fault) fn gzip_lie(wire: &mut Wire<'_>, _: &Params) -> bool {
    header(wire, "content-encoding", "gzip");
    true
}

pub(in crate::fault) fn charset_lie(wire: &mut Wire<'_>, params: &Params) -> bool {
    header(wire, "content-type", &format!("application/json; charset={}", params.text("charset")));
    true
}

pub(in crate::fault) fn media_type(wire: &mut Wire<'_>, params: &Params) -> bool {
    header(wire, "content-type", params.text("type"));
    true
}

pub(in crate::fault) fn redirect(wire: &mut Wire<'_>, params: &Params) -> bool {
    if wire.method == "GET" {
        return false;
    }
    wire.status = u16::try_from(params.int("status")).unwrap_or(307);
    header(wire, "location", params.text("location"));
    wire.body.clear();
    true
}

pub(in crate::fault) fn many_headers(wire: &mut Wire<'_>, params: &Params) -> bool {
    let more = (0..params.size("count")).map(|at| (format!("x-extra-{at}"), "x".repeat(100)));
    wire.headers.extend(more);
    true
}

pub(in crate::fault) fn no_content_type(wire: &mut Wire<'_>, _: &Params) -> bool {
    let before = wire.headers.len();
    wire.headers.retain(|(name, _)| name != "content-type");
    wire.headers.len() != before
}

pub(in crate::fault) fn request_id(wire: &mut Wire<'_>, _: &Params) -> bool {
    let there = wire.headers.iter().any(|(name, _)| name == "request-id");
    if there {
        header(wire, "request-id", "00000000-0000-4000-8000-00000000dead");
    }
    there
}

/// The body's text, when it shows a resource.
fn text(draft: &Draft<'_>) -> Option<String> {
    (is_checkout(&draft.body) || is_order(&draft.body)).then(|| draft.body.to_string())
}

/// Other bytes instead of the body; they are signed.
fn raw(draft: &mut Draft<'_>, change: impl FnOnce(String) -> Vec<u8>) -> bool {
    draft.raw = text(draft).map(change);
    draft.raw.is_some()
}

pub(in crate::fault) fn duplicate_key(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| text.replacen('{', "{\"id\":\"first-of-two\",", 1).into_bytes())
}

pub(in crate::fault) fn deep(draft: &mut Draft<'_>, params: &Params) -> bool {
    let depth = params.size("depth");
    let nested = format!("{{\"x_deep\":{}{},", "[".repeat(depth), "]".repeat(depth));
    raw(draft, |text| text.replacen('{', &nested, 1).into_bytes())
}

pub(in crate::fault) fn bom(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat())
}

pub(in crate::fault) fn big_number(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| {
        text.replacen('{', "{\"x_big\":123456789012345678901234567890,\"x_exponent\":1e400,", 1).into_bytes()
    })
}

pub(in crate::fault) fn cut_off(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| text.get(..text.len() / 2).unwrap_or_default().as_bytes().to_vec())
}

pub(in crate::fault) fn not_a_number(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| text.replacen('{', "{\"x_rate\":NaN,", 1).into_bytes())
}

pub(in crate::fault) fn bad_utf8(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| {
        let (mut bytes, rest) =
            (b"{\"x_text\":\"\xff\xfe\",".to_vec(), text.get(1..).unwrap_or_default().to_owned());
        bytes.extend_from_slice(rest.as_bytes());
        bytes
    })
}

pub(in crate::fault) fn surrogate(draft: &mut Draft<'_>, _: &Params) -> bool {
    raw(draft, |text| text.replacen('{', "{\"x_text\":\"\\ud800\",", 1).into_bytes())
}

pub(in crate::fault) fn null_members(draft: &mut Draft<'_>, _: &Params) -> bool {
    is_checkout(&draft.body)
        && ["discounts", "fulfillment", "messages"].iter().fold(false, |any, name| {
            let absent = draft.body.get(name).is_none();
            (absent && super::edit::set(&mut draft.body, &format!("/{name}"), serde_json::Value::Null)) || any
        })
}
