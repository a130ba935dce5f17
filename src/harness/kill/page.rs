//! `kill.html`: the matrix for people, one self-contained file.

use super::cell::Outcome;
use super::document::{Document, VersionMatrix};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

const PAGE: &str = include_str!("assets/kill.html");
const STYLE: &str = concat!(include_str!("../../report/assets/style.css"), include_str!("assets/kill.css"));
const SCRIPT: &str = include_str!("assets/kill.js");

/// What the template is given.
#[derive(Serialize)]
struct Context<'a> {
    document: &'a Document,
    good: bool,
    style: &'static str,
    script: &'static str,
    style_digest: String,
    script_digest: String,
    outcomes: Vec<Sign>,
    tables: Vec<Table<'a>>,
}

/// An outcome as it is drawn.
#[derive(Serialize)]
struct Sign {
    name: &'static str,
    sign: &'static str,
}

/// The grid of one version: a row of names per scenario, empty where it was not tried.
#[derive(Serialize)]
struct Table<'a> {
    version: &'a str,
    rows: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    scenario: &'a str,
    kills: usize,
    cells: Vec<&'static str>,
}

/// Renders the page.
///
/// # Errors
/// What is wrong with the template.
pub(super) fn render(document: &Document) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(|error| error.to_string())?);
    environment.add_template("kill.html", PAGE).map_err(|error| error.to_string())?;
    let template = environment.get_template("kill.html").map_err(|error| error.to_string())?;
    let context = Context {
        document,
        good: document.exit_code == 0,
        style: STYLE,
        script: SCRIPT,
        style_digest: digest(STYLE),
        script_digest: digest(SCRIPT),
        outcomes: Outcome::ALL.iter().map(|one| Sign { name: one.name(), sign: one.sign() }).collect(),
        tables: document.versions.iter().map(table).collect(),
    };
    template.render(Value::from(Serde(context))).map_err(|error| error.to_string())
}

fn table(version: &VersionMatrix) -> Table<'_> {
    let cells = |scenario: &str| {
        let cell = version.matrix.iter().map(|fault| fault.cells.get(scenario));
        cell.map(|cell| cell.map_or("", |cell| cell.outcome.name())).collect()
    };
    let line = |row: &super::document::Row| -> Vec<&'static str> { cells(&row.scenario) };
    let rows = version.rows.iter().map(|row| Line {
        scenario: &row.scenario,
        kills: row.kills.len(),
        cells: line(row),
    });
    Table { version: &version.version, rows: rows.collect() }
}

/// The value of a Content-Security-Policy hash source.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}
