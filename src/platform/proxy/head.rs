//! The one request that a proxy of this kind understands.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// Largest head of a request, in bytes.
const LARGEST: usize = 8 * 1024;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// A tunnel to a host and a port.
    Tunnel(String, u16),
    /// Something else; its first line, shortened.
    Other(String),
}

/// Reads the head of a request, and no byte beyond it: what follows belongs to the tunnel.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Wish> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LARGEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a head without an end"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(parse(&String::from_utf8_lossy(&head)))
}

fn parse(head: &str) -> Wish {
    let line = head.lines().next().unwrap_or_default();
    let other = || Wish::Other(line.chars().take(200).collect());
    let Some(target) = line.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()) else {
        return other();
    };
    let Some((host, port)) = target.rsplit_once(':') else { return other() };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match port.parse() {
        Ok(port) if !host.is_empty() => Wish::Tunnel(host.to_owned(), port),
        Ok(_) | Err(_) => other(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("CONNECT shop.example:443 HTTP/1.1\r\n\r\n", Wish::Tunnel("shop.example".to_owned(), 443))]
    #[case("CONNECT [::1]:8443 HTTP/1.1\r\n\r\n", Wish::Tunnel("::1".to_owned(), 8443))]
    #[case("CONNECT shop.example HTTP/1.1\r\n\r\n", Wish::Other("CONNECT shop.example HTTP/1.1".to_owned()))]
    #[case("CONNECT :443 HTTP/1.1\r\n\r\n", Wish::Other("CONNECT :443 HTTP/1.1".to_owned()))]
    #[case("GET http://a/ HTTP/1.1\r\n\r\n", Wish::Other("GET http://a/ HTTP/1.1".to_owned()))]
    #[tokio::test]
    async fn what_is_asked_for_is_read(#[case] head: &str, #[case] wish: Wish) {
        let bytes = format!("{head}the tunnel's");
        let mut stream = bytes.as_bytes();
        assert_eq!(read(&mut stream).await.expect("a head"), wish);
        assert_eq!(stream, b"the tunnel's");
    }

    #[tokio::test]
    async fn a_head_without_an_end_is_an_error() {
        let mut stream = io::Cursor::new(vec![b'a'; LARGEST + 1]);
        assert!(read(&mut stream).await.is_err());
        assert!(read(&mut &b"CONNECT a"[..]).await.is_err());
    }
}
