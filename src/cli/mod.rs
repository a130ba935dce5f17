//! The command line.

pub mod report;

use crate::exit_code::Exit;
use std::ffi::OsString;

/// Runs the program with these arguments (the first is the program's name).
pub fn run(_arguments: impl IntoIterator<Item = OsString>) -> Exit {
    Exit::Usage
}
