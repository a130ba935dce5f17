//! A kill matrix from end to end: which faults, which folder, every version, the files.

use super::defects;
use super::document::{Document, VersionMatrix};
use super::error::KillError;
use super::journal::{self, Journal};
use super::laboratory::{ConnectorLaboratory, Laboratory};
use super::matrix::Mutant;
use super::options::KillOptions;
use super::page;
use super::study::{Say, Study};
use super::workshop::Workshop;
use crate::clock::Clock;
use crate::fault;
use crate::fault::catalogue::{self, Fault};
use crate::harness::lane::Lane;
use crate::harness::suite::hex_digest;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;
use crate::report::{Place, ReportError, bundle};
use crate::seed::Seed;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The matrix for programs.
const JSON: &str = "kill.json";
/// The matrix for people.
const HTML: &str = "kill.html";

/// A finished matrix.
#[derive(Clone, Debug)]
pub struct Killed {
    /// What was found.
    pub document: Document,
    /// The folder of the report.
    pub folder: PathBuf,
}

/// The faults of one version: those tried, and those whose clauses it does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Version (a date).
    pub version: String,
    /// Tried.
    pub mutants: Vec<Mutant>,
    /// Not for this version, by name.
    pub not_applicable: Vec<String>,
}

/// Tries the faults of the merchant's lane on our own merchant, or the defects of the reference connector.
///
/// # Errors
/// [`KillError`] when there is no matrix at all.
pub fn kill(options: &KillOptions, say: Say<'_>) -> Result<Killed, KillError> {
    let versions = if options.versions.is_empty() {
        ProtocolVersion::ALL.to_vec()
    } else {
        ProtocolVersion::ALL.into_iter().filter(|one| options.versions.contains(one)).collect()
    };
    match options.lane {
        Lane::Merchant => {
            let rows = chosen(&options.faults)?;
            let faults: Vec<Faults> = versions.iter().map(|version| faults(*version, &rows)).collect();
            study(options, &Laboratory::new(options.clone()), &faults, say)
        }
        Lane::Connector => {
            let rows = defects::chosen(&options.faults)?;
            let faults: Vec<Faults> =
                versions.iter().map(|version| defects::faults(*version, &rows)).collect();
            study(options, &ConnectorLaboratory::new(options.clone()), &faults, say)
        }
    }
}

/// Tries faults in a workshop, and writes the report.
///
/// # Errors
/// As [`kill`].
pub fn study<W: Workshop>(
    options: &KillOptions,
    workshop: &W,
    faults: &[Faults],
    say: Say<'_>,
) -> Result<Killed, KillError> {
    let began = Instant::now();
    let folder = folder(options)?;
    let about = about(options, faults);
    let journal =
        if options.resume { Journal::resume(&folder, &about)? } else { Journal::begin(&folder, &about)? };
    let seed = Seed::new(options.seed);
    let mut versions = Vec::new();
    for Faults { version, mutants, not_applicable } in faults {
        let (policy, jobs, journal, seed) = (options.policy, options.jobs, &journal, &seed);
        let study = Study { workshop, version, mutants, seed, policy, jobs, journal, say };
        let (clean, matrix) = study.run()?;
        versions.push(VersionMatrix::new(version, &clean, matrix, not_applicable.clone()));
    }
    let elapsed = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let document = Document::new(options, elapsed, versions);
    write(&folder, &document)?;
    Ok(Killed { document, folder })
}

fn write(folder: &Path, document: &Document) -> Result<(), KillError> {
    let failed = |format, reason| KillError::Report(ReportError::Render { format, reason });
    let json = document.to_json().map_err(|error| failed("json", error.to_string()))?;
    let html = page::render(document).map_err(|reason| failed("html", reason))?;
    bundle::write_file(&folder.join(JSON), json.as_bytes())?;
    bundle::write_file(&folder.join(HTML), html.as_bytes())?;
    Ok(())
}

