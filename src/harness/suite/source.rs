//! Feature files: those shipped inside the binary, or those of a folder.

use crate::harness::lane::Lane;
use include_dir::{Dir, include_dir};
use std::fs;
use std::path::{Path, PathBuf};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/features");

/// Folders nest no deeper than this.
const DEPTH_LIMIT: usize = 8;

/// One feature file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureFile {
    /// Path with forward slashes, relative to the features' folder.
    pub path: String,
    /// The content.
    pub text: String,
}

/// A features folder that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The folder or a file in it.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no feature file.
    #[error("{} holds no .feature file", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// The features shipped inside the binary.
#[must_use]
pub fn embedded() -> Vec<FeatureFile> {
    let mut files = Vec::new();
    collect(&EMBEDDED, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The features of one lane shipped inside the binary.
#[must_use]
pub fn embedded_in(lane: Lane) -> Vec<FeatureFile> {
    embedded().into_iter().filter(|file| lane.holds(&file.path)).collect()
}

/// The exemptions of a lane shipped inside the binary.
#[must_use]
pub fn exemptions_text(lane: Lane) -> &'static str {
    embedded_text(lane.exemptions())
}

/// The identifiers of every scenario ever shipped (`features/ids.lock`).
#[must_use]
pub fn lock_text() -> &'static str {
    embedded_text("ids.lock")
}

/// The features of a folder, or one file.
///
/// # Errors
/// [`SourceError`] when something cannot be read or there is no feature.
pub fn from_folder(root: &Path) -> Result<Vec<FeatureFile>, SourceError> {
    let mut files = Vec::new();
    let base = if root.is_file() { root.parent().unwrap_or(root) } else { root };
    walk(root, base, 0, &mut files)?;
    if files.is_empty() {
        return Err(SourceError::Empty { path: root.to_path_buf() });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn embedded_text(name: &str) -> &'static str {
    EMBEDDED.get_file(name).and_then(include_dir::File::contents_utf8).unwrap_or_default()
}

fn collect(dir: &Dir<'static>, files: &mut Vec<FeatureFile>) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8().filter(|_| is_feature(file.path())) {
            files.push(FeatureFile { path: slashes(file.path()), text: text.to_owned() });
        }
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

fn walk(path: &Path, base: &Path, depth: usize, files: &mut Vec<FeatureFile>) -> Result<(), SourceError> {
    let failed = |source| SourceError::Read { path: path.to_path_buf(), source };
    if fs::metadata(path).map_err(failed)?.is_file() {
        if is_feature(path) {
            let text = fs::read_to_string(path).map_err(failed)?;
            files.push(FeatureFile { path: slashes(path.strip_prefix(base).unwrap_or(path)), text });
        }
        return Ok(());
    }
    if depth >= DEPTH_LIMIT {
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(failed)? {
        walk(&entry.map_err(failed)?.path(), base, depth + 1, files)?;
    }
    Ok(())
}

fn is_feature(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("feature"))
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
