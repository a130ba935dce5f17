//! From an intention ("create a checkout with this body") to the request that carries it, before
//! it is signed. Every part stays editable, because conformance checks break one part at a time.

use super::neutral::RequestForm;
use crate::protocol::operation::Operation;
use serde_json::Value;

/// One request to a business, relative to its service endpoint, unsigned.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What the platform means by it.
    pub operation: Operation,
    /// HTTP method in upper case.
    pub method: String,
    /// Path and query below the endpoint, starting with a slash.
    pub path: String,
    /// Extra headers in sending order; the signed client adds `UCP-Agent`, `Content-Type`,
    /// `Idempotency-Key`, the digest and the signature unless they are set here or dropped.
    pub headers: Vec<(String, String)>,
    /// Names (lower case) of headers the client must not add on its own.
    pub dropped: Vec<String>,
    /// The body's bytes; `None` sends no body at all.
    pub body: Option<Vec<u8>>,
    /// What the body means, in the neutral form; absent when it was given as bytes.
    pub neutral: Option<Value>,
    /// How a neutral body is written on the wire.
    pub form: RequestForm,
    /// Whether the business has no reason to refuse it; a refusal is then the business's defect
    /// and the cause of whatever follows.
    pub acceptable: bool,
}

impl Draft {
    /// A draft of `operation`: `path_template` with `{id}` replaced, `body` serialised compactly.
    #[must_use]
    pub fn new(operation: Operation, method: &str, path_template: &str, id: Option<&str>) -> Self {
        let path = match id {
            Some(id) => path_template.replace("{id}", &encode_segment(id)),
            None => path_template.to_owned(),
        };
        Self {
            operation,
            method: method.to_ascii_uppercase(),
            path,
            headers: Vec::new(),
            dropped: Vec::new(),
            body: None,
            neutral: None,
            form: RequestForm::default(),
            acceptable: false,
        }
    }

    /// The same, marked as a request that a conformant business accepts.
    #[must_use]
    pub const fn acceptable(mut self) -> Self {
        self.acceptable = true;
        self
    }

    /// The same with another wire form for the bodies that follow.
    #[must_use]
    pub fn with_form(mut self, form: RequestForm) -> Self {
        self.form = form;
        self
    }

    /// The same with a JSON body, given in the neutral form and written in that of the wire.
    #[must_use]
    pub fn with_json(mut self, body: &Value) -> Self {
        self.body = Some(self.form.wire(self.operation, body).to_string().into_bytes());
        self.neutral = Some(body.clone());
        self
    }

    /// The same with a body of these bytes, whatever they are.
    #[must_use]
    pub fn with_bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.neutral = None;
        self
    }

    /// The same with a header set, replacing one of that name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same without the header of that name, even if the client would add it.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.dropped.push(name.to_ascii_lowercase());
        self
    }

    /// The value of a header set on the draft.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, when it is JSON: in the neutral form, unless it was given as bytes.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        if let Some(neutral) = &self.neutral {
            return Some(neutral.clone());
        }
        self.wire_json()
    }

    /// The body as JSON as it is on the wire, when it is JSON.
    #[must_use]
    pub fn wire_json(&self) -> Option<Value> {
        self.body.as_deref().and_then(|body| serde_json::from_slice(body).ok())
    }
}

/// Percent-encodes one path segment (RFC 3986 `pchar` stays as it is).
#[must_use]
pub fn encode_segment(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for byte in raw.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(char::from_digit(u32::from(byte >> 4), 16).map(|digit| digit.to_ascii_uppercase()));
            out.extend(char::from_digit(u32::from(byte & 15), 16).map(|digit| digit.to_ascii_uppercase()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_encoded_as_one_segment() {
        let draft = Draft::new(Operation::GetCheckout, "get", "/checkout-sessions/{id}", Some("../a b"));
        assert_eq!(draft.path, "/checkout-sessions/..%2Fa%20b");
        assert_eq!(draft.method, "GET");
    }

    #[test]
    fn a_dropped_header_is_gone_and_remembered() {
        let draft = Draft::new(Operation::CreateCheckout, "POST", "/checkout-sessions", None)
            .with_header("Accept", "application/json")
            .without_header("ACCEPT");
        assert_eq!(draft.header("accept"), None);
        assert_eq!(draft.dropped, ["accept"]);
    }
}
