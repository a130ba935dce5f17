//! Requests that no HTTP library would send: bytes written as they are, and what came back as it
//! came.

mod answer;

pub use answer::{RawAnswer, RawEnd};

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsConnector;

use super::authority::TlsVersions;
use super::outbound::{Client, OutboundError, Phase, Request};

/// Writes bytes to the host of a URL, over TLS when it is an https URL, and collects what comes
/// back until the answer is complete, the connection ends, or the client's limits are reached. The
/// path of the URL is not used: the bytes say everything.
///
/// # Errors
/// When there is no connection; whatever happens on a connection is in the answer.
pub async fn send(client: &Client, url: &str, bytes: &[u8]) -> Result<RawAnswer, OutboundError> {
    let (stream, url) = client.dial(url).await?;
    if url.scheme() == "http" {
        return Ok(converse(client, stream, bytes).await);
    }
    let host = server_name(&url)?;
    let config = client.roots().client_config(TlsVersions::From12);
    let config = config.map_err(|error| OutboundError::Tls(error.to_string()))?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(host, stream);
    let secured = tokio::time::timeout(client.limits().connect, handshake)
        .await
        .map_err(|_| OutboundError::Timeout(Phase::Connecting))?
        .map_err(|error| OutboundError::Tls(error.to_string()))?;
    Ok(converse(client, secured, bytes).await)
}

/// The bytes of a request in HTTP/1.1, for changing them before [`send`]. `Host` is added unless
/// the request has one, `Content-Length` unless it has one or no body.
///
/// # Errors
/// When the URL is none.
pub fn render(request: &Request) -> Result<Vec<u8>, OutboundError> {
    let url = url::Url::parse(&request.url)
        .map_err(|error| OutboundError::BadRequest(format!("{error}: {}", request.url)))?;
    let has = |name: &str| request.headers.iter().any(|(held, _)| held.eq_ignore_ascii_case(name));
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut head = format!("{} {target} HTTP/1.1\r\n", request.method);
    let mut line = |name: &str, value: &str| head.extend([name, ": ", value, "\r\n"]);
    if !has("host") {
        line("host", &url[url::Position::BeforeHost..url::Position::AfterPort]);
    }
    for (name, value) in &request.headers {
        line(name, value);
    }
    if !request.body.is_empty() && !has("content-length") {
        line("content-length", &request.body.len().to_string());
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&request.body);
    Ok(bytes)
}

/// The name a TLS server is asked for.
pub(super) fn server_name(url: &url::Url) -> Result<ServerName<'static>, OutboundError> {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    ServerName::try_from(bare).map_err(|_| OutboundError::BadRequest(format!("{host} is not a host name")))
}

/// Writes and reads at the same time: a server may answer, and close, before it has read it all.
pub(super) async fn converse<S: AsyncRead + AsyncWrite>(
    client: &Client,
    stream: S,
    bytes: &[u8],
) -> RawAnswer {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let limits = client.limits();
    let mut received = BytesMut::new();
    let write = async {
        // A failed write shows as the end of the answer; what came before it still counts.
        if writer.write_all(bytes).await.is_ok() {
            let _ = writer.flush().await;
        }
        std::future::pending::<RawEnd>().await
    };
    let read = collect(&mut reader, &mut received, limits.body);
    let both = async {
        tokio::select! { end = read => end, end = write => end }
    };
    let end = tokio::time::timeout(limits.total, both).await.unwrap_or(RawEnd::TimedOut);
    RawAnswer::new(received.freeze(), end)
}

async fn collect<R: AsyncRead + Unpin>(reader: &mut R, received: &mut BytesMut, limit: usize) -> RawEnd {
    loop {
        match reader.read_buf(received).await {
            Ok(0) => return RawEnd::Closed,
            // Many servers close TLS without saying so; that is an end like any other.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return RawEnd::Closed,
            Err(_) => return RawEnd::Reset,
            Ok(_) if received.len() > limit => return RawEnd::TooLarge,
            Ok(_) if answer::is_complete(received) => return RawEnd::Complete,
            Ok(_) => {}
        }
    }
}
