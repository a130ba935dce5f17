//! A server behind a URL: started by the driver, or there already.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::child::{Group, Launch, Tail};
use super::observed::Observed;
use super::trouble::Trouble;
use crate::platform::authority::TrustedRoots;
use crate::platform::outbound::{Client, ClientSettings, Limits, Policy};

/// Pause between two looks whether a server listens.
const LOOK: Duration = Duration::from_millis(25);
/// A server may close its output and go on.
const FOR_EVER: Duration = Duration::from_hours(24 * 365);

/// A server behind a URL.
pub(super) struct Server {
    url: String,
    roots: TrustedRoots,
    process: Option<Process>,
}

struct Process {
    group: Arc<Group>,
    tail: Tail,
    over: Arc<Mutex<Option<Trouble>>>,
    closing: Arc<AtomicBool>,
    observed: Observed,
    waiting: JoinHandle<()>,
}

impl Server {
    /// Starts the server, when there is something to start, and waits until it listens.
    pub(super) async fn open(
        url: String,
        launch: Option<&Launch>,
        roots: TrustedRoots,
        observed: &Observed,
        patience: Duration,
    ) -> Result<Self, String> {
        let process = launch.map(|launch| Process::start(launch, observed)).transpose()?;
        let server = Self { url, roots, process };
        server.listens(patience).await?;
        Ok(server)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A client for one question.
    pub(super) fn client(&self, patience: Duration) -> Result<Client, Trouble> {
        let limits = Limits { connect: patience, read: patience, total: patience, ..Limits::OPERATION };
        let settings = ClientSettings::new(Policy::UNGUARDED, self.roots.clone()).with_limits(limits);
        Client::new(settings).map_err(|error| Trouble::Unreadable(error.to_string()))
    }

    /// Waits until somebody listens at the URL.
    async fn listens(&self, patience: Duration) -> Result<(), String> {
        let url = url::Url::parse(&self.url).map_err(|error| format!("`{}` is no URL: {error}", self.url))?;
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(format!("`{}` names no host and port", self.url));
        };
        let until = Instant::now() + patience;
        loop {
            let Err(last) = TcpStream::connect((host.trim_matches(['[', ']']), port)).await else {
                return Ok(());
            };
            if let Some(trouble) = self.over() {
                return Err(trouble.to_string());
            }
            if Instant::now() >= until {
                return Err(format!(
                    "nobody listens at {host}:{port} after {} ms: {last}",
                    patience.as_millis()
                ));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Why it cannot be asked any more.
    pub(super) fn over(&self) -> Option<Trouble> {
        let process = self.process.as_ref()?;
        process.over.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn complaints(&self) -> Option<String> {
        self.process.as_ref().map(|process| process.tail.text())
    }

    /// Ends what the driver started; a server that was there already goes on.
    pub(super) async fn close(&self, patience: Duration) {
        let Some(process) = &self.process else { return };
        process.closing.store(true, Ordering::SeqCst);
        process.group.end();
        let until = Instant::now() + patience;
        while !process.waiting.is_finished() && Instant::now() < until {
            tokio::time::sleep(LOOK).await;
        }
        process.observed.complaints(&process.tail.text());
    }
}

impl Process {
    fn start(launch: &Launch, observed: &Observed) -> Result<Self, String> {
        let mut running = launch.start()?;
        // It is no conversation: what it prints is for people, and its input stays empty.
        drop(running.input.take());
        let (group, tail) = (Arc::clone(&running.group), running.tail.clone());
        let over = Arc::new(Mutex::new(None));
        let closing = Arc::new(AtomicBool::new(false));
        let (over_later, told, noted) = (Arc::clone(&over), Arc::clone(&closing), observed.clone());
        let waiting = tokio::spawn(async move {
            let _shown = tokio::io::copy(&mut running.output, &mut tokio::io::sink()).await;
            let how = running.ended(FOR_EVER).await;
            if !told.load(Ordering::SeqCst) {
                noted.exited(&how);
            }
            let trouble = Trouble::Ended(noted.clean(&how));
            over_later.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(trouble);
        });
        Ok(Self { group, tail, over, closing, observed: observed.clone(), waiting })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        self.group.end();
    }
}
