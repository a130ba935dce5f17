//! Every header a request must have, absent and malformed, at every operation.

use crate::support::{Answer, World, raw, remembered, served, world, world_with};
use rstest::rstest;
use std::time::Duration;
use ucp_assay::simulator::SessionOptions;

/// What is wrong with a header.
enum Wrong {
    Absent,
    Value(&'static str),
}
use Wrong::{Absent, Value};

/// Header, what is wrong, whether it is signed that way, and the refusal.
type Row = (&'static str, Wrong, bool, u16, &'static str);

const ROWS: [Row; 34] = [
    ("ucp-agent", Absent, false, 400, "invalid_profile_url"),
    ("ucp-agent", Value(""), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("nonsense"), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("profile="), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("profile=7"), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("profile=\"\""), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("profile=\"not a url\""), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("profile=\"http://agent.example/p.json\""), true, 400, "invalid_profile_url"),
    ("ucp-agent", Value("profile=\"file:///etc/passwd\""), true, 400, "invalid_profile_url"),
    ("idempotency-key", Absent, true, 400, "idempotency_key_required"),
    ("idempotency-key", Value(""), true, 400, "invalid_idempotency_key"),
    ("idempotency-key", Value("1"), true, 400, "invalid_idempotency_key"),
    ("idempotency-key", Value("has a space in its middle"), true, 400, "invalid_idempotency_key"),
    ("idempotency-key", Value("<script>alert(1)</script>"), true, 400, "invalid_idempotency_key"),
    ("content-type", Absent, false, 415, "unsupported_media_type"),
    ("content-type", Value(""), true, 415, "unsupported_media_type"),
    ("content-type", Value("text/plain"), true, 415, "unsupported_media_type"),
    ("content-type", Value("application/json; charset=latin1"), true, 415, "unsupported_media_type"),
    ("signature", Absent, false, 401, "signature_missing"),
    ("signature", Value("nonsense"), false, 401, "signature_invalid"),
    ("signature", Value("sig1=:AAAA:"), false, 401, "signature_invalid"),
    ("signature", Value("sig1=7"), false, 401, "signature_invalid"),
    ("signature", Value("sig1=:***:"), false, 401, "signature_invalid"),
    ("signature-input", Absent, false, 401, "signature_missing"),
    ("signature-input", Value("((("), false, 401, "signature_invalid"),
    ("signature-input", Value("sig1"), false, 401, "signature_invalid"),
    ("signature-input", Value("sig1=()"), false, 401, "signature_invalid"),
    ("signature-input", Value("sig1=(\"@method\");keyid=7"), false, 401, "signature_invalid"),
    ("content-digest", Absent, false, 401, "signature_missing"),
    ("content-digest", Value("nonsense"), false, 400, "digest_mismatch"),
    ("content-digest", Value("sha-256=7"), false, 400, "digest_mismatch"),
    ("content-digest", Value("sha-256=:AAAA:"), false, 400, "digest_mismatch"),
    ("content-digest", Value("sha-256=:***:"), false, 400, "digest_mismatch"),
    ("content-digest", Value("md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"), false, 400, "digest_mismatch"),
];

/// Sends an operation with a header that is wrong.
async fn sent(world: &World, mut call: crate::support::Call, row: &Row) -> Answer {
    let (name, wrong, signed, _, _) = row;
    if *signed {
        call = match wrong {
            Absent => call.without(name),
            Value(value) => call.with(name, value),
        };
        return world.send(call).await;
    }
    let mut request = world.prepare(call);
    request.headers.retain(|(held, _)| held != name);
    if let Value(value) = wrong {
        request.headers.push(((*name).to_owned(), (*value).to_owned()));
    }
    Answer::of(world.client.send(request).await.expect("an answer"))
}

#[tokio::test]
async fn headers_that_are_absent_or_malformed_are_refused_everywhere() {
    let world = world().await;
    let id = world.ready().await;
    let before = remembered(&world);
    let mut wrong = Vec::new();
    for spec in served() {
        for row in &ROWS {
            let (name, _, _, status, code) = row;
            let call = world.operation(spec, &id);
            let with_body = !call.body.is_empty();
            let carried = match *name {
                "content-type" | "content-digest" => with_body,
                "idempotency-key" => spec.idempotent,
                _ => true,
            };
            if !carried {
                continue;
            }
            let answer = sent(&world, call, row).await;
            if (answer.status, answer.body["code"].as_str()) == (*status, Some(*code)) {
                answer.documented();
                continue;
            }
            let value = if let Value(value) = row.1 { value } else { "(absent)" };
            wrong.push(format!("{} {name}: {value}: {}", spec.operation, answer.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(remembered(&world), before);
}

#[test]
fn every_required_header_is_in_the_table() {
    for spec in served() {
        for header in spec.headers.iter().filter(|header| header.required) {
            assert!(ROWS.iter().any(|(name, ..)| *name == header.name), "{}", header.name);
        }
    }
}

#[rstest]
#[case::too_short("content-length: 5", 400, "malformed_json")]
#[case::too_long("content-length: 500", 408, "request_timeout")]
#[case::beyond_any_body("content-length: 18446744073709551615", 413, "content_too_large")]
#[case::beyond_any_number("content-length: 99999999999999999999999", 400, "invalid_request")]
#[case::negative("content-length: -1", 400, "invalid_request")]
#[case::signed("content-length: +61", 400, "invalid_request")]
#[case::fraction("content-length: 6.1", 400, "invalid_request")]
#[case::absent("x-nothing: 1", 400, "malformed_json")]
#[tokio::test]
async fn a_content_length_that_lies_is_found_out(
    #[case] length: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let quick = |settings: &mut ucp_assay::simulator::Settings| {
        settings.limits.body_timeout = Duration::from_millis(200);
    };
    let world = world_with(quick, SessionOptions::default()).await;
    let before = remembered(&world);
    let head =
        "POST /checkout-sessions HTTP/1.1\r\nhost: s1.shop.localhost\r\ncontent-type: application/json\r\n";
    let body = "{\"line_items\":[{\"item\":{\"id\":\"bouquet_roses\"},\"quantity\":1}]}";
    let (seen, head, answer) = raw(world.application.port(), &format!("{head}{length}\r\n\r\n{body}")).await;
    assert_eq!((seen, answer["code"].as_str()), (status, Some(code)), "{head}");
    assert_eq!(remembered(&world), before);
    assert_eq!(world.create().await.status, 201);
}
