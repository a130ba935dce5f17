//! A child process in a process group of its own: what it starts ends with it, what it writes to its
//! standard error is kept as a bounded tail.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::watch;

/// How much of the standard error is kept, in bytes.
const TAIL: usize = 4 * 1024;
/// Longest wait for the last words of a process that ended.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What is started.
#[derive(Clone, Debug)]
pub(super) struct Launch {
    /// Program and arguments; never empty.
    pub(super) argv: Vec<String>,
    /// The whole environment.
    pub(super) env: Vec<(String, String)>,
    /// Working directory.
    pub(super) cwd: PathBuf,
}

/// A process that was started, with its streams.
pub(super) struct Running {
    pub(super) child: Child,
    pub(super) input: Option<ChildStdin>,
    pub(super) output: ChildStdout,
    pub(super) group: Arc<Group>,
    pub(super) tail: Tail,
}

impl Launch {
    /// Starts the process.
    pub(super) fn start(&self) -> Result<Running, String> {
        let (program, arguments) = self.argv.split_first().ok_or("no program is named")?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.cwd)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| self.unstartable(program, &error))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            return Err(format!("`{program}` has no pipes"));
        };
        let group = Arc::new(Group::of(&child));
        Ok(Running { child, input: Some(input), output, group, tail: Tail::of(errors) })
    }

    fn unstartable(&self, program: &str, error: &std::io::Error) -> String {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound if program.contains('/') => {
                format!("; there is no such file (working directory: {})", self.cwd.display())
            }
            std::io::ErrorKind::NotFound => {
                "; it is in no folder of PATH: install it, or put its folder there".to_owned()
            }
            std::io::ErrorKind::PermissionDenied => "; it cannot be executed".to_owned(),
            _ => String::new(),
        };
        format!("`{program}` does not start: {error}{hint}")
    }
}

impl Running {
    /// How the process ended; everything it left behind is ended too.
    pub(super) async fn ended(&mut self, patience: Duration) -> String {
        let waited = tokio::time::timeout(patience, self.child.wait()).await;
        self.group.end();
        let how = match waited {
            Ok(Ok(status)) => describe(status),
            Ok(Err(error)) => format!("it cannot be waited for: {error}"),
            Err(_) => {
                let _gone = self.child.kill().await;
                "it closed its output and went on".to_owned()
            }
        };
        let words = self.tail.last_words().await;
        if words.is_empty() { how } else { format!("{how}; it said: {words}") }
    }
}

/// An exit status in words.
pub(super) fn describe(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

/// The process group of a child. Dropped, it ends every process in it.
#[derive(Debug)]
pub(super) struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
    ended: AtomicBool,
}

impl Group {
    #[cfg_attr(not(unix), expect(unused_variables, reason = "process groups are of unix"))]
    fn of(child: &Child) -> Self {
        Self {
            #[cfg(unix)]
            leader: child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw),
            ended: AtomicBool::new(false),
        }
    }

    /// Ends every process of the group, once: later its number may be somebody else's.
    pub(super) fn end(&self) {
        if self.ended.swap(true, Ordering::SeqCst) {
            return;
        }
        #[cfg(unix)]
        if let Some(leader) = self.leader {
            // None left is as good.
            let _gone = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// The end of what a process writes to its standard error.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    kept: Arc<Mutex<Vec<u8>>>,
    silent: watch::Receiver<bool>,
}

impl Tail {
    fn of(mut errors: ChildStderr) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (silence, silent) = watch::channel(false);
        let into = Arc::clone(&kept);
        tokio::spawn(async move {
            let mut chunk = [0; 1024];
            while let Ok(read @ 1..) = errors.read(&mut chunk).await {
                let mut kept = into.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(chunk.get(..read).unwrap_or_default());
                let surplus = kept.len().saturating_sub(TAIL);
                kept.drain(..surplus);
            }
            let _nobody_waits = silence.send(true);
        });
        Self { kept, silent }
    }

    /// What is there now.
    pub(super) fn text(&self) -> String {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).trim().to_owned()
    }

    /// What is there once nothing more comes; processes it left behind may keep it open for ever.
    pub(super) async fn last_words(&mut self) -> String {
        drop(tokio::time::timeout(LAST_WORDS, self.silent.wait_for(|silent| *silent)).await);
        self.text()
    }
}
