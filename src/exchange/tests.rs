//! Planted canaries: none may survive, and what is no secret must.

use base64::Engine as _;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;

/// Not an e-mail address, not a number: only structure can tell it is secret.
const CANARY: &str = "kanarienvogel";
const PAN: &str = "4242424242424242";

fn exchange(url: &str, headers: &[(&str, &str)], body: &[u8]) -> Exchange {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Exchange {
        id: "x-1".to_owned(),
        at: Instant::from_millis(0),
        kind: ExchangeKind::Call,
        operation: Some(Operation::CreateCheckout),
        request: RequestRecord {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: headers.clone(),
            body: body.to_vec(),
        },
        response: Some(ResponseRecord { status: 200, headers, body: body.to_vec() }),
        elapsed_micros: 1,
        notes: vec![String::from_utf8_lossy(body).into_owned()],
    }
}

/// Every way out of an exchange, in one text.
fn everything_shown(exchange: &Exchange) -> String {
    let redacted = exchange.redacted();
    [
        format!("{exchange:?}"),
        format!("{:?} {:?}", exchange.request, exchange.response),
        format!("{redacted:?}"),
        serde_json::to_string(exchange).unwrap(),
        serde_json::to_string(&redacted).unwrap(),
        exchange.curl_line(),
        redacted.curl_line(),
    ]
    .join("\n")
}

fn assert_hidden(exchange: &Exchange, canary: &str) {
    let shown = everything_shown(exchange);
    assert!(!shown.contains(canary), "{canary} survived in {shown}");
}

fn assert_hidden_in_body(body: &str, canary: &str) {
    assert_hidden(
        &exchange("https://shop.example/", &[("content-type", "application/json")], body.as_bytes()),
        canary,
    );
}

#[rstest]
#[case::email("email")]
#[case::phone("phone_number")]
#[case::first_name("first_name")]
#[case::last_name("last_name")]
#[case::full_name("full_name")]
#[case::street("street_address")]
#[case::extended("extended_address")]
#[case::postal_code("postal_code")]
#[case::buyer_ip("dev.ucp.buyer_ip")]
#[case::user_agent("dev.ucp.user_agent")]
#[case::token("token")]
#[case::access_token("accessToken")]
#[case::refresh_token("refresh-token")]
#[case::credential("credential")]
#[case::cvc("cvc")]
#[case::pan("pan")]
#[case::card_number("card_number")]
#[case::password("password")]
#[case::client_secret("client_secret")]
#[case::api_key("api_key")]
#[case::authorization("Authorization")]
#[case::mandate("checkout_mandate")]
#[case::cookie("cookie")]
#[case::prefixed("shipping_recipient_phone")]
fn members_are_redacted_wherever_they_stand(#[case] name: &str) {
    let documents = [
        json!({ name: CANARY }),
        json!({ name: { "deep": [{ "er": CANARY }] } }),
        json!([[{ "a": { name: [CANARY, 7_342_198] } }]]),
        json!({ "text": json!({ name: CANARY }).to_string() }),
        json!({ "text": json!({ "text": json!({ name: CANARY }).to_string() }).to_string() }),
    ];
    for document in documents {
        assert_hidden_in_body(&document.to_string(), CANARY);
        assert_hidden_in_body(&format!("{document:#}"), CANARY);
    }
    assert_hidden_in_body(&json!({ name: 7_342_198 }).to_string(), "7342198");
}

