//! The listener: accepts, speaks TLS 1.3, and hands requests to the one handler.

use super::line::Wayward;
use super::socket::Socket;
use super::tls::Front;
use crate::simulator::sessions::Sessions;
use crate::simulator::settings::Limits;
use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive};
use actix_service::{ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::{AppConfig, Server, ServerHandle};
use actix_web::rt::net::TcpStream;
use actix_web::{App, FromRequest, Handler, Responder, web};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long requests under way may take when the server stops, in seconds.
const SHUTDOWN_SECONDS: u64 = 5;

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
    front: Option<Front>,
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
    let server = builder.listen("merchant", listener, move || {
        let (front, at) = (front.clone(), sessions.clone());
        fn_service(move |io: TcpStream| secured(io, front.clone(), at.clone()))
            .and_then(http(limits, sessions.clone(), handler))
            .map_err(|error| tracing::debug!(%error, "a connection ended"))
    })?;
    let running = server.run();
    let handle = running.handle();
    Ok(Listening { handle, task: Some(tokio::spawn(running)) })
}

/// A connection as the HTTP service takes it.
type Ready = (Wayward, Option<SocketAddr>);

/// Small answers leave at once.
fn ready(socket: Socket) -> Ready {
    if let Err(error) = socket.tcp().set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let peer = socket.tcp().peer_addr().ok();
    (Wayward::new(socket), peer)
}

/// The connection as it is ready to speak HTTP.
async fn secured(io: TcpStream, front: Option<Front>, sessions: Sessions) -> Result<Ready, DispatchError> {
    match front {
        None => Ok(ready(Socket::Plain(io))),
        Some(front) => front.accept(io, &sessions).await.map(ready).map_err(DispatchError::Io),
    }
}

/// The HTTP/1.1 service over the one handler.
fn http<H, A>(
    limits: Limits,
    sessions: Sessions,
    handler: H,
) -> impl ServiceFactory<Ready, Config = (), Response = (), Error = DispatchError, InitError = ()>
where
    H: Handler<A> + Copy,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let app = App::new().app_data(web::Data::new(sessions)).default_service(web::to(handler));
    HttpService::<Wayward, _, _>::build()
        .keep_alive(KeepAlive::Timeout(limits.keep_alive))
        .client_request_timeout(limits.head_timeout)
        .client_disconnect_timeout(LINGER)
        .on_connect_ext(|io: &Wayward, data| drop(data.insert(io.line())))
        .h1(map_config(app, |()| AppConfig::default()))
}
