//! Reading driver files: everything wrong with one is told at once, with its place.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

use super::check;
use super::model::{Call, DriverFile, Operation};
use super::template::{Template, TemplateError};
use crate::document::{Document, DocumentError, Schema};

/// The schema as shipped.
const SCHEMA: &str = include_str!("../../../../drivers/schema.json");
/// What the file is, in words.
const SHAPE: &str = "a mapping with `driver`, `name`, `kind` and `operations`";
/// The same, for errors that concern all of it.
const EXPECTED: &str = "a driver as drivers/schema.json describes it";
/// Largest driver file, in bytes.
const LARGEST: u64 = 256 * 1024;

/// A driver file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DriverFileError {
    /// It cannot be read.
    #[error("cannot read the driver {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is wrong.
    #[error("{}", lines(.0))]
    Wrong(DocumentError),
}

/// One line per mistake, each with file and line.
fn lines(error: &DocumentError) -> String {
    let lines = error.problems.iter().map(|problem| format!("{}:{problem}", error.source_name));
    lines.collect::<Vec<_>>().join("\n")
}

/// A driver file that was checked, its templates compiled.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What it says.
    pub file: DriverFile,
    /// The folder it is in.
    pub folder: PathBuf,
    pub(in crate::connector::drive) start: Start,
    pub(in crate::connector::drive) setup: Vec<Compiled>,
    pub(in crate::connector::drive) calls: BTreeMap<Operation, Compiled>,
}

/// What starts a connector.
#[derive(Clone, Debug)]
pub(in crate::connector::drive) struct Start {
    pub(in crate::connector::drive) argv: Vec<Template>,
    pub(in crate::connector::drive) env: BTreeMap<String, Option<Template>>,
    pub(in crate::connector::drive) cwd: Option<Template>,
    pub(in crate::connector::drive) url: Option<Template>,
    pub(in crate::connector::drive) webhook: Option<Template>,
    pub(in crate::connector::drive) escalation: Option<Template>,
}

/// One call.
#[derive(Clone, Debug)]
pub(in crate::connector::drive) struct Compiled {
    pub(in crate::connector::drive) call: Call,
    pub(in crate::connector::drive) argv: Vec<Template>,
    pub(in crate::connector::drive) arguments: Option<Template>,
}

impl Loaded {
    /// Reads a driver file.
    ///
    /// # Errors
    /// [`DriverFileError`] naming every mistake with its line.
    pub fn read(path: &Path) -> Result<Self, DriverFileError> {
        let failed = |source| DriverFileError::Read { path: path.to_owned(), source };
        let size = std::fs::metadata(path).map_err(failed)?.len();
        if size > LARGEST {
            return Err(failed(io::Error::other(format!(
                "{size} bytes are more than the {LARGEST} allowed"
            ))));
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::path::absolute(folder.unwrap_or_else(|| Path::new("."))).map_err(failed)?;
        Self::parse(&text, &path.display().to_string(), folder)
    }

    /// Parses a driver file; `name` is how errors call it, `folder` where it is.
    ///
    /// # Errors
    /// [`DriverFileError::Wrong`] naming every mistake with its line.
    pub fn parse(text: &str, name: &str, folder: PathBuf) -> Result<Self, DriverFileError> {
        let document = Document::parse(text, name, SHAPE).map_err(DriverFileError::Wrong)?;
        let wrong = |problems| DriverFileError::Wrong(document.error(problems));
        let problems = schema(&document)?.check(&document);
        if !problems.is_empty() {
            return Err(wrong(problems));
        }
        let file = DriverFile::deserialize(&document.value)
            .map_err(|error| DriverFileError::Wrong(document.whole_file(&error.to_string(), EXPECTED)))?;
        let problems = check::mistakes(&file, &document);
        if !problems.is_empty() {
            return Err(wrong(problems));
        }
        Self::compile(file, folder)
            .map_err(|error| DriverFileError::Wrong(document.whole_file(&error.to_string(), EXPECTED)))
    }

    fn compile(file: DriverFile, folder: PathBuf) -> Result<Self, TemplateError> {
        let text = |text: &Option<String>| text.as_deref().map(Template::text).transpose();
        let env = file.env.iter().map(|(name, value)| Ok((name.clone(), text(value)?)));
        let start = Start {
            argv: compiled(&file.argv)?,
            env: env.collect::<Result<_, TemplateError>>()?,
            cwd: text(&file.cwd)?,
            url: text(&file.url)?,
            webhook: text(&file.webhook.as_ref().map(|one| one.url.clone()))?,
            escalation: text(&file.escalation.as_ref().map(|one| one.file.clone()))?,
        };
        let setup = file.setup.iter().map(Compiled::of).collect::<Result<_, _>>()?;
        let calls = file.operations.iter().map(|(operation, call)| Ok((*operation, Compiled::of(call)?)));
        let calls = calls.collect::<Result<_, TemplateError>>()?;
        Ok(Self { file, folder, start, setup, calls })
    }

    /// Names of the operations it leaves out: their scenarios are not applicable.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let absent = Operation::ALL.into_iter().filter(|one| !self.calls.contains_key(one));
        absent.map(Operation::name).collect()
    }
}

impl Compiled {
    fn of(call: &Call) -> Result<Self, TemplateError> {
        let argv = compiled(call.argv.as_deref().unwrap_or_default())?;
        let arguments = call.arguments.as_ref().map(Template::compile).transpose()?;
        Ok(Self { call: call.clone(), argv, arguments })
    }
}

fn compiled(values: &[Value]) -> Result<Vec<Template>, TemplateError> {
    values.iter().map(Template::compile).collect()
}

fn schema(document: &Document) -> Result<&'static Schema, DriverFileError> {
    static COMPILED: OnceLock<Result<Schema, String>> = OnceLock::new();
    let schema = COMPILED.get_or_init(|| Schema::parse(SCHEMA)).as_ref();
    schema.map_err(|error| DriverFileError::Wrong(document.whole_file(error, EXPECTED)))
}
