use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bytes::Bytes;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::platform::authority::{TestAuthority, TlsVersions, TrustedRoots};

use super::*;

/// Room for a busy machine; only the body is capped low.
const ROOMY: Limits = Limits { body: 1_000, ..Limits::OPERATION };

/// For the tests in which time runs out.
const SHORT: Limits = Limits {
    connect: Duration::from_millis(100),
    read: Duration::from_millis(200),
    total: Duration::from_millis(300),
    body: 1_000,
    idle: Duration::from_secs(5),
};

fn client(policy: Policy) -> Client {
    Client::new(ClientSettings::new(policy, TrustedRoots::none()).with_limits(ROOMY)).unwrap()
}

fn hasty(policy: Policy) -> Client {
    Client::new(ClientSettings::new(policy, TrustedRoots::none()).with_limits(SHORT)).unwrap()
}

fn with_hosts(policy: Policy, hosts: &[(&str, &str)]) -> Client {
    let mut settings = ClientSettings::new(policy, TrustedRoots::none()).with_limits(ROOMY);
    for (name, address) in hosts {
        settings.hosts.entry((*name).to_owned()).or_default().push(address.parse().unwrap());
    }
    Client::new(settings).unwrap()
}

/// One byte over the cap, in a chunk.
const CHUNKED: &[u8] = &{
    let mut bytes = [b'.'; 1_059];
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n";
    let mut at = 0;
    while at < head.len() {
        bytes[at] = head[at];
        at += 1;
    }
    bytes
};

/// A server that answers whatever it reads with these bytes, and closes the connection or not.
async fn server(answer: &'static [u8], close: bool) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, answer, close));
        }
    });
    port
}

async fn serve(mut stream: TcpStream, answer: &'static [u8], close: bool) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {
        let _ = stream.write_all(answer).await;
        if close {
            return;
        }
    }
}

#[rstest]
#[case::decimal("https://2130706433/p", Refusal::Address(AddressKind::Loopback))]
#[case::octal("https://0177.0.0.1/p", Refusal::Address(AddressKind::Loopback))]
#[case::hexadecimal("https://0x7f000001/p", Refusal::Address(AddressKind::Loopback))]
#[case::short("https://127.1/p", Refusal::Address(AddressKind::Loopback))]
#[case::full_width("https://１２７.0.0.1/p", Refusal::Address(AddressKind::Loopback))]
#[case::percent("https://%31%32%37.0.0.1/p", Refusal::Address(AddressKind::Loopback))]
#[case::mapped("https://[::ffff:127.0.0.1]/p", Refusal::Address(AddressKind::Loopback))]
#[case::mapped_metadata("https://[::ffff:169.254.169.254]/p", Refusal::Address(AddressKind::LinkLocal))]
#[case::compatible("https://[::127.0.0.1]/p", Refusal::Address(AddressKind::Loopback))]
#[case::nat64("https://[64:ff9b::7f00:1]/p", Refusal::Address(AddressKind::Loopback))]
#[case::six_to_four("https://[2002:a00:1::]/p", Refusal::Address(AddressKind::Private))]
#[case::six("https://[::1]/p", Refusal::Address(AddressKind::Loopback))]
#[case::unspecified("https://0.0.0.0/p", Refusal::Address(AddressKind::Unspecified))]
#[case::unspecified_six("https://[::]/p", Refusal::Address(AddressKind::Unspecified))]
#[case::metadata("https://169.254.169.254/latest", Refusal::Address(AddressKind::LinkLocal))]
#[case::ten("https://10.1.2.3/p", Refusal::Address(AddressKind::Private))]
#[case::one_seven_two("https://172.31.255.255/p", Refusal::Address(AddressKind::Private))]
#[case::one_nine_two("https://192.168.0.1/p", Refusal::Address(AddressKind::Private))]
#[case::carrier("https://100.64.0.1/p", Refusal::Address(AddressKind::CarrierGrade))]
#[case::multicast("https://239.1.2.3/p", Refusal::Address(AddressKind::Multicast))]
#[case::broadcast("https://255.255.255.255/p", Refusal::Address(AddressKind::Multicast))]
#[case::unique_local("https://[fd00::1]/p", Refusal::Address(AddressKind::Private))]
#[case::link_local_six("https://[fe80::1]/p", Refusal::Address(AddressKind::LinkLocal))]
#[case::multicast_six("https://[ff02::1]/p", Refusal::Address(AddressKind::Multicast))]
#[case::documentation("https://[2001:db8::1]/p", Refusal::Address(AddressKind::Reserved))]
#[case::public_literal("https://93.184.215.14/p", Refusal::LiteralAddress)]
#[case::public_literal_six("https://[2606:4700::1111]/p", Refusal::LiteralAddress)]
#[case::local_name("https://localhost/p", Refusal::Address(AddressKind::Loopback))]
#[case::local_name_dot("https://localhost./p", Refusal::Address(AddressKind::Loopback))]
#[case::local_name_case("https://LOCALHOST/p", Refusal::Address(AddressKind::Loopback))]
#[case::below_localhost("https://a.shop.localhost:8443/p", Refusal::Address(AddressKind::Loopback))]
#[case::user("https://user@example.com/p", Refusal::Credentials)]
#[case::password("https://:secret@example.com/p", Refusal::Credentials)]
#[case::trick("https://example.com@127.0.0.1/p", Refusal::Credentials)]
#[case::plain("http://example.com/p", Refusal::PlainHttp)]
#[case::file("file:///etc/passwd", Refusal::Scheme)]
#[case::gopher("gopher://example.com/", Refusal::Scheme)]
#[tokio::test]
async fn strangers_urls_are_refused(#[case] url: &str, #[case] expected: Refusal) {
    let refused = client(Policy::STRICT).send(Request::get(url)).await.unwrap_err();
    assert_eq!(refused, OutboundError::Refused(expected));
}

