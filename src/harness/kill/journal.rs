//! Finished work, written down at once, so that a run that was cut off can be taken up.

use super::cell::Trial;
use super::clean::CleanRun;
use super::error::KillError;
use crate::report::ReportError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The journal's file in the folder of the report.
pub(super) const FILE: &str = "kill.jsonl";

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case", deny_unknown_fields)]
enum Entry {
    /// What the run is about; first line.
    Header { run: String },
    /// The run without any fault, at one version.
    Clean { version: String, clean: CleanRun },
    /// One fault, in one pass over one version.
    Trial { version: String, pass: String, fault: String, trial: Trial },
}

/// Version, pass and fault.
type Key = (String, String, String);

/// The journal of a run. Callable from any thread.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    stream: Mutex<File>,
    clean: BTreeMap<String, CleanRun>,
    trials: BTreeMap<Key, Trial>,
}

impl Journal {
    /// A fresh journal in a folder, about this run.
    pub(super) fn begin(folder: &Path, run: &str) -> Result<Self, KillError> {
        let path = folder.join(FILE);
        let stream = File::create(&path).map_err(|source| failed("create", &path, source))?;
        let journal =
            Self { path, stream: Mutex::new(stream), clean: BTreeMap::new(), trials: BTreeMap::new() };
        journal.write(&Entry::Header { run: run.to_owned() })?;
        Ok(journal)
    }

    /// The journal of a run that was cut off, or a fresh one when there is none.
    pub(super) fn resume(folder: &Path, run: &str) -> Result<Self, KillError> {
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::begin(folder, run),
            Err(source) => return Err(failed("read", &path, source)),
        };
        let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let header = lines.next().map(str::trim_end).map(serde_json::from_str::<Entry>);
        match header {
            Some(Ok(Entry::Header { run: known })) if known == run => {}
            Some(Ok(Entry::Header { run: known })) => return Err(other_run(&path, &known, run)),
            // Cut off before the first line was whole: nothing was done.
            None => return Self::begin(folder, run),
            Some(Ok(_) | Err(_)) => return Err(not_ours(&path)),
        }
        let (mut clean, mut trials) = (BTreeMap::new(), BTreeMap::new());
        for line in lines {
            match serde_json::from_str(line) {
                Ok(Entry::Clean { version, clean: found }) => drop(clean.insert(version, found)),
                Ok(Entry::Trial { version, pass, fault, trial }) => {
                    trials.insert((version, pass, fault), trial);
                }
                Ok(Entry::Header { .. }) | Err(_) => return Err(not_ours(&path)),
            }
        }
        cut(&path, &text)?;
        let stream = OpenOptions::new().append(true).open(&path);
        let stream = Mutex::new(stream.map_err(|source| failed("open", &path, source))?);
        Ok(Self { path, stream, clean, trials })
    }

    /// The clean run of a version, when it was finished before.
    pub(super) fn clean(&self, version: &str) -> Option<CleanRun> {
        self.clean.get(version).cloned()
    }

    /// A trial, when it was finished before.
    pub(super) fn trial(&self, version: &str, pass: &str, fault: &str) -> Option<Trial> {
        self.trials.get(&(version.to_owned(), pass.to_owned(), fault.to_owned())).cloned()
    }

    pub(super) fn cleaned(&self, version: &str, clean: &CleanRun) -> Result<(), KillError> {
        self.write(&Entry::Clean { version: version.to_owned(), clean: clean.clone() })
    }

    pub(super) fn tried(
        &self,
        version: &str,
        pass: &str,
        fault: &str,
        trial: &Trial,
    ) -> Result<(), KillError> {
        let (version, pass, fault) = (version.to_owned(), pass.to_owned(), fault.to_owned());
        self.write(&Entry::Trial { version, pass, fault, trial: trial.clone() })
    }

    fn write(&self, entry: &Entry) -> Result<(), KillError> {
        let mut line = serde_json::to_vec(entry)
            .map_err(|error| KillError::Broken(format!("the journal cannot be written: {error}")))?;
        line.push(b'\n');
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(&line).map_err(|source| failed("write", &self.path, source))
    }
}

/// Takes away what was written of a line when the run was cut off.
fn cut(path: &Path, text: &str) -> Result<(), KillError> {
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    if whole == text.len() {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).open(path);
    let length = u64::try_from(whole).unwrap_or(u64::MAX);
    file.and_then(|file| file.set_len(length)).map_err(|source| failed("cut", path, source))
}

fn failed(doing: &'static str, path: &Path, source: std::io::Error) -> KillError {
    KillError::Report(ReportError::Io { doing, path: path.to_path_buf(), source })
}

fn other_run(path: &Path, known: &str, run: &str) -> KillError {
    KillError::OtherRun(format!(
        "{} belongs to another run: it was begun with {known}, this one is {run}. Resume with the same options and the same program, or choose another folder.",
        path.display()
    ))
}

fn not_ours(path: &Path) -> KillError {
    KillError::OtherRun(format!(
        "{} is no journal of a kill run: expected one JSON entry per line, the first one a header. Choose another folder.",
        path.display()
    ))
}
