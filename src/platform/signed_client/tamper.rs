//! What can be done to a request. Each value breaks one thing; several are done in order.

use crate::crypto::detached_jws::PayloadEncoding;
use crate::crypto::key::SigningKey;
use serde_json::Value;

/// One deviation from how a request should be.
#[derive(Clone, Debug)]
pub enum Tamper {
    /// A change to the message before it is signed: the signature is valid for the changed message.
    BeforeSigning(Edit),
    /// A change to how it is signed.
    Signing(SigningTamper),
    /// A change after it was signed: what somebody on the way could do.
    AfterSigning(Edit),
}

impl Tamper {
    /// Without credentials of any kind.
    #[must_use]
    pub const fn unsigned() -> Self {
        Self::Signing(SigningTamper::Unsigned)
    }
}

/// A change to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Sets a header, in place of all of that name.
    SetHeader {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Adds a header line, next to those of that name.
    AddHeader {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Drops every header of that name.
    DropHeader(String),
    /// Sends the header of that name twice.
    RepeatHeader(String),
    /// Other bytes as body.
    Body(Vec<u8>),
    /// Another method.
    Method(String),
    /// Another path, of the whole URL.
    Path(String),
    /// Another query, or none.
    Query(Option<String>),
}

impl Edit {
    /// Sets a header.
    #[must_use]
    pub fn set(name: &str, value: &str) -> Self {
        Self::SetHeader { name: name.to_owned(), value: value.to_owned() }
    }

    /// Adds a header line.
    #[must_use]
    pub fn add(name: &str, value: &str) -> Self {
        Self::AddHeader { name: name.to_owned(), value: value.to_owned() }
    }

    /// Drops a header.
    #[must_use]
    pub fn drop(name: &str) -> Self {
        Self::DropHeader(name.to_owned())
    }
}

/// A member of the protected header of a detached JWS that is not as it should be.
#[derive(Clone, Debug, PartialEq)]
pub enum HeaderMember {
    /// It has this value.
    Set(String, Value),
    /// It is left out.
    Without(String),
}

/// A change to how a message is signed. Those that only one kind of signature has say so; asking
/// for one where the version signs otherwise is an error.
#[derive(Clone, Debug)]
pub enum SigningTamper {
    /// Not at all: no signature of any kind, no `Content-Digest`, nor a key or token.
    Unsigned,
    /// Without covering this component, such as `@path` or `content-digest`.
    OmitComponent(String),
    /// Covering exactly these components, in this order.
    Components(Vec<String>),
    /// With this key, under its own name, published or not.
    Key(SigningKey),
    /// Announcing this `keyid`; an empty one is left out.
    KeyId(String),
    /// The signature in DER instead of raw `r‖s`.
    Der,
    /// One bit of the signature is wrong.
    FlippedBit,
    /// With one more string parameter, such as `alg`.
    Parameter {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// With this `created`, seconds since the epoch, or without any.
    Created(Option<i64>),
    /// With this `expires`, seconds since the epoch.
    Expires(i64),
    /// Under this label instead of `sig1`.
    Label(String),
    /// With another `Content-Digest` than that of the body; the signature covers it as it is.
    Digest(DigestTamper),
    /// Detached JWS: over these bytes instead of the body.
    Payload(Vec<u8>),
    /// Detached JWS: of this construction.
    Encoding(PayloadEncoding),
    /// Detached JWS: with this member of the protected header, which is signed over as it is.
    Header(HeaderMember),
    /// Detached JWS: with the payload between header and signature, so that it is not detached.
    Attached,
}

/// What is wrong with a `Content-Digest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestTamper {
    /// It is of these bytes.
    OfOther(Vec<u8>),
    /// It is right, but SHA-512, which the protocol does not use.
    Sha512,
    /// It is this text.
    Text(String),
}
