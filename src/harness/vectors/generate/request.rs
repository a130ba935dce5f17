//! Signed requests: what must pass. The rest is in [`super::request_refusals`].

use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::keys::TestKeys;
use super::message::{AGENT, Draft, KEY, NOW, jwks};
use super::{Batch, GenerateError, components, request_refusals, signing};
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    (
        "ORDER",
        "Components and parameters are in the order announced; a verifier that sorts refuses valid signatures.",
    ),
    ("PARAMETER", "Parameters nobody knows are signed over and otherwise ignored."),
    ("AUTHORITY", "@authority is lower case and without the scheme's default port (RFC 9421 §2.2.3)."),
    ("PATH", "@path is as on the wire: percent-encoding untouched, empty is a slash."),
    ("QUERY", "@query begins with its question mark, as on the wire; alone it stands for none."),
    (
        "HEADER_VALUE",
        "Values are trimmed; lines of one name are joined by a comma and a space, in order; folds become one space.",
    ),
    ("HEADER_NAME", "Names are lower case in the signature, any case in the message."),
    ("RAW_ENCODING", "ECDSA signatures are r||s, fixed width; DER is wrong."),
    ("HIGH_S", "Both values of s verify: ECDSA here has no low-s rule."),
    ("RANGE", "r and s lie between 1 and the order of the curve, exclusive."),
    ("WRONG_KEY", "Another key than the one named."),
    ("ALGORITHM", "The curve decides the algorithm; alg is not announced, and never chooses."),
    ("CURVE", "P-384 is optional."),
    (
        "MINIMUM",
        "A signature that leaves a component out that the protocol lists authenticates less than it seems to.",
    ),
    ("TAMPERED", "Something covered was changed after signing."),
    ("DIGEST", "The digest that is covered is not of this body."),
    ("MISSING_HEADER", "A header that carries the signature is absent."),
    ("SYNTAX", "A header is not the structured field it must be."),
    ("COMPONENT", "A component that does not exist, twice, or in the wrong kind of message."),
    ("INJECTION", "A value with a line break could forge a line of the signature base."),
    ("KEY_ID", "Which key is told by keyid, a quoted string."),
    ("SEVERAL", "More than one signature on one message."),
    ("TIME", "created is information; expires is a promise of the signer's."),
    ("BASE", "The signature base itself, byte by byte."),
    (
        "SIGNER",
        "What a signer covers and announces, and that its own verifier accepts it; the signature itself differs every time.",
    ),
    ("BASE_FORM", "A signature over something that is almost the signature base."),
];

pub(super) fn batch(keys: &TestKeys) -> Result<Batch, GenerateError> {
    let mut cases: Vec<Case> =
        minimum(keys).chain(normalised(keys)).chain(free(keys)?).chain(optional(keys)).collect();
    cases.extend(several(keys));
    cases.extend(bases(keys));
    cases.extend(request_refusals::cases(keys));
    cases.extend(signing::requests(keys));
    cases.extend(components::cases(keys));
    Ok(Batch {
        family: Family::HttpSignatureRequest,
        versions: vec![ProtocolVersion::April2026],
        algorithm: "HTTP message signatures (RFC 9421) of a platform's request, under UCP's rules",
        flags: FLAGS,
        cases: cases.into_iter().map(|case| case.clauses(&["SIG-003"])).collect(),
    })
}

/// A case that passes with the platform's key.
fn pass(keys: &TestKeys, id: &str, flag: &str, comment: &str, draft: Draft) -> Case {
    valid(id, comment, draft.signed(&keys.platform).verify(&[&keys.platform]))
        .expect(json!({ "keyid": keys.platform.kid() }))
        .flags(&[flag])
}

#[rustfmt::skip]
fn minimum(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let ok = |id: &str, comment: &str, draft: Draft| pass(keys, id, "MINIMUM", comment, draft);
    let put = Draft { method: "PUT", ..Draft::post() }.signing_as("@method", "PUT");
    let delete = Draft { method: "DELETE", ..Draft::get() }.signing_as("@method", "DELETE").header("Idempotency-Key", KEY).covering("idempotency-key", KEY);
    [
        ok("get", "a read", Draft::get()),
        ok("post", "a write with a body", Draft::post()),
        ok("put", "a replacement", put),
        ok("delete", "a state change without a body", delete),
        ok("get-query", "a read with a query", Draft::get().query("a=1&b=2").covering("@query", "?a=1&b=2")),
        ok("get-without-agent", "no UCP-Agent, so none to cover", Draft::get().without("UCP-Agent").uncovering("ucp-agent")),
        ok("post-without-key", "no Idempotency-Key: the signature has nothing to cover, the operation may still ask for one", Draft::post().without("Idempotency-Key").uncovering("idempotency-key")),
        ok("post-without-body", "an empty body needs neither digest nor type", Draft { body: Vec::new(), ..Draft::post() }.without("Content-Digest").without("Content-Type").uncovering("content-digest").uncovering("content-type")),
        ok("get-uncovered-key", "an idempotency key on a read need not be covered", Draft::get().header("Idempotency-Key", KEY)),
        ok("get-empty-query-uncovered", "a bare question mark has no parameters to cover", Draft::get().query("")),
        ok("content-type-parameters", "a type with parameters, as sent", Draft::post().sending("Content-Type", "application/json; charset=utf-8").signing_as("content-type", "application/json; charset=utf-8")),
        ok("uncovered-header", "a header nobody asked to cover", Draft::get().header("X-Trace", "1")),
        ok("more-covered", "a header covered beyond the minimum", Draft::get().header("X-Trace", "1").covering("x-trace", "1")),
    ]
    .into_iter()
    .map(|case| case.clauses(&["SIG-017", "SIG-018", "SIG-019", "SIG-020", "SIG-021"]))
}