/// The faults asked for.
fn chosen(names: &[String]) -> Result<Vec<&'static Fault>, KillError> {
    if names.is_empty() {
        return Ok(catalogue::all().filter(|fault| fault.lane == fault::Lane::Merchant).collect());
    }
    names.iter().map(|name| one(name)).collect()
}

fn one(name: &str) -> Result<&'static Fault, KillError> {
    let fault = catalogue::find(name).ok_or_else(|| {
        let near: Vec<&str> = catalogue::all()
            .filter(|fault| name.split('.').next() == Some(fault.family()))
            .map(|fault| fault.id)
            .collect();
        let near =
            if near.is_empty() { String::new() } else { format!(" (that family has {})", near.join(", ")) };
        KillError::Usage(format!(
            "--fault {name}: there is no such fault{near}; `ucp-assay faults list` prints them"
        ))
    })?;
    match fault.lane {
        fault::Lane::Merchant => Ok(fault),
        fault::Lane::Connector => Err(KillError::Usage(format!(
            "--fault {name} is of the connector's lane: it breaks no clause of the merchant, so that no scenario about merchants has to fail"
        ))),
    }
}

/// The faults that violate something this version demands.
fn faults(version: ProtocolVersion, rows: &[&'static Fault]) -> Faults {
    let register = Contract::embedded(version).register();
    let mut found = Faults { version: version.date().to_owned(), ..Faults::default() };
    for fault in rows {
        let clauses: Vec<_> = catalogue::violated(fault).filter_map(|id| register.get(id)).collect();
        if clauses.is_empty() {
            found.not_applicable.push(fault.id.to_owned());
            continue;
        }
        found.mutants.push(Mutant {
            id: fault.id.to_owned(),
            about: fault.about.to_owned(),
            stage: fault.stage().name().to_owned(),
            violates: clauses.iter().map(|clause| clause.id.clone()).collect(),
            binding: clauses.iter().any(|clause| clause.level.is_binding()),
        });
    }
    found
}

/// What makes two runs the same run, in a line.
fn about(options: &KillOptions, faults: &[Faults]) -> String {
    let features = options.features.as_ref().map(|folder| folder.display().to_string());
    let parts = format!("{:?} {faults:?} {features:?} {} {:?}", options.lane, options.world, options.policy);
    let digest = hex_digest(Sha256::digest(parts.as_bytes()).as_slice());
    format!(
        "ucp-assay {}, seed {}, selection {}, faults and features {digest}",
        env!("CARGO_PKG_VERSION"),
        options.seed,
        options.selection().unwrap_or_else(|| "everything".to_owned())
    )
}

/// The folder of the report, made when absent; what an earlier matrix left in it goes away, unless it is
/// resumed.
fn folder(options: &KillOptions) -> Result<PathBuf, KillError> {
    let folder = match &options.report {
        Place::NewRun(_) => return Ok(bundle::prepare(&options.report, Clock::system().now())?),
        Place::Folder(folder) => folder.clone(),
    };
    let failed = |doing, source| KillError::Report(ReportError::Io { doing, path: folder.clone(), source });
    fs::create_dir_all(&folder).map_err(|source| failed("create", source))?;
    let entries = fs::read_dir(&folder).map_err(|source| failed("read", source))?;
    let ours = [JSON, HTML, journal::FILE].map(|name| folder.join(name));
    let foreign = entries.filter_map(Result::ok).find(|entry| !ours.contains(&entry.path()));
    if let Some(entry) = foreign.filter(|_| !ours.iter().any(|path| path.is_file())) {
        let reason = format!(
            "it holds {} and no earlier kill matrix; choose a new or an empty folder",
            entry.file_name().to_string_lossy()
        );
        return Err(KillError::Report(ReportError::Place { path: folder, reason }));
    }
    for path in
        ours.iter().filter(|path| path.is_file() && !(options.resume && path.ends_with(journal::FILE)))
    {
        fs::remove_file(path).map_err(|source| failed("clear", source))?;
    }
    Ok(folder)
}