#[rstest]
#[case("https://")]
#[case("not a url")]
#[case("https://exa mple.com/")]
#[case("https://256.256.256.256/")]
#[case("//example.com/p")]
#[case("https://label-of-more-than-sixty-three-octets-0123456789-0123456789-0123456789.example/")]
#[tokio::test]
async fn what_is_no_url_is_a_bad_request(#[case] url: &str) {
    let refused = client(Policy::STRICT).send(Request::get(url)).await.unwrap_err();
    assert!(matches!(refused, OutboundError::BadRequest(_)), "{refused:?}");
}

#[rstest]
#[case::loopback(Policy::DEVELOPMENT, "http://localhost:1/p", true)]
#[case::literal(Policy::DEVELOPMENT, "http://127.0.0.1:1/p", true)]
#[case::six(Policy::DEVELOPMENT, "https://[::1]:1/p", true)]
#[case::below(Policy::DEVELOPMENT, "https://x.agent.localhost:1/p", true)]
#[case::private(Policy::DEVELOPMENT, "https://10.0.0.1/p", false)]
#[case::literal_public(Policy::DEVELOPMENT, "https://93.184.215.14/p", false)]
#[case::plain_public(Policy::DEVELOPMENT, "http://example.com/p", false)]
#[case::plain_where_tls_is_a_must(Policy::LOOPBACK_TLS, "http://localhost:1/p", false)]
#[case::anything(Policy::UNGUARDED, "http://10.0.0.1:8080/p", true)]
#[case::never_credentials(Policy::UNGUARDED, "https://user:pw@shop.example/p", false)]
fn the_switches_open_what_they_say(#[case] policy: Policy, #[case] url: &str, #[case] open: bool) {
    assert_eq!(client(policy).check_url(url).is_ok(), open);
}