#[rstest]
#[case::cut_off(r#"{"buyer":{"email":"x","full_name":"kanarienvogel"#)]
#[case::comma(r#"{"token":"kanarienvogel",}"#)]
#[case::event_stream("data: {\"first_name\": \"kanarienvogel\"}\n\n")]
#[case::lines("{\"cvc\":\"kanarienvogel\"}\n{\"cvc\":\"kanarienvogel\"}")]
#[case::escaped(r#"{"text":"{\"phone_number\":\"kanarienvogel\"}",}"#)]
#[case::duplicate(r#"{"credential":{"x":"kanarienvogel"},"credential":null}"#)]
#[case::duplicate_name(r#"{"last_name":"kanarienvogel","last_name":""}"#)]
#[case::person(r#"{"buyer":{"name":"kanarienvogel"}}"#)]
#[case::nested_person(r#"{"customer":{"details":[{"name":"kanarienvogel"}]}}"#)]
#[case::jwk(r#"{"keys":[{"kty":"EC","d":"kanarienvogel"}]}"#)]
#[case::query("see https://shop.example/pay?access_token=kanarienvogel now")]
#[case::header_dump("GET / HTTP/1.1\r\nAuthorization: Bearer kanarienvogel\r\nAccept: */*")]
#[case::cookie_dump("Set-Cookie: sid=kanarienvogel; Secure")]
#[case::bearer("sent Bearer kanarienvogel-0123456789")]
#[case::pem("-----BEGIN EC PRIVATE KEY-----\nkanarienvogel\n-----END EC PRIVATE KEY-----")]
#[case::cut_pem("-----BEGIN PRIVATE KEY-----\nkanarienvogel")]
#[case::email("write to kanarienvogel@nest.example.")]
#[case::url_in_json(r#"{"continue_url":"https://shop.example/c?token=kanarienvogel"}"#)]
#[case::name_of_a_member(r#"{"kanarienvogel@nest.example":1}"#)]
fn what_is_not_plain_json_is_searched(#[case] body: &str) {
    assert_hidden_in_body(body, CANARY);
}

#[rstest]
#[case::plain("4242424242424242")]
#[case::in_text("card 4242424242424242.")]
#[case::spaced("4242 4242 4242 4242")]
#[case::dashed("4242-4242-4242-4242")]
#[case::behind_a_quantity("2 4242 4242 4242 4242")]
#[case::two("4242 4242 4242 4242 4242 4242 4242 4242")]
#[case::amex("3782 822463 10005")]
#[case::glued("x4242424242424242y")]
fn card_numbers_are_redacted(#[case] text: &str) {
    for body in [text.to_owned(), json!({ "note": text }).to_string(), json!({ text: 1 }).to_string()] {
        let shown = exchange("https://shop.example/", &[], body.as_bytes()).redacted().request.body;
        assert!(shown.contains("[redacted:card_number]"), "{shown}");
        assert!(!shown.contains("4242") && !shown.contains("822463"), "{shown}");
    }
}

