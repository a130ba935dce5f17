//! The listener of the proxy.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use super::head::{self, Wish};
use super::{Asked, Routes};

/// Most tunnels at once; more wait.
const TUNNELS: usize = 512;
/// Longest time a client has to say what it wants.
const HEAD: Duration = Duration::from_secs(10);
/// Most wishes remembered; older ones make room.
const KEPT: usize = 1_000;

/// A running proxy on a loopback port of its own; stops, tunnels included, when dropped.
#[derive(Debug)]
pub struct ConnectProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    routes: Routes,
    asked: Mutex<VecDeque<Asked>>,
}

impl Shared {
    fn asked(&self) -> MutexGuard<'_, VecDeque<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a wish down and says where it leads.
    fn lead(&self, host: &str, port: u16) -> Option<SocketAddr> {
        let led = self.routes.lead(host, port);
        let mut asked = self.asked();
        asked.push_back(Asked { host: host.to_ascii_lowercase(), port, led: led.is_some() });
        if asked.len() > KEPT {
            asked.pop_front();
        }
        led
    }
}

impl ConnectProxy {
    /// Binds a free port of this machine and serves. Must be called within a `tokio` runtime.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(routes: Routes) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { routes, asked: Mutex::default() });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, accepting })
    }

    /// Its URL, as `HTTPS_PROXY` wants it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The tunnels asked for, oldest first.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked().iter().cloned().collect()
    }
}

impl Drop for ConnectProxy {
    fn drop(&mut self) {
        // The tunnels are the task's and end with it.
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let room = Arc::new(Semaphore::new(TUNNELS));
    let mut tunnels = JoinSet::new();
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let shared = Arc::clone(&shared);
                    tunnels.spawn(async move {
                        // A tunnel that breaks is between its two ends.
                        let _broken = serve(stream, &shared).await;
                        drop(permit);
                    });
                }
                // Out of descriptors, or a client that was gone at once.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_ended) = tunnels.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut client = BufStream::new(stream);
    let wish = tokio::time::timeout(HEAD, head::read(&mut client)).await??;
    let (host, port) = match wish {
        Wish::Tunnel(host, port) => (host, port),
        Wish::Other(line) => {
            let told = format!("this proxy only tunnels (CONNECT host:port), it was asked: {line}");
            return refuse(&mut client, "405 Method Not Allowed", &told).await;
        }
    };
    let Some(listener) = shared.lead(&host, port) else {
        let names = shared.routes.names().join(", ");
        let told = format!(
            "{host}:{port} leads nowhere during a conformance run: only names below localhost{} do",
            if names.is_empty() { String::new() } else { format!(" and {names}") }
        );
        return refuse(&mut client, "403 Forbidden", &told).await;
    };
    let mut server = match TcpStream::connect(listener).await {
        Ok(server) => server,
        Err(error) => {
            return refuse(&mut client, "502 Bad Gateway", &format!("{host}:{port}: {error}")).await;
        }
    };
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    client.flush().await?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await.map(drop)
}

async fn refuse(client: &mut BufStream<TcpStream>, status: &str, told: &str) -> io::Result<()> {
    let body = format!("ucp-assay: {told}\n");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    client.write_all(head.as_bytes()).await?;
    client.write_all(body.as_bytes()).await?;
    client.shutdown().await
}
