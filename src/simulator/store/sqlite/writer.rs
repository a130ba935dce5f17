//! The statements on the file.

use crate::clock::Instant;
use crate::simulator::store::{Change, Commit, Kind, Record, Snapshot};
use rusqlite::{Connection, Result, Row, Statement, params};
use std::collections::HashMap;
use std::time::Duration;

/// Expired rows of a session are swept out this often, by its own clock.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Prepared statements, and when each session was last swept.
pub(super) struct Writer<'c> {
    begin: Statement<'c>,
    end: Statement<'c>,
    undo: Statement<'c>,
    put: Statement<'c>,
    erase: Statement<'c>,
    sweep: Statement<'c>,
    swept: HashMap<String, Instant>,
}

impl<'c> Writer<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            begin: connection.prepare("BEGIN IMMEDIATE")?,
            end: connection.prepare("COMMIT")?,
            undo: connection.prepare("ROLLBACK")?,
            // Replacing gives the row a new, highest number: `written` is the order of last writes.
            put: connection.prepare(
                "INSERT OR REPLACE INTO record (session, kind, id, value, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            erase: connection.prepare("DELETE FROM record WHERE session = ?1 AND kind = ?2 AND id = ?3")?,
            sweep: connection.prepare("DELETE FROM record WHERE session = ?1 AND expires <= ?2")?,
            swept: HashMap::new(),
        })
    }

    /// Writes commits in one transaction: all or none.
    pub(super) fn write<'a>(&mut self, commits: impl Iterator<Item = &'a Commit>) -> Result<()> {
        self.begin.execute([])?;
        let written = self.rows(commits).and_then(|()| self.end.execute([]).map(drop));
        if written.is_err() {
            // SQLite has already rolled back after some errors; then this one fails, rightly.
            let _already_undone = self.undo.execute([]);
        }
        written
    }

    fn rows<'a>(&mut self, commits: impl Iterator<Item = &'a Commit>) -> Result<()> {
        for commit in commits {
            for change in commit.changes() {
                self.change(commit.session(), change)?;
            }
            self.sweep(commit.session(), commit.at())?;
        }
        Ok(())
    }

    fn change(&mut self, session: &str, change: &Change) -> Result<()> {
        match change {
            Change::Put { kind, id, value, expires } => {
                let expires = expires.map(Instant::millis);
                self.put.execute(params![session, kind.number(), id, value, expires])?;
            }
            Change::Erase { kind, id } => {
                self.erase.execute(params![session, kind.number(), id])?;
            }
        }
        Ok(())
    }

    fn sweep(&mut self, session: &str, now: Instant) -> Result<()> {
        let Some(last) = self.swept.get_mut(session) else {
            self.swept.insert(session.to_owned(), now);
            return Ok(());
        };
        if now.since(*last) >= SWEEP_EVERY {
            *last = now;
            self.sweep.execute(params![session, now.millis()])?;
        }
        Ok(())
    }

    /// Forgets a session.
    pub(super) fn forget(&mut self, session: &str) {
        self.swept.remove(session);
    }
}

/// Names of every stored session.
pub(super) fn sessions(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT DISTINCT session FROM record ORDER BY session")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Everything stored for a session, in order of last write.
pub(super) fn load(connection: &Connection, session: &str) -> Result<Snapshot> {
    let mut statement = connection
        .prepare("SELECT kind, id, value, expires FROM record WHERE session = ?1 ORDER BY written")?;
    let records: Result<Vec<Option<Record>>> = statement.query_map([session], record)?.collect();
    Ok(Snapshot::new(records?.into_iter().flatten().collect()))
}

/// A row; `None` for a kind this program does not know, which a newer layout may have added.
fn record(row: &Row<'_>) -> Result<Option<Record>> {
    let Some(kind) = Kind::from_number(row.get(0)?) else { return Ok(None) };
    let expires = row.get::<_, Option<i64>>(3)?.map(Instant::from_millis);
    Ok(Some(Record { kind, id: row.get(1)?, value: row.get(2)?, expires }))
}

/// Erases everything of a session.
pub(super) fn remove(connection: &Connection, session: &str) -> Result<()> {
    connection.execute("DELETE FROM record WHERE session = ?1", [session]).map(drop)
}
