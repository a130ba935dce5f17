//! The lines of the runner protocol.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::run::Item;
use super::super::{Answer, Family};
use crate::protocol::version::ProtocolVersion;

/// Number of the protocol; raised when a runner of the old one would misread the new one.
pub const PROTOCOL: u32 = 1;

/// How a runner introduces itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Hello {
    /// The protocol it speaks.
    pub protocol: u32,
    /// Name of the implementation.
    pub name: String,
    /// Its version.
    #[serde(default)]
    pub version: String,
    /// Families it does; absent: every one.
    #[serde(default)]
    pub families: Option<Vec<String>>,
    /// Protocol versions (dates) it does; absent: every one.
    #[serde(default)]
    pub versions: Option<Vec<String>>,
    /// How many cases it takes before it has to have answered the first.
    #[serde(default = "one")]
    pub window: usize,
}

const fn one() -> usize {
    1
}

impl Hello {
    /// Whether it does a family at a version.
    #[must_use]
    pub fn claims(&self, family: Family, version: ProtocolVersion) -> bool {
        let names = |list: &Option<Vec<String>>, name: &str| {
            list.as_ref().is_none_or(|list| list.iter().any(|one| one == name))
        };
        names(&self.families, family.name()) && names(&self.versions, version.date())
    }

    /// Name and version, for people.
    #[must_use]
    pub fn title(&self) -> String {
        if self.version.is_empty() { self.name.clone() } else { format!("{} {}", self.name, self.version) }
    }
}

/// The greeting.
pub(super) fn greeting() -> String {
    let hello = json!({ "protocol": PROTOCOL, "tool": "ucp-assay", "version": env!("CARGO_PKG_VERSION") });
    json!({ "hello": hello }).to_string()
}

/// One case.
pub(super) fn case(item: &Item<'_>) -> String {
    json!({
        "id": item.name(),
        "family": item.family.name(),
        "version": item.version.date(),
        "input": item.vector.input,
    })
    .to_string()
}

#[derive(Deserialize)]
struct HelloLine {
    hello: Hello,
}

/// Reads the answer to the greeting.
pub(super) fn hello(line: &[u8]) -> Result<Hello, String> {
    let HelloLine { hello } = serde_json::from_slice(line).map_err(|error| {
        format!(
            "expected {{\"hello\": {{\"protocol\": {PROTOCOL}, \"name\": …}}}}, not {}: {error}",
            brief(line)
        )
    })?;
    if hello.protocol != PROTOCOL {
        return Err(format!("it speaks protocol {}, this program {PROTOCOL}", hello.protocol));
    }
    Ok(hello)
}

#[derive(Deserialize)]
struct AnswerLine {
    id: String,
    result: Word,
    #[serde(default)]
    output: Value,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Valid,
    Invalid,
    Unsupported,
    Error,
}

/// Reads one answer.
pub(super) fn answer(line: &[u8]) -> Result<(String, Answer), String> {
    let answer: AnswerLine =
        serde_json::from_slice(line).map_err(|error| format!("not an answer: {}: {error}", brief(line)))?;
    let said = match answer.result {
        Word::Valid => Answer::Valid(answer.output),
        Word::Invalid => Answer::Invalid(answer.output),
        Word::Unsupported => Answer::Unsupported,
        Word::Error => Answer::Broken(format!("the runner's own error: {}", answer.message)),
    };
    Ok((answer.id, said))
}

/// The beginning of a line, for complaints.
fn brief(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}
