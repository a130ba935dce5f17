//! Cost of the cryptography of one operation: `cargo bench --bench crypto`.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up must stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ucp_assay::clock::Instant;
use ucp_assay::crypto::digest::{content_digest, verify_content_digest};
use ucp_assay::crypto::http_signature::{
    RequestParts, RequestPolicy, ResponseParts, Scheme, SignOptions, sign_request, sign_response,
    verify_request,
};
use ucp_assay::crypto::key::{Backend, Curve, SigningKey};
use ucp_assay::crypto::message::header_pairs;
use ucp_assay::exchange::{RequestRecord, ResponseRecord};

const BACKENDS: [(&str, Backend); 2] = [("aws_lc", Backend::AwsLc), ("reference", Backend::Reference)];

/// Size of a checkout with a few lines, totals and links.
const BODY_BYTES: usize = 3072;

fn key(curve: Curve) -> SigningKey {
    SigningKey::from_seed(curve, "bench-1", b"bench").unwrap()
}

fn body() -> Vec<u8> {
    let mut body = br#"{"line_items":[{"item":{"id":"rose"},"quantity":2}],"note":""#.to_vec();
    body.resize(BODY_BYTES - 2, b'n');
    body.extend_from_slice(br#""}"#);
    body
}

fn primitives(criterion: &mut Criterion) {
    let message = [7_u8; 600];
    for curve in Curve::ALL {
        let key = key(curve);
        let signature = key.sign(&message).unwrap();
        for (name, backend) in BACKENDS {
            criterion.bench_function(&format!("{}/sign/{name}", curve.alg()), |bencher| {
                bencher.iter(|| key.sign_with(backend, black_box(&message)).unwrap());
            });
            criterion.bench_function(&format!("{}/verify/{name}", curve.alg()), |bencher| {
                let key = key.verifying_key();
                bencher
                    .iter(|| key.verify_with(backend, black_box(&message), black_box(&signature)).unwrap());
            });
        }
    }
}

fn digests(criterion: &mut Criterion) {
    let body = body();
    let header = content_digest(&body);
    criterion.bench_function("digest/compute", |bencher| bencher.iter(|| content_digest(black_box(&body))));
    criterion.bench_function("digest/verify", |bencher| {
        bencher.iter(|| verify_content_digest(black_box(header.as_bytes()), black_box(&body)).unwrap());
    });
}

fn request_headers() -> Vec<(String, String)> {
    let headers = [
        ("host", "shop.example:8443"),
        ("accept", "application/json"),
        ("content-type", "application/json"),
        ("user-agent", "bench/1.0"),
        ("ucp-agent", r#"profile="https://agent.example/profiles/a.json""#),
        ("idempotency-key", "550e8400-e29b-41d4-a716-446655440000"),
        ("request-id", "550e8400-e29b-41d4-a716-446655440001"),
    ];
    headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

fn messages(criterion: &mut Criterion) {
    let key = key(Curve::P256);
    let body = body();
    let mut owned = request_headers();
    let plain = owned.clone();
    let headers = header_pairs(&plain);
    let request = RequestParts {
        method: "POST",
        scheme: Scheme::Https,
        authority: "shop.example:8443",
        path: "/checkout-sessions",
        query: None,
        headers: &headers,
        body: &body,
    };
    let options = SignOptions { created: Some(1_800_000_000), ..SignOptions::default() };
    criterion.bench_function("sign_request", |bencher| {
        bencher.iter(|| sign_request(&key, black_box(&request), &options).unwrap());
    });
    let signed = sign_request(&key, &request, &options).unwrap();
    owned.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
    let headers = header_pairs(&owned);
    let request = RequestParts { headers: &headers, ..request };
    let policy = RequestPolicy::request(Instant::from_millis(1_800_000_000_000));
    criterion.bench_function("verify_request", |bencher| {
        bencher.iter(|| verify_request(black_box(&request), &policy, |_| Some(key.verifying_key())).unwrap());
    });
    let response =
        ResponseParts { status: 201, headers: &[("content-type", b"application/json")], body: &body };
    criterion.bench_function("sign_response", |bencher| {
        bencher.iter(|| sign_response(&key, black_box(&response), &options).unwrap());
    });
}

fn redaction(criterion: &mut Criterion) {
    let request = RequestRecord {
        method: "POST".to_owned(),
        url: "https://shop.example:8443/checkout-sessions".to_owned(),
        headers: request_headers(),
        body: body(),
    };
    let response = ResponseRecord { status: 201, headers: request_headers(), body: body() };
    criterion.bench_function("redact_exchange", |bencher| {
        bencher.iter(|| (black_box(&request).redacted(), black_box(&response).redacted()));
    });
}

criterion_group!(benches, primitives, digests, messages, redaction);
criterion_main!(benches);
