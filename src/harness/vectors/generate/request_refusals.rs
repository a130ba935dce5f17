//! Signed requests that must be refused: each wrong in one way, and under which code.

use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::keys::{TestKey, TestKeys, der};
use super::message::{AGENT, BODY, Draft, KEY, NOW, base64, digest, hex, jwks};

/// The order of P-256, which r and s must stay below.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

pub(super) fn cases(keys: &TestKeys) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    cases.extend(encodings(keys));
    cases.extend(almost_the_base(&keys.platform));
    cases.extend(uncovered(&keys.platform));
    cases.extend(tampered(&keys.platform));
    cases.extend(normalised_wrongly(&keys.platform));
    cases.extend(digests(&keys.platform));
    cases.extend(missing(&keys.platform));
    cases.extend(malformed(&keys.platform));
    cases.extend(components(&keys.platform));
    cases.extend(parameters(keys));
    cases.extend(lookups(keys));
    cases
}

fn refuse(id: &str, flag: &str, code: &str, comment: &str, input: Value) -> Case {
    invalid(id, comment, input).expect(json!({ "code": code })).flags(&[flag])
}

fn bad(id: &str, flag: &str, comment: &str, input: Value) -> Case {
    refuse(id, flag, "signature_invalid", comment, input)
}

#[rustfmt::skip]
fn encodings(keys: &TestKeys) -> Vec<Case> {
    let key = &keys.platform;
    let base = Draft::get().base(key);
    let good = key.sign(base.as_bytes());
    let (r, s) = good.split_at(32);
    let zero = [0; 32];
    let of = |id: &str, flag: &str, comment: &str, signature: &[u8]| {
        bad(id, flag, comment, Draft::get().signed_with(key, signature).verify(&[key])).clauses(&["SIG-022"])
    };
    vec![
        of("der", "RAW_ENCODING", "DER, the default of many libraries", &key.sign_der(base.as_bytes())),
        of("der-of-zeros", "RAW_ENCODING", "DER of r = 0 and s = 0", &der(&[0; 64])),
        of("p1363-hex", "RAW_ENCODING", "hexadecimal of r||s, as bytes", hex(&good).as_bytes()),
        of("swapped", "RAW_ENCODING", "s||r", &[s, r].concat()),
        of("truncated", "RAW_ENCODING", "63 bytes", &good[..63]),
        of("extended", "RAW_ENCODING", "65 bytes, a zero at the end", &[&good[..], &[0]].concat()),
        of("leading-zero", "RAW_ENCODING", "65 bytes, a zero in front", &[&[0], &good[..]].concat()),
        of("wide", "RAW_ENCODING", "each half padded to 48 bytes", &[&[0; 16], r, &[0; 16], s].concat()),
        of("empty", "RAW_ENCODING", "no bytes", &[]),
        of("half", "RAW_ENCODING", "r alone", r),
        of("doubled", "RAW_ENCODING", "the signature twice", &[&good[..], &good[..]].concat()),
        of("r-zero", "RANGE", "r = 0", &[&zero, s].concat()),
        of("s-zero", "RANGE", "s = 0", &[r, &zero].concat()),
        of("both-zero", "RANGE", "r = s = 0: verifies everything where nobody looks", &[0; 64]),
        of("r-order", "RANGE", "r is the order of the curve", &[&ORDER, s].concat()),
        of("s-order", "RANGE", "s is the order of the curve", &[r, &ORDER].concat()),
        of("all-ones", "RANGE", "every bit set", &[0xff; 64]),
        of("bit-flip-r", "TAMPERED", "one bit of r changed", &flipped(&good, 0)),
        of("bit-flip-s", "TAMPERED", "one bit of s changed", &flipped(&good, 63)),
        of("other-key", "WRONG_KEY", "made by somebody else under the same name", &keys.thief.sign(base.as_bytes())),
        of("p-384-bytes", "RAW_ENCODING", "96 bytes of the other curve", &keys.large.sign(base.as_bytes())),
    ]
}

fn flipped(signature: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = signature.to_vec();
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1;
    }
    bytes
}