#[test]
fn card_numbers_as_json_numbers_are_redacted() {
    assert_hidden_in_body(r#"{"n":4242424242424242}"#, PAN);
}

#[rstest]
#[case("Authorization", "Bearer kanarienvogel", "Bearer [redacted:authorization]")]
#[case("authorization", "kanarienvogel", "[redacted:authorization]")]
#[case("Proxy-Authorization", "Basic kanarienvogel", "Basic [redacted:authorization]")]
#[case("X-API-Key", "kanarienvogel", "[redacted:api_key]")]
#[case("Cookie", "sid=kanarienvogel", "[redacted:cookie]")]
#[case("Set-Cookie", "sid=kanarienvogel", "[redacted:cookie]")]
#[case("X-Auth-Token", "kanarienvogel", "[redacted:token]")]
#[case("X-Forwarded-For", "kanarienvogel", "[redacted:ip]")]
fn headers_are_redacted(#[case] name: &str, #[case] value: &str, #[case] expected: &str) {
    let exchange = exchange("https://shop.example/", &[(name, value)], b"");
    assert_hidden(&exchange, CANARY);
    assert_eq!(exchange.redacted().request.headers, [(name.to_owned(), expected.to_owned())]);
}

#[rstest]
#[case::query("https://shop.example/a?x=1&token=kanarienvogel&y=2")]
#[case::encoded_name("https://shop.example/a?%74oken=kanarienvogel")]
#[case::encoded_email("https://shop.example/a?q=kanarienvogel%40nest.example")]
#[case::email_in_the_path("https://shop.example/of/kanarienvogel@nest.example/x")]
#[case::user("https://kanarienvogel:secret@shop.example/a")]
#[case::oauth_code("https://shop.example/back?code=kanarienvogel&state=1")]
#[case::key("https://shop.example/a?key=kanarienvogel")]
#[case::fragment("https://shop.example/a#access_token=kanarienvogel")]
#[case::url_in_a_query("https://shop.example/a?next=https%3A%2F%2Fx.example%2F%3Ftoken%3Dkanarienvogel")]
fn urls_are_redacted(#[case] url: &str) {
    assert_hidden(&exchange(url, &[], b""), CANARY);
    assert_hidden(&exchange("https://shop.example/", &[("Location", url)], b""), CANARY);
}

#[rstest]
#[case::header("sent Authorization: Bearer kanarienvogel.b.c")]
#[case::pair("header x-api-key=kanarienvogel")]
#[case::quoted_json(r#"body {"token": "kanarienvogel", "x": 1}"#)]
#[case::quoted_card(r#"expected {"number": "kanarienvogel", "x": 1}, got 2"#)]
#[case::url("GET https://a.example/x?access_token=kanarienvogel&b=1")]
#[case::json(r#"{"buyer":{"name":"kanarienvogel"}}"#)]
fn remarks_are_redacted(#[case] text: &str) {
    let shown = redact_text(text);
    assert!(!shown.contains(CANARY) && shown.contains("[redacted:"), "{shown}");
}

#[rstest]
#[case::numbers("the total is 12345, expected 12340")]
#[case::capability("dev.ucp.shopping.checkout@2026-04-08 is missing")]
#[case::pointer("/payment/instruments/0/token: expected a string")]
#[case::order("order 1234567890123 was not found")]
#[case::code("the code=missing was expected")]
fn plain_remarks_stay(#[case] text: &str) {
    assert_eq!(redact_text(text), text);
}

#[test]
fn forms_are_redacted() {
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let form = b"grant_type=code&full_name=Karl+kanarienvogel&client_secret=kanarienvogel";
    let mut exchange = exchange("https://shop.example/", &headers, form);
    exchange.notes.clear();
    assert_hidden(&exchange, CANARY);
    let expected = "grant_type=code&full_name=[redacted:name]&client_secret=[redacted:credential]";
    assert_eq!(exchange.redacted().request.body, expected);
}

#[test]
fn bytes_that_are_no_text_are_counted_only() {
    let utf16: Vec<u8> = CANARY.bytes().flat_map(|byte| [byte, 0]).collect();
    let exchange = exchange("https://shop.example/", &[], &utf16);
    assert_eq!(exchange.redacted().request.body, format!("[binary body: {} bytes]", utf16.len()));
}

#[test]
fn evidence_stays() {
    let digest = base64::engine::general_purpose::STANDARD.encode([7_u8; 32]);
    let headers = [
        ("UCP-Agent", r#"profile="https://agent.example/profiles/a.json""#),
        ("Content-Digest", &format!("sha-256=:{digest}:")),
        ("Signature-Input", r#"sig1=("@method" "content-digest");created=1700000000;keyid="k-1""#),
        ("Signature", &format!("sig1=:{digest}{digest}:")),
        ("Request-Signature", "eyJhbGciOiJFUzI1NiJ9..c2lnbmF0dXJl"),
        ("Idempotency-Key", "550e8400-e29b-41d4-a716-446655440000"),
        ("Date", "Fri, 20 Nov 2026 12:00:00 GMT"),
        ("User-Agent", "agent/1.0"),
    ];
    let body = r#"{ "id": "chk_1", "status": "ready_for_complete", "expires_at": "2026-11-20T12:00:00Z",
        "line_items": [{"item": {"id": "rose", "title": "Rose", "name": "Rose"}, "price": 1.50}],
        "signing_keys": [{"kid": "k", "kty": "EC", "x": "abc", "y": "def"}],
        "messages": [{"code": "missing", "path": "$.buyer.email", "content": "email is required"}] }"#;
    let raw =
        exchange("https://shop.example:8443/checkout-sessions/chk_1?limit=10", &headers, body.as_bytes());
    let shown = raw.redacted();
    assert_eq!(shown.request.url, raw.request.url);
    assert_eq!(shown.request.headers, raw.request.headers);
    assert_eq!(shown.request.body, body, "byte for byte");
}

#[test]
fn markers_say_what_was_there_and_structure_stays() {
    let body = json!({
        "buyer": {"email": "a@b.example", "first_name": "A", "consent": {"marketing": true}},
        "payment": {"instruments": [{"credential": {"type": "card", "number": PAN, "cvc": "1", "n": null}}]},
    });
    let shown = exchange("https://shop.example/", &[], body.to_string().as_bytes()).redacted();
    let expected = json!({
        "buyer": {"email": "[redacted:email]", "first_name": "[redacted:name]", "consent": {"marketing": true}},
        "payment": {"instruments": [{"credential": {
            "type": "card", "number": "[redacted:credential]", "cvc": "[redacted:security_code]", "n": null,
        }}]},
    });
    assert_eq!(serde_json::from_str::<Value>(&shown.request.body).unwrap(), expected);
}

#[test]
fn a_redacted_exchange_survives_storage() {
    let shown =
        exchange("https://shop.example/?token=x", &[("Cookie", "a=b")], br#"{"email":"a@b.example"}"#);
    let text = serde_json::to_string(&shown).unwrap();
    assert_eq!(serde_json::from_str::<RedactedExchange>(&text).unwrap(), shown.redacted());
}

#[test]
fn the_curl_line_replays_the_request() {
    let headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", "99"),
        ("Host", "shop.example"),
        ("X-A", ""),
    ];
    let exchange = exchange("https://shop.example/a?b=1", &headers, br#"{"it's":1}"#);
    let expected = r#"curl -g -X POST 'https://shop.example/a?b=1' -H 'Content-Type: application/json' -H 'X-A;' --data-raw '{"it'\''s":1}'"#;
    assert_eq!(exchange.curl_line(), expected);
}

#[test]
fn the_curl_line_cannot_be_broken_out_of() {
    let exchange = exchange("https://shop.example/'$(id)'", &[("X", "a\n'; id")], b"\x1b[2J'\\\n");
    let line = exchange.curl_line();
    assert_eq!(
        line,
        r"curl -g -X POST 'https://shop.example/'\''$(id)'\''' -H $'X: a\n\'; id' --data-raw $'\u001b[2J\'\\\n'"
    );
    assert!(!line.chars().any(char::is_control));
}

/// Decoded, the escape takes the first digit away; as written the number is whole.
#[test]
fn a_card_number_that_an_escape_reaches_into_is_redacted() {
    for text in [format!("https://shop.example/#%a{PAN}"), format!("https://shop.example/?x=%a{PAN}")] {
        let shown = everything_shown(&exchange(&text, &[], b""));
        assert!(!shown.contains(PAN), "{shown}");
    }
}

proptest! {
    /// Redacting what is redacted changes nothing: markers are stable.
    #[test]
    fn redaction_is_idempotent(text in "[ -~]{0,80}", name in "(email|token|note|name|d)") {
        let body = json!({ name: text, "text": text }).to_string();
        let once = exchange(&text, &[("X", &text)], body.as_bytes()).redacted();
        let headers: Vec<_> = once.request.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let twice = exchange(&once.request.url, &headers, once.request.body.as_bytes()).redacted();
        prop_assert_eq!(twice.request, once.request);
    }

    /// A secret stays hidden whatever stands around it.
    #[test]
    fn a_card_number_never_survives(before in "[ -/:-~]{0,20}", after in "[ -/:-~]{0,20}") {
        let text = format!("{before}{PAN}{after}");
        let exchange = exchange(&text, &[("X", &text)], text.as_bytes());
        let shown = everything_shown(&exchange);
        prop_assert!(!shown.contains(PAN), "{}", shown);
    }
}
