//! The files of a contract, from the binary or from a directory. Files are read once and kept:
//! nothing later touches the disk.

use super::ContractError;
use crate::protocol::version::ProtocolVersion;
use include_dir::{Dir, DirEntry, include_dir};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What the binary carries.
static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/contracts");

/// The folder an official release tree keeps its schemas under.
const OFFICIAL_PREFIX: &str = "source";
/// Folders of a contract that are read from a directory.
const FOLDERS: [&str; 3] = ["schemas", "discovery", "services"];
/// Data files that a directory may bring along.
const DATA_FILES: [&str; 3] = ["operations.json", "codes.json", "requirements.json"];
/// No contract file is larger than this many bytes.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;
/// Folders nest no deeper than this.
const DEPTH_LIMIT: usize = 8;

/// Every file of a contract: path with forward slashes, relative to the contract, and bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Files(BTreeMap<String, Cow<'static, [u8]>>);

impl Files {
    /// The files embedded for a version.
    pub(super) fn embedded(version: ProtocolVersion) -> Self {
        let mut files = BTreeMap::new();
        if let Some(dir) = EMBEDDED.get_dir(version.date()) {
            collect_embedded(dir, version.date(), &mut files);
        }
        Self(files)
    }

    /// The files of a directory: a contract folder like ours, or an official release tree.
    ///
    /// # Errors
    /// [`ContractError::NotAContract`] when there are no schemas, [`ContractError::File`] when a
    /// file cannot be read.
    pub(super) fn from_dir(directory: &Path) -> Result<Self, ContractError> {
        let official = directory.join(OFFICIAL_PREFIX);
        let root = if directory.join("schemas").is_dir() { directory } else { &official };
        if !root.join("schemas").is_dir() {
            return Err(ContractError::NotAContract { directory: directory.display().to_string() });
        }
        let mut files = BTreeMap::new();
        for folder in FOLDERS {
            read_folder(&root.join(folder), folder, DEPTH_LIMIT, &mut files)?;
        }
        for name in DATA_FILES {
            let path = directory.join(name);
            if path.is_file() {
                files.insert(name.to_owned(), Cow::Owned(read_file(&path, name)?));
            }
        }
        Ok(Self(files))
    }

    /// Takes the named files of another contract that are missing here.
    pub(super) fn supplement(&mut self, other: &Self, names: &[String]) {
        for name in names {
            if let Some(bytes) = other.0.get(name) {
                self.0.entry(name.clone()).or_insert_with(|| bytes.clone());
            }
        }
    }

    /// The bytes of one file.
    pub(super) fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// Every path with its bytes, in order of path.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// SHA-256 over every path and content, lower-case hex: two contracts with the same digest
    /// demand the same.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, bytes) in &self.0 {
            for part in [path.as_bytes(), bytes.as_ref()] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

fn collect_embedded(
    dir: &'static Dir<'static>,
    prefix: &str,
    into: &mut BTreeMap<String, Cow<'static, [u8]>>,
) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(inner) => collect_embedded(inner, prefix, into),
            DirEntry::File(file) => {
                let path = slashes(file.path());
                let relative = path.strip_prefix(prefix).unwrap_or(&path).trim_start_matches('/');
                into.insert(relative.to_owned(), Cow::Borrowed(file.contents()));
            }
        }
    }
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    depth: usize,
    into: &mut BTreeMap<String, Cow<'static, [u8]>>,
) -> Result<(), ContractError> {
    if depth == 0 || !folder.is_dir() {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder).map_err(|error| file_error(prefix, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| file_error(prefix, &error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let relative = format!("{prefix}/{name}");
        if path.is_dir() {
            read_folder(&path, &relative, depth - 1, into)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            into.insert(relative.clone(), Cow::Owned(read_file(&path, &relative)?));
        }
    }
    Ok(())
}

fn read_file(path: &Path, name: &str) -> Result<Vec<u8>, ContractError> {
    let size = std::fs::metadata(path).map_err(|error| file_error(name, &error))?.len();
    if size > FILE_LIMIT {
        let reason = format!("{size} bytes, more than the {FILE_LIMIT} a contract file may have");
        return Err(ContractError::File { path: name.to_owned(), reason });
    }
    std::fs::read(path).map_err(|error| file_error(name, &error))
}

fn file_error(path: &str, error: &std::io::Error) -> ContractError {
    ContractError::File { path: path.to_owned(), reason: error.to_string() }
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Reads a JSON data file into its type.
///
/// # Errors
/// [`ContractError::Data`] with line and column.
pub(super) fn parse_data<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, ContractError> {
    serde_json::from_slice(bytes)
        .map_err(|error| ContractError::Data { file: file.to_owned(), reason: error.to_string() })
}
