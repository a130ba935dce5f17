//! Templates: escaped by the kind of document, strict about undefined names.

use super::text;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Every template, compiled in.
const SOURCES: [(&str, &str); 7] = [
    ("index.html", include_str!("../assets/index.html")),
    ("macros.html", include_str!("../assets/macros.html")),
    ("finding.html", include_str!("../assets/finding.html")),
    ("clauses.html", include_str!("../assets/clauses.html")),
    ("scenarios.html", include_str!("../assets/scenarios.html")),
    ("report.md", include_str!("../assets/report.md")),
    ("badge.svg", include_str!("../assets/badge.svg")),
];

const MARKDOWN: AutoEscape = AutoEscape::Custom(Cow::Borrowed("markdown"));

static TEMPLATES: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(environment);

/// Renders one template.
pub(super) fn render(name: &str, context: impl Serialize) -> Result<String, String> {
    let environment = TEMPLATES.as_ref().map_err(Clone::clone)?;
    let template = environment.get_template(name).map_err(|error| describe(&error))?;
    template.render(Value::from(Serde(context))).map_err(|error| describe(&error))
}

fn environment() -> Result<Environment<'static>, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax()?);
    environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("md") => MARKDOWN,
        _ => AutoEscape::Html,
    });
    environment.set_formatter(format);
    environment.add_filter("duration", text::duration);
    environment.add_filter("short_duration", text::short_duration);
    environment.add_filter("size", text::size);
    environment.add_filter("pretty", |body: &str| text::pretty(body));
    for (name, source) in SOURCES {
        environment.add_template(name, source).map_err(|error| describe(&error))?;
    }
    Ok(environment)
}

fn syntax() -> Result<SyntaxConfig, String> {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .map_err(|error| describe(&error))
}

/// The error and its causes: the outermost only says "could not render include".
fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Every value printed passes here: made visible first, then escaped for its document.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = value.as_str().filter(|_| !value.is_safe()).map(text::visible);
    if *state.auto_escape() != MARKDOWN {
        let clean = text.map_or_else(|| value.clone(), Value::from);
        return minijinja::escape_formatter(out, state, &clean);
    }
    match text {
        Some(text) => out.write_str(&markdown(&text)).map_err(Error::from),
        // Numbers, and strings the template itself vouches for.
        None => write!(out, "{value}").map_err(Error::from),
    }
}

/// Escapes everything Markdown or the HTML inside it could take as more than text.
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '@' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}
