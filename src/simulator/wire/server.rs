//! The listener: accepts, speaks TLS 1.3, and hands requests to the one handler.

use super::polite::Polite;
use crate::simulator::sessions::Sessions;
use crate::simulator::settings::Limits;
use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive};
use actix_service::{ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::dev::{AppConfig, Server, ServerHandle};
use actix_web::rt::net::TcpStream;
use actix_web::{App, FromRequest, Handler, Responder, web};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;

/// How long requests under way may take when the server stops, in seconds.
const SHUTDOWN_SECONDS: u64 = 5;

/// How long a client has for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// How long a connection being closed waits for its client to do the same.
const LINGER: Duration = Duration::from_secs(1);

/// A server that runs in the background.
#[derive(Debug)]
pub(in crate::simulator) struct Listening {
    handle: ServerHandle,
    task: Option<JoinHandle<io::Result<()>>>,
}

impl Listening {
    /// Ends when the server does.
    pub(in crate::simulator) async fn ended(&mut self) {
        if let Some(task) = &mut self.task {
            match task.await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "the server ended"),
                Err(error) => tracing::error!(%error, "the server's task ended"),
            }
            self.task = None;
        }
    }

    /// Stops accepting, lets requests under way end.
    pub(in crate::simulator) async fn stop(&mut self) {
        self.handle.stop(true).await;
        self.ended().await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // Dropped without a stop: the workers end at once. The future only awaits what was sent here.
        if self.task.is_some() {
            drop(self.handle.stop(false));
        }
    }
}

/// Serves connections of `listener` with `handler`, in the background.
pub(in crate::simulator) fn listen<H, A>(
    listener: TcpListener,
    tls: Option<rustls::ServerConfig>,
    workers: usize,
    limits: &Limits,
    sessions: Sessions,
    handler: H,
) -> io::Result<Listening>
where
    H: Handler<A> + Send + Copy,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let limits = *limits;
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(limits.connections_per_worker)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    let server = match tls {
        None => builder.listen("merchant", listener, move || {
            fn_service(|io: TcpStream| async move { Ok::<_, DispatchError>(ready(io)) })
                .and_then(http(limits, sessions.clone(), handler))
                .map_err(|error| tracing::debug!(%error, "a connection ended"))
        })?,
        Some(config) => builder.listen("merchant", listener, move || {
            acceptor(config.clone()).and_then(
                http(limits, sessions.clone(), handler)
                    .map_err(|error| tracing::debug!(%error, "a connection ended")),
            )
        })?,
    };
    let running = server.run();
    let handle = running.handle();
    Ok(Listening { handle, task: Some(tokio::spawn(running)) })
}

/// A connection as the HTTP service takes it.
type Ready<T> = (Polite<T>, Option<SocketAddr>);

fn ready(io: TcpStream) -> Ready<TcpStream> {
    let peer = prepare(&io);
    (Polite::new(io), peer)
}

/// Small answers leave at once.
fn prepare(io: &TcpStream) -> Option<SocketAddr> {
    if let Err(error) = io.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    io.peer_addr().ok()
}

/// TLS in front of the HTTP service.
fn acceptor(
    config: rustls::ServerConfig,
) -> impl ServiceFactory<TcpStream, Config = (), Response = Ready<TlsStream<TcpStream>>, Error = (), InitError = ()>
{
    let mut acceptor = Acceptor::new(config);
    acceptor.set_handshake_timeout(HANDSHAKE);
    acceptor.map_err(|error| tracing::debug!(?error, "a TLS handshake failed")).map(
        |io: TlsStream<TcpStream>| {
            let peer = prepare(io.get_ref().0);
            (Polite::new(io), peer)
        },
    )
}

/// The HTTP/1.1 service over the one handler.
fn http<T, H, A>(
    limits: Limits,
    sessions: Sessions,
    handler: H,
) -> impl ServiceFactory<Ready<T>, Config = (), Response = (), Error = DispatchError, InitError = ()>
where
    T: AsyncRead + AsyncWrite + Unpin + 'static,
    H: Handler<A> + Copy,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let app = App::new().app_data(web::Data::new(sessions)).default_service(web::to(handler));
    HttpService::<Polite<T>, _, _>::build()
        .keep_alive(KeepAlive::Timeout(limits.keep_alive))
        .client_request_timeout(limits.head_timeout)
        .client_disconnect_timeout(LINGER)
        .h1(map_config(app, |()| AppConfig::default()))
}
