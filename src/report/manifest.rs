//! The manifest of a bundle: what each file must be, byte for byte.

use super::bundle;
use super::document::Report;
use super::error::ReportError;
use super::event::Header;
use super::format::Format;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Name of the manifest in a bundle.
pub const FILE: &str = "manifest.json";

/// Digests of the files of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Identifier of the run.
    pub run: String,
    /// Name and version of the tool.
    pub tool: String,
    /// Files in alphabetical order.
    pub files: Vec<ManifestEntry>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// Name in the bundle.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// Something a manifest does not agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discrepancy {
    /// The manifest names a file that is not there.
    Missing(String),
    /// The file is not what the manifest says.
    Changed(String),
    /// A file of a report is there and the manifest does not name it.
    Unlisted(String),
    /// `report.json` is not what the events amount to.
    Unfounded(String),
}

impl std::fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name}: listed in the manifest, not in the folder"),
            Self::Changed(name) => write!(f, "{name}: not the bytes the manifest was made for"),
            Self::Unlisted(name) => write!(f, "{name}: in the folder, not in the manifest"),
            Self::Unfounded(what) => write!(f, "report.json: {what} is not what events.jsonl amounts to"),
        }
    }
}

impl Manifest {
    /// As a file: indented, with a final line feed.
    ///
    /// # Errors
    /// Never in practice; the serialiser's signature allows it.
    pub fn to_json(&self) -> Result<String, ReportError> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| ReportError::Render { format: "manifest", reason: error.to_string() })
    }
}

/// The manifest of the report files in a folder.
pub(super) fn of_folder(folder: &Path, header: &Header) -> Result<Manifest, ReportError> {
    let mut files = Vec::new();
    for name in bundle::file_names() {
        let path = folder.join(name);
        if path.is_file() {
            files.push(entry(&path, name)?);
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Manifest { run: header.run.clone(), tool: format!("{} {}", header.tool, header.tool_version), files })
}

/// Compares a folder with its manifest.
///
/// # Errors
/// The manifest is missing or unreadable, or a file cannot be read.
pub fn verify(folder: &Path) -> Result<(Manifest, Vec<Discrepancy>), ReportError> {
    let path = folder.join(FILE);
    let bytes = fs::read(&path).map_err(|source| ReportError::io("read", &path, source))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| ReportError::Stream {
        path,
        line: error.line(),
        reason: error.to_string(),
    })?;
    let mut found = Vec::new();
    for expected in &manifest.files {
        found.extend(check(folder, expected)?);
    }
    for name in bundle::file_names() {
        let listed = manifest.files.iter().any(|entry| entry.name == name);
        if !listed && folder.join(name).exists() {
            found.push(Discrepancy::Unlisted(name.to_owned()));
        }
    }
    Ok((manifest, found))
}

/// Compares `report.json` with the report the events amount to: a manifest can be made anew by
/// anybody, a claim without its evidence cannot.
///
/// # Errors
/// `report.json` cannot be read.
pub fn check_claim(folder: &Path, derived: &Report) -> Result<Option<Discrepancy>, ReportError> {
    let path = folder.join(Format::Json.file_name());
    let bytes = fs::read(&path).map_err(|source| ReportError::io("read", &path, source))?;
    let stored: Report = serde_json::from_slice(&bytes).map_err(|error| ReportError::Stream {
        path,
        line: error.line(),
        reason: error.to_string(),
    })?;
    let what = if stored.claim != derived.claim {
        Some("the claim")
    } else if stored.coverage != derived.coverage {
        Some("the coverage")
    } else if stored != *derived {
        Some("some detail")
    } else {
        None
    };
    Ok(what.map(|what| Discrepancy::Unfounded(what.to_owned())))
}

fn check(folder: &Path, expected: &ManifestEntry) -> Result<Option<Discrepancy>, ReportError> {
    // A manifest from elsewhere must not make this program read outside the folder.
    let plain = Path::new(&expected.name).file_name().is_some_and(|name| name == expected.name.as_str());
    let path = folder.join(&expected.name);
    if !plain || !path.is_file() {
        return Ok(Some(Discrepancy::Missing(expected.name.clone())));
    }
    let actual = entry(&path, &expected.name)?;
    Ok((actual != *expected).then(|| Discrepancy::Changed(expected.name.clone())))
}

fn entry(path: &Path, name: &str) -> Result<ManifestEntry, ReportError> {
    let bytes = fs::read(path).map_err(|source| ReportError::io("read", path, source))?;
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(&bytes) {
        let _infallible = write!(sha256, "{byte:02x}");
    }
    Ok(ManifestEntry { name: name.to_owned(), bytes: bytes.len() as u64, sha256 })
}
