//! Generated files on disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One way in which a folder is not what the generator makes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// A file is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file has other content.
    #[error("{file} differs from what the generator makes, first in line {line}")]
    Changed {
        /// The file.
        file: String,
        /// The first line that differs.
        line: usize,
    },
    /// A vector file that no generator makes.
    #[error("{0} is made by no generator")]
    Foreign(String),
}

/// Writes the files below a folder.
///
/// # Errors
/// The folder cannot be written to; the path says where.
pub fn write(folder: &Path, files: &BTreeMap<String, String>) -> Result<(), (PathBuf, io::Error)> {
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| (parent.to_path_buf(), error))?;
        fs::write(&path, text).map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

/// Everything that differs between the files and a folder. Schemas, recipes and prose beside the
/// vectors are not generated and not looked at.
#[must_use]
pub fn check(folder: &Path, files: &BTreeMap<String, String>) -> Vec<Difference> {
    let mut differences: Vec<Difference> =
        files.iter().filter_map(|(name, text)| differs(&folder.join(name), name, text)).collect();
    let families = files.keys().filter_map(|name| name.split_once('/').map(|(family, _)| family));
    let mut families: Vec<&str> = families.collect();
    families.dedup();
    for family in families {
        for entry in fs::read_dir(folder.join(family)).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let name = format!("{family}/{file}");
            let is_vectors = Path::new(&file).extension().is_some_and(|extension| extension == "json");
            if is_vectors && file != "schema.json" && !files.contains_key(&name) {
                differences.push(Difference::Foreign(name));
            }
        }
    }
    differences
}

fn differs(path: &Path, name: &str, text: &str) -> Option<Difference> {
    let Ok(found) = fs::read_to_string(path) else { return Some(Difference::Missing(name.to_owned())) };
    if found == text {
        return None;
    }
    let same = found.lines().zip(text.lines()).take_while(|(one, other)| one == other).count();
    Some(Difference::Changed { file: name.to_owned(), line: same + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_found_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let files = BTreeMap::from([
            ("a/any.json".to_owned(), "1\n2\n".to_owned()),
            ("b/any.json".to_owned(), "1\n".to_owned()),
        ]);
        write(folder.path(), &files).unwrap();
        assert_eq!(check(folder.path(), &files), []);
        fs::write(folder.path().join("a/any.json"), "1\n3\n").unwrap();
        fs::write(folder.path().join("a/more.json"), "").unwrap();
        fs::write(folder.path().join("a/schema.json"), "").unwrap();
        fs::remove_file(folder.path().join("b/any.json")).unwrap();
        let found = check(folder.path(), &files);
        assert_eq!(
            found,
            [
                Difference::Changed { file: "a/any.json".to_owned(), line: 2 },
                Difference::Missing("b/any.json".to_owned()),
                Difference::Foreign("a/more.json".to_owned()),
            ]
        );
    }
}
