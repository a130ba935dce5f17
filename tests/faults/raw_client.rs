//! A client that sends one request and says exactly what came back, byte for byte, and how it ended.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use ucp_assay::platform::authority::TestAuthority;

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// In order: FIN, with a TLS goodbye or without.
    Closed,
    /// RST.
    Reset,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) bytes: Vec<u8>,
    pub(crate) reads: usize,
    pub(crate) end: End,
    /// Time to the first byte, or to the end.
    pub(crate) first: Duration,
    /// Time to the end.
    pub(crate) took: Duration,
}

/// See the module.
#[derive(Clone)]
pub(crate) struct Client {
    port: u16,
    tls: Option<Arc<rustls::ClientConfig>>,
    roots: Option<rustls::RootCertStore>,
}

impl Client {
    /// A client of this port; with an authority it speaks TLS and trusts that authority only.
    pub(crate) fn new(port: u16, authority: Option<&TestAuthority>) -> Self {
        let roots = authority.map(|authority| {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(authority.certificate().clone()).expect("a root");
            roots
        });
        let versions = &[&rustls::version::TLS13];
        Self { port, tls: roots.clone().map(|roots| config(roots, versions)), roots }
    }

    /// The same, offering TLS 1.2 only.
    pub(crate) fn with_tls_1_2(&self) -> Self {
        let versions = &[&rustls::version::TLS12];
        Self { tls: self.roots.clone().map(|roots| config(roots, versions)), ..self.clone() }
    }

    /// Asks a session for a checkout, without saying who asks.
    pub(crate) async fn ask(&self, session: &str) -> io::Result<Seen> {
        let host = format!("{session}.shop.localhost");
        let tcp = TcpStream::connect(("127.0.0.1", self.port)).await?;
        match &self.tls {
            None => converse(tcp, &host).await,
            Some(config) => {
                let name = host.clone().try_into().expect("a name");
                let tls = TlsConnector::from(Arc::clone(config)).connect(name, tcp).await?;
                converse(tls, &host).await
            }
        }
    }
}

fn config(
    roots: rustls::RootCertStore,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Arc<rustls::ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_protocol_versions(versions);
    Arc::new(builder.expect("versions").with_root_certificates(roots).with_no_client_auth())
}

async fn converse<T: AsyncRead + AsyncWrite + Unpin>(mut stream: T, host: &str) -> io::Result<Seen> {
    let request =
        format!("GET /checkout-sessions/none HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let begun = Instant::now();
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let (mut bytes, mut reads, mut first) = (Vec::new(), 0, None);
    let mut buffer = vec![0; 64 << 10];
    let end = loop {
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await;
        match read.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))? {
            Ok(0) => break End::Closed,
            Ok(count) => {
                first.get_or_insert_with(|| begun.elapsed());
                reads += 1;
                bytes.extend_from_slice(&buffer[..count]);
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break End::Reset,
            // TLS without its goodbye.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break End::Closed,
            Err(error) => return Err(error),
        }
    };
    let took = begun.elapsed();
    Ok(Seen { bytes, reads, end, first: first.unwrap_or(took), took })
}
