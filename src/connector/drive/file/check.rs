//! What a schema cannot say: which keys belong to which kind, which variables are known where, that
//! pointers are pointers and secrets are not written down.

use serde_json::Value;

use super::model::{DriverFile, Operation};
use super::secrets;
use super::template::{Piece, Template};
use super::variable::{self, VARIABLES, When};
use crate::connector::drive::fleet::{Kind, Restart};
use crate::document::{Document, Problem, closest};
use crate::protocol::version::ProtocolVersion;

/// Where a template stands.
#[derive(Clone, Copy)]
enum Site {
    /// In what starts the connector.
    Start(Restart),
    /// In a call before the first action, or something rendered once per scenario.
    Scenario,
    /// In the call of an operation.
    Call(Operation),
}

/// Every mistake.
pub(super) fn mistakes(file: &DriverFile, document: &Document) -> Vec<Problem> {
    let mut check = Check { file, document, problems: Vec::new() };
    check.kind();
    check.operations();
    check.templates();
    check.environment();
    check.pointers();
    check.versions();
    check.problems
}

struct Check<'a> {
    file: &'a DriverFile,
    document: &'a Document,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn add(
        &mut self,
        pointer: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let problem = self.document.problem(pointer, found.into(), expected.into(), fix.into());
        self.problems.push(problem);
    }

    fn has(&self, key: &str) -> bool {
        self.document.value.get(key).is_some()
    }

    /// Keys that the kind needs, and keys it has no use for.
    fn kind(&mut self) {
        let kind = self.document.value.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        let (needed, useless): (&[&str], &[&str]) = match self.file.kind {
            Kind::McpStdio => (&["argv"], &["url", "stdout", "ok_exit", "ok_text", "escalation"]),
            Kind::McpHttp => (&["url"], &["stdout", "ok_exit", "ok_text", "escalation"]),
            Kind::Exec => (&["argv"], &["url"]),
            Kind::Shim => (&["argv", "url"], &["stdout", "ok_exit", "ok_text", "escalation"]),
            Kind::Reference => (&[], &[]),
        };
        if !needed.is_empty() && !needed.iter().any(|key| self.has(key)) {
            let names = needed.join("` or `");
            self.add(
                "/kind",
                format!("no `{names}`"),
                format!("`{names}`, which {kind} needs"),
                format!("Add `{names}`."),
            );
        }
        for key in useless.iter().filter(|key| self.has(key)).collect::<Vec<_>>() {
            let found = format!("`{key}`");
            self.add(&format!("/{key}"), found, format!("a key that {kind} has a use for"), "Remove it.");
        }
        if self.has("argv") && self.file.argv.is_empty() {
            self.add("/argv", "an empty list", "the program and its arguments", "Name the program.");
        }
    }

    fn operations(&mut self) {
        let has = |one| self.file.operations.contains_key(&one);
        if !has(Operation::Create) && !has(Operation::Flow) {
            let expected = "`create`, or `flow` for a connector that only shops as a whole";
            self.add("/operations", "no `create`", expected, "Add `create`: the call that opens a checkout.");
        }
        let operations: Vec<Operation> = self.file.operations.keys().copied().collect();
        for operation in operations {
            self.call(&format!("/operations/{}", operation.name()), Some(operation));
        }
        for at in 0..self.file.setup.len() {
            self.call(&format!("/setup/{at}"), None);
        }
    }

    /// Keys of one call.
    fn call(&mut self, pointer: &str, operation: Option<Operation>) {
        let Some(call) = self.document.value.pointer(pointer).and_then(Value::as_object) else { return };
        let spawns = call.get("spawn") == Some(&Value::Bool(true));
        let (needed, useless): (&[&str], &[&str]) = match self.file.kind {
            Kind::McpStdio => (if spawns { &[] } else { &["tool"] }, &["argv", "op", "ok_text"]),
            Kind::McpHttp => (&["tool"], &["argv", "op", "ok_text", "spawn"]),
            Kind::Exec => (&["argv"], &["tool", "op", "arguments", "spawn"]),
            Kind::Shim => (&[], &["tool", "argv", "ok_text"]),
            Kind::Reference => (&[], &[]),
        };
        let missing: Vec<&&str> = needed.iter().filter(|key| !call.contains_key(**key)).collect();
        let odd: Vec<&&str> = useless.iter().filter(|key| call.contains_key(**key)).collect();
        for key in missing {
            self.add(pointer, format!("no `{key}`"), format!("a call with `{key}`"), format!("Add `{key}`."));
        }
        for key in odd {
            let found = format!("`{key}`");
            self.add(&format!("{pointer}/{key}"), found, "a key that this kind has a use for", "Remove it.");
        }
        if spawns && (operation != Some(Operation::Discover) || self.file.restart == Restart::PerRun) {
            let expected = "`spawn` with `discover` of a connector that is started for every scenario";
            self.add(
                &format!("{pointer}/spawn"),
                "`spawn: true`",
                expected,
                "Remove it, or use `restart: per-test`.",
            );
        }
    }

    fn templates(&mut self) {
        let start = Site::Start(self.file.restart);
        for key in ["argv", "cwd", "url", "env"] {
            self.walk(&format!("/{key}"), start);
        }
        self.walk("/webhook/url", Site::Scenario);
        self.walk("/escalation/file", Site::Scenario);
        for at in 0..self.file.setup.len() {
            self.walk(&format!("/setup/{at}"), Site::Scenario);
        }
        let operations: Vec<Operation> = self.file.operations.keys().copied().collect();
        for operation in operations {
            for key in ["argv", "arguments"] {
                self.walk(&format!("/operations/{}/{key}", operation.name()), Site::Call(operation));
            }
        }
    }

    /// Every text below a place.
    fn walk(&mut self, pointer: &str, site: Site) {
        let Some(value) = self.document.value.pointer(pointer) else { return };
        match value.clone() {
            Value::String(text) => self.text(pointer, &text, site),
            Value::Array(items) => {
                for at in 0..items.len() {
                    self.walk(&format!("{pointer}/{at}"), site);
                }
            }
            Value::Object(members) => {
                if members.contains_key("$json") && members.len() > 1 {
                    let expected = "`$json` as the only member";
                    self.add(pointer, "`$json` beside other members", expected, "Move the others inside.");
                }
                for name in members.keys() {
                    let step = name.replace('~', "~0").replace('/', "~1");
                    self.walk(&format!("{pointer}/{step}"), site);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, pointer: &str, text: &str, site: Site) {
        if secrets::is_key(text) {
            self.written_down(pointer);
            return;
        }
        match Template::text(text) {
            Err(error) => {
                let expected = "text in which `${name}` stands for a value";
                self.add(
                    pointer,
                    error.to_string(),
                    expected,
                    "Close it, or write `$${` for a literal `${`.",
                );
            }
            Ok(Template::Text(pieces)) => {
                for piece in pieces {
                    if let Piece::Variable { name, .. } = piece {
                        self.variable(pointer, &name, site);
                    }
                }
            }
            Ok(Template::Literal(_) | Template::List(_) | Template::Mapping(_) | Template::Json(_)) => {}
        }
    }

    fn variable(&mut self, pointer: &str, name: &str, site: Site) {
        if let Some((source @ ("secret" | "env"), variable)) = name.split_once(':') {
            return self.of_environment(pointer, source, variable);
        }
        let Some(row) = variable::find(name) else {
            let known: Vec<&str> =
                VARIABLES.iter().filter(|row| is_known(row.when, site)).map(|row| row.name).collect();
            let fix = match closest(name, &known) {
                Some(near) => format!("Did you mean `${{{near}}}`?"),
                None => "Use one of these, `${env:NAME}` or `${secret:NAME}`.".to_owned(),
            };
            let expected = format!("one of: {}", known.join(", "));
            return self.add(pointer, format!("`${{{name}}}` is no variable"), expected, fix);
        };
        if !is_known(row.when, site) {
            let (expected, fix) = match (row.when, site) {
                (When::Scenario, Site::Start(Restart::PerRun)) => (
                    "what is the same for the whole run, since the connector is started once".to_owned(),
                    "Use `restart: per-test`, or name it in the operations.".to_owned(),
                ),
                (When::Calls(operations), _) => {
                    let names: Vec<&str> = operations.iter().map(|one| one.name()).collect();
                    let names = names.join(", ");
                    (format!("`${{{name}}}` in calls of {names}"), "Move or remove it.".to_owned())
                }
                (When::Run | When::Scenario, _) => ("another place".to_owned(), "Move it.".to_owned()),
            };
            self.add(pointer, format!("`${{{name}}}` is not known here"), expected, fix);
        }
    }

    fn of_environment(&mut self, pointer: &str, source: &str, name: &str) {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if name.is_empty()
            || name.starts_with(|first: char| first.is_ascii_digit())
            || !name.bytes().all(legal)
        {
            let found = format!("`${{{source}:{name}}}`");
            self.add(pointer, found, "the name of an environment variable", "Use letters, digits and `_`.");
        }
        if source == "secret" && (pointer.contains("/argv") || pointer == "/cwd") {
            let expected = "secrets in `env` or `arguments`";
            let fix = "Hand it over by an environment variable: a command line is seen by everybody.";
            self.add(pointer, format!("`${{secret:{name}}}` in a command line"), expected, fix);
        }
    }

    fn written_down(&mut self, pointer: &str) {
        let expected = "no secret: driver files are shared";
        let fix = "Write `${secret:NAME}` and set NAME in the environment.";
        self.add(pointer, "a literal that looks like a key", expected, fix);
    }

    fn environment(&mut self) {
        let plain = |value: &str| !value.is_empty() && !value.contains("${");
        let named: Vec<String> = self
            .file
            .env
            .iter()
            .filter(|(name, value)| secrets::is_secret_name(name) && value.as_deref().is_some_and(plain))
            .map(|(name, _)| name.clone())
            .collect();
        for name in named {
            self.written_down(&format!("/env/{name}"));
        }
    }

    fn pointers(&mut self) {
        let named: Vec<(String, String)> = self
            .file
            .results
            .named()
            .iter()
            .flat_map(|(name, list)| {
                list.iter()
                    .enumerate()
                    .map(move |(at, pointer)| (format!("/results/{name}/{at}"), pointer.clone()))
            })
            .collect();
        let conditions = self.file.error_when.iter().enumerate();
        let conditions =
            conditions.map(|(at, one)| (format!("/error_when/{at}/pointer"), one.pointer.clone()));
        let hooks = self.file.escalation.iter().flat_map(|one| one.continue_url.iter().enumerate());
        let hooks = hooks.map(|(at, pointer)| (format!("/escalation/continue_url/{at}"), pointer.clone()));
        let all: Vec<(String, String)> = named.into_iter().chain(conditions).chain(hooks).collect();
        for (place, pointer) in all.into_iter().filter(|(_, pointer)| !is_pointer(pointer)) {
            let expected = "a JSON pointer: empty, or steps that begin with `/`";
            self.add(
                &place,
                format!("`{pointer}`"),
                expected,
                format!("Write `/{}`.", pointer.replace('.', "/")),
            );
        }
    }

    fn versions(&mut self) {
        let unknown: Vec<(usize, String)> = self
            .file
            .expects
            .versions
            .iter()
            .enumerate()
            .filter(|(_, date)| ProtocolVersion::parse(date).is_none())
            .map(|(at, date)| (at, date.clone()))
            .collect();
        let url = self.file.expects.profile_url.clone();
        if url.is_some_and(|url| url::Url::parse(&url).is_err()) {
            self.add("/expects/profile_url", "no URL", "an https URL without a port", "Correct it.");
        }
        for (at, date) in unknown {
            let known: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
            let expected = format!("a version this program knows: {}", known.join(", "));
            self.add(&format!("/expects/versions/{at}"), format!("`{date}`"), expected, "Name one of these.");
        }
    }
}

fn is_known(when: When, site: Site) -> bool {
    match (when, site) {
        (When::Run, _) | (When::Scenario, Site::Scenario | Site::Call(_) | Site::Start(Restart::PerTest)) => {
            true
        }
        (When::Calls(operations), Site::Call(operation)) => operations.contains(&operation),
        (When::Scenario, Site::Start(Restart::PerRun))
        | (When::Calls(_), Site::Start(_) | Site::Scenario) => false,
    }
}

fn is_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes
}
