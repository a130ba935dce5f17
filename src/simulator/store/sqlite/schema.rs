//! The file's layout and how older layouts become the present one.

use rusqlite::Connection;

/// `application_id` of our files: "UCPA" in ASCII.
const APPLICATION: i32 = 0x5543_5041;

/// One step per layout; a file of layout N still needs the steps from N on. Never edited, only
/// added to.
const STEPS: [&str; 1] = ["
    CREATE TABLE record (
        written INTEGER PRIMARY KEY,
        session TEXT NOT NULL,
        kind INTEGER NOT NULL,
        id TEXT NOT NULL,
        value BLOB NOT NULL,
        expires INTEGER,
        UNIQUE (session, kind, id)
    ) STRICT;
    CREATE INDEX record_expires ON record (session, expires) WHERE expires IS NOT NULL;
"];

/// The layout this program writes.
const PRESENT: usize = STEPS.len();

/// Brings a file from the layout it has to the present one.
pub(super) fn migrate(connection: &Connection, layout: usize) -> Result<(), String> {
    let missing = STEPS.get(layout..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    let steps = missing.concat();
    let migration = format!(
        "BEGIN IMMEDIATE;{steps}
         PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {PRESENT}; COMMIT;"
    );
    connection.execute_batch(&migration).map_err(|cause| format!("cannot lay out the file: {cause}"))
}

/// The layout of a file, 0 for a new one, or why the file is not ours. Changes nothing.
pub(super) fn recognise(connection: &Connection) -> Result<usize, String> {
    let number = |question: &str| {
        let read = connection.query_row(question, [], |row| row.get::<_, i64>(0));
        read.map_err(|cause| format!("it cannot be read: {cause}"))
    };
    let application = number("PRAGMA application_id")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let layout = usize::try_from(number("PRAGMA user_version")?).unwrap_or(usize::MAX);
    if application == 0 && tables == 0 {
        return Ok(0);
    }
    if application != i64::from(APPLICATION) {
        return Err("it is another program's SQLite database; choose another path".to_owned());
    }
    if layout > PRESENT {
        return Err(format!(
            "it has layout {layout}, written by a newer version of this program; this one knows up to {PRESENT}"
        ));
    }
    Ok(layout)
}
