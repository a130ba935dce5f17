//! Signing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{InnerList, Integer, Item, Key, KeyRef, Parameters, Parser};

use crate::crypto::digest::content_digest;
use crate::crypto::http_signature::Coverage;
use crate::crypto::http_signature::policy::{required_of_request, required_of_response};
use crate::crypto::key::{Backend, KeyError, SigningKey};
use crate::crypto::message::{Header, Message, RequestParts, ResponseParts, has_field};
use crate::crypto::signature_base::{ComponentError, signature_base, write_signature_params};

/// Why a message cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// A component asked for cannot be computed from the message.
    #[error(transparent)]
    Component(#[from] ComponentError),
    /// A label, parameter or component has characters that a structured field cannot hold.
    #[error("\"{0}\" cannot be written in a structured field")]
    Unwritable(String),
    /// The backend failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// How to sign; the default is what the protocol asks for.
#[derive(Clone, Copy, Debug)]
pub struct SignOptions<'a> {
    /// Label in both headers.
    pub label: &'a str,
    /// `created`, seconds since the epoch.
    pub created: Option<i64>,
    /// `expires`, seconds since the epoch.
    pub expires: Option<i64>,
    /// Exactly these components instead of the protocol's minimum, in this order: names
    /// (`content-type`) or whole identifiers (`"content-digest";sf`).
    pub components: Option<&'a [&'a str]>,
    /// `keyid` to announce instead of the key's own; an empty one is left out altogether.
    pub keyid: Option<&'a str>,
    /// Announce `keyid` before `created`: as valid, and a trap for verifiers that sort.
    pub keyid_first: bool,
    /// More string parameters (`alg`, `nonce`, `tag`), announced last.
    pub extra: &'a [(&'a str, &'a str)],
    /// Which implementation signs; the reference one is deterministic.
    pub backend: Backend,
}

impl Default for SignOptions<'_> {
    fn default() -> Self {
        Self {
            label: "sig1",
            created: None,
            expires: None,
            components: None,
            keyid: None,
            keyid_first: false,
            extra: &[],
            backend: Backend::AwsLc,
        }
    }
}

/// The headers to add to a signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeaders {
    /// `Content-Digest`, when the message has a body and brought none itself.
    pub content_digest: Option<String>,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

impl SignatureHeaders {
    /// Names (lower case) and values.
    pub fn into_pairs(self) -> impl Iterator<Item = (&'static str, String)> {
        let digest = self.content_digest.map(|value| ("content-digest", value));
        digest.into_iter().chain([("signature-input", self.signature_input), ("signature", self.signature)])
    }
}

/// Signs a request. Its headers must be complete but for `Content-Digest`, which is added.
///
/// # Errors
/// [`SignError`], for instance for a body without a `Content-Type`.
pub fn sign_request(
    key: &SigningKey,
    request: &RequestParts<'_>,
    options: &SignOptions<'_>,
) -> Result<SignatureHeaders, SignError> {
    let digest = missing_digest(request.headers, request.body);
    let headers = with_digest(request.headers, digest.as_deref());
    let request = RequestParts { headers: &headers, ..*request };
    // What is not there is not covered; what is there is, the webhook headers included.
    let covered = required_of_request(&request, Some(Coverage::WhenPresent), Some(Coverage::WhenPresent));
    let (signature_input, signature) = sign(key, Message::Request(&request), covered, options)?;
    Ok(SignatureHeaders { content_digest: digest, signature_input, signature })
}

/// Signs a response. Its headers must be complete but for `Content-Digest`, which is added.
///
/// # Errors
/// [`SignError`], for instance for a body without a `Content-Type`.
pub fn sign_response(
    key: &SigningKey,
    response: &ResponseParts<'_>,
    options: &SignOptions<'_>,
) -> Result<SignatureHeaders, SignError> {
    let digest = missing_digest(response.headers, response.body);
    let headers = with_digest(response.headers, digest.as_deref());
    let response = ResponseParts { headers: &headers, ..*response };
    let covered = required_of_response(&response);
    let (signature_input, signature) = sign(key, Message::Response(&response, None), covered, options)?;
    Ok(SignatureHeaders { content_digest: digest, signature_input, signature })
}

fn missing_digest(headers: &[Header<'_>], body: &[u8]) -> Option<String> {
    (!body.is_empty() && !has_field(headers, "content-digest")).then(|| content_digest(body))
}

fn with_digest<'a>(headers: &[Header<'a>], digest: Option<&'a str>) -> Vec<Header<'a>> {
    let digest = digest.map(|value| ("content-digest", value.as_bytes()));
    headers.iter().copied().chain(digest).collect()
}

/// The two header values.
fn sign(
    key: &SigningKey,
    message: Message<'_>,
    minimum: impl Iterator<Item = &'static str>,
    options: &SignOptions<'_>,
) -> Result<(String, String), SignError> {
    let label: &KeyRef = options.label.try_into().map_err(|_| unwritable(options.label))?;
    let items = match options.components {
        Some(chosen) => chosen.iter().map(|component| item(component)).collect::<Result<_, _>>()?,
        None => minimum.map(item).collect::<Result<_, _>>()?,
    };
    let input = InnerList { items, params: parameters(key, options)? };
    let base = signature_base(message, &input)?;
    let signature = key.sign_with(options.backend, base.as_bytes())?;

    let mut announced = format!("{}=", label.as_str());
    write_signature_params(&input, &mut announced);
    let mut value = format!("{}=:", label.as_str());
    STANDARD.encode_string(signature, &mut value);
    value.push(':');
    Ok((announced, value))
}

/// A component from its bare name or its whole identifier.
fn item(component: &str) -> Result<Item, SignError> {
    if component.starts_with('"') {
        return Parser::new(component).parse().map_err(|_| unwritable(component));
    }
    Ok(Item::new(text(component)?))
}

fn parameters(key: &SigningKey, options: &SignOptions<'_>) -> Result<Parameters, SignError> {
    let mut parameters = Parameters::new();
    if options.keyid_first {
        set_keyid(&mut parameters, key, options)?;
    }
    for (name, seconds) in [("created", options.created), ("expires", options.expires)] {
        if let Some(seconds) = seconds {
            let value = Integer::try_from(seconds).map_err(|_| unwritable(&seconds.to_string()))?;
            parameters.insert(sfv::key_ref(name).to_owned(), value.into());
        }
    }
    if !options.keyid_first {
        set_keyid(&mut parameters, key, options)?;
    }
    for (name, value) in options.extra {
        let name = Key::from_string((*name).to_owned()).map_err(|_| unwritable(name))?;
        parameters.insert(name, text(value)?.into());
    }
    Ok(parameters)
}

fn set_keyid(
    parameters: &mut Parameters,
    key: &SigningKey,
    options: &SignOptions<'_>,
) -> Result<(), SignError> {
    let keyid = options.keyid.unwrap_or_else(|| key.kid());
    if !keyid.is_empty() {
        parameters.insert(sfv::key_ref("keyid").to_owned(), text(keyid)?.into());
    }
    Ok(())
}

fn text(value: &str) -> Result<sfv::String, SignError> {
    sfv::String::from_string(value.to_owned()).map_err(|_| unwritable(value))
}

fn unwritable(text: &str) -> SignError {
    SignError::Unwritable(text.to_owned())
}
