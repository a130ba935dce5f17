//! Signing, well or badly.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha512};

use crate::clock::Clock;
use crate::crypto::digest::content_digest;
use crate::crypto::http_signature::{SignError, SignOptions, header_pairs, sign_request};
use crate::crypto::key::SigningKey;

use super::compose::ComposeError;
use super::outgoing::Outgoing;
use super::{DigestTamper, SigningTamper, der};

/// How to sign, gathered from the tampers; the last of a kind wins.
struct How<'a> {
    key: &'a SigningKey,
    options: SignOptions<'a>,
    components: Option<Vec<&'a str>>,
    omitted: Vec<&'a str>,
    parameters: Vec<(&'a str, &'a str)>,
    der: bool,
    flipped: bool,
}

/// Adds `Content-Digest` (for a body), `Signature-Input` and `Signature`.
pub(super) fn sign(
    outgoing: &mut Outgoing,
    key: &SigningKey,
    tampers: &[&SigningTamper],
) -> Result<(), ComposeError> {
    let created = Some(Clock::system().now().seconds());
    let mut how = How {
        key,
        options: SignOptions { created, ..SignOptions::default() },
        components: None,
        omitted: Vec::new(),
        parameters: Vec::new(),
        der: false,
        flipped: false,
    };
    for tamper in tampers {
        how.take(tamper, outgoing)?;
    }
    let (input, signature) = how.sign(outgoing)?;
    outgoing.set_header("signature-input", input);
    outgoing.set_header("signature", signature);
    Ok(())
}

impl<'a> How<'a> {
    fn take(&mut self, tamper: &'a SigningTamper, outgoing: &mut Outgoing) -> Result<(), ComposeError> {
        match tamper {
            SigningTamper::Unsigned => {}
            SigningTamper::OmitComponent(name) => self.omitted.push(name),
            SigningTamper::Components(names) => {
                self.components = Some(names.iter().map(String::as_str).collect());
            }
            SigningTamper::Key(other) => self.key = other,
            SigningTamper::KeyId(keyid) => self.options.keyid = Some(keyid),
            SigningTamper::Der => self.der = true,
            SigningTamper::FlippedBit => self.flipped = true,
            SigningTamper::Parameter { name, value } => self.parameters.push((name, value)),
            SigningTamper::Created(at) => self.options.created = *at,
            SigningTamper::Expires(at) => self.options.expires = Some(*at),
            SigningTamper::Label(label) => self.options.label = label,
            SigningTamper::Digest(digest) => {
                outgoing.set_header("content-digest", digest_text(digest, &outgoing.body));
            }
            SigningTamper::Payload(_) => return Err(ComposeError::Meaningless("payload of their own")),
            SigningTamper::Encoding(_) => return Err(ComposeError::Meaningless("payload encoding")),
            SigningTamper::Header(_) => return Err(ComposeError::Meaningless("protected header")),
            SigningTamper::Attached => return Err(ComposeError::Meaningless("attached payload")),
        }
        Ok(())
    }

    /// The values of `Signature-Input` and `Signature`; sets `Content-Digest`.
    fn sign(&self, outgoing: &mut Outgoing) -> Result<(String, String), SignError> {
        if outgoing.header("content-digest").is_none() && !outgoing.body.is_empty() {
            outgoing.set_header("content-digest", content_digest(&outgoing.body));
        }
        let headers = header_pairs(&outgoing.headers);
        let parts = outgoing.parts(&headers);
        let options = SignOptions { extra: &self.parameters, ..self.options };
        let minimum;
        let mut chosen = self.components.clone();
        if !self.omitted.is_empty() && chosen.is_none() {
            minimum = sign_request(self.key, &parts, &options)?.signature_input;
            chosen = Some(components_of(&minimum).collect());
        }
        let chosen: Option<Vec<&str>> =
            chosen.map(|names| names.into_iter().filter(|name| !self.omitted.contains(name)).collect());
        let signed =
            sign_request(self.key, &parts, &SignOptions { components: chosen.as_deref(), ..options })?;
        Ok((signed.signature_input, self.spoil(&signed.signature)))
    }

    /// Changes the bytes of the signature as asked.
    fn spoil(&self, value: &str) -> String {
        let Some((label, encoded)) = value.split_once("=:") else { return value.to_owned() };
        let mut bytes = STANDARD.decode(encoded.trim_end_matches(':')).unwrap_or_default();
        if let Some(last) = bytes.last_mut().filter(|_| self.flipped) {
            *last ^= 1;
        }
        if self.der {
            bytes = der::from_raw(&bytes);
        }
        format!("{label}=:{}:", STANDARD.encode(bytes))
    }
}

/// The names between the parentheses of a `Signature-Input`.
fn components_of(input: &str) -> impl Iterator<Item = &str> {
    let list = input.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(list, _)| list);
    list.split(' ').map(|name| name.trim_matches('"'))
}

fn digest_text(digest: &DigestTamper, body: &[u8]) -> String {
    match digest {
        DigestTamper::OfOther(bytes) => content_digest(bytes),
        DigestTamper::Sha512 => format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(body))),
        DigestTamper::Text(text) => text.clone(),
    }
}
