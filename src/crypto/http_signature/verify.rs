//! Verifying.

use sfv::{BareItem, Dictionary, InnerList, ListEntry};

use crate::clock::Instant;
use crate::crypto::digest::verify_content_digest;
use crate::crypto::http_signature::policy::{changes_state, required_of_request, required_of_response};
use crate::crypto::http_signature::{RequestPolicy, ResponsePolicy, SignatureError};
use crate::crypto::key::{KeyLookup, VerifyingKey};
use crate::crypto::message::{Message, RequestParts, ResponseParts, combined_field};
use crate::crypto::signature_base::{identifier, signature_base};
use crate::crypto::structured_field::{self, signature_parameters::SignatureParameters};

/// More signatures on one message than this are not tried: the work of a verifier stays bounded.
const MAX_SIGNATURES: usize = 8;

const INPUT: &str = "Signature-Input";
const SIGNATURE: &str = "Signature";

/// A signature that verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The key.
    pub keyid: String,
    /// The label of the signature chosen.
    pub label: String,
    /// The covered components as announced, in order (`"@method"`, quotes included).
    pub covered: Vec<String>,
    /// Whether the signer announced an `alg`, which UCP leaves out: valid, but worth a remark.
    pub alg_announced: bool,
}

/// Verifies a request. `lookup` answers with a [`KeyLookup`] or an `Option<&VerifyingKey>`.
///
/// # Errors
/// [`SignatureError`]; of several signatures refused, the one that got furthest.
pub fn verify_request<'k, F, L>(
    request: &RequestParts<'_>,
    policy: &RequestPolicy,
    lookup: F,
) -> Result<Verified, SignatureError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let idempotency_key = changes_state(request.method).then_some(policy.idempotency_key);
    let verifier = Verifier {
        message: Message::Request(request),
        required: required_of_request(request, idempotency_key, policy.webhook).collect(),
        now: policy.now,
        lookup: &|keyid| lookup(keyid).into(),
    };
    verifier.verify()
}

/// Verifies a response. `request` is the one it answers, for components with `;req`.
///
/// # Errors
/// [`SignatureError`]; of several signatures refused, the one that got furthest.
pub fn verify_response<'k, F, L>(
    response: &ResponseParts<'_>,
    request: Option<&RequestParts<'_>>,
    policy: &ResponsePolicy,
    lookup: F,
) -> Result<Verified, SignatureError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let verifier = Verifier {
        message: Message::Response(response, request),
        required: required_of_response(response).collect(),
        now: policy.now,
        lookup: &|keyid| lookup(keyid).into(),
    };
    verifier.verify()
}

/// One message and what its verifier insists on.
struct Verifier<'v, 'k> {
    message: Message<'v>,
    required: Vec<&'static str>,
    now: Instant,
    lookup: &'v dyn Fn(&str) -> KeyLookup<'k>,
}

/// One signature of the message.
struct Candidate<'c> {
    label: &'c str,
    input: &'c InnerList,
    signature: &'c [u8],
}

