use std::net::Ipv4Addr;

use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::clock::Instant;
use crate::crypto::http_signature::{SignatureError, Verified};
use crate::crypto::key::{Curve, KeySet, SigningKey};
use crate::platform::authority::TrustedRoots;
use crate::platform::host::AgentUrls;
use crate::platform::outbound::{ClientSettings, Policy};
use crate::platform::signature_check;
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;

use super::*;

const ENDPOINT: &str = "https://flowers.shop.localhost:8443/ucp";
const NOW: Instant = Instant::from_millis(1_800_000_000_000);

fn key(curve: Curve, kid: &str) -> SigningKey {
    SigningKey::from_seed(curve, kid, kid.as_bytes()).unwrap()
}

fn identity() -> PlatformIdentity {
    let urls = AgentUrls {
        profile: "https://alice.agent.localhost:1/profiles/alice.json".to_owned(),
        webhook: "https://alice.agent.localhost:1/webhooks/alice".to_owned(),
    };
    PlatformIdentity::new("alice", urls, ProtocolVersion::LATEST, key(Curve::P256, "alice-1"))
}

fn client(endpoint: &str) -> SignedClient {
    let settings = ClientSettings::new(Policy::DEVELOPMENT, TrustedRoots::none());
    SignedClient::new(Client::new(settings).unwrap(), endpoint)
}