#[rustfmt::skip]
fn normalised(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let ok = |id: &str, flag: &str, comment: &str, draft: Draft| pass(keys, id, flag, comment, draft);
    let host = |authority: &str, signed: &str| Draft::get().authority(authority).signing_as("@authority", signed);
    let http = |authority: &str, signed: &str| Draft { scheme: "http", ..host(authority, signed) };
    let header = |sent: &str, signed: &str| Draft::get().header("X-Note", sent).covering("x-note", signed);
    [
        ok("authority-upper", "AUTHORITY", "the host in upper case", host("Shop.EXAMPLE", "shop.example")),
        ok("authority-default-port", "AUTHORITY", "the default port of https", host("shop.example:443", "shop.example")),
        ok("authority-other-port", "AUTHORITY", "another port stays", host("shop.example:8443", "shop.example:8443")),
        ok("authority-http-port-80", "AUTHORITY", "the default port of http", http("shop.example:80", "shop.example")),
        ok("authority-http-port-443", "AUTHORITY", "443 is not http's default port", http("shop.example:443", "shop.example:443")),
        ok("authority-https-port-80", "AUTHORITY", "80 is not https's default port", host("shop.example:80", "shop.example:80")),
        ok("authority-ipv6", "AUTHORITY", "an IPv6 address with the default port", host("[2001:DB8::1]:443", "[2001:db8::1]")),
        ok("authority-port-4430", "AUTHORITY", "a port that only begins like the default one", host("shop.example:4430", "shop.example:4430")),
        ok("path-percent", "PATH", "percent-encoding is kept", Draft::get().path("/checkout-sessions/a%20b%2Fc")),
        ok("path-percent-lower", "PATH", "lower-case hexadecimal is kept", Draft::get().path("/checkout-sessions/a%2fb")),
        ok("path-dots", "PATH", "dot segments are kept as sent", Draft::get().path("/a/../b/./c")),
        ok("path-trailing-slash", "PATH", "a slash at the end", Draft::get().path("/checkout-sessions/")),
        ok("path-empty", "PATH", "an empty path is a slash", Draft { path: String::new(), ..Draft::get().signing_as("@path", "/") }),
        ok("query-empty", "QUERY", "an empty query, covered", Draft::get().query("").covering("@query", "?")),
        ok("query-absent", "QUERY", "no query, covered: the question mark alone", Draft::get().covering("@query", "?")),
        ok("query-percent", "QUERY", "percent-encoding and plus signs are kept", Draft::get().query("q=a%20b+c%2B").covering("@query", "?q=a%20b+c%2B")),
        ok("query-order", "QUERY", "the order of parameters is kept", Draft::get().query("b=2&a=1&b=1").covering("@query", "?b=2&a=1&b=1")),
        ok("query-question-marks", "QUERY", "question marks in the query", Draft::get().query("?a=?").covering("@query", "??a=?")),
        ok("header-trimmed", "HEADER_VALUE", "spaces and tabs around a value", header(" \t note \t", "note")),
        ok("header-inner-space", "HEADER_VALUE", "spaces inside a value stay", header("a  b", "a  b")),
        ok("header-empty", "HEADER_VALUE", "an empty value", header("", "")),
        ok("header-lines", "HEADER_VALUE", "two lines of one name", header("a", "a, b").header("X-Note", "b")),
        ok("header-lines-trimmed", "HEADER_VALUE", "each line is trimmed", header(" a ", "a, b").header("x-note", "\tb ")),
        ok("header-lines-empty", "HEADER_VALUE", "an empty line counts", header("a", "a, , b").header("X-Note", "").header("X-Note", "b")),
        ok("header-fold", "HEADER_VALUE", "an obsolete line fold is one space", header("a \r\n\t b", "a b")),
        ok("header-fold-later", "HEADER_VALUE", "a space before the line fold", header("ab c\r\n d", "ab c d")),
        ok("header-name-case", "HEADER_NAME", "names in the message have any case", Draft::get().without("UCP-Agent").header("ucp-AGENT", AGENT)),
        ok("agent-two-lines", "HEADER_VALUE", "the agent header in two lines", Draft::get().header("UCP-Agent", "x=1").signing_as("ucp-agent", &format!("{AGENT}, x=1"))),
    ]
    .into_iter()
}

