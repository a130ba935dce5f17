//! One process of a runner.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::wire::{self, Hello};
use super::{RunnerError, RunnerSettings};

/// Longest line of a runner, in bytes.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// How much of a runner's complaints is kept, in bytes.
const COMPLAINTS: usize = 2000;

/// Longest wait for the greeting: interpreters start slowly.
const GREETING: Duration = Duration::from_secs(30);

/// Longest wait for a runner whose input was closed.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why a process is of no use any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// It ended.
    #[error("the runner ended: {0}")]
    Ended(String),
    /// It did not answer in time.
    #[error("no answer within {0:?}")]
    Silent(Duration),
    /// It said something the protocol does not have.
    #[error("{0}")]
    Nonsense(String),
}

#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Lines to the runner, written by a thread of their own: a runner that does not read must not
    /// block its asker.
    input: Option<Sender<String>>,
    /// Lines of the runner; an error for one that is too long.
    output: Receiver<Result<Vec<u8>, String>>,
    complaints: Arc<Mutex<Vec<u8>>>,
    /// Disconnects when the last complaint was read.
    silence: Receiver<()>,
}

impl Process {
    /// Starts it and exchanges greetings.
    pub(super) fn start(settings: &RunnerSettings) -> Result<(Self, Hello), RunnerError> {
        let words = shlex::split(&settings.command).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| RunnerError::Command(settings.command.clone()))?;
        let start = |reason: String| RunnerError::Start { program: words[0].clone(), reason };
        let child = own_group(Command::new(&words[0]).args(&words[1..]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut process = Self::around(child.map_err(|error| start(error.to_string()))?)
            .ok_or_else(|| start("no pipes".to_owned()))?;
        process.send(&wire::greeting());
        let line = process.receive(GREETING);
        let hello = line.map_err(|trouble| trouble.to_string()).and_then(|line| wire::hello(&line));
        match hello {
            Ok(hello) => Ok((process, hello)),
            Err(reason) => {
                process.kill();
                Err(RunnerError::Hello(reason))
            }
        }
    }

    fn around(mut child: Child) -> Option<Self> {
        let (mut stdin, stdout, stderr) = (child.stdin.take()?, child.stdout.take()?, child.stderr.take()?);
        let (input, lines) = channel::<String>();
        thread::spawn(move || {
            for line in lines {
                // A runner that is gone shows at its output.
                if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let silence = listen_to_complaints(stderr, Arc::clone(&complaints));
        Some(Self { child, input: Some(input), output: listen(stdout), complaints, silence })
    }

    pub(super) fn send(&self, line: &str) {
        if let Some(input) = &self.input {
            // The writer ends when the runner does, which shows at the output.
            let _gone = input.send(format!("{line}\n"));
        }
    }

    /// The next line that is not empty.
    pub(super) fn receive(&mut self, timeout: Duration) -> Result<Vec<u8>, Trouble> {
        let until = Instant::now() + timeout;
        loop {
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Ok(line)) if line.trim_ascii().is_empty() => {}
                Ok(Ok(line)) => return Ok(line),
                Ok(Err(reason)) => return Err(Trouble::Nonsense(reason)),
                Err(RecvTimeoutError::Timeout) => return Err(Trouble::Silent(timeout)),
                Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Ended(self.last_words())),
            }
        }
    }

    /// How it ended, with the end of what it complained about.
    fn last_words(&mut self) -> String {
        let status = match self.wait_for(FAREWELL) {
            Some(status) => status.to_string(),
            None => "it closed its output".to_owned(),
        };
        // What it said last may still be on its way.
        let _ended = self.silence.recv_timeout(FAREWELL);
        let complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&complaints);
        let text = crate::exchange::redact_text(text.trim());
        if text.is_empty() { status } else { format!("{status}; it said: {text}") }
    }

    fn wait_for(&mut self, patience: Duration) -> Option<std::process::ExitStatus> {
        let until = Instant::now() + patience;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(5)),
                Ok(None) | Err(_) => return None,
            }
        }
    }

    /// Ends it at once.
    pub(super) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        end_group(&self.child);
        // Gone already is as good.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }

    /// Lets it end by itself; its input closes.
    pub(super) fn finish(mut self) {
        self.input = None;
        if self.wait_for(FAREWELL).is_none() {
            self.end();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            self.end();
        }
    }
}

/// A thread that reads lines, each of bounded length.
fn listen(stdout: ChildStdout) -> Receiver<Result<Vec<u8>, String>> {
    let (lines, output) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        loop {
            let mut line = Vec::new();
            let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
            match read {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let whole = line.ends_with(b"\n") || (line.len() as u64) < LONGEST_LINE;
            let sent = if whole { Ok(line) } else { Err(format!("a line beyond {LONGEST_LINE} bytes")) };
            if lines.send(sent).is_err() || !whole {
                return;
            }
        }
    });
    output
}

/// A thread that keeps the end of what a runner complains about.
fn listen_to_complaints(mut stderr: ChildStderr, kept: Arc<Mutex<Vec<u8>>>) -> Receiver<()> {
    let (listening, silence) = channel();
    thread::spawn(move || {
        let _listening = listening;
        let mut chunk = [0; 1024];
        while let Ok(read @ 1..) = stderr.read(&mut chunk) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(&chunk[..read]);
            let surplus = kept.len().saturating_sub(COMPLAINTS);
            kept.drain(..surplus);
        }
    });
    silence
}

/// Lets a runner lead a process group of its own, so that what it starts ends with it.
fn own_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

/// Ends everything a runner started.
#[cfg_attr(not(unix), expect(unused_variables, reason = "process groups are of unix"))]
fn end_group(child: &Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}
