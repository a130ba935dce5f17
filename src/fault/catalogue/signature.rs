//! Signatures, digests and keys: those the merchant makes, and those it is to judge.

use super::row::{Fault, breaks, int, stirs, text};
use crate::fault::action::{negotiation, profile, signature};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Publish, Send, Sign};

const AT: Stage = Stage::Authenticate;
const REFUSES: &str = "refuses the answer and looks the checkout up";

pub(super) const ROWS: &[Fault] = &[
    breaks(
        "sig.missing",
        &["SIG-030", "SIG-035", "SIG-040", "SIG-013"],
        "Answers are not signed.",
        Sign(signature::missing),
    )
    .owes("refuses where it demands signatures"),
    breaks(
        "sig.unknown_kid",
        &["SIG-023", "SIG-003"],
        "Answers are signed under a key name the profile does not have.",
        Sign(signature::unknown_kid),
    )
    .with(&[text("kid", "\"business-key-999\"", "name announced")])
    .owes("refreshes the profile once, then refuses; does not loop"),
    stirs(
        "sig.rotated_key",
        "A new key is published and signs from now on.",
        "refreshes the profile once and accepts",
        Handle(AT, profile::rotate),
    ),
    stirs(
        "sig.older_key",
        "Answers are signed with the oldest key of the profile.",
        "accepts every key that is published",
        Sign(signature::older_key),
    ),
    breaks(
        "sig.retired_key",
        &["SIG-012", "SIG-023"],
        "Answers are signed with a key that was taken out of the profile.",
        Sign(signature::retired_key),
    )
    .owes(REFUSES),
    breaks(
        "sig.other_merchant_key",
        &["SIG-023", "SIG-003"],
        "Answers are signed with somebody else's key under the right name.",
        Sign(signature::stranger_key),
    )
    .owes(REFUSES),
    breaks(
        "sig.wrong_alg",
        &["SIG-007"],
        "Signature-Input announces an algorithm.",
        Sign(signature::alg_parameter),
    )
    .with(&[text("alg", "\"rsa-pss-sha512\"", "algorithm announced")])
    .owes("goes by the key's curve, or refuses"),
    breaks("sig.der_not_raw", &["SIG-022"], "Signatures are in DER.", Send(signature::der)).owes(REFUSES),
    stirs(
        "sig.high_s",
        "Signatures have the higher of the two possible values.",
        "accepts: both are valid ECDSA",
        Send(signature::high_s),
    ),
    breaks(
        "sig.corrupt",
        &["SIG-023", "SIG-003"],
        "One bit of every signature is wrong.",
        Send(signature::corrupt),
    )
    .owes(REFUSES),
    breaks(
        "sig.component_omitted",
        &["SIG-023"],
        "Signatures leave a component out.",
        Sign(signature::component_omitted),
    )
    .with(&[text("component", "\"content-digest\"", "component left out")])
    .owes(REFUSES),
    breaks(
        "sig.over_request",
        &["SIG-023"],
        "Answers carry the signature of their request.",
        Send(signature::over_request),
    )
    .owes(REFUSES),
    breaks(
        "sig.label_mismatch",
        &["SIG-013", "SIG-023"],
        "Signature and Signature-Input have different labels.",
        Send(signature::label),
    )
    .owes(REFUSES),
    stirs(
        "sig.expired",
        "Signatures ran out before they were sent.",
        "refuses, with some seconds of tolerance",
        Sign(signature::expired),
    ),
    stirs(
        "created.future",
        "Signatures claim to be made in the future.",
        "bounds skew and refuses beyond it",
        Sign(signature::created_shifted),
    )
    .with(&[int("seconds", 1, 31_536_000, "3600", "seconds ahead")]),
    stirs(
        "created.past",
        "Signatures are old.",
        "bounds age and refuses beyond it",
        Sign(signature::created_shifted),
    )
    .with(&[int("seconds", -31_536_000, -1, "-3600", "seconds behind")]),
    breaks(
        "digest.mismatch",
        &["SIG-015", "SIG-023"],
        "The body is changed after it was signed.",
        Send(signature::edited_after),
    )
    .owes(REFUSES),
    breaks(
        "digest.recomputed",
        &["SIG-023"],
        "The body is changed after it was signed, and its digest with it.",
        Send(signature::edited_with_digest),
    )
    .owes(REFUSES),
    breaks("digest.wrong_alg", &["SIG-015"], "Digests are SHA-512.", Sign(signature::digest_sha512))
        .owes(REFUSES),
    breaks(
        "digest.of_other",
        &["SIG-015"],
        "Digests are of something else; signatures cover them.",
        Sign(signature::digest_of_other),
    )
    .owes(REFUSES),
    breaks(
        "digest.missing",
        &["SIG-014", "SIG-023"],
        "Signed answers have no digest.",
        Sign(signature::digest_missing),
    )
    .owes(REFUSES),
    breaks(
        "jwks.duplicate_kid",
        &["SIG-009", "SIG-023"],
        "Two keys of the profile have the same name, the wrong one first.",
        Publish(profile::duplicate_kid),
    )
    .owes("tries both, or refuses the profile"),
    breaks(
        "sig.unsigned_served",
        &["SIG-013", "ERR-006", "ERR-011", "ERR-022", "AUT-001", "ORD-009", "ORD-015", "SIG-032", "TLS-003"],
        "Who does not sign is served.",
        Handle(AT, negotiation::unsigned),
    ),
    breaks(
        "sig.corrupt_served",
        &["ERR-007", "SIG-017", "SIG-018", "SIG-019", "SIG-020", "SIG-021", "SIG-022", "SIG-032"],
        "Any signature will do, as long as there is one.",
        Handle(AT, negotiation::corrupt),
    ),
    breaks(
        "sig.unknown_key_served",
        &["ERR-008", "SIG-012", "SIG-032", "AUT-002", "AUT-003", "ERR-012"],
        "Signatures of unknown keys will do; so one platform can speak for another.",
        Handle(AT, negotiation::unknown_key),
    ),
    breaks(
        "digest.mismatch_served",
        &["ERR-009", "SIG-015", "SIG-032"],
        "Bodies changed after signing are served.",
        Handle(AT, negotiation::any_digest),
    ),
    breaks(
        "sig.algorithm_served",
        &["ERR-010", "SIG-007", "SIG-032"],
        "Signatures of any algorithm will do.",
        Handle(AT, negotiation::any_algorithm),
    ),
    breaks(
        "sig.valid_refused",
        &["SIG-003", "SIG-010", "SIG-011"],
        "Valid signatures are refused.",
        Handle(AT, negotiation::good_refused),
    )
    .owes("does not loop; reports it"),
    stirs(
        "jws.unencoded_payload_wrong",
        "A detached JWS covers the encoded payload, while its header says that it is not encoded.",
        REFUSES,
        Sign(signature::encoded_payload),
    ),
];
