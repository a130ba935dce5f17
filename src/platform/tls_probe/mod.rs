//! What a target does at the TLS layer: the versions it accepts, the certificate it shows, and
//! whether it also talks plain HTTP on the same port.

mod certificate;

pub use certificate::CertificateFacts;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::authority::TlsVersions;
use super::outbound::{Client, OutboundError, Phase};
use super::raw;

/// How a handshake went.
#[derive(Clone, Debug, PartialEq)]
pub enum Handshake {
    /// It was completed.
    Completed(Box<Session>),
    /// The other side refused it, or does not speak TLS; in words.
    Refused(String),
    /// There was no connection to speak on, or no answer in time.
    Unreachable(OutboundError),
}

/// What a completed handshake agreed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The version: `TLSv1_2`, `TLSv1_3`.
    pub version: String,
    /// The cipher suite by its registered name.
    pub cipher_suite: String,
    /// The application protocol agreed on, if any.
    pub application_protocol: Option<String>,
    /// The chain presented, leaf first; certificates that cannot be parsed are left out.
    pub certificates: Vec<CertificateFacts>,
    /// Whether the client's roots vouch for the chain on this host now, or why not.
    pub trusted: Result<(), String>,
}

/// Offers certain versions of TLS to the host of an https URL. Any certificate is accepted, to look
/// at it; whether it is trusted is part of the result.
pub async fn handshake(client: &Client, url: &str, offer: TlsVersions) -> Handshake {
    let (stream, url) = match client.dial(url).await {
        Ok(dialled) => dialled,
        Err(error) => return Handshake::Unreachable(error),
    };
    match tokio::time::timeout(client.limits().connect, shake(client, stream, &url, offer)).await {
        Ok(Ok(session)) => Handshake::Completed(Box::new(session)),
        Ok(Err(reason)) => Handshake::Refused(reason),
        Err(_) => Handshake::Unreachable(OutboundError::Timeout(Phase::Connecting)),
    }
}

/// An answer to plain HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainAnswer {
    /// HTTP status.
    pub status: u16,
    /// The body, as far as it came.
    pub body: Vec<u8>,
}

/// Sends a plain HTTP request to the host and port of an https URL. Returns what is answered in HTTP,
/// `None` when the server closes, resets or answers in TLS.
///
/// # Errors
/// When there is no connection.
pub async fn plain_http(client: &Client, url: &str) -> Result<Option<PlainAnswer>, OutboundError> {
    let (stream, url) = client.dial(url).await?;
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = format!("GET {} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n", url.path());
    let answer = raw::converse(client, stream, request.as_bytes()).await;
    Ok(answer.status().map(|status| PlainAnswer { status, body: answer.body().to_vec() }))
}

async fn shake(
    client: &Client,
    stream: TcpStream,
    url: &url::Url,
    offer: TlsVersions,
) -> Result<Session, String> {
    let host = raw::server_name(url).map_err(|error| error.to_string())?;
    let config = client.roots().unchecked().client_config(offer).map_err(|error| error.to_string())?;
    let connected = TlsConnector::from(Arc::new(config)).connect(host.clone(), stream).await;
    let secured = connected.map_err(|error| error.to_string())?;
    let chain = chain_of(&secured);
    let trusted = client.roots().vouch_for(&chain, &host).map_err(|error| error.to_string());
    let (_, connection) = secured.get_ref();
    Ok(Session {
        version: connection.protocol_version().map_or_else(String::new, |version| format!("{version:?}")),
        cipher_suite: connection
            .negotiated_cipher_suite()
            .map_or_else(String::new, |suite| format!("{:?}", suite.suite())),
        application_protocol: connection
            .alpn_protocol()
            .map(|protocol| String::from_utf8_lossy(protocol).into_owned()),
        certificates: chain.iter().filter_map(|der| CertificateFacts::parse(der)).collect(),
        trusted,
    })
}

fn chain_of(secured: &TlsStream<TcpStream>) -> Vec<CertificateDer<'static>> {
    let presented = secured.get_ref().1.peer_certificates().unwrap_or_default();
    presented.iter().map(|der| der.clone().into_owned()).collect()
}