#[rustfmt::skip]
fn free(keys: &TestKeys) -> Result<impl Iterator<Item = Case>, GenerateError> {
    let ok = |id: &str, flag: &str, comment: &str, draft: Draft| pass(keys, id, flag, comment, draft);
    let key = &keys.platform;
    let [low, high] = key.sign_low_and_high(Draft::get().base(key).as_bytes())?;
    let of = |id: &str, comment: &str, signature: &[u8]| {
        valid(id, comment, Draft::get().signed_with(key, signature).verify(&[key])).flags(&["HIGH_S"])
    };
    let named = r#";keyid="test-platform-1""#;
    let with = |parameters: &str| Draft::get().parameters(parameters);
    Ok([
        of("low-s", "the lower value of s", &low),
        of("high-s", "the higher value of s", &high),
        ok("reversed", "ORDER", "components in the reverse order", Draft::post().reversed()),
        ok("created", "ORDER", "a time of creation before the key", with(&format!(";created={NOW}{named}"))).clauses(&["SIG-028"]),
        ok("key-first", "ORDER", "the key before the time of creation", with(&format!("{named};created={NOW}"))),
        ok("parameters-unsorted", "ORDER", "parameters in no order", with(&format!(";tag=\"ucp\"{named};nonce=\"n\";created={NOW}"))),
        ok("unknown-parameter", "PARAMETER", "a parameter of somebody's own", with(&format!("{named};x-team=\"a\\\"b\\\\c\""))),
        ok("unknown-parameter-flag", "PARAMETER", "a parameter without a value", with(&format!("{named};x-flag"))),
        ok("label", "KEY_ID", "another label", Draft::get().label("ucp-1")),
        ok("created-past", "TIME", "made long ago: replays are the idempotency key's matter", with(&format!(";created=1{named}"))),
        ok("created-future", "TIME", "made by a clock that is ahead", with(&format!(";created={}{named}", NOW + 86_400))),
        ok("expires-future", "TIME", "still alive", with(&format!(";expires={}{named}", NOW + 60))),
        ok("second-key", "KEY_ID", "one of several published keys", Draft::get()).also(json!({ "keyid": keys.second.kid() })),
    ]
    .into_iter()
    .chain([valid("rotation", "the other published key", Draft::get().signed(&keys.second).verify(&[&keys.platform, &keys.second]))
        .expect(json!({ "keyid": keys.second.kid() })).flags(&["KEY_ID"])]))
}

#[rustfmt::skip]
fn optional(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let maybe = |id: &str, flag: &str, comment: &str, ambiguity: &str, draft: Draft| {
        open(id, comment, ambiguity, draft.signed(key).verify(&[key])).flags(&[flag])
    };
    let named = r#";keyid="test-platform-1""#;
    let with = |parameters: &str| Draft::get().parameters(parameters);
    let also = |identifier: &str, value: &str| Draft::get().covering(identifier, value);
    let strict = |announced: &str, value: &str| Draft::get().signing_as("ucp-agent", value).announcing("ucp-agent", announced);
    [
        maybe("alg-own", "ALGORITHM", "the key's own algorithm is announced, which UCP leaves out", "AMB-ALG", with(&format!("{named};alg=\"ecdsa-p256-sha256\""))).clauses(&["SIG-007"]),
        maybe("expires-now", "TIME", "at the very second of its end", "AMB-EXPIRES", with(&format!(";expires={NOW}{named}"))),
        maybe("agent-strict", "COMPONENT", "a strictly re-serialised header", "AMB-COMPONENTS", strict("\"ucp-agent\";sf", AGENT)),
        maybe("agent-bytes", "COMPONENT", "a header as byte sequences", "AMB-COMPONENTS", strict("\"ucp-agent\";bs", &format!(":{}:", super::message::base64(AGENT)))),
        maybe("scheme", "COMPONENT", "@scheme on top", "AMB-COMPONENTS", also("@scheme", "https")),
        maybe("target-uri", "COMPONENT", "@target-uri on top", "AMB-COMPONENTS", also("@target-uri", "https://shop.example/checkout-sessions/chk_1")),
        maybe("request-target", "COMPONENT", "@request-target on top", "AMB-COMPONENTS", also("@request-target", "/checkout-sessions/chk_1")),
        maybe("query-param", "COMPONENT", "one parameter of the query on top", "AMB-COMPONENTS", also("@query", "?a=b%20c").query("a=b%20c").covering("\"@query-param\";name=\"a\"", "b%20c")),
        maybe("dictionary-key", "COMPONENT", "one member of a dictionary on top", "AMB-COMPONENTS", also("\"ucp-agent\";key=\"profile\"", "\"https://agent.example/profile.json\"")),
        open("p-384", "the optional curve", "OPT-ES384", Draft::get().signed(&keys.large).verify(&[&keys.large])).flags(&["CURVE"]).clauses(&["SIG-004", "SIG-006"]),
    ]
    .into_iter()
}

