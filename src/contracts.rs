//! Contracts from a folder (`--contracts DIR`): one like ours, or an official release tree unchanged. The disk is read here,
//! once; nothing below the edges touches it.

use crate::protocol::contract::{Contract, ContractError, Files};
use crate::protocol::version::ProtocolVersion;
use std::path::Path;

/// The folder an official release tree keeps its schemas under.
const OFFICIAL_PREFIX: &str = "source";
/// Folders of a contract.
const FOLDERS: [&str; 3] = ["schemas", "discovery", "services"];
/// Data files that a folder may bring along.
const DATA_FILES: [&str; 3] = ["operations.json", "codes.json", "requirements.json"];
/// No contract file is larger than this many bytes.
const FILE_LIMIT: u64 = 4 * 1024 * 1024;
/// Folders nest no deeper than this.
const DEPTH_LIMIT: usize = 8;

/// The contract in a folder. Data files it does not have are taken from the embedded contract.
///
/// # Errors
/// Any [`ContractError`] of reading: no schemas there, an unreadable or malformed file.
pub fn open(version: ProtocolVersion, folder: &Path) -> Result<Contract, ContractError> {
    Contract::from_files(version, files(folder)?)
}

/// The files of a folder.
fn files(folder: &Path) -> Result<Files, ContractError> {
    let official = folder.join(OFFICIAL_PREFIX);
    let root = if folder.join("schemas").is_dir() { folder } else { &official };
    if !root.join("schemas").is_dir() {
        return Err(ContractError::NotAContract { directory: folder.display().to_string() });
    }
    let mut found = Vec::new();
    for name in FOLDERS {
        read_folder(&root.join(name), name, DEPTH_LIMIT, &mut found)?;
    }
    for name in DATA_FILES {
        let path = folder.join(name);
        if path.is_file() {
            found.push((name.to_owned(), read_file(&path, name)?));
        }
    }
    Ok(found.into_iter().collect())
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    depth: usize,
    into: &mut Vec<(String, Vec<u8>)>,
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
            let bytes = read_file(&path, &relative)?;
            into.push((relative, bytes));
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

#[cfg(test)]
mod tests;