impl<'k> Verifier<'_, 'k> {
    fn verify(&self) -> Result<Verified, SignatureError> {
        let inputs = self.dictionary(INPUT)?;
        let signatures = self.dictionary(SIGNATURE)?;
        let mut furthest: Option<SignatureError> = None;
        for (label, entry) in inputs.iter().take(MAX_SIGNATURES) {
            let verified = Candidate::find(label.as_str(), entry, &signatures)
                .and_then(|candidate| self.verify_candidate(&candidate));
            match verified {
                Ok(verified) => return Ok(verified),
                Err(error) if furthest.as_ref().is_none_or(|so_far| error.stage() > so_far.stage()) => {
                    furthest = Some(error);
                }
                Err(_) => {}
            }
        }
        let empty = SignatureError::HeaderMalformed { header: INPUT, expected: "a dictionary with a member" };
        Err(furthest.unwrap_or(empty))
    }

    fn dictionary(&self, header: &'static str) -> Result<Dictionary, SignatureError> {
        let value =
            combined_field(self.message.headers(), header).ok_or(SignatureError::HeaderMissing(header))?;
        let expected = "a dictionary (RFC 8941)";
        structured_field::dictionary(&value).ok_or(SignatureError::HeaderMalformed { header, expected })
    }

    /// The order of the protocol's own verification: key, digest, signature base, mathematics. What
    /// must be covered comes before the digest, or an uncovered body would escape it.
    fn verify_candidate(&self, candidate: &Candidate<'_>) -> Result<Verified, SignatureError> {
        let label = || candidate.label.to_owned();
        let parameters =
            SignatureParameters::read(&candidate.input.params).map_err(|(parameter, expected)| {
                SignatureError::ParameterType { label: label(), parameter, expected }
            })?;
        let keyid = parameters.keyid.ok_or_else(|| SignatureError::KeyIdMissing(label()))?;
        let key = self.key(keyid)?;
        check_algorithm(candidate, parameters.alg, key)?;
        self.check_time(candidate, &parameters)?;
        self.check_coverage(candidate)?;
        self.check_digest(candidate)?;
        let base = signature_base(self.message, candidate.input).map_err(|error| {
            SignatureError::Component { label: label(), component: error.component, problem: error.problem }
        })?;
        key.verify(base.as_bytes(), candidate.signature).map_err(|error| SignatureError::Invalid {
            label: label(),
            keyid: keyid.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Verified {
            keyid: keyid.to_owned(),
            label: label(),
            covered: candidate.input.items.iter().map(identifier).collect(),
            alg_announced: parameters.alg.is_some(),
        })
    }

    fn key(&self, keyid: &str) -> Result<&'k VerifyingKey, SignatureError> {
        match (self.lookup)(keyid) {
            KeyLookup::Found(key) => Ok(key),
            KeyLookup::NotFound => Err(SignatureError::KeyNotFound(keyid.to_owned())),
            KeyLookup::Unusable(reason) => {
                Err(SignatureError::KeyUnusable { keyid: keyid.to_owned(), reason: reason.to_owned() })
            }
        }
    }

    fn check_time(
        &self,
        candidate: &Candidate<'_>,
        parameters: &SignatureParameters<'_>,
    ) -> Result<(), SignatureError> {
        match parameters.expires {
            Some(expires) if expires < self.now.seconds() => {
                Err(SignatureError::Expired { label: candidate.label.to_owned(), expires })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_coverage(&self, candidate: &Candidate<'_>) -> Result<(), SignatureError> {
        match self.required.iter().find(|component| !candidate.covers(component)) {
            None => Ok(()),
            Some(component) => {
                Err(SignatureError::NotCovered { label: candidate.label.to_owned(), component })
            }
        }
    }

    fn check_digest(&self, candidate: &Candidate<'_>) -> Result<(), SignatureError> {
        if !candidate.covers("content-digest") {
            return Ok(());
        }
        let header = combined_field(self.message.headers(), "content-digest")
            .ok_or(SignatureError::HeaderMissing("Content-Digest"))?;
        Ok(verify_content_digest(&header, self.message.body())?)
    }
}

impl<'c> Candidate<'c> {
    fn find(
        label: &'c str,
        entry: &'c ListEntry,
        signatures: &'c Dictionary,
    ) -> Result<Self, SignatureError> {
        let malformed = |header, expected| SignatureError::HeaderMalformed { header, expected };
        let ListEntry::InnerList(input) = entry else {
            return Err(malformed(INPUT, "a list of components per label"));
        };
        let value = signatures.get(label).ok_or_else(|| SignatureError::LabelUnmatched(label.to_owned()))?;
        match value {
            ListEntry::Item(item) => match &item.bare_item {
                BareItem::ByteSequence(signature) => Ok(Self { label, input, signature }),
                _ => Err(malformed(SIGNATURE, "a byte sequence per label")),
            },
            ListEntry::InnerList(_) => Err(malformed(SIGNATURE, "a byte sequence per label")),
        }
    }

    /// Whether the whole component of this very message is covered: plain, `;sf` or `;bs`, but not
    /// one member of it (`;key`) nor the related request's (`;req`).
    fn covers(&self, component: &str) -> bool {
        self.input.items.iter().any(|item| {
            item.bare_item.as_string().is_some_and(|name| name.as_str() == component)
                && item.params.keys().all(|parameter| matches!(parameter.as_str(), "sf" | "bs"))
        })
    }
}

fn check_algorithm(
    candidate: &Candidate<'_>,
    alg: Option<&str>,
    key: &VerifyingKey,
) -> Result<(), SignatureError> {
    let expected = key.curve().http_signature_alg();
    let label = || candidate.label.to_owned();
    match alg {
        Some(alg) if alg == expected => Ok(()),
        Some("ecdsa-p256-sha256" | "ecdsa-p384-sha384") => Err(SignatureError::AlgorithmMismatch {
            label: label(),
            alg: alg.unwrap_or_default().to_owned(),
            expected,
        }),
        Some(alg) => Err(SignatureError::AlgorithmUnsupported { label: label(), alg: alg.to_owned() }),
        None => Ok(()),
    }
}
