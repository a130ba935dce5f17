//! Connectors that are a command line per action.

use std::path::PathBuf;
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;
use tokio::io::AsyncReadExt;

use super::child::{Launch, Running, describe};
use super::engine::{Asked, Engine};
use super::file::{Escalation, Stdout};
use super::observed::Observed;
use super::reply::Reply;
use super::text::{ending, last_json_line, leading_json, shortened};
use super::trouble::Trouble;

/// Most bytes of a command's output.
const MOST: usize = 4 * 1024 * 1024;
/// Largest file that a hook leaves, in bytes.
const LARGEST_HOOK: u64 = 1024 * 1024;

/// A command, run anew for every action.
pub(super) struct Exec {
    pub(super) launch: Launch,
    pub(super) stdout: Stdout,
    pub(super) ok_exit: Vec<i32>,
    /// What a command that succeeded has printed, unless its call says something else.
    pub(super) ok_text: Option<String>,
    pub(super) escalation: Option<(PathBuf, Escalation)>,
    pub(super) observed: Observed,
}

/// How a command ended.
struct Ended {
    output: Vec<u8>,
    code: Option<i32>,
    how: String,
    complaints: String,
}

impl Exec {
    async fn run(&self, words: &[String], patience: Duration) -> Result<Ended, Trouble> {
        let argv = self.launch.argv.iter().chain(words).cloned().collect();
        let launch = Launch { argv, ..self.launch.clone() };
        let mut running = launch.start().map_err(Trouble::NotStarted)?;
        // A command that asks questions gets the end of its input for an answer.
        drop(running.input.take());
        let waited = tokio::time::timeout(patience, wait(&mut running)).await;
        self.observed.complaints(&running.tail.text());
        waited.unwrap_or_else(|_| {
            self.observed.silent();
            Err(Trouble::Silent(patience))
        })
    }

    fn read(&self, ended: &Ended) -> Result<Reply, Trouble> {
        let text = String::from_utf8_lossy(&ended.output).into_owned();
        let value = match self.stdout {
            Stdout::Json => serde_json::from_str(&text).ok(),
            Stdout::LeadingJson => leading_json(&text),
            Stdout::LastJsonLine => last_json_line(&text),
            Stdout::Text => None,
        };
        let failed = !ended.code.is_some_and(|code| self.ok_exit.contains(&code));
        if value.is_none() && !failed && self.stdout != Stdout::Text {
            let shown = self.observed.clean(&shortened(&text, 300));
            return Err(Trouble::Unreadable(format!("its output is no JSON: {shown:?}")));
        }
        let code = failed.then(|| ended.code.map_or("killed".to_owned(), |code| format!("exit_{code}")));
        let text = if failed && value.is_none() {
            format!("{}: {} {text}", ended.how, ended.complaints)
        } else {
            text
        };
        Ok(Reply { value: value.unwrap_or_default(), text, failed, code, continue_url: self.handed_over() })
    }

    /// Where the buyer goes on, as the hook of a command left it.
    fn handed_over(&self) -> Option<String> {
        let (path, escalation) = self.escalation.as_ref()?;
        let size = std::fs::metadata(path).ok()?.len();
        let text = if size > LARGEST_HOOK { None } else { std::fs::read_to_string(path).ok() };
        let left = leading_json(&text?)?;
        escalation.continue_url.iter().find_map(|pointer| left.pointer(pointer)?.as_str().map(str::to_owned))
    }
}

async fn wait(running: &mut Running) -> Result<Ended, Trouble> {
    let mut output = Vec::new();
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    // An output that breaks is one that ended.
    let _broken = (&mut running.output).take(most + 1).read_to_end(&mut output).await;
    if output.len() > MOST {
        running.group.end();
        return Err(Trouble::TooMuch(format!("more than {MOST} bytes")));
    }
    let status = running.child.wait().await.map_err(|error| Trouble::Ended(error.to_string()))?;
    running.group.end();
    let complaints = running.tail.last_words().await;
    Ok(Ended { output, code: status.code(), how: describe(status), complaints })
}

impl Engine for Exec {
    fn call<'a>(&'a self, asked: &'a Asked, patience: Duration) -> BoxFuture<'a, Result<Reply, Trouble>> {
        Box::pin(async move {
            if let Some((path, _)) = &self.escalation {
                // What is not there need not be removed.
                let _absent = std::fs::remove_file(path);
            }
            let ended = self.run(&asked.words, patience).await?;
            let mut reply = self.read(&ended)?;
            let wanted = asked.ok_text.as_ref().or(self.ok_text.as_ref());
            // Programs print for people on either stream.
            let said = |wanted: &str| reply.text.contains(wanted) || ended.complaints.contains(wanted);
            if let Some(wanted) = wanted.filter(|wanted| !said(wanted) && !reply.failed) {
                let shown = ending(&format!("{} {}", reply.text, ended.complaints), 500);
                reply.text = format!("{}, without {wanted:?}: {shown}", ended.how);
                reply.code = Some("text_missing".to_owned());
                reply.failed = true;
            }
            if reply.value == Value::Null && reply.failed && ended.code.is_none() {
                self.observed.exited(&ended.how);
            }
            Ok(reply)
        })
    }

    fn complaints(&self) -> Option<String> {
        None
    }

    fn is_alive(&self) -> bool {
        true
    }

    fn close(&self, _patience: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
