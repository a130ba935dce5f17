use std::net::{Ipv4Addr, SocketAddr};

use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A listener that sends back what it gets, once.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 4];
            stream.read_exact(&mut bytes).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
        }
    });
    address
}

/// Asks a proxy for a tunnel, sends four bytes through it, and returns everything that comes back.
async fn ask(proxy: &ConnectProxy, request: &str) -> String {
    let address = proxy.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{request} HTTP/1.1\r\nHost: x\r\n\r\nping").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn names_lead_where_they_are_told_to() {
    let listener = echo().await;
    let proxy = ConnectProxy::start(Routes::default().with("Merchant.example.com", listener)).await.unwrap();
    for host in ["merchant.example.com:443", "MERCHANT.example.com:8443"] {
        let answer = ask(&proxy, &format!("CONNECT {host}")).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nping"), "{answer}");
    }
    for host in ["localhost", "s1.shop.localhost", "127.0.0.1"] {
        let answer = ask(&proxy, &format!("CONNECT {host}:{}", listener.port())).await;
        assert!(answer.ends_with("ping"), "{host}: {answer}");
    }
    let first = Asked { host: "merchant.example.com".to_owned(), port: 443, led: true };
    assert_eq!((proxy.asked().first(), proxy.asked().len()), (Some(&first), 5));
}

#[rstest]
#[case("CONNECT api.example.org:443", "403", "only names below localhost and merchant.example.com do")]
#[case("CONNECT 192.0.2.1:443", "403", "192.0.2.1:443 leads nowhere")]
#[case("GET http://merchant.example.com/", "405", "only tunnels")]
#[case("CONNECT localhost:1", "502", "localhost:1")]
#[tokio::test]
async fn what_leads_nowhere_is_refused_in_words(
    #[case] request: &str,
    #[case] status: &str,
    #[case] told: &str,
) {
    let listener = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let proxy = ConnectProxy::start(Routes::default().with("merchant.example.com", listener)).await.unwrap();
    let answer = ask(&proxy, request).await;
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(told), "{answer}");
    assert!(proxy.asked().iter().all(|asked| !asked.led || asked.host == "localhost"));
}

#[tokio::test]
async fn a_proxy_that_is_dropped_ends_its_tunnels() {
    let listener = echo().await;
    let proxy = ConnectProxy::start(Routes::default()).await.unwrap();
    let address = proxy.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(format!("CONNECT localhost:{} HTTP/1.1\r\n\r\n", listener.port()).as_bytes())
        .await
        .unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    drop(proxy);
    let mut rest = Vec::new();
    let ended = stream.read_to_end(&mut rest).await;
    assert!(ended.is_err() || rest.ends_with(b"\r\n\r\n"), "{rest:?}");
}