/// Signatures over texts that are nearly right.
#[rustfmt::skip]
fn almost_the_base(key: &TestKey) -> Vec<Case> {
    let draft = Draft::get();
    let base = draft.base(key);
    let over = |id: &str, comment: &str, text: &str| {
        bad(id, "BASE_FORM", comment, draft.clone().signed_with(key, &key.sign(text.as_bytes())).verify(&[key]))
    };
    let without_parameters = base.rsplit_once('\n').map(|(lines, _)| lines).unwrap_or_default();
    let sorted = { let mut lines: Vec<&str> = base.lines().collect(); lines.sort_unstable(); lines.join("\n") };
    vec![
        over("base-newline", "a line break at the end", &format!("{base}\n")),
        over("base-crlf", "lines ended by CR LF", &base.replace('\n', "\r\n")),
        over("base-without-parameters", "without the line of the parameters", without_parameters),
        over("base-sorted", "lines sorted", &sorted),
        over("base-no-space", "no space behind the colons", &base.replace("\": ", "\":")),
        over("base-no-quotes", "identifiers without quotes", &base.replace("\"@method\":", "@method:")),
        over("base-upper-names", "names in upper case", &base.replace("\"ucp-agent\":", "\"UCP-Agent\":")),
        over("base-label", "the label in the line of the parameters", &base.replace("\"@signature-params\": ", "\"@signature-params\": sig1=")),
        over("base-method-lower", "the method in lower case", &base.replace(": GET", ": get")),
        over("base-nothing", "nothing at all", ""),
        over("base-hashed", "a hash of the base, hashed again by the signer", &{ use sha2::Digest as _; base64(sha2::Sha256::digest(&base)) }),
    ]
}

/// One component of the minimum left out.
fn uncovered(key: &TestKey) -> Vec<Case> {
    let query = || Draft::post().query("a=1").covering("@query", "?a=1");
    let names: [(&str, &str); 8] = [
        ("@method", "SIG-017"),
        ("@authority", "SIG-017"),
        ("@path", "SIG-017"),
        ("@query", "SIG-018"),
        ("ucp-agent", "SIG-019"),
        ("idempotency-key", "SIG-020"),
        ("content-digest", "SIG-021"),
        ("content-type", "SIG-021"),
    ];
    let mut cases: Vec<Case> = names
        .into_iter()
        .map(|(name, clause)| {
            let id = format!("uncovered-{}", name.trim_start_matches('@'));
            let input = query().uncovering(name).signed(key).verify(&[key]);
            bad(&id, "MINIMUM", "a component of the minimum is not covered", input)
                .also(json!({ "code": "signature_missing" }))
                .clauses(&[clause])
        })
        .collect();
    let part = Draft::post()
        .announcing("ucp-agent", "\"ucp-agent\";key=\"profile\"")
        .signing_as("\"ucp-agent\";key=\"profile\"", "\"https://agent.example/profile.json\"");
    let only = Draft::get().uncovering("@authority").uncovering("@path").uncovering("ucp-agent");
    cases.extend(
        [
            bad(
                "uncovered-but-one-member",
                "MINIMUM",
                "one member of the agent header instead of all",
                part.signed(key).verify(&[key]),
            ),
            bad("method-alone", "MINIMUM", "nothing but the method", only.clone().signed(key).verify(&[key])),
            bad(
                "covers-nothing",
                "MINIMUM",
                "an empty list",
                only.uncovering("@method").signed(key).verify(&[key]),
            ),
        ]
        .map(|case| case.also(json!({ "code": "signature_missing" })).clauses(&["SIG-017", "SIG-019"])),
    );
    cases
}

