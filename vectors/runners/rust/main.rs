//! A contract-vector runner in Rust, on this crate's public API. The protocol: `vectors/PROTOCOL.md`.
//!
//! `cargo run --example vector-runner`; an SDK of your own would call its own functions instead.

use std::io::{BufRead as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use ucp_assay::clock::Instant;
use ucp_assay::crypto::digest::{content_digest, verify_content_digest};
use ucp_assay::crypto::http_signature::{RequestParts, RequestPolicy, Scheme, verify_request};
use ucp_assay::crypto::jwk::Jwk;
use ucp_assay::crypto::key::KeySet;
use ucp_assay::crypto::message::{combined_field, header_pairs};
use ucp_assay::crypto::{base64url, jcs};
use ucp_assay::protocol::checkout::{TotalsProblem, check_totals};
use ucp_assay::protocol::contract::{CompiledSchema, Violation};
use ucp_assay::protocol::version::ProtocolVersion;

const FAMILIES: [&str; 6] =
    ["base64url", "jcs", "content-digest", "http-signature-request", "totals", "violations"];

/// Accepted or refused, each with an output; `None` for an operation that is not done here.
type Decision = Option<Result<Value, Value>>;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let message: Value = serde_json::from_str(&line?)?;
        let reply = if message.get("hello").is_some() {
            json!({ "hello": { "protocol": 1, "name": "rust-example", "version": "1", "families": FAMILIES, "window": 32 } })
        } else {
            answer(&message)
        };
        writeln!(out, "{reply}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(case: &Value) -> Value {
    let id = &case["id"];
    match decide(case) {
        Some(Ok(output)) => json!({ "id": id, "result": "valid", "output": output }),
        Some(Err(output)) => json!({ "id": id, "result": "invalid", "output": output }),
        None => json!({ "id": id, "result": "unsupported" }),
    }
}

fn decide(case: &Value) -> Decision {
    let input = &case["input"];
    match case["family"].as_str()? {
        "base64url" => base64url_text(input),
        "jcs" => canonical(input),
        "content-digest" => digest(input),
        "http-signature-request" => signature(input),
        "violations" => violations(input),
        "totals" => Some(totals(input, ProtocolVersion::parse(case["version"].as_str()?)?)),
        _ => None,
    }
}

fn bytes(base64: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(base64.as_str()?).ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn base64url_text(input: &Value) -> Decision {
    // Encoding needs hexadecimal, which this runner does not do.
    let text = input["text"].as_str().filter(|_| input["op"] == "decode")?;
    Some(match base64url::decode(text) {
        Ok(bytes) => Ok(json!({ "hex": hex(&bytes) })),
        Err(_) => Err(json!({})),
    })
}

fn canonical(input: &Value) -> Decision {
    let text = match input["op"].as_str()? {
        "text" => input["json"].as_str()?.as_bytes().to_vec(),
        "bytes" => bytes(&input["json_base64"])?,
        _ => return None,
    };
    let canonical = jcs::canonicalize_text(&text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    Some(canonical.map(|text| json!({ "canonical": text })).ok_or_else(|| json!({})))
}

fn digest(input: &Value) -> Decision {
    let body = bytes(&input["body_base64"])?;
    if input["op"] == "compute" {
        return Some(Ok(json!({ "header": content_digest(&body) })));
    }
    let lines = input["lines"].as_array()?.iter();
    let lines: Vec<_> = lines.filter_map(|line| Some(("x".to_owned(), line.as_str()?.to_owned()))).collect();
    let header =
        combined_field(&header_pairs(&lines), "x").map(std::borrow::Cow::into_owned).unwrap_or_default();
    let verified = verify_content_digest(&header, &body);
    Some(verified.map(|()| json!({})).map_err(|_| json!({ "code": "digest_mismatch" })))
}

fn signature(input: &Value) -> Decision {
    // Only verification: the signature base is not part of what this runner shows.
    let request = Some(&input["request"]).filter(|_| input["op"] == "verify")?;
    let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()));
    let headers: Vec<_> = request["headers"].as_array()?.iter().filter_map(pair).collect();
    let keys: Vec<Jwk> = input["keys"].as_array()?.iter().filter_map(|key| Jwk::parse(key).ok()).collect();
    let keys = KeySet::from_jwks(&keys);
    let parts = RequestParts {
        method: request["method"].as_str()?,
        scheme: if request["scheme"] == "http" { Scheme::Http } else { Scheme::Https },
        authority: request["authority"].as_str()?,
        path: request["path"].as_str()?,
        query: request["query"].as_str(),
        headers: &header_pairs(&headers),
        body: &bytes(&request["body_base64"])?,
    };
    let policy = RequestPolicy::request(Instant::from_millis(input["now"].as_i64()? * 1000));
    Some(match verify_request(&parts, &policy, |kid| keys.lookup(kid)) {
        Ok(verified) => Ok(json!({ "keyid": verified.keyid, "label": verified.label })),
        Err(error) => Err(json!({ "code": error.code().as_str() })),
    })
}

fn totals(input: &Value, version: ProtocolVersion) -> Result<Value, Value> {
    let problems = check_totals(version.edition().totals, &input["totals"]);
    let names: Vec<&str> = problems.into_iter().map(TotalsProblem::name).collect();
    if names.is_empty() { Ok(json!({})) } else { Err(json!({ "problems": names })) }
}

fn violations(input: &Value) -> Decision {
    // The shipped schemas are left out: an SDK would ask the one it validates with.
    let schema = Some(&input["schema"]).filter(|_| input["op"] == "schema")?;
    let full = Some(&input["full"]).filter(|full| !full.is_null()).unwrap_or(schema);
    let mut verdict = CompiledSchema::from_schema("the input", full, schema).ok()?.check(&input["document"]);
    verdict.unknown.sort();
    verdict.omitted.sort();
    let told: Vec<Value> = verdict.violations.iter().map(|one| violation(one, &input["look_for"])).collect();
    let output = json!({ "violations": told, "unknown": verdict.unknown, "omitted": verdict.omitted });
    Some(if verdict.is_valid() { Ok(output) } else { Err(output) })
}

fn violation(one: &Violation, look_for: &Value) -> Value {
    let message = one.to_string().to_ascii_lowercase();
    let says = |text: &Value| text.as_str().is_some_and(|text| message.contains(&text.to_ascii_lowercase()));
    let texts = look_for.as_array().into_iter().flatten().filter_map(Value::as_array);
    let said: Vec<&Value> =
        texts.filter(|texts| texts.iter().any(says)).filter_map(|texts| texts.first()).collect();
    let mut told = json!({ "at": one.pointer, "keyword": one.keyword, "masked": one.masked, "says": said });
    if let Some(missing) = &one.missing {
        told["missing"] = json!(missing);
    }
    told
}
