//! What a signature can cover, borrowed from whatever carries the message.

use std::borrow::Cow;

/// One header line: name (any case) and raw value.
pub type Header<'a> = (&'a str, &'a [u8]);

/// The scheme a request was sent over; it decides which port is the default one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// `https`, default port 443.
    #[default]
    Https,
    /// `http`, default port 80.
    Http,
}

impl Scheme {
    /// The scheme's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    /// The suffix `@authority` drops.
    #[must_use]
    pub const fn default_port_suffix(self) -> &'static str {
        match self {
            Self::Https => ":443",
            Self::Http => ":80",
        }
    }
}

/// A request, as on the wire.
#[derive(Clone, Copy, Debug)]
pub struct RequestParts<'a> {
    /// Method, upper case.
    pub method: &'a str,
    /// Scheme.
    pub scheme: Scheme,
    /// The `Host` header's value (or `:authority`), any case, port included when sent.
    pub authority: &'a str,
    /// Path as on the wire, percent-encoding untouched; empty counts as `/`.
    pub path: &'a str,
    /// Query without its `?`; `None` when the target has no `?`, `Some("")` when it ends in one.
    pub query: Option<&'a str>,
    /// Header lines in order; several lines of one name are several entries.
    pub headers: &'a [Header<'a>],
    /// Raw body; empty means none.
    pub body: &'a [u8],
}

/// A response, as on the wire.
#[derive(Clone, Copy, Debug)]
pub struct ResponseParts<'a> {
    /// Status code.
    pub status: u16,
    /// Header lines in order; several lines of one name are several entries.
    pub headers: &'a [Header<'a>],
    /// Raw body; empty means none.
    pub body: &'a [u8],
}

/// The message a signature is about.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// A request.
    Request(&'a RequestParts<'a>),
    /// A response, with the request it answers when that is known (for components with `;req`).
    Response(&'a ResponseParts<'a>, Option<&'a RequestParts<'a>>),
}

impl<'a> Message<'a> {
    /// Header lines.
    #[must_use]
    pub const fn headers(&self) -> &'a [Header<'a>] {
        match self {
            Self::Request(request) => request.headers,
            Self::Response(response, _) => response.headers,
        }
    }

    /// Raw body.
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        match self {
            Self::Request(request) => request.body,
            Self::Response(response, _) => response.body,
        }
    }
}

/// Borrows recorded headers for [`RequestParts`] or [`ResponseParts`].
#[must_use]
pub fn header_pairs(headers: &[(String, String)]) -> Vec<Header<'_>> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
}

/// Whether a header is there at all.
#[must_use]
pub fn has_field(headers: &[Header<'_>], name: &str) -> bool {
    field_lines(headers, name).next().is_some()
}

/// The lines of a header in order, each trimmed and unfolded (RFC 9421 §2.1).
pub fn field_lines<'a>(headers: &[Header<'a>], name: &str) -> impl Iterator<Item = Cow<'a, [u8]>> {
    headers.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| unfold(value))
}

/// The combined value of a header: its lines joined with `", "`. Allocates only when it must.
#[must_use]
pub fn combined_field<'a>(headers: &[Header<'a>], name: &str) -> Option<Cow<'a, [u8]>> {
    let mut lines = field_lines(headers, name);
    let mut value = lines.next()?;
    for line in lines {
        let joined = value.to_mut();
        joined.extend_from_slice(b", ");
        joined.extend_from_slice(&line);
    }
    Some(value)
}

/// Trims optional whitespace and turns each obsolete line fold into one space.
fn unfold(value: &[u8]) -> Cow<'_, [u8]> {
    let value = trim(value);
    if !value.contains(&b'\n') {
        return Cow::Borrowed(value);
    }
    let mut unfolded = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.windows(3).position(is_fold) {
        let (before, after) = rest.split_at(at);
        unfolded.extend_from_slice(trim_end(before));
        unfolded.push(b' ');
        rest = trim_start(&after[2..]);
    }
    unfolded.extend_from_slice(rest);
    Cow::Owned(unfolded)
}

fn is_fold(window: &[u8]) -> bool {
    window.starts_with(b"\r\n") && matches!(window.last(), Some(b' ' | b'\t'))
}

fn trim(value: &[u8]) -> &[u8] {
    trim_end(trim_start(value))
}

fn trim_start(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    value
}

fn trim_end(mut value: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::trimmed(&[("X", " \t a b\t")], Some("a b"))]
    #[case::case_of_the_name(&[("x", "a")], Some("a"))]
    #[case::joined_in_order(&[("X", "a "), ("Y", "no"), ("x", " b"), ("X", "")], Some("a, b, "))]
    #[case::folded(&[("X", "a \r\n  b\r\n\tc")], Some("a b c"))]
    #[case::not_a_fold(&[("X", "a\n")], Some("a\n"))]
    #[case::folded_at_the_end(&[("X", "a\r\n ")], Some("a\r\n"))]
    #[case::empty(&[("X", "  ")], Some(""))]
    #[case::absent(&[("Y", "a")], None)]
    fn combines_lines(#[case] headers: &[(&str, &str)], #[case] expected: Option<&str>) {
        let headers: Vec<Header<'_>> =
            headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let value = combined_field(&headers, "X");
        assert_eq!(value.as_deref(), expected.map(str::as_bytes));
        assert_eq!(has_field(&headers, "X"), expected.is_some());
    }

    #[test]
    fn a_single_line_is_borrowed() {
        assert!(matches!(combined_field(&[("x", b" a ")], "x"), Some(Cow::Borrowed(b"a"))));
    }
}
