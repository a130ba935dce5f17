//! Asking a runner in any language: JSON lines over its standard input and output. The protocol is
//! described in `vectors/PROTOCOL.md`.
//!
//! A runner that dies, hangs or talks nonsense costs nobody else's answer: it is started again, the
//! cases that were under way are asked one at a time, and the one that brought it down is marked.

mod process;
mod wire;

use std::collections::VecDeque;
use std::time::Duration;

use super::Answer;
use super::run::Item;
use process::{Process, Trouble};
pub use wire::{Hello, PROTOCOL};

/// Restarts in a row, without an answer in between, after which a runner is given up.
const PATIENCE: usize = 5;

/// Most cases under way at once, whatever a runner asks for.
const WIDEST: usize = 256;

/// How to start a runner, and how long to wait for it.
#[derive(Clone, Debug)]
pub struct RunnerSettings {
    /// Program and arguments, split as a shell splits words; nothing else of a shell.
    pub command: String,
    /// Longest wait for one answer.
    pub timeout: Duration,
}

/// Why there is no run at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunnerError {
    /// The command line has no program, or quotes without an end.
    #[error("cannot split `{0}` into a program and its arguments")]
    Command(String),
    /// The program does not start.
    #[error("cannot start `{program}`: {reason}")]
    Start {
        /// The program.
        program: String,
        /// What the operating system says.
        reason: String,
    },
    /// It does not answer the greeting as the protocol says.
    #[error("the runner did not answer hello: {0}")]
    Hello(String),
}

/// A runner that greeted, and what it answered.
#[derive(Debug)]
pub struct Asked {
    /// How it introduced itself.
    pub hello: Hello,
    /// One answer per item.
    pub answers: Vec<Answer>,
    /// How often it had to be started again.
    pub restarts: usize,
}

/// Starts a runner and asks it every item.
///
/// # Errors
/// [`RunnerError`] when it never starts; everything later is an answer.
pub fn ask(settings: &RunnerSettings, items: &[Item<'_>]) -> Result<Asked, RunnerError> {
    let (process, hello) = Process::start(settings)?;
    let mut session = Session {
        settings,
        items,
        window: hello.window.clamp(1, WIDEST),
        answers: items.iter().map(|item| unsupported(&hello, item)).collect(),
        restarts: 0,
        silent: 0,
    };
    session.run(process);
    let answer =
        |answer: Option<Answer>| answer.unwrap_or_else(|| Answer::NotAsked("never asked".to_owned()));
    Ok(Asked {
        hello,
        answers: session.answers.into_iter().map(answer).collect(),
        restarts: session.restarts,
    })
}

/// What a runner does not claim is not asked.
fn unsupported(hello: &Hello, item: &Item<'_>) -> Option<Answer> {
    (!hello.claims(item.family, item.version)).then_some(Answer::Unsupported)
}

struct Session<'s> {
    settings: &'s RunnerSettings,
    items: &'s [Item<'s>],
    window: usize,
    answers: Vec<Option<Answer>>,
    restarts: usize,
    /// Restarts since the last answer.
    silent: usize,
}

impl Session<'_> {
    fn run(&mut self, process: Process) {
        let mut process = Some(process);
        let mut waiting: VecDeque<usize> =
            (0..self.items.len()).filter(|index| self.answers[*index].is_none()).collect();
        let mut suspects = VecDeque::new();
        while !(waiting.is_empty() && suspects.is_empty()) {
            let Some(mut running) = process.take().or_else(|| self.restart()) else {
                return self.give_up();
            };
            // Suspects go one at a time, so that the culprit is known.
            let (queue, window) =
                if suspects.is_empty() { (&mut waiting, self.window) } else { (&mut suspects, 1) };
            match self.converse(&mut running, queue, window) {
                Ok(()) => process = Some(running),
                Err((trouble, under_way)) => {
                    running.kill();
                    self.blame(&trouble, &under_way, &mut suspects);
                }
            }
        }
        if let Some(process) = process {
            process.finish();
        }
    }

    /// Sends and receives until the queue is empty. On trouble: what it was, and what was under way.
    fn converse(
        &mut self,
        process: &mut Process,
        queue: &mut VecDeque<usize>,
        window: usize,
    ) -> Result<(), (Trouble, Vec<usize>)> {
        let mut under_way: Vec<usize> = Vec::new();
        loop {
            while under_way.len() < window
                && let Some(index) = queue.pop_front()
            {
                process.send(&wire::case(&self.items[index]));
                under_way.push(index);
            }
            if under_way.is_empty() {
                return Ok(());
            }
            let received = process.receive(self.settings.timeout).and_then(|line| {
                let (id, answer) = wire::answer(&line).map_err(Trouble::Nonsense)?;
                let asked = under_way.iter().position(|index| self.items[*index].name() == id);
                let unknown = || Trouble::Nonsense(format!("an answer to {id:?}, which was not asked"));
                Ok((under_way.swap_remove(asked.ok_or_else(unknown)?), answer))
            });
            match received {
                Ok((index, answer)) => {
                    self.silent = 0;
                    self.answers[index] = Some(answer);
                }
                Err(trouble) => return Err((trouble, under_way)),
            }
        }
    }

    /// One case under way is the culprit; of several nobody knows, so each is asked alone.
    fn blame(&mut self, trouble: &Trouble, under_way: &[usize], suspects: &mut VecDeque<usize>) {
        match under_way {
            [culprit] => self.answers[*culprit] = Some(Answer::Broken(trouble.to_string())),
            several => suspects.extend(several),
        }
    }

    fn restart(&mut self) -> Option<Process> {
        while self.silent < PATIENCE {
            self.silent += 1;
            self.restarts += 1;
            if let Ok((process, _)) = Process::start(self.settings) {
                return Some(process);
            }
        }
        None
    }

    fn give_up(&mut self) {
        let reason = format!("the runner was given up after {PATIENCE} restarts without an answer");
        for answer in self.answers.iter_mut().filter(|answer| answer.is_none()) {
            *answer = Some(Answer::NotAsked(reason.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
