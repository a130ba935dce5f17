use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rstest::rstest;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::platform::authority::{TestAuthority, TrustedRoots};
use crate::platform::outbound::{ClientSettings, Limits, Policy};

use super::*;

fn client(roots: TrustedRoots) -> Client {
    patient(roots, Limits::OPERATION.total)
}

fn patient(roots: TrustedRoots, total: Duration) -> Client {
    let limits = Limits { total, body: 1_000, ..Limits::OPERATION };
    Client::new(ClientSettings::new(Policy::DEVELOPMENT, roots).with_limits(limits)).unwrap()
}

/// Reads `expect` bytes, writes the answer, then closes the connection or holds it open.
async fn server(
    expect: usize,
    answer: &'static [u8],
    close: bool,
) -> (String, tokio::task::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = vec![0; expect];
        stream.read_exact(&mut read).await.unwrap();
        stream.write_all(answer).await.unwrap();
        if !close {
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
        read
    });
    (url, serving)
}

#[rstest]
#[case::length(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, RawEnd::Complete)]
#[case::chunks(
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    false,
    RawEnd::Complete
)]
#[case::no_content(b"HTTP/1.1 204 No Content\r\n\r\n", false, RawEnd::Complete)]
#[case::until_the_end(b"HTTP/1.1 200 OK\r\n\r\nok", true, RawEnd::Closed)]
#[case::short_body(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", true, RawEnd::Closed)]
#[case::silence(b"", false, RawEnd::TimedOut)]
#[case::continue_only(b"HTTP/1.1 100 Continue\r\n\r\n", false, RawEnd::TimedOut)]
#[case::too_much(&[b'.'; 1_001], false, RawEnd::TooLarge)]
#[tokio::test]
async fn answers_end_in_their_way(#[case] answer: &'static [u8], #[case] close: bool, #[case] end: RawEnd) {
    let (url, serving) = server(4, answer, close).await;
    let total = if end == RawEnd::TimedOut { Duration::from_millis(200) } else { Limits::OPERATION.total };
    let received = send(&patient(TrustedRoots::none(), total), &url, b"PING").await.unwrap();
    assert_eq!(received.end, end);
    assert_eq!(received.bytes, answer);
    assert_eq!(serving.await.unwrap(), b"PING");
}

#[tokio::test]
async fn an_answer_before_the_request_is_through_still_counts() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 431 Too Large\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        stream
    });
    // More than the buffers of both sockets hold, and nobody reads it.
    let huge = vec![b'a'; 32 * 1024 * 1024];
    let received = send(&client(TrustedRoots::none()), &url, &huge).await.unwrap();
    assert_eq!(received.status(), Some(431));
    drop(serving.await.unwrap());
}

#[test]
fn an_answer_can_be_read() {
    let bytes =
        Bytes::from_static(b"HTTP/1.1 405 Not Allowed\r\nAllow: GET\r\nallow:  PUT\r\n\r\nbody\r\n\r\nmore");
    let answer = RawAnswer::new(bytes, RawEnd::Closed);
    assert_eq!(answer.status(), Some(405));
    assert_eq!(answer.header("ALLOW").as_deref(), Some("GET"));
    let expected =
        [("Allow", "GET"), ("allow", "PUT")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(answer.headers(), expected);
    assert_eq!(answer.body(), b"body\r\n\r\nmore");
    let other = RawAnswer::new(Bytes::from_static(b"\x15\x03\x03\x00\x02\x02\x46"), RawEnd::Closed);
    assert_eq!((other.status(), other.body(), other.headers().len()), (None, b"".as_slice(), 0));
}

#[rstest]
#[case::nothing_added_twice(
    &[("Host", "other.example"), ("Content-Length", "99"), ("X", "1"), ("X", "2")],
    "POST /p?q=1 HTTP/1.1\r\nHost: other.example\r\nContent-Length: 99\r\nX: 1\r\nX: 2\r\n\r\nhi"
)]
#[case::the_needed_added(&[], "POST /p?q=1 HTTP/1.1\r\nhost: localhost:8080\r\ncontent-length: 2\r\n\r\nhi")]
fn requests_are_rendered(#[case] headers: &[(&str, &str)], #[case] expected: &str) {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = Request::post("http://localhost:8080/p?q=1", headers, Bytes::from_static(b"hi"));
    assert_eq!(String::from_utf8(render(&request).unwrap()).unwrap(), expected);
}

#[tokio::test]
async fn bytes_go_over_tls_to_an_https_url() {
    let authority = TestAuthority::generate().unwrap();
    let config = authority.server_config(TlsVersions::Only13).unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("https://flowers.shop.localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.unwrap();
        stream.read_exact(&mut [0; 4]).await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        // Closed without TLS's own goodbye, as many servers do.
    });
    let trusting = client(authority.roots().unwrap());
    let received = send(&trusting, &url, b"PING").await.unwrap();
    assert_eq!((received.status(), received.end), (Some(400), RawEnd::Complete));
}

#[tokio::test]
async fn the_policy_holds_below_http_too() {
    let strict = Client::new(ClientSettings::new(Policy::STRICT, TrustedRoots::none())).unwrap();
    let refused = send(&strict, "https://127.0.0.1/", b"PING").await.unwrap_err();
    assert!(matches!(refused, OutboundError::Refused(_)), "{refused:?}");
    let refused = send(&strict, "https://shop.localhost/", b"PING").await.unwrap_err();
    assert!(matches!(refused, OutboundError::Refused(_)), "{refused:?}");
}
