//! The standard streams for protocols: read on the thread pool, without the buffer of lines that prints
//! share.

use std::io;

use tokio::fs::File;

/// Standard input and output, each as a file of its own.
///
/// # Errors
/// When the system cannot share them.
pub fn standard() -> io::Result<(File, File)> {
    Ok((File::from_std(input()?), File::from_std(output()?)))
}

/// The standard input as a file of its own: read on the thread pool, without the line buffer.
fn input() -> io::Result<std::fs::File> {
    #[cfg(unix)]
    let owned = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(owned.into())
}

/// The standard output as a file of its own.
fn output() -> io::Result<std::fs::File> {
    #[cfg(unix)]
    let owned = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(owned.into())
}
