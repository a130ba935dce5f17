//! The vectors shipped inside the binary, or those of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::{Family, VectorFile};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/vectors");

/// Vectors that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or a file in it.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file that is not one of vectors.
    #[error("{path}: {reason}")]
    Malformed {
        /// Which.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// There is nothing.
    #[error("{} holds no vectors: expected folders named after families, such as jcs/every-version.json", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// One file of vectors, and the path to show for it.
#[derive(Clone, Debug)]
pub struct Source {
    /// `vectors/jcs/every-version.json`.
    pub path: String,
    /// Its content.
    pub file: VectorFile,
    /// The line of the first case; case `n` stands in line `first_line + n`.
    pub first_line: usize,
}

/// One text file below `vectors/`.
#[must_use]
pub(super) fn embedded_text(path: &str) -> Option<&'static str> {
    EMBEDDED.get_file(path)?.contents_utf8()
}

/// The vectors shipped inside the binary, in the order of families.
///
/// # Errors
/// [`StoreError::Malformed`]; a test reads every file.
pub fn embedded() -> Result<Vec<Source>, StoreError> {
    let mut sources = Vec::new();
    for family in Family::all() {
        let files = EMBEDDED.get_dir(family.name()).into_iter().flat_map(Dir::files);
        let mut named: Vec<_> = files.filter(|file| is_vectors(file.path())).collect();
        named.sort_by_key(|file| file.path());
        for file in named {
            sources.push(source(format!("vectors/{}", file.path().display()), file.contents())?);
        }
    }
    Ok(sources)
}

/// The vectors of a folder laid out as ours.
///
/// # Errors
/// [`StoreError`].
pub fn from_folder(folder: &Path) -> Result<Vec<Source>, StoreError> {
    let mut sources = Vec::new();
    for family in Family::all() {
        let below = folder.join(family.name());
        if !below.is_dir() {
            continue;
        }
        let entries =
            fs::read_dir(&below).map_err(|source| StoreError::Read { path: below.clone(), source })?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| is_vectors(path)) {
            let bytes = fs::read(&path).map_err(|source| StoreError::Read { path: path.clone(), source })?;
            sources.push(source(path.display().to_string(), &bytes)?);
        }
    }
    if sources.is_empty() {
        return Err(StoreError::Empty { path: folder.to_path_buf() });
    }
    Ok(sources)
}

fn is_vectors(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name != "schema.json" && path.extension().is_some_and(|extension| extension == "json")
}

fn source(path: String, bytes: &[u8]) -> Result<Source, StoreError> {
    let malformed = |reason| StoreError::Malformed { path: path.clone(), reason };
    let file = VectorFile::parse(bytes).map_err(malformed)?;
    let text = String::from_utf8_lossy(bytes);
    let head = text.lines().position(|line| line.trim_end().ends_with("\"tests\": [")).unwrap_or(0);
    Ok(Source { path, file, first_line: head + 2 })
}