/// Changed between signer and verifier.
#[rustfmt::skip]
fn tampered(key: &TestKey) -> Vec<Case> {
    let post = || Draft::post().query("a=1").covering("@query", "?a=1").signed(key);
    let of = |id: &str, comment: &str, draft: Draft| bad(id, "TAMPERED", comment, draft.verify(&[key]));
    vec![
        of("tampered-method", "another method", Draft { method: "PUT", ..post() }),
        of("tampered-authority", "relayed to another host", post().authority("evil.example")),
        of("tampered-port", "another port", post().authority("shop.example:8443")),
        of("tampered-path", "another path", Draft { path: "/checkout-sessions/chk_1/complete".to_owned(), ..post() }),
        of("tampered-path-slash", "a slash appended", Draft { path: "/checkout-sessions/".to_owned(), ..post() }),
        of("tampered-query", "another query", post().query("a=2")),
        of("tampered-query-dropped", "the query taken away", Draft { query: None, ..post() }),
        of("tampered-agent", "another agent", post().sending("UCP-Agent", r#"profile="https://evil.example/p""#)),
        of("tampered-agent-spaces", "the agent header re-serialised", post().sending("UCP-Agent", &AGENT.replace('=', " = "))),
        of("tampered-agent-appended", "a second agent line", post().header("UCP-Agent", "x=1")),
        of("tampered-key", "another idempotency key", post().sending("Idempotency-Key", "5f1d5ca5-8d8e-4c5d-a5d1-2f86a9e3d3c1")),
        of("tampered-key-case", "the idempotency key in upper case", post().sending("Idempotency-Key", &KEY.to_uppercase())),
        of("tampered-type", "another content type", post().sending("Content-Type", "text/plain")),
        of("tampered-digest-and-body", "another body with its own digest", Draft { body: b"{}".to_vec(), ..post() }.sending("Content-Digest", &digest(b"{}"))),
        of("tampered-header-lines", "two lines exchanged", Draft::get().header("X-Note", "a").header("X-Note", "b").covering("x-note", "b, a").signed(key)),
        of("dropped-header", "a covered header taken away", Draft::get().header("X-Note", "a").covering("x-note", "a").signed(key).without("X-Note")),
    ]
}

/// The signer normalises what it must not, or does not what it must.
#[rustfmt::skip]
fn normalised_wrongly(key: &TestKey) -> Vec<Case> {
    let of = |id: &str, flag: &str, comment: &str, draft: Draft| bad(id, flag, comment, draft.signed(key).verify(&[key]));
    let host = |authority: &str, signed: &str| Draft::get().authority(authority).signing_as("@authority", signed);
    let path = |sent: &str, signed: &str| Draft::get().path(sent).signing_as("@path", signed);
    let header = |sent: &str, signed: &str| Draft::get().header("X-Note", sent).covering("x-note", signed);
    vec![
        of("authority-not-lowered", "AUTHORITY", "the host signed in upper case", host("Shop.Example", "Shop.Example")),
        of("authority-port-kept", "AUTHORITY", "the default port signed", host("shop.example:443", "shop.example:443")),
        of("authority-port-added", "AUTHORITY", "a default port added", host("shop.example", "shop.example:443")),
        of("authority-port-dropped", "AUTHORITY", "another port dropped", host("shop.example:8443", "shop.example")),
        of("authority-scheme", "AUTHORITY", "the scheme in front", host("shop.example", "https://shop.example")),
        of("path-decoded", "PATH", "percent-encoding decoded", path("/a%20b", "/a b")),
        of("path-hex-case", "PATH", "hexadecimal digits in upper case", path("/a%2fb", "/a%2Fb")),
        of("path-resolved", "PATH", "dot segments resolved", path("/a/../b", "/b")),
        of("path-slashes", "PATH", "double slashes joined", path("/a//b", "/a/b")),
        of("path-with-query", "PATH", "the query in the path", Draft::get().query("a=1").signing_as("@path", "/checkout-sessions/chk_1?a=1").covering("@query", "?a=1")),
        of("path-left-empty", "PATH", "an empty path signed as empty", Draft { path: String::new(), ..Draft::get().signing_as("@path", "") }),
        of("query-without-mark", "QUERY", "no question mark", Draft::get().query("a=1").covering("@query", "a=1")),
        of("query-absent-as-empty", "QUERY", "no query signed as an empty text", Draft::get().covering("@query", "")),
        of("query-decoded", "QUERY", "percent-encoding decoded", Draft::get().query("a=%20").covering("@query", "?a= ")),
        of("query-sorted", "QUERY", "parameters sorted", Draft::get().query("b=1&a=2").covering("@query", "?a=2&b=1")),
        of("query-plus", "QUERY", "a plus sign turned into %20", Draft::get().query("a=b+c").covering("@query", "?a=b%20c")),
        of("header-not-trimmed", "HEADER_VALUE", "spaces around the value signed", header(" a ", " a ")),
        of("header-lines-no-space", "HEADER_VALUE", "lines joined by a bare comma", header("a", "a,b").header("X-Note", "b")),
        of("header-first-line", "HEADER_VALUE", "the first line alone", header("a", "a").header("X-Note", "b")),
        of("header-last-line", "HEADER_VALUE", "the last line alone", header("a", "b").header("X-Note", "b")),
        of("header-fold-kept", "HEADER_VALUE", "a fold kept as it was", header("a\r\n b", "a\r\n b")),
        of("header-lowered", "HEADER_VALUE", "the value in lower case", header("Note", "note")),
    ]
}

#[rustfmt::skip]
fn digests(key: &TestKey) -> Vec<Case> {
    let wrong = |id: &str, comment: &str, draft: Draft| {
        refuse(id, "DIGEST", "digest_mismatch", comment, draft.verify(&[key])).clauses(&["SIG-015", "SIG-032"])
    };
    let stating = |value: &str| Draft::post().sending("Content-Digest", value).signing_as("content-digest", value).signed(key);
    let spaced = BODY.replace(':', ": ");
    vec![
        wrong("body-changed", "the body changed in transit", Draft { body: BODY.replace('2', "3").into_bytes(), ..Draft::post().signed(key) }),
        wrong("body-reserialised", "the same JSON with spaces", Draft { body: spaced.into_bytes(), ..Draft::post().signed(key) }),
        wrong("body-newline", "a line break appended", Draft { body: format!("{BODY}\n").into_bytes(), ..Draft::post().signed(key) }),
        wrong("body-emptied", "the body taken away, its digest left", Draft { body: Vec::new(), ..Draft::post().signed(key) }),
        wrong("digest-of-other", "signed over a digest of something else", stating(&digest(b"{}"))),
        wrong("digest-sha-512", "another algorithm alone", stating("sha-512=:AAAA:")),
        wrong("digest-not-bytes", "a digest that is no byte sequence", stating("sha-256=abc")),
        wrong("digest-upper", "the algorithm in upper case: no dictionary key", stating(&digest(BODY.as_bytes()).replace("sha-256", "SHA-256"))),
        valid("body-empty-object", "an empty object is a body", Draft::post().body(b"{}").signed(key).verify(&[key])).flags(&["DIGEST"]),
    ]
}

#[rustfmt::skip]
fn missing(key: &TestKey) -> Vec<Case> {
    let of = |id: &str, comment: &str, draft: Draft| {
        refuse(id, "MISSING_HEADER", "signature_missing", comment, draft.verify(&[key])).clauses(&["SIG-013", "SIG-034"])
    };
    let post = || Draft::post().signed(key);
    vec![
        of("unsigned", "no signature at all", Draft::post()),
        of("no-signature", "announced, not there", post().without("Signature")),
        of("no-signature-input", "there, not announced", post().without("Signature-Input")),
        of("no-digest", "the covered digest is not there", post().without("Content-Digest")).also(json!({"code": "digest_mismatch"})).also(json!({"code": "signature_invalid"})).clauses(&["SIG-014"]),
        of("authorization-only", "another scheme's header", Draft::post().header("Authorization", "Signature keyId=\"test-platform-1\"")),
        of("legacy-request-signature", "the header of the first release", Draft::post().header("Request-Signature", "e30..AA")),
    ]
}

#[rustfmt::skip]
fn malformed(key: &TestKey) -> Vec<Case> {
    let get = Draft::get().signed(key);
    let input = Draft::get().input_value(key);
    let value = get.headers.last().map(|(_, value)| value.clone()).unwrap_or_default();
    let inputs = |id: &str, comment: &str, text: &str| bad(id, "SYNTAX", comment, get.clone().sending("Signature-Input", text).verify(&[key]));
    let values = |id: &str, comment: &str, text: &str| bad(id, "SYNTAX", comment, get.clone().sending("Signature", text).verify(&[key]));
    let bare = value.replace('=', "");
    let mut cases = vec![
        inputs("input-empty", "an empty announcement", "").also(json!({"code": "signature_missing"})),
        inputs("input-garbage", "no dictionary", "((("),
        inputs("input-item", "a label that stands for no list", "sig1=1"),
        inputs("input-no-label", "a list without a label", input.trim_start_matches("sig1=")),
        inputs("input-commas", "components separated by commas", &input.replace("\" \"", "\", \"")),
        inputs("input-tokens", "components without quotes", &input.replace("\"@method\"", "method")),
        inputs("input-open", "the list is not closed", &input.replace(')', "")),
        inputs("input-single-quotes", "single quotes", &input.replace('"', "'")),
        inputs("input-json", "JSON", r#"{"sig1":["@method"]}"#),
        values("value-garbage", "no dictionary", "sig1=:"),
        values("value-string", "a quoted string", &format!("sig1=\"{}\"", &value[6..value.len() - 1])),
        values("value-bare", "base64 without colons", &bare),
        values("value-list", "a list", &format!("sig1=({})", &value[5..])),
        values("value-url-alphabet", "the URL alphabet", "sig1=:-_-_:"),
        values("value-other-label", "another label", &value.replace("sig1", "sig2")).also(json!({"code": "signature_missing"})),
        values("value-legacy", "the form of the old drafts", "keyId=\"test-platform-1\",signature=\"AAAA\""),
        values("value-first-of-two", "the label twice: the last value counts, and is wrong", &format!("{value}, sig1=:{}:", base64([1; 64]))),
    ];
    cases.push(valid("value-last-of-two", "the label twice: the last value counts, and is right", get.clone().sending("Signature", &format!("sig1=:AAAA:, {value}")).verify(&[key])).flags(&["SYNTAX"]));
    cases.push(open("value-unpadded", "base64 without its padding", "AMB-SF-PADDING", get.clone().sending("Signature", &format!("sig1=:{}:", value[6..value.len() - 1].trim_end_matches('='))).verify(&[key])).flags(&["SYNTAX"]));
    cases
}

#[rustfmt::skip]
fn components(key: &TestKey) -> Vec<Case> {
    let of = |id: &str, flag: &str, comment: &str, draft: Draft| bad(id, flag, comment, draft.signed(key).verify(&[key]));
    let also = |identifier: &str, value: &str| Draft::get().covering(identifier, value);
    vec![
        of("component-unknown", "COMPONENT", "a derived component nobody defined", also("@host", "shop.example")),
        of("component-status", "COMPONENT", "a component of responses", also("@status", "200")),
        of("component-twice", "COMPONENT", "the same component twice", also("@method", "GET")),
        of("component-upper", "COMPONENT", "a name in upper case", Draft::get().announcing("ucp-agent", "\"UCP-Agent\"")),
        of("component-absent-header", "COMPONENT", "a header that is not there, signed as empty", also("x-note", "")),
        of("component-req", "COMPONENT", "a component of the related request, in a request", also("\"@method\";req", "GET")),
        of("component-trailer", "COMPONENT", "a trailer", also("\"x-note\";tr", "a")),
        of("component-bs-and-sf", "COMPONENT", "parameters that exclude each other", Draft::get().announcing("ucp-agent", "\"ucp-agent\";bs;sf")),
        of("component-unknown-parameter", "COMPONENT", "a component parameter nobody defined", Draft::get().announcing("ucp-agent", "\"ucp-agent\";x")),
        of("component-sf-unknown-type", "COMPONENT", "a strict form of a header without a known type", Draft::get().header("X-Note", "a").covering("\"x-note\";sf", "a")),
        of("component-no-member", "COMPONENT", "a member the dictionary does not have", also("\"ucp-agent\";key=\"agent\"", "\"x\"")),
        of("component-query-param-twice", "COMPONENT", "a parameter that occurs twice", also("@query", "?a=1&a=2").query("a=1&a=2").covering("\"@query-param\";name=\"a\"", "1")),
        of("component-signature-params", "COMPONENT", "the line of the parameters itself", also("@signature-params", "x")),
        of("injection", "INJECTION", "a line break in a value that forges a line", Draft::get().header("X-Note", "a\n\"@path\": /other").covering("x-note", "a\n\"@path\": /other")),
        of("injection-path", "INJECTION", "a line break in the path", Draft::get().path("/a\n\"@authority\": evil.example")),
        of("non-ascii", "INJECTION", "a value beyond ASCII", Draft::get().header("X-Note", "é").covering("x-note", "é")),
        of("nul", "INJECTION", "a NUL in a value", Draft::get().header("X-Note", "a\u{0}b").covering("x-note", "a\u{0}b")),
        of("announced-otherwise", "BASE_FORM", "signed under other parameters than announced", Draft::get().parameters(";keyid=\"test-platform-1\";created=2").signing_parameters(";keyid=\"test-platform-1\";created=1")),
        of("announced-more", "BASE_FORM", "a parameter announced and not signed", Draft::get().parameters(";keyid=\"test-platform-1\";nonce=\"n\"").signing_parameters(";keyid=\"test-platform-1\"")),
        of("announced-sorted", "BASE_FORM", "the signer sorted its parameters, the announcement did not", Draft::get().parameters(";keyid=\"test-platform-1\";created=1").signing_parameters(";created=1;keyid=\"test-platform-1\"")),
    ]
}

#[rustfmt::skip]
fn parameters(keys: &TestKeys) -> Vec<Case> {
    let key = &keys.platform;
    let named = r#";keyid="test-platform-1""#;
    let with = |parameters: &str| Draft::get().parameters(parameters).signed(key).verify(&[key]);
    let unsupported = |id: &str, comment: &str, alg: &str| {
        refuse(id, "ALGORITHM", "algorithm_unsupported", comment, with(&format!("{named};alg=\"{alg}\"")))
            .also(json!({ "code": "signature_invalid" })).clauses(&["SIG-007"])
    };
    vec![
        unsupported("alg-rsa", "an algorithm of another family", "rsa-pss-sha512"),
        unsupported("alg-hmac", "a symmetric algorithm", "hmac-sha256"),
        unsupported("alg-ed25519", "an algorithm UCP does not have", "ed25519"),
        unsupported("alg-jose", "JOSE's name of the right algorithm", "ES256"),
        unsupported("alg-none", "no algorithm", "none"),
        unsupported("alg-empty", "an empty name", ""),
        bad("alg-other-curve", "ALGORITHM", "the other curve's algorithm", with(&format!("{named};alg=\"ecdsa-p384-sha384\""))).also(json!({"code": "algorithm_unsupported"})).clauses(&["SIG-007"]),
        bad("alg-token", "ALGORITHM", "a token instead of a string", with(&format!("{named};alg=ecdsa-p256-sha256"))),
        bad("expired", "TIME", "over since a second", with(&format!(";expires={}{named}", NOW - 1))),
        bad("expired-long-ago", "TIME", "over since long ago", with(&format!(";created=1;expires=2{named}"))),
        bad("expires-string", "TIME", "a time that is no integer", with(&format!(";expires=\"{}\"{named}", NOW + 60))),
        bad("expires-decimal", "TIME", "a time with a fraction", with(&format!(";expires={}.5{named}", NOW + 60))),
        bad("created-string", "TIME", "a time of creation that is no integer", with(&format!(";created=\"{NOW}\"{named}"))),
        bad("nonce-number", "PARAMETER", "a nonce that is no string", with(&format!("{named};nonce=1"))),
        bad("no-keyid", "KEY_ID", "no key named", with(";created=1")).also(json!({"code": "key_not_found"})),
        bad("keyid-token", "KEY_ID", "the key named by a token", with(";keyid=test-platform-1")).also(json!({"code": "key_not_found"})),
    ]
}

#[rustfmt::skip]
fn lookups(keys: &TestKeys) -> Vec<Case> {
    let key = &keys.platform;
    let signed = || Draft::get().signed(key);
    let unknown = |id: &str, comment: &str, input: Value| {
        refuse(id, "KEY_ID", "key_not_found", comment, input).clauses(&["SIG-012", "SIG-032"])
    };
    let changed = |member: &str, value: Value| { let mut jwk = key.jwk(); jwk[member] = value; signed().verify_with(&[jwk]) };
    let unusable = |id: &str, flag: &str, comment: &str, input: Value| {
        refuse(id, flag, "algorithm_unsupported", comment, input).also(json!({"code": "key_not_found"})).also(json!({"code": "signature_invalid"}))
    };
    let named = |parameters: &str| Draft::get().parameters(parameters).signed(key).verify(&[key]);
    let mut large_as_small = keys.large.jwk();
    large_as_small["kid"] = json!(key.kid());
    vec![
        unknown("key-unknown", "the signer does not publish this key", signed().verify_with(&jwks(&[&keys.second]))),
        unknown("key-none", "the signer publishes no keys", signed().verify_with(&[])),
        unknown("key-case", "the name in another case", named(";keyid=\"TEST-PLATFORM-1\"")),
        unknown("key-prefix", "the beginning of the name", named(";keyid=\"test-platform\"")),
        unknown("key-space", "a space behind the name", named(";keyid=\"test-platform-1 \"")),
        unknown("key-empty", "an empty name", named(";keyid=\"\"")).also(json!({"code": "signature_invalid"})),
        unusable("key-enc", "ALGORITHM", "published for encryption", changed("use", json!("enc"))),
        unusable("key-p-521", "CURVE", "published with a curve UCP does not have", changed("crv", json!("P-521"))),
        unusable("key-rsa", "ALGORITHM", "an RSA key of this name", signed().verify_with(&[json!({"kid": "test-platform-1", "kty": "RSA", "n": "u1W8", "e": "AQAB"})])),
        bad("key-other-under-name", "WRONG_KEY", "the published key of this name is another", signed().verify(&[&keys.thief])),
        bad("key-large-under-name", "WRONG_KEY", "the published key of this name is on the other curve", signed().verify_with(&[large_as_small])).also(json!({"code": "algorithm_unsupported"})),
    ]
}