#[rstest]
#[case::private("10.0.0.7", AddressKind::Private)]
#[case::loopback("127.0.0.1", AddressKind::Loopback)]
#[case::mapped("::ffff:192.168.1.1", AddressKind::Private)]
#[case::metadata("169.254.169.254", AddressKind::LinkLocal)]
#[tokio::test]
async fn a_name_that_leads_inside_is_refused(#[case] address: &str, #[case] kind: AddressKind) {
    let client = with_hosts(Policy::STRICT, &[("inside.example", address)]);
    let refused = client.send(Request::get("https://inside.example/p")).await.unwrap_err();
    assert_eq!(refused, OutboundError::Refused(Refusal::Address(kind)));
}

#[tokio::test]
async fn one_bad_address_spoils_the_name() {
    let client =
        with_hosts(Policy::STRICT, &[("mixed.example", "93.184.215.14"), ("mixed.example", "127.0.0.1")]);
    let refused = client.send(Request::get("https://mixed.example/p")).await.unwrap_err();
    assert_eq!(refused, OutboundError::Refused(Refusal::Address(AddressKind::Loopback)));
}

#[tokio::test]
async fn a_name_without_address_is_unresolvable() {
    // A fixed name without addresses: the system's resolver stays out of it.
    let mut settings = ClientSettings::new(Policy::STRICT, TrustedRoots::none());
    settings.hosts.insert("nobody.example".to_owned(), Vec::new());
    let client = Client::new(settings).unwrap();
    let failed = client.send(Request::get("https://nobody.example/p")).await.unwrap_err();
    assert!(matches!(failed, OutboundError::Unresolvable { .. }), "{failed:?}");
}

#[rstest]
#[case(AddressKind::Public, "8.8.8.8")]
#[case(AddressKind::Public, "172.15.255.255")]
#[case(AddressKind::Public, "172.32.0.0")]
#[case(AddressKind::Public, "100.63.255.255")]
#[case(AddressKind::Public, "100.128.0.0")]
#[case(AddressKind::Public, "2606:4700::1111")]
#[case(AddressKind::Public, "2002:808:808::1")]
#[case(AddressKind::Reserved, "198.19.255.255")]
#[case(AddressKind::Reserved, "240.0.0.1")]
#[case(AddressKind::Reserved, "4000::1")]
#[case(AddressKind::Private, "64:ff9b:1::1")]
#[case(AddressKind::Unspecified, "0.1.2.3")]
#[case(AddressKind::Loopback, "127.255.255.254")]
fn kinds_of_addresses(#[case] kind: AddressKind, #[case] address: &str) {
    assert_eq!(AddressKind::of(address.parse::<IpAddr>().unwrap()), kind);
}

#[tokio::test]
async fn redirects_are_seen_and_not_followed() {
    let port =
        server(b"HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\nContent-Length: 0\r\n\r\n", false);
    let url = format!("http://localhost:{}/p", port.await);
    let client = client(Policy::DEVELOPMENT);
    assert_eq!(client.send(Request::get(&url)).await.unwrap().status, 302);
    let refused = client.fetch(Request::get(&url)).await.unwrap_err();
    let location = Some("https://example.com/".to_owned());
    assert_eq!(refused, OutboundError::Redirect { status: 302, location });
}