/// Two signatures in one message, in one line or two.
fn joined(first: &Draft, second: &Draft) -> Draft {
    let value = |draft: &Draft, name: &str| {
        draft
            .headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    ["Signature-Input", "Signature"].into_iter().fold(first.clone(), |message, name| {
        let both = format!("{}, {}", value(second, name), value(first, name));
        message.sending(name, &both)
    })
}

#[rustfmt::skip]
fn several(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let good = Draft::get().signed(&keys.platform);
    let proxy = Draft::get().label("proxy").signed(&keys.second);
    let partial = Draft::get().uncovering("@path").label("proxy").signed(&keys.platform);
    let both = |second: &Draft, known: &[Value]| joined(&good, second).verify_with(known);
    let one = jwks(&[&keys.platform]);
    let yes = json!({ "keyid": keys.platform.kid(), "label": "sig1" });
    let forged = Draft::get().signed(&keys.thief);
    // Which of several refusals is told is left open; this program tells the one that came furthest.
    let furthest = |id: &str, comment: &str, message: Draft| {
        invalid(id, comment, message.verify_with(&one)).expect(json!({ "code": "signature_invalid" })).also(json!({ "code": "key_not_found" })).flags(&["SEVERAL"])
    };
    let lonely_value = good.clone().sending("Signature", &format!("lonely=:AAAA:, {}", good.headers.last().map(|(_, value)| value.as_str()).unwrap_or_default()));
    [
        valid("two-good", "two good signatures", both(&proxy, &jwks(&[&keys.platform, &keys.second]))).expect(json!({"keyid": keys.second.kid()})).also(yes.clone()).flags(&["SEVERAL"]),
        open("one-of-an-unknown-key", "a good one beside one of an unknown key", "AMB-SEVERAL", both(&proxy, &one)).expect(yes.clone()).flags(&["SEVERAL"]),
        open("one-that-covers-too-little", "a good one beside one that covers too little", "AMB-SEVERAL", both(&partial, &one)).expect(yes.clone()).flags(&["SEVERAL"]),
        open("label-in-one-header", "a value without an announcement beside a good signature", "AMB-SEVERAL", lonely_value.verify_with(&one)).expect(yes).flags(&["SEVERAL"]),
        furthest("two-bad-unknown-first", "one of an unknown key before one that does not verify", joined(&forged, &proxy)),
        furthest("two-bad-unknown-last", "one of an unknown key behind one that does not verify", joined(&proxy, &forged)),
        invalid("two-bad", "two signatures, neither good", joined(&forged, &partial).verify_with(&one)).flags(&["SEVERAL"]),
    ]
    .into_iter()
}

/// The base itself: where implementations differ first.
#[rustfmt::skip]
fn bases(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let key = &keys.platform;
    let base = |id: &str, comment: &str, draft: Draft| {
        let input = json!({ "op": "base", "request": draft.request(), "signature_input": draft.input_value(key), "label": "sig1" });
        valid(id, comment, input).expect(json!({ "base": draft.base(key) })).flags(&["BASE"])
    };
    let mut agent = Draft::get();
    "Shop.Example:443".clone_into(&mut agent.authority);
    [
        base("base-get", "a read", Draft::get()),
        base("base-post", "a write", Draft::post()),
        base("base-authority", "a host in upper case with its default port", agent),
        base("base-query", "a query", Draft::get().query("a=%20&b").covering("@query", "?a=%20&b")),
        base("base-no-query", "no query", Draft::get().covering("@query", "?")),
        base("base-parameters", "parameters in the order announced", Draft::get().parameters(&format!(";keyid=\"k\";created={NOW};x-a;nonce=\"\\\"\""))),
        base("base-header-lines", "two lines of a header", Draft::get().header("X-Note", " a ").header("x-note", "b").covering("x-note", "a, b")),
        base("base-reversed", "components in the reverse order", Draft::post().reversed()),
        base("base-empty", "no components at all", Draft::get().uncovering("@method").uncovering("@authority").uncovering("@path").uncovering("ucp-agent")),
        base("base-path", "an encoded path", Draft::get().path("/a%2Fb/%C3%A9")),
    ]
    .into_iter()
}