fn draft() -> Draft {
    let mut draft = Draft::new(Operation::UpdateCheckout, "PUT", "/checkout-sessions/{id}", Some("c 1"));
    draft.path.push_str("?expand=all");
    draft.with_bytes(br#"{"line_items":[]}"#.as_slice())
}

/// What a business that knows the published keys thinks of the composed request.
fn judge(identity: &PlatformIdentity, tampers: &[Tamper]) -> Result<Verified, SignatureError> {
    let request = client(ENDPOINT).compose(identity, &draft(), tampers).unwrap();
    let exchange = Exchange {
        id: String::new(),
        at: NOW,
        kind: ExchangeKind::Call,
        operation: None,
        request: request_record(&request),
        response: None,
        elapsed_micros: 0,
        notes: Vec::new(),
    };
    signature_check::request(&exchange, &KeySet::from_jwks(&identity.profile().signing_keys), NOW)
}

fn before(edit: Edit) -> Tamper {
    Tamper::BeforeSigning(edit)
}

fn after(edit: Edit) -> Tamper {
    Tamper::AfterSigning(edit)
}

fn signing(how: SigningTamper) -> Tamper {
    Tamper::Signing(how)
}

fn omit(component: &str) -> Tamper {
    signing(SigningTamper::OmitComponent(component.to_owned()))
}

fn parameter(name: &str, value: &str) -> Tamper {
    signing(SigningTamper::Parameter { name: name.to_owned(), value: value.to_owned() })
}

#[test]
fn an_untouched_request_verifies_and_covers_the_minimum() {
    let verified = judge(&identity(), &[]).unwrap();
    assert_eq!(verified.keyid, "alice-1");
    let mut covered = verified.covered;
    covered.sort();
    let names = ["@authority", "@method", "@path", "@query"];
    let fields = ["content-digest", "content-type", "idempotency-key", "ucp-agent"];
    let expected: Vec<_> = names.iter().chain(&fields).map(|name| format!("\"{name}\"")).collect();
    assert_eq!(covered, expected);
}

#[rstest]
#[case::unsigned("signature_missing", signing(SigningTamper::Unsigned))]
#[case::input_lost("signature_missing", after(Edit::drop("signature-input")))]
#[case::value_lost("signature_missing", after(Edit::drop("signature")))]
#[case::omit_method("signature_invalid", omit("@method"))]
#[case::omit_authority("signature_invalid", omit("@authority"))]
#[case::omit_path("signature_invalid", omit("@path"))]
#[case::omit_query("signature_invalid", omit("@query"))]
#[case::omit_agent("signature_invalid", omit("ucp-agent"))]
#[case::omit_key("signature_invalid", omit("idempotency-key"))]
#[case::omit_digest("signature_invalid", omit("content-digest"))]
#[case::omit_type("signature_invalid", omit("content-type"))]
#[case::only_method("signature_invalid", signing(SigningTamper::Components(vec!["@method".to_owned()])))]
#[case::unknown_key("key_not_found", signing(SigningTamper::Key(key(Curve::P256, "stranger"))))]
#[case::unknown_curve("key_not_found", signing(SigningTamper::Key(key(Curve::P384, "stranger"))))]
#[case::borrowed_name("signature_invalid", signing(SigningTamper::Key(key_named("stranger", "alice-1"))))]
#[case::wrong_name("key_not_found", signing(SigningTamper::KeyId("nobody".to_owned())))]
#[case::no_name("signature_invalid", signing(SigningTamper::KeyId(String::new())))]
#[case::der("signature_invalid", signing(SigningTamper::Der))]
#[case::flipped("signature_invalid", signing(SigningTamper::FlippedBit))]
#[case::algorithm("algorithm_unsupported", parameter("alg", "rsa-pss-sha512"))]
#[case::expired("signature_invalid", signing(SigningTamper::Expires(1)))]
#[case::other_digest("digest_mismatch", signing(SigningTamper::Digest(DigestTamper::OfOther(b"{}".to_vec()))))]
#[case::sha_512("digest_mismatch", signing(SigningTamper::Digest(DigestTamper::Sha512)))]
#[case::broken_digest("digest_mismatch", signing(SigningTamper::Digest(DigestTamper::Text("sha-256=x".to_owned()))))]
#[case::body_changed("digest_mismatch", after(Edit::Body(b"{\"line_items\":[1]}".to_vec())))]
#[case::path_changed("signature_invalid", after(Edit::Path("/ucp/checkout-sessions/other".to_owned())))]
#[case::query_changed("signature_invalid", after(Edit::Query(Some("expand=none".to_owned()))))]
#[case::query_lost("signature_invalid", after(Edit::Query(None)))]
#[case::method_changed("signature_invalid", after(Edit::Method("POST".to_owned())))]
#[case::agent_changed("signature_invalid", after(Edit::set("ucp-agent", "profile=\"https://b.example/p\"")))]
#[case::key_changed("signature_invalid", after(Edit::set("Idempotency-Key", "another")))]
#[case::type_changed("signature_invalid", after(Edit::set("Content-Type", "text/plain")))]
#[case::digest_lost("signature_missing", after(Edit::drop("content-digest")))]
#[case::key_repeated("signature_invalid", after(Edit::RepeatHeader("idempotency-key".to_owned())))]
#[case::key_added("signature_invalid", after(Edit::add("idempotency-key", "second")))]
fn every_deviation_is_refused_with_its_code(#[case] code: &str, #[case] tamper: Tamper) {
    let refused = judge(&identity(), &[tamper]).unwrap_err();
    assert_eq!(refused.code().as_str(), code, "{refused}");
}

/// Another private key under a name that is published.
fn key_named(seed: &str, kid: &str) -> SigningKey {
    SigningKey::from_seed(Curve::P256, kid, seed.as_bytes()).unwrap()
}

#[rstest]
#[case::other_body(before(Edit::Body(b"not json".to_vec())))]
#[case::other_host(before(Edit::set("host", "elsewhere.example")))]
#[case::no_agent(before(Edit::drop("ucp-agent")))]
#[case::extra_header(after(Edit::add("x-extra", "1")))]
#[case::repeated_elsewhere(after(Edit::RepeatHeader("accept".to_owned())))]
#[case::label(signing(SigningTamper::Label("mine".to_owned())))]
#[case::no_time(signing(SigningTamper::Created(None)))]
#[case::nonce(parameter("nonce", "abc"))]
fn what_is_signed_as_sent_verifies(#[case] tamper: Tamper) {
    let identity = identity();
    let request = client(ENDPOINT).compose(&identity, &draft(), std::slice::from_ref(&tamper)).unwrap();
    if let Tamper::BeforeSigning(Edit::SetHeader { value, .. }) = &tamper {
        // The recorded URL has the host that is connected to; the one signed is in the header.
        assert_eq!(request.header("host"), Some(value.as_str()));
        return;
    }
    judge(&identity, &[tamper]).unwrap();
}

#[test]
fn rotation_is_visible_to_the_verifier() {
    let mut identity = identity();
    identity.add_key(key(Curve::P384, "alice-2"));
    assert_eq!(judge(&identity, &[]).unwrap().keyid, "alice-1");
    assert!(identity.sign_with("alice-2"));
    assert_eq!(judge(&identity, &[]).unwrap().keyid, "alice-2");
    assert!(identity.retire_key("alice-1"));
    assert!(!identity.retire_key("alice-1"), "gone already");
    assert!(!identity.sign_with("alice-3"), "not held");
    assert!(identity.sign_with("alice-1"), "still held");
    assert_eq!(judge(&identity, &[]).unwrap_err().code().as_str(), "key_not_found");
}

#[test]
fn defaults_give_way_to_the_draft() {
    let draft = draft()
        .with_header("Idempotency-Key", "mine")
        .with_header("Content-Type", "application/json; charset=utf-8")
        .without_header("accept");
    let request = client(ENDPOINT).compose(&identity(), &draft, &[]).unwrap();
    let all = |name: &str| -> Vec<&str> {
        let headers = request.request.headers.iter();
        headers.filter(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(all("idempotency-key"), ["mine"]);
    assert_eq!(all("content-type"), ["application/json; charset=utf-8"]);
    assert_eq!(all("accept"), ["*/*"], "what the library sends anyway");
    assert_eq!(all("ucp-agent"), ["profile=\"https://alice.agent.localhost:1/profiles/alice.json\""]);
    assert_eq!(
        request.request.url,
        "https://flowers.shop.localhost:8443/ucp/checkout-sessions/c%201?expand=all"
    );
}

#[rstest]
#[case(Credentials::ApiKey("k-1".to_owned()), Some("x-api-key"), "k-1")]
#[case(Credentials::Bearer("t-1".to_owned()), Some("authorization"), "Bearer t-1")]
#[case(Credentials::None, None, "")]
fn other_credentials_do_not_sign(
    #[case] credentials: Credentials,
    #[case] header: Option<&str>,
    #[case] value: &str,
) {
    assert!(!format!("{credentials:?}").contains("-1"));
    let client = client(ENDPOINT).with_credentials(credentials);
    let request = client.compose(&identity(), &draft(), &[]).unwrap();
    assert_eq!(request.header("signature"), None);
    assert_eq!(header.map_or(Some(""), |name| request.header(name)), Some(value));
}

#[rstest]
#[case(Credentials::Signature)]
#[case(Credentials::ApiKey("k-1".to_owned()))]
#[case(Credentials::Bearer("t-1".to_owned()))]
fn an_unsigned_request_carries_no_credentials_of_any_kind(#[case] credentials: Credentials) {
    let client = client(ENDPOINT).with_credentials(credentials);
    let request = client.compose(&identity(), &draft(), &[Tamper::unsigned()]).unwrap();
    for name in ["signature", "signature-input", "content-digest", "x-api-key", "authorization"] {
        assert_eq!(request.header(name), None);
    }
}

#[test]
fn a_read_carries_no_body_no_key_and_no_digest() {
    let draft = Draft::new(Operation::GetCheckout, "GET", "/checkout-sessions/{id}", Some("c1"));
    let request = client(ENDPOINT).compose(&identity(), &draft, &[]).unwrap();
    for name in ["idempotency-key", "content-type", "content-digest", "content-length"] {
        assert_eq!(request.header(name), None);
    }
    let input = request.header("signature-input").unwrap();
    assert!(input.starts_with("sig1=(\"@method\" \"@authority\" \"@path\" \"ucp-agent\")"), "{input}");
}

/// Answers one request per connection and hands out what it read.
async fn recording_server() -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let endpoint = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let recording = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = Vec::new();
        while !read.windows(4).any(|end| end == b"\r\n\r\n")
            || read.starts_with(b"PUT") && !read.ends_with(b"}")
        {
            stream.read_buf(&mut read).await.unwrap();
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX-A: 1\r\nX-A: 2\r\n\r\n{\"id\":\"c1\"}";
        stream.write_all(answer).await.unwrap();
        String::from_utf8(read).unwrap()
    });
    (endpoint, recording)
}

#[rstest]
#[case::update(draft())]
#[case::read(Draft::new(Operation::GetCheckout, "GET", "/checkout-sessions/{id}", Some("c1")))]
#[case::no_body(Draft::new(Operation::CancelCheckout, "POST", "/checkout-sessions/c1/cancel", None))]
#[tokio::test]
async fn the_record_is_what_was_on_the_wire(#[case] draft: Draft) {
    let (endpoint, recording) = recording_server().await;
    let extra = [after(Edit::add("x-twice", "a")), after(Edit::add("x-twice", "b"))];
    let call = client(&endpoint).call(&identity(), &draft, &extra).await.unwrap();
    let wire = recording.await.unwrap();
    let (head, body) = wire.split_once("\r\n\r\n").unwrap();
    let mut sent: Vec<_> = head.split("\r\n").skip(1).map(str::to_ascii_lowercase).collect();
    let recorded = &call.exchange.request;
    let mut kept: Vec<_> = recorded
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}").to_ascii_lowercase())
        .collect();
    sent.sort();
    kept.sort();
    assert_eq!(sent, kept);
    assert_eq!(body.as_bytes(), recorded.body);
    let target = recorded.url.strip_prefix(&endpoint).unwrap();
    assert!(wire.starts_with(&format!("{} {target} HTTP/1.1\r\n", recorded.method)));

    let view = call.view().unwrap();
    assert_eq!((view.status, view.id()), (200, Some("c1")));
    assert_eq!(view.headers.iter().filter(|(name, _)| name == "x-a").count(), 2);
    assert!(call.exchange.elapsed_micros > 0);
}

#[tokio::test]
async fn a_request_sent_again_is_the_same_request() {
    let client = client("http://localhost:1");
    let request = client.compose(&identity(), &draft(), &[]).unwrap();
    let (first, second) = (client.send(&request).await, client.send(&request).await);
    assert!(first.exchange.request == second.exchange.request);
    assert_ne!(first.exchange.id, second.exchange.id);
}

#[tokio::test]
async fn no_answer_is_evidence_too() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let endpoint = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    drop(listener);
    let call = client(&endpoint).call(&identity(), &draft(), &[]).await.unwrap();
    assert!(matches!(call.failure, Some(OutboundError::Connect(_))), "{:?}", call.failure);
    assert_eq!(call.status(), None);
    assert!(call.view().is_err());
    assert_eq!(call.exchange.notes.len(), 1);
}

#[test]
fn der_is_written_as_openssl_writes_it() {
    // r starts with a zero byte and a low one, s has its first bit set.
    let raw = [&[0, 1], [0xff; 30].as_slice(), &[0x80], [0; 31].as_slice()].concat();
    let der = der::from_raw(&raw);
    assert_eq!(der[..6], [0x30, 68, 0x02, 31, 1, 0xff]);
    assert_eq!(der[35..39], [0x02, 33, 0, 0x80]);
    assert_eq!(der.len(), 70);
}
