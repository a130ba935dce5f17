//! Opening a state file: ours, whole, and used by nobody else.

use crate::simulator::store::sqlite::{Durability, SqliteOptions, schema};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// What every SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Bytes per page, SQLite's default.
const PAGE: u64 = 4096;
/// How long to wait for a predecessor to let go of the file.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens or creates a state file; the error says what is wrong with it.
pub(super) fn open(path: &Path, options: &SqliteOptions) -> Result<Connection, String> {
    let existed = prepare(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|cause| explain(&cause))?;
    lock(&connection).map_err(|cause| explain(&cause))?;
    let layout = schema::recognise(&connection)?;
    configure(&connection, options).map_err(|cause| explain(&cause))?;
    schema::migrate(&connection, layout)?;
    if existed {
        check(&connection)?;
    }
    Ok(connection)
}

/// Makes sure there is a file, readable for its owner only, that is empty or a SQLite database.
fn prepare(path: &Path) -> Result<bool, String> {
    let mut create = OpenOptions::new();
    create.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut create, 0o600);
    match create.open(path) {
        Ok(_created) => return Ok(false),
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
        Err(cause) => return Err(cause.to_string()),
    }
    let mut start = Vec::new();
    let limit = MAGIC.len() as u64;
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut start))
        .map_err(|cause| cause.to_string())?;
    if start.is_empty() || start == MAGIC {
        return Ok(!start.is_empty());
    }
    Err("it is not a SQLite database; choose another path".to_owned())
}

/// Takes the file for this process alone, which is the proof that no second merchant uses it; the
/// log's index can then live in memory instead of a shared file.
fn lock(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT")
}

fn configure(connection: &Connection, options: &SqliteOptions) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let synchronous = match options.durability {
        Durability::Process => "NORMAL",
        Durability::Power => "FULL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
    let pages = i64::try_from(options.largest / PAGE).unwrap_or(i64::MAX);
    connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
}

fn check(connection: &Connection) -> Result<(), String> {
    let verdict = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(damage) => Err(format!("it is damaged ({damage}); restore a copy or choose another path")),
        Err(cause) => Err(explain(&cause)),
    }
}

fn explain(cause: &rusqlite::Error) -> String {
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "it is in use by another process; stop that one or choose another path".to_owned()
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            format!("it is damaged ({cause}); restore a copy or choose another path")
        }
        Some(_) | None => cause.to_string(),
    }
}
