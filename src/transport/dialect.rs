//! The seam between the version-neutral merchant and the wire shape of one protocol version.

use crate::protocol::version::Edition;
use crate::transport::failure::Failure;
use serde_json::Value;

/// One capability that both parties speak, with the version chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Active {
    /// Reverse-domain name.
    pub name: String,
    /// The version both declare.
    pub version: String,
}

/// What every response says about the negotiation.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The protocol version used.
    pub version: &'a str,
    /// Active capabilities that concern the operation.
    pub capabilities: &'a [Active],
}

/// Bytes and values of one wire shape. Implementations are stateless.
pub trait Dialect: Send + Sync {
    /// The typed differences this dialect was chosen by.
    fn edition(&self) -> &'static Edition;

    /// The body of a protocol error.
    fn failure_body(&self, failure: &Failure) -> Vec<u8>;
}

struct Registry(&'static Edition);

impl Dialect for Registry {
    fn edition(&self) -> &'static Edition {
        self.0
    }

    fn failure_body(&self, failure: &Failure) -> Vec<u8> {
        let mut body = serde_json::json!({ "code": failure.code, "content": failure.content });
        if let (Some(url), Value::Object(map)) = (&failure.continue_url, &mut body) {
            map.insert("continue_url".to_owned(), Value::String(url.clone()));
        }
        body.to_string().into_bytes()
    }
}

static APRIL: std::sync::OnceLock<Registry> = std::sync::OnceLock::new();

/// The dialect of an edition.
#[must_use]
pub fn dialect(edition: &'static Edition) -> &'static dyn Dialect {
    APRIL.get_or_init(|| Registry(edition))
}
