//! The envelope itself.

use super::meta::{META_HEADER, SignatureMeta};
use crate::crypto::http_signature::Header;
use crate::crypto::structured_field;
use serde_json::{Map, Value, json};
use sfv::FieldType as _;

/// Headers that are signed when they are sent, lower case.
const SIGNED: [&str; 4] = ["content-type", META_HEADER, "ucp-agent", "idempotency-key"];

/// A request as its signature sees it.
#[derive(Clone, Copy, Debug)]
pub struct EnvelopeParts<'a> {
    /// Method; signed in upper case.
    pub method: &'a str,
    /// Path below the service endpoint, as sent, starting with a slash.
    pub path: &'a str,
    /// Query without its question mark.
    pub query: Option<&'a str>,
    /// Headers in the order received.
    pub headers: &'a [Header<'a>],
    /// The parsed body; `None` when there is none.
    pub body: Option<&'a Value>,
    /// The body's bytes, for signatures over nothing else.
    pub raw_body: &'a [u8],
}

impl EnvelopeParts<'_> {
    /// The value of the first header of that name (lower case).
    pub(super) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The envelope with this body in it.
    pub(super) fn envelope(&self, meta: &SignatureMeta, body: &Value) -> Value {
        json!({
            "method": self.method.to_ascii_uppercase(),
            "path": self.path,
            "query": canonical_query(self.query.unwrap_or_default()),
            "headers": self.signed_headers(),
            "body": body,
            "meta": {"iat": meta.iat, "jti": meta.jti},
        })
    }

    /// The signed headers: `UCP-Agent` as RFC 8941 writes it, the others as sent.
    fn signed_headers(&self) -> Map<String, Value> {
        let sent = SIGNED.into_iter().filter_map(|name| Some((name, self.header(name)?)));
        let text = |(name, value): (&str, &[u8])| {
            let raw = || String::from_utf8_lossy(value).into_owned();
            let text = if name == "ucp-agent" { reserialised(value).unwrap_or_else(raw) } else { raw() };
            (name.to_owned(), Value::String(text))
        };
        sent.map(text).collect()
    }
}

fn reserialised(value: &[u8]) -> Option<String> {
    structured_field::dictionary(value)?.serialize()
}

/// Parameters sorted by name, then value, form-encoded; a space is `+`.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    pairs.sort();
    let encoded = pairs.iter().map(|(name, value)| format!("{}={}", form(name), form(value)));
    encoded.collect::<Vec<_>>().join("&")
}

fn form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other if other.is_ascii_alphanumeric() => out.push(char::from(other)),
            other => {
                use std::fmt::Write as _;
                // Writing to a string cannot fail.
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::canonical_query;
    use rstest::rstest;

    #[rstest]
    #[case::none("", "")]
    #[case::one("limit=100", "limit=100")]
    #[case::sorted_by_name_then_value("b=2&a=2&a=1", "a=1&a=2&b=2")]
    #[case::space_is_plus("q=red%20roses", "q=red+roses")]
    #[case::unreserved("q=a-b.c_d~e", "q=a-b.c_d~e")]
    #[case::reserved("q=a*b/c", "q=a%2Ab%2Fc")]
    fn queries(#[case] sent: &str, #[case] signed: &str) {
        assert_eq!(canonical_query(sent), signed);
    }
}
