//! The thread that owns the connection.

use crate::simulator::store::sqlite::writer::{self, Writer};
use crate::simulator::store::{Commit, Health, Snapshot, StoreError};
use rusqlite::Connection;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// Who waits for an answer.
type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// One piece of work.
#[derive(Debug)]
pub(in crate::simulator::store) enum Job {
    /// Write.
    Commit(Commit, Reply<()>),
    /// Name the sessions.
    Sessions(Reply<Vec<String>>),
    /// Read a session.
    Load(String, Reply<Snapshot>),
    /// Forget a session.
    Remove(String, Reply<()>),
    /// Write what is queued and stop.
    Close(Reply<()>),
}

/// Works until closed or until nobody is left to ask.
pub(super) fn run(
    connection: Connection,
    mut work: mpsc::Receiver<Job>,
    health: &Mutex<Health>,
    group: usize,
) {
    let closing = match Writer::new(&connection) {
        Ok(writer) => Desk { connection: &connection, writer, health }.serve(&mut work, group),
        Err(cause) => {
            set(health, Health::Failed(cause.to_string()));
            None
        }
    };
    let closed = connection.close().map_err(|(_, cause)| StoreError::Failed(cause.to_string()));
    if let Some(reply) = closing {
        answer(reply, closed);
    }
}

struct Desk<'c> {
    connection: &'c Connection,
    writer: Writer<'c>,
    health: &'c Mutex<Health>,
}

impl Desk<'_> {
    fn serve(mut self, work: &mut mpsc::Receiver<Job>, group: usize) -> Option<Reply<()>> {
        let mut jobs = Vec::new();
        while work.blocking_recv_many(&mut jobs, group.max(1)) > 0 {
            let mut commits = Vec::new();
            for job in jobs.drain(..) {
                match job {
                    Job::Commit(commit, reply) => commits.push((commit, reply)),
                    Job::Close(reply) => {
                        self.write(&mut commits);
                        set(self.health, Health::Closed);
                        return Some(reply);
                    }
                    other => {
                        self.write(&mut commits);
                        self.read(other);
                    }
                }
            }
            self.write(&mut commits);
        }
        None
    }

    /// Writes a group, then does what was to happen after each commit, then answers.
    fn write(&mut self, commits: &mut Vec<(Commit, Reply<()>)>) {
        if commits.is_empty() {
            return;
        }
        let written = self.try_write(commits);
        for (commit, reply) in commits.drain(..) {
            if written.is_ok() {
                commit.into_after().into_iter().for_each(|action| action());
            }
            answer(reply, written.clone());
        }
    }

    /// Once a write has failed, memory is ahead of the file: nothing more is written, so that the
    /// file stays a prefix of the truth.
    fn try_write(&mut self, commits: &[(Commit, Reply<()>)]) -> Result<(), StoreError> {
        if let Health::Failed(cause) = get(self.health) {
            return Err(StoreError::Failed(cause));
        }
        self.writer.write(commits.iter().map(|(commit, _)| commit)).map_err(|cause| {
            tracing::error!(%cause, "the state file cannot be written");
            set(self.health, Health::Failed(cause.to_string()));
            StoreError::Failed(cause.to_string())
        })
    }

    fn read(&mut self, job: Job) {
        let failed = |cause: rusqlite::Error| StoreError::Failed(cause.to_string());
        match job {
            Job::Sessions(reply) => answer(reply, writer::sessions(self.connection).map_err(failed)),
            Job::Load(session, reply) => {
                answer(reply, writer::load(self.connection, &session).map_err(failed));
            }
            Job::Remove(session, reply) => {
                self.writer.forget(&session);
                answer(reply, writer::remove(self.connection, &session).map_err(failed));
            }
            Job::Commit(_, reply) | Job::Close(reply) => answer(reply, Err(StoreError::Closed)),
        }
    }
}

fn get(health: &Mutex<Health>) -> Health {
    health.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn set(health: &Mutex<Health>, to: Health) {
    *health.lock().unwrap_or_else(PoisonError::into_inner) = to;
}

/// Answers somebody who may have left.
fn answer<T>(reply: Reply<T>, with: Result<T, StoreError>) {
    let _nobody_waits = reply.send(with);
}
