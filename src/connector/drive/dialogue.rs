//! A conversation in JSON lines with a child process: questions go to its input, lines of its output are
//! sorted into answers, questions of its own, and stray output.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::child::{Group, Launch, Running};
use super::observed::Observed;
use super::trouble::Trouble;

/// Longest line, in bytes.
const LONGEST_LINE: usize = 4 * 1024 * 1024;
/// Most lines on their way to the input.
const ON_THE_WAY: usize = 64;
/// Longest wait for a process whose output ended.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a line is.
pub(super) enum Sorted {
    /// The answer to the question of that number, or to the oldest one open.
    Answer(Option<u64>),
    /// A question; what is answered.
    Question(Value),
    /// Something told, to which nothing is said.
    Notice,
    /// No message at all.
    Stray,
}

/// Says what a line of JSON is.
pub(super) type Sort = fn(&Value) -> Sorted;

/// A conversation. Ends the process and all it started when dropped.
pub(super) struct Dialogue {
    lines: mpsc::Sender<String>,
    open: Arc<Open>,
    observed: Observed,
    group: Arc<Group>,
    tail: super::child::Tail,
    writing: JoinHandle<()>,
    reading: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

/// The questions without an answer.
#[derive(Default)]
struct Open {
    state: Mutex<State>,
    /// It was told to end.
    closing: AtomicBool,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(Option<u64>, oneshot::Sender<Value>)>,
    over: Option<Trouble>,
}

impl Open {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands an answer to whoever asked. Says whether somebody had, though he may have given up.
    fn answer(&self, number: Option<u64>, answer: Value) -> bool {
        let mut state = self.lock();
        let at = match number {
            None => (!state.waiting.is_empty()).then_some(0),
            number => state.waiting.iter().position(|(asked, _)| *asked == number),
        };
        let asked = at.and_then(|at| state.waiting.remove(at));
        asked.map(|(_, sender)| sender.send(answer)).is_some()
    }

    /// No more answers will come.
    fn end(&self, trouble: Trouble) {
        let mut state = self.lock();
        state.over.get_or_insert(trouble);
        state.waiting.clear();
    }
}

impl Dialogue {
    /// Starts the process.
    pub(super) fn open(launch: &Launch, sort: Sort, observed: Observed) -> Result<Self, String> {
        let mut running = launch.start()?;
        let input = running.input.take().ok_or("no input")?;
        let (lines, queue) = mpsc::channel(ON_THE_WAY);
        let open = Arc::new(Open::default());
        let (group, tail) = (Arc::clone(&running.group), running.tail.clone());
        let writing = tokio::spawn(write(input, queue));
        let listener =
            Listener { open: Arc::clone(&open), observed: observed.clone(), sort, lines: lines.downgrade() };
        let reading = tokio::sync::Mutex::new(Some(tokio::spawn(listener.read(running))));
        Ok(Self { lines, open, observed, group, tail, writing, reading })
    }

    /// Asks and waits for the answer.
    pub(super) async fn ask(
        &self,
        number: Option<u64>,
        question: &Value,
        patience: Duration,
    ) -> Result<Value, Trouble> {
        let (sender, answer) = oneshot::channel();
        {
            let mut state = self.open.lock();
            if let Some(trouble) = &state.over {
                return Err(trouble.clone());
            }
            state.waiting.push_back((number, sender));
        }
        let asking = async {
            self.tell(question).await;
            answer.await
        };
        match tokio::time::timeout(patience, asking).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(self.over().unwrap_or_else(|| Trouble::Ended("its output ended".to_owned()))),
            Err(_) => {
                self.observed.silent();
                Err(Trouble::Silent(patience))
            }
        }
    }

    /// Says something to which nothing is answered.
    pub(super) async fn tell(&self, message: &Value) {
        // A process that is gone shows at its output.
        let _gone = self.lines.send(format!("{message}\n")).await;
    }

    /// Why no more answers will come, when none will.
    pub(super) fn over(&self) -> Option<Trouble> {
        self.open.lock().over.clone()
    }

    /// The end of what it wrote to its standard error so far.
    pub(super) fn complaints(&self) -> String {
        self.tail.text()
    }

    /// Closes its input and lets it end; ends it when it does not.
    pub(super) async fn close(&self, patience: Duration) {
        self.open.closing.store(true, Ordering::SeqCst);
        self.writing.abort();
        let mut reading = self.reading.lock().await;
        if let Some(mut task) = reading.take()
            && tokio::time::timeout(patience, &mut task).await.is_err()
        {
            self.group.end();
            let _ended = tokio::time::timeout(patience, task).await;
        }
        self.observed.complaints(&self.tail.text());
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        self.open.closing.store(true, Ordering::SeqCst);
        self.group.end();
        self.writing.abort();
    }
}

async fn write(mut input: ChildStdin, mut queue: mpsc::Receiver<String>) {
    while let Some(line) = queue.recv().await {
        if input.write_all(line.as_bytes()).await.is_err() || input.flush().await.is_err() {
            return;
        }
    }
}

/// Reads the output until its end.
struct Listener {
    open: Arc<Open>,
    observed: Observed,
    sort: Sort,
    lines: mpsc::WeakSender<String>,
}

impl Listener {
    async fn read(self, mut running: Running) {
        let flood = {
            let mut output = BufReader::new(&mut running.output);
            loop {
                match line(&mut output).await {
                    Ok(Some(line)) => self.take(&line),
                    Ok(None) => break None,
                    Err(trouble) => break Some(trouble),
                }
            }
        };
        if flood.is_some() {
            running.group.end();
        }
        let how = running.ended(FAREWELL).await;
        self.observed.complaints(&running.tail.text());
        let clean = self.observed.clean(&how);
        if !self.open.closing.load(Ordering::SeqCst) {
            self.observed.exited(&how);
        }
        self.open.end(flood.unwrap_or(Trouble::Ended(clean)));
    }

    fn take(&self, line: &[u8]) {
        let text = line.trim_ascii();
        if text.is_empty() {
            return;
        }
        let Ok(message) = serde_json::from_slice::<Value>(text) else { return self.observed.stray(text) };
        match (self.sort)(&message) {
            Sorted::Answer(number) => {
                if !self.open.answer(number, message) {
                    self.observed.unasked();
                }
            }
            Sorted::Question(answer) => {
                if let Some(lines) = self.lines.upgrade() {
                    // Never waits: a process that does not read must not keep its output from being read.
                    let _full = lines.try_send(format!("{answer}\n"));
                }
            }
            Sorted::Notice => {}
            Sorted::Stray => self.observed.stray(text),
        }
    }
}

/// The next line, of bounded length; the last one may lack its end.
async fn line(output: &mut BufReader<&mut ChildStdout>) -> Result<Option<Vec<u8>>, Trouble> {
    let mut line = Vec::new();
    let most = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
    let read = output.take(most + 1).read_until(b'\n', &mut line).await;
    match read {
        Ok(0) | Err(_) => Ok(None),
        Ok(_) if line.len() > LONGEST_LINE => {
            Err(Trouble::TooMuch(format!("a line of more than {LONGEST_LINE} bytes")))
        }
        Ok(_) => Ok(Some(line)),
    }
}
