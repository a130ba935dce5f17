//! One signed `create_checkout` and one `complete_checkout` through the whole pipeline, without
//! sockets, beside the floor they cannot go below: verify + validate + sign, measured in the same
//! run. `cargo bench --bench pipeline` ends with the ratio.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up must stop")]

use std::cell::RefCell;
use std::hint::black_box;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::dev::{Service, ServiceResponse};
use actix_web::{App, Error, test};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use ucp_assay::crypto::http_signature::{
    RequestParts, RequestPolicy, ResponseParts, Scheme, SignOptions, sign_request, sign_response,
    verify_request,
};
use ucp_assay::crypto::key::{Curve, SigningKey};
use ucp_assay::crypto::message::header_pairs;
use ucp_assay::platform::identity::ProfileDraft;
use ucp_assay::protocol::contract::{CapabilitySet, Contract, Direction};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::simulator::settings::WorldSource;
use ucp_assay::simulator::{Application, Settings, configure};

const AUTHORITY: &str = "localhost";

struct Bench {
    key: SigningKey,
    agent: String,
}

impl Bench {
    /// A platform whose profile is served on loopback.
    fn new() -> Self {
        let key = SigningKey::generate(Curve::P256, "bench-1").unwrap();
        let mut profile = ProfileDraft::shopping(ProtocolVersion::LATEST, "https://agent.localhost/webhooks");
        profile.signing_keys = vec![key.public_jwk()];
        profile.capabilities.retain(|capability| capability.name != "dev.ucp.shopping.order");
        let body = profile.document().unwrap().to_string();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let agent =
            format!("profile=\"http://localhost:{}/profile.json\"", listener.local_addr().unwrap().port());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut request = [0_u8; 4096];
                let read = stream.read(&mut request).unwrap();
                assert!(read > 0);
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all((head + &body).as_bytes()).unwrap();
            }
        });
        Self { key, agent }
    }

    /// A signed request with its own idempotency key.
    fn request(&self, path: &str, body: &[u8]) -> test::TestRequest {
        let idempotency = uuid::Uuid::new_v4().to_string();
        let headers: [(&str, &[u8]); 3] = [
            ("ucp-agent", self.agent.as_bytes()),
            ("idempotency-key", idempotency.as_bytes()),
            ("content-type", b"application/json"),
        ];
        let parts = RequestParts {
            method: "POST",
            scheme: Scheme::Http,
            authority: AUTHORITY,
            path,
            query: None,
            headers: &headers,
            body,
        };
        let signed = sign_request(&self.key, &parts, &SignOptions::default()).unwrap();
        let mut request = test::TestRequest::post().uri(path).insert_header(("host", AUTHORITY));
        for (name, value) in headers {
            request = request.insert_header((name, value));
        }
        for (name, value) in signed.into_pairs() {
            request = request.insert_header((name, value));
        }
        request.insert_header(("content-length", body.len())).set_payload(body.to_vec())
    }
}

/// A download for a buyer: nothing to ship, so a create is ready for completion at once.
fn create_body() -> Vec<u8> {
    json!({
        "line_items": [{"item": {"id": "ebook_repair"}, "quantity": 2}],
        "buyer": {"email": "buyer@example.com"},
        "context": {"address_country": "US"},
    })
    .to_string()
    .into_bytes()
}

fn complete_body() -> Vec<u8> {
    json!({"payment": {"instruments": [{
        "id": "i1", "handler_id": "mock_payment_handler", "type": "card", "selected": true,
        "display": {"brand": "visa", "last_digits": "1111"},
        "credential": {"type": "token", "token": "success_token"},
    }]}})
    .to_string()
    .into_bytes()
}

async fn call<S>(service: &S, request: test::TestRequest) -> Value
where
    S: Service<actix_http::Request, Response = ServiceResponse, Error = Error>,
{
    let answer = test::call_service(service, request.to_request()).await;
    let status = answer.status();
    let body: Value = test::read_body_json(answer).await;
    assert!(status.is_success(), "{status} {body}");
    body
}

/// Borrows a create with these headers, as it is signed and verified.
fn with_parts(headers: &[(String, String)], body: &[u8], run: &mut dyn FnMut(&RequestParts<'_>)) {
    let pairs = header_pairs(headers);
    run(&RequestParts {
        method: "POST",
        scheme: Scheme::Http,
        authority: AUTHORITY,
        path: "/checkout-sessions",
        query: None,
        headers: &pairs,
        body,
    });
}

/// The headers of a signed create.
fn signed_headers(bench: &Bench, body: &[u8]) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = vec![
        ("ucp-agent".into(), bench.agent.clone()),
        ("idempotency-key".into(), uuid::Uuid::new_v4().to_string()),
        ("content-type".into(), "application/json".into()),
    ];
    let mut signature = Vec::new();
    with_parts(&headers, body, &mut |request| {
        let signed = sign_request(&bench.key, request, &SignOptions::default()).unwrap();
        signature = signed.into_pairs().map(|(name, value)| (name.to_owned(), value)).collect();
    });
    headers.extend(signature);
    headers
}

