use super::*;
use crate::clock::Instant;
use crate::protocol::operation::Operation;
use bytes::Bytes;
use std::time::Duration;

fn call(url: &str, body: &'static [u8]) -> RawCall {
    RawCall {
        at: Instant::from_millis(0),
        operation: Some(Operation::CreateCheckout),
        method: "POST".to_owned(),
        url: url.to_owned(),
        request_headers: "host: shop\nx: a: b\n".to_owned(),
        request_body: Bytes::from_static(body),
        status: 201,
        response_headers: String::new(),
        response_body: Bytes::new(),
        elapsed_micros: 1,
        findings: vec![Finding { kind: FindingKind::UnknownField, pointer: "/a".to_owned() }],
        notes: Vec::new(),
    }
}

#[test]
fn a_call_reads_back_as_an_exchange() {
    let journal = Journal::new(10, 100_000);
    journal.record_call(call("https://shop/x", b"{}"));
    let exchange = journal.raw().remove(0);
    assert_eq!(exchange.id, "1");
    assert_eq!(exchange.request.headers[1], ("x".to_owned(), "a: b".to_owned()));
    assert_eq!(exchange.request.body, b"{}");
    assert_eq!(exchange.response.expect("one").status, 201);
    assert_eq!(journal.findings().len(), 1);
}

#[test]
fn it_is_bounded_by_number_and_by_bytes() {
    let journal = Journal::new(3, 100_000);
    for at in 0..5 {
        journal.record_call(call(&format!("https://shop/{at}"), b""));
    }
    let urls: Vec<String> = journal.raw().into_iter().map(|one| one.request.url).collect();
    assert_eq!(urls, ["https://shop/2", "https://shop/3", "https://shop/4"]);
    assert_eq!(journal.recorded(), 5);
    let tight = Journal::new(100, 1_000);
    for _ in 0..5 {
        tight.record_call(call("https://shop/", b""));
    }
    assert_eq!(tight.raw().len(), 2);
}

#[tokio::test]
async fn waiting_ends_with_the_exchange_or_with_time() {
    let journal = Journal::new(10, 100_000);
    let waiting = journal.wait_for(2, Duration::from_secs(20), |one| one.request.url.ends_with("/yes"));
    let recording = async {
        for path in ["yes", "no", "yes"] {
            tokio::task::yield_now().await;
            journal.record_call(call(&format!("https://shop/{path}"), b""));
        }
    };
    let (found, ()) = tokio::join!(waiting, recording);
    assert_eq!(found.expect("two").len(), 2);
    let timeout =
        journal.wait_for(3, Duration::from_millis(5), |one| one.request.url.ends_with("/yes")).await;
    assert_eq!(timeout, Err(WaitTimeout { seen: 2, awaited: 3 }));
}
