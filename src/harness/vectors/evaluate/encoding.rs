//! Families about bytes and text.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{BadInput, Evaluated, accepted, bytes, hex, read, refused, refused_plainly, to_hex};
use crate::crypto::digest::{DigestError, content_digest as digest_of, verify_content_digest};
use crate::crypto::message::{combined_field, header_pairs};
use crate::crypto::structured_field::{UcpAgent, canonical_dictionary};
use crate::crypto::{base64url as codec, jcs as canonical};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Base64url<'a> {
    Encode { hex: &'a str },
    Decode { text: String },
}

pub(super) fn base64url(input: &Value) -> Evaluated {
    Ok(match read(input)? {
        Base64url::Encode { hex: bytes } => Ok(json!({ "text": codec::encode(hex(bytes)?) })),
        Base64url::Decode { text } => match codec::decode(&text) {
            Ok(bytes) => Ok(json!({ "hex": to_hex(&bytes) })),
            Err(_) => refused_plainly(),
        },
    })
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Jcs<'a> {
    /// A JSON text, as text.
    Text { json: String },
    /// A JSON text whose bytes need not be UTF-8.
    Bytes { json_base64: &'a str },
    /// One double by its 64 bits.
    Number { ieee754: &'a str },
}

pub(super) fn jcs(input: &Value) -> Evaluated {
    let canonical_form = match read(input)? {
        Jcs::Text { json } => canonical::canonicalize_text(json.as_bytes()).ok(),
        Jcs::Bytes { json_base64 } => canonical::canonicalize_text(&bytes(json_base64)?).ok(),
        Jcs::Number { ieee754 } => {
            let bits = u64::from_str_radix(ieee754, 16).map_err(|error| BadInput(error.to_string()))?;
            let number = serde_json::Number::from_f64(f64::from_bits(bits));
            number.and_then(|number| canonical::canonicalize(&Value::Number(number)).ok())
        }
    };
    let text = canonical_form.map(String::from_utf8).transpose();
    Ok(match text.map_err(|error| BadInput(error.to_string()))? {
        Some(text) => Ok(json!({ "canonical": text })),
        None => refused_plainly(),
    })
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum ContentDigest {
    Compute { body_base64: String },
    Verify { lines: Vec<String>, body_base64: String },
}

pub(super) fn content_digest(input: &Value) -> Evaluated {
    Ok(match read(input)? {
        ContentDigest::Compute { body_base64 } => Ok(json!({ "header": digest_of(&bytes(&body_base64)?) })),
        ContentDigest::Verify { lines, body_base64 } => {
            match verify_content_digest(&combined(&lines), &bytes(&body_base64)?) {
                Ok(()) => accepted(),
                Err(
                    DigestError::Malformed
                    | DigestError::NoSha256
                    | DigestError::NotSha256Bytes
                    | DigestError::Mismatch,
                ) => refused("digest_mismatch"),
            }
        }
    })
}

/// The combined value of header lines of one name.
fn combined(lines: &[String]) -> Vec<u8> {
    let headers: Vec<(String, String)> = lines.iter().map(|line| ("x".to_owned(), line.clone())).collect();
    combined_field(&header_pairs(&headers), "x").map(std::borrow::Cow::into_owned).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum StructuredField {
    /// Parse as a dictionary and write it again.
    Dictionary { lines: Vec<String> },
    /// Who speaks, by `UCP-Agent`.
    UcpAgent {
        lines: Vec<String>,
        signer: Signer,
        /// The development switch: plain http to this machine.
        #[serde(default)]
        allow_loopback_http: bool,
    },
    /// The header that names a profile.
    WriteUcpAgent { profile: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Signer {
    Platform,
    Business,
}

pub(super) fn structured_field(input: &Value) -> Evaluated {
    Ok(match read(input)? {
        StructuredField::Dictionary { lines } => match canonical_dictionary(&combined(&lines)) {
            Some(text) => Ok(json!({ "canonical": text })),
            None => refused_plainly(),
        },
        StructuredField::UcpAgent { lines, signer, allow_loopback_http } => {
            let header = combined(&lines);
            let agent = match (signer, allow_loopback_http) {
                (Signer::Platform, false) => UcpAgent::parse(&header),
                (Signer::Platform, true) => UcpAgent::parse_allowing_loopback_http(&header),
                (Signer::Business, false) => UcpAgent::parse_business(&header),
                (Signer::Business, true) => {
                    return Err(BadInput("the switch is about platforms only".to_owned()));
                }
            };
            match agent {
                Ok(agent) => Ok(json!({ "profile": agent.profile(), "version": agent.version() })),
                Err(_) => refused("invalid_profile_url"),
            }
        }
        StructuredField::WriteUcpAgent { profile } => match UcpAgent::header(&profile) {
            Ok(header) => Ok(json!({ "header": header })),
            Err(_) => refused_plainly(),
        },
    })
}
