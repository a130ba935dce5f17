use super::*;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn passed(written: &[u8]) -> String {
    let (near, mut far) = tokio::io::duplex(64);
    let mut polite = Polite::new(near);
    let mut received = String::new();
    let write = async {
        polite.write_all(written).await.expect("written");
        polite.shutdown().await.expect("shut down");
        drop(polite);
    };
    let ((), read) = tokio::join!(write, far.read_to_string(&mut received));
    read.expect("read");
    received
}

#[rstest]
#[case::bad_request("400 Bad Request", "invalid_request")]
#[case::slow_head("408 Request Timeout", "request_timeout")]
#[case::large_head("431 Request Header Fields Too Large", "headers_too_large")]
#[tokio::test]
async fn a_bare_refusal_gets_its_body(#[case] status: &str, #[case] code: &str) {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\ndate: now\r\n\r\n");
    let received = passed(head.as_bytes()).await;
    let (head, body) = received.split_once("\r\n\r\n").expect("a head");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(body["code"], code);
    assert!(body["content"].is_string());
}

#[rstest]
#[case::with_a_body("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}")]
#[case::another_status("HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\n\r\n")]
#[case::a_body_that_looks_like_one("x HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")]
#[tokio::test]
async fn everything_else_passes_unchanged(#[case] written: &str) {
    assert_eq!(passed(written.as_bytes()).await, written);
}