#[tokio::test]
async fn a_status_that_is_no_success_fails_a_fetch() {
    let port = server(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", false).await;
    let client = client(Policy::DEVELOPMENT);
    let url = format!("http://localhost:{port}/p");
    assert_eq!(client.send(Request::get(&url)).await.unwrap().body, "busy");
    assert_eq!(client.fetch(Request::get(&url)).await.unwrap_err(), OutboundError::Status(503));
}

#[rstest]
#[case::announced(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")]
#[case::chunked(CHUNKED)]
#[tokio::test]
async fn the_body_is_capped(#[case] answer: &'static [u8]) {
    let port = server(answer, false).await;
    let url = format!("http://localhost:{port}/p");
    let failed = client(Policy::DEVELOPMENT).send(Request::get(url)).await.unwrap_err();
    assert_eq!(failed, OutboundError::TooLarge { limit: 1_000 });
}

#[rstest]
#[case::nothing(b"")]
#[case::half_a_head(b"HTTP/1.1 200 OK\r\nContent-")]
#[case::half_a_body(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
#[tokio::test]
async fn silence_is_a_timeout(#[case] answer: &'static [u8]) {
    let port = server(answer, false).await;
    let url = format!("http://localhost:{port}/p");
    let failed = hasty(Policy::DEVELOPMENT).send(Request::get(url)).await.unwrap_err();
    assert_eq!(failed, OutboundError::Timeout(Phase::Answer));
}

#[rstest]
#[case::nothing(b"")]
#[case::half_a_body(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
#[case::not_http(b"SSH-2.0-OpenSSH_9.2\r\n")]
#[tokio::test]
async fn an_end_too_soon_is_a_broken_exchange(#[case] answer: &'static [u8]) {
    let port = server(answer, true).await;
    let url = format!("http://localhost:{port}/p");
    let failed = client(Policy::DEVELOPMENT).send(Request::get(url)).await.unwrap_err();
    assert!(matches!(failed, OutboundError::Broken(_)), "{failed:?}");
}

#[tokio::test]
async fn a_closed_port_cannot_be_connected_to() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("https://localhost:{port}/p");
    let failed = client(Policy::LOOPBACK_TLS).send(Request::get(url)).await.unwrap_err();
    assert!(matches!(failed, OutboundError::Connect(_)), "{failed:?}");
}

#[tokio::test]
async fn what_does_not_speak_tls_is_a_tls_failure() {
    let port = server(b"HTTP/1.1 400 Bad Request\r\n\r\n", true).await;
    let url = format!("https://localhost:{port}/p");
    let failed = client(Policy::LOOPBACK_TLS).send(Request::get(url)).await.unwrap_err();
    assert!(matches!(failed, OutboundError::Tls(_)), "{failed:?}");
}

#[tokio::test]
async fn an_unknown_authority_is_a_tls_failure() {
    let authority = TestAuthority::generate().unwrap();
    let config = authority.server_config(TlsVersions::Only13).unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("https://localhost:{}/p", listener.local_addr().unwrap().port());
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    tokio::spawn(async move { acceptor.accept(listener.accept().await.unwrap().0).await.map(drop) });
    let failed = client(Policy::LOOPBACK_TLS).send(Request::get(url)).await.unwrap_err();
    assert!(matches!(&failed, OutboundError::Tls(reason) if reason.contains("UnknownIssuer")), "{failed:?}");
}

#[tokio::test]
async fn a_handshake_without_end_is_a_timeout_while_connecting() {
    let port = server(b"", false).await;
    let url = format!("https://localhost:{port}/p");
    let failed = hasty(Policy::LOOPBACK_TLS).send(Request::get(url)).await.unwrap_err();
    assert_eq!(failed, OutboundError::Timeout(Phase::Connecting));
}

#[rstest]
#[case("GE T", "x", "y")]
#[case("GET", "na me", "y")]
#[case("GET", "x", "line\r\nbreak")]
#[tokio::test]
async fn what_http_cannot_carry_is_a_bad_request(
    #[case] method: &str,
    #[case] name: &str,
    #[case] value: &str,
) {
    let request = Request {
        method: method.to_owned(),
        url: "https://localhost:1/".to_owned(),
        headers: vec![(name.to_owned(), value.to_owned())],
        body: Bytes::new(),
    };
    let refused = client(Policy::LOOPBACK_TLS).send(request).await.unwrap_err();
    assert!(matches!(refused, OutboundError::BadRequest(_)), "{refused:?}");
}

#[tokio::test]
async fn connections_are_reused() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://localhost:{}/p", listener.local_addr().unwrap().port());
    let connections = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        for _ in 0..2 {
            assert!(stream.read(&mut buffer).await.unwrap() > 0);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
        }
    });
    let client = client(Policy::DEVELOPMENT);
    for _ in 0..2 {
        assert_eq!(client.fetch(Request::get(&url)).await.unwrap().body, "ok");
    }
    connections.await.unwrap();
}
