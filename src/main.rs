//! The one binary: arguments in, exit code out.
#![forbid(unsafe_code)]

use std::process::ExitCode;

/// Allocator: faster than the system's on the signed pipeline.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ucp_assay::cli::run(std::env::args_os()).into()
}
