//! A report on disk: one folder, every file whole or absent.

use super::document::Report;
use super::error::ReportError;
use super::format::Format;
use super::manifest::{self, Manifest};
use super::recorder::Place;
use crate::clock::Instant;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The stream of events in a bundle.
pub const EVENTS: &str = "events.jsonl";
/// The results of contract vectors, in a run over them.
pub const VECTORS: &str = "vectors.json";
/// The pointer to the newest run, beside the runs.
pub const LATEST: &str = "latest";

/// Runs that may start in the same second in the same place.
const SAME_SECOND: u32 = 1000;

/// Makes the folder of a new report. An old report in it is taken away; anything else in it is a
/// mistake of whoever chose the folder, and stays untouched.
///
/// # Errors
/// The folder cannot be made, or holds something that is not a report.
pub fn prepare(place: &Place, started: Instant) -> Result<PathBuf, ReportError> {
    match place {
        Place::Folder(folder) => {
            fs::create_dir_all(folder).map_err(|source| ReportError::io("create", folder, source))?;
            clear(folder)?;
            Ok(folder.clone())
        }
        Place::NewRun(runs) => {
            fs::create_dir_all(runs).map_err(|source| ReportError::io("create", runs, source))?;
            let folder = new_run(runs, started)?;
            point_latest(runs, &folder)?;
            Ok(folder)
        }
    }
}

/// Renders every format and writes the manifest last.
///
/// # Errors
/// A format cannot be rendered or a file cannot be written; the others are still attempted.
pub fn write(folder: &Path, report: &Report) -> Result<Manifest, ReportError> {
    let mut first_error = None;
    for format in Format::ALL {
        let written = format
            .render(report)
            .and_then(|text| write_file(&folder.join(format.file_name()), text.as_bytes()));
        first_error = first_error.or(written.err());
    }
    let manifest = manifest::of_folder(folder, &report.header)?;
    write_file(&folder.join(manifest::FILE), manifest.to_json()?.as_bytes())?;
    first_error.map_or(Ok(manifest), Err)
}

/// Writes a file so that a reader sees the old content or the new, never half of it.
///
/// # Errors
/// The file system refuses.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let draft = path.with_file_name(format!(
        ".{}.draft",
        path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default()
    ));
    let result = fs::File::create(&draft)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_data()))
        .and_then(|()| fs::rename(&draft, path));
    result.map_err(|source| {
        // The draft is of no use to anybody; that it cannot be removed adds nothing to the error.
        let _ignored = fs::remove_file(&draft);
        ReportError::io("write", path, source)
    })
}

/// Files a bundle may hold.
pub(super) fn file_names() -> impl Iterator<Item = &'static str> {
    [EVENTS, VECTORS].into_iter().chain(Format::ALL.map(Format::file_name))
}

fn clear(folder: &Path) -> Result<(), ReportError> {
    let mut entries = fs::read_dir(folder).map_err(|source| ReportError::io("read", folder, source))?;
    if entries.next().is_none() {
        return Ok(());
    }
    if !folder.join(EVENTS).is_file() {
        return Err(ReportError::Place {
            path: folder.to_path_buf(),
            reason: "it is not empty and holds no earlier report; choose a new or an empty folder".to_owned(),
        });
    }
    for name in file_names().chain([manifest::FILE]) {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(ReportError::io("remove", path, source));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn new_run(runs: &Path, started: Instant) -> Result<PathBuf, ReportError> {
    let name = started.rfc3339().replace(':', "-");
    for attempt in 1..=SAME_SECOND {
        let folder = if attempt == 1 { runs.join(&name) } else { runs.join(format!("{name}.{attempt}")) };
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(source) if source.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(ReportError::io("create", folder, source)),
        }
    }
    Err(ReportError::Place { path: runs.join(name), reason: "too many runs in one second".to_owned() })
}

/// `latest` is a relative link, replaced in one step; where links are unknown, a text file.
fn point_latest(runs: &Path, folder: &Path) -> Result<(), ReportError> {
    let Some(name) = folder.file_name() else { return Ok(()) };
    let latest = runs.join(LATEST);
    #[cfg(unix)]
    {
        let draft = runs.join(format!(".{LATEST}.{}", name.to_string_lossy()));
        std::os::unix::fs::symlink(name, &draft)
            .and_then(|()| fs::rename(&draft, &latest))
            .map_err(|source| ReportError::io("link", latest, source))
    }
    #[cfg(not(unix))]
    write_file(&latest.with_extension("txt"), name.to_string_lossy().as_bytes())
}
