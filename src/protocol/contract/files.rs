//! The files of a contract, held in memory: those of the binary, or those somebody read elsewhere.

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

/// Every file of a contract: path with forward slashes, relative to the contract, and bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Cow<'static, [u8]>>);

impl Files {
    /// The files embedded for a version.
    #[must_use]
    pub fn embedded(version: ProtocolVersion) -> Self {
        let mut files = BTreeMap::new();
        if let Some(dir) = EMBEDDED.get_dir(version.date()) {
            collect_embedded(dir, version.date(), &mut files);
        }
        Self(files)
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
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// Every path with its bytes, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// SHA-256 over every path and content, lower-case hex: for each file in order of path (bytes), the
    /// length of the path as eight bytes (big-endian), the path, and the same of the content. Two
    /// contracts with the same digest demand the same.
    #[must_use]
    pub fn digest(&self) -> String {
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

impl FromIterator<(String, Vec<u8>)> for Files {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(files: I) -> Self {
        Self(files.into_iter().map(|(path, bytes)| (path, Cow::Owned(bytes))).collect())
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