/// The capabilities of a checkout with its extensions.
fn capabilities() -> CapabilitySet {
    let names = ["checkout", "discount", "fulfillment", "buyer_consent"]
        .map(|last| format!("dev.ucp.shopping.{last}"));
    CapabilitySet::of_version(ProtocolVersion::LATEST.date(), names.iter().map(String::as_str))
}

/// Validation alone: a create's request, and its answer.
fn validation(criterion: &mut Criterion, answer: &Value) {
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let request: Value = serde_json::from_slice(&create_body()).unwrap();
    for (name, direction, document) in [
        ("validate/create request", Direction::Request, &request),
        ("validate/checkout", Direction::Response, answer),
    ] {
        let schema = contract.validator(&capabilities(), Operation::CreateCheckout, direction).unwrap();
        criterion.bench_function(name, |bencher| bencher.iter(|| schema.check(black_box(document))));
    }
}

/// What no create can do without: verify its request, validate its body, sign its answer.
fn floor(criterion: &mut Criterion, bench: &Bench, answer: &[u8]) -> f64 {
    let contract = Contract::embedded(ProtocolVersion::LATEST);
    let set = capabilities();
    let schema = contract.validator(&set, Operation::CreateCheckout, Direction::Request).unwrap();
    let body = create_body();
    let document: Value = serde_json::from_slice(&body).unwrap();
    let headers = signed_headers(bench, &body);
    let now = ucp_assay::clock::Clock::system().now();
    let once = || {
        with_parts(&headers, &body, &mut |request| {
            let verified =
                verify_request(request, &RequestPolicy::request(now), |_| Some(bench.key.verifying_key()));
            black_box(verified.unwrap());
        });
        assert!(schema.check(black_box(&document)).is_valid());
        let response =
            ResponseParts { status: 201, headers: &[("content-type", b"application/json")], body: answer };
        black_box(sign_response(&bench.key, &response, &SignOptions::default()).unwrap());
    };
    criterion.bench_function("floor/verify+validate+sign", |bencher| bencher.iter(once));
    median(|| {
        once();
    })
}

/// Median time of one call over many, in microseconds.
fn median(mut once: impl FnMut()) -> f64 {
    let mut samples: Vec<Duration> = (0..2_000)
        .map(|_| {
            let started = Instant::now();
            once();
            started.elapsed()
        })
        .collect();
    samples.sort();
    samples[samples.len() / 2].as_secs_f64() * 1e6
}

fn settings() -> Settings {
    Settings {
        world: WorldSource::Builtin("electronics".to_owned()),
        allow_loopback: true,
        allow_plain_http: true,
        workers: 1,
        ..Settings::default()
    }
}

fn pipeline(criterion: &mut Criterion) {
    let bench = Bench::new();
    let carrier = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let application = carrier.block_on(Application::build(settings())).unwrap();
    let system = actix_web::rt::System::new();
    let service =
        system.block_on(test::init_service(App::new().configure(configure(application.sessions().clone()))));
    let service = Rc::new(service);
    let answer = system.block_on(call(&*service, bench.request("/checkout-sessions", &create_body())));
    validation(criterion, &answer);
    let floor = floor(criterion, &bench, answer.to_string().as_bytes());

    let medians = RefCell::new(Vec::new());
    criterion.bench_function("create/whole pipeline", |bencher| {
        bencher.iter_custom(|count| {
            let requests: Vec<_> =
                (0..count).map(|_| bench.request("/checkout-sessions", &create_body())).collect();
            let elapsed = system.block_on(timed(&service, requests));
            medians
                .borrow_mut()
                .push(elapsed.as_secs_f64() * 1e6 / f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
            elapsed
        });
    });
    criterion.bench_function("complete/whole pipeline", |bencher| {
        bencher.iter_custom(|count| {
            let ids: Vec<String> = (0..count)
                .map(|_| {
                    let body =
                        system.block_on(call(&*service, bench.request("/checkout-sessions", &create_body())));
                    body["id"].as_str().unwrap().to_owned()
                })
                .collect();
            let path = |id: &String| format!("/checkout-sessions/{id}/complete");
            let requests: Vec<_> = ids.iter().map(|id| bench.request(&path(id), &complete_body())).collect();
            system.block_on(timed(&service, requests))
        });
    });
    let mut creates = medians.into_inner();
    creates.sort_by(f64::total_cmp);
    let create = creates[creates.len() / 2];
    println!("create {create:.1} µs, floor {floor:.1} µs, ratio {:.2} (aim: below 2)", create / floor);
    carrier.block_on(application.stop());
}

async fn timed<S>(service: &S, requests: Vec<test::TestRequest>) -> Duration
where
    S: Service<actix_http::Request, Response = ServiceResponse, Error = Error>,
{
    let requests: Vec<_> = requests.into_iter().map(test::TestRequest::to_request).collect();
    let started = Instant::now();
    for request in requests {
        let answer = test::call_service(service, request).await;
        assert!(answer.status().is_success());
        black_box(test::read_body(answer).await);
    }
    started.elapsed()
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
