//! Templates: JSON in which `${name}` stands for a value. A string that is nothing but `${name}` becomes
//! the value itself, `{$json: …}` becomes JSON as text, and what names something absent is left out,
//! unless a default follows (`${buyer.email|jane@example.com}`). `$${` is a literal `${`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A compiled template.
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// What stays as it is.
    Literal(Value),
    /// Text with variables inside.
    Text(Vec<Piece>),
    /// A list; members that are absent are left out.
    List(Vec<Self>),
    /// A mapping; members that are absent are left out.
    Mapping(Vec<(String, Self)>),
    /// JSON as text.
    Json(Box<Self>),
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Plain(String),
    /// A variable.
    Variable {
        /// `checkout.buyer.email`, `secret:TOKEN`.
        name: String,
        /// What stands in when it is absent.
        default: Option<String>,
    },
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `${` without `}`.
    #[error("`${{` without an end in {0:?}")]
    Open(String),
    /// `${}`.
    #[error("`${{}}` names nothing in {0:?}")]
    Nameless(String),
    /// `$json` beside other members.
    #[error("`$json` has to be the only member")]
    Crowded,
}

/// What variables stand for.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    values: Map<String, Value>,
}

impl Scope {
    /// Gives a value to a name (`merchant.origin`); null is absent.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// The value of a name, or of what is inside a named value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let found = self.values.get(name).or_else(|| {
            let (mut cut, mut found) = (name.len(), None);
            while let Some(dot) = name.get(..cut).and_then(|part| part.rfind('.')) {
                if let (Some(outer), Some(rest)) = (self.values.get(&name[..dot]), name.get(dot + 1..)) {
                    found = inside(outer, rest);
                    break;
                }
                cut = dot;
            }
            found
        });
        found.filter(|value| !value.is_null())
    }
}

fn inside<'v>(outer: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(outer, |value, step| match value {
        Value::Object(members) => members.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

impl Template {
    /// Compiles a value.
    ///
    /// # Errors
    /// [`TemplateError`] with the text that is wrong.
    pub fn compile(value: &Value) -> Result<Self, TemplateError> {
        match value {
            Value::String(text) => Self::text(text),
            Value::Array(items) => items.iter().map(Self::compile).collect::<Result<_, _>>().map(Self::List),
            Value::Object(members) => match members.get("$json") {
                Some(inner) if members.len() == 1 => Ok(Self::Json(Box::new(Self::compile(inner)?))),
                Some(_) => Err(TemplateError::Crowded),
                None => {
                    let compiled =
                        members.iter().map(|(name, value)| Ok((name.clone(), Self::compile(value)?)));
                    compiled.collect::<Result<_, _>>().map(Self::Mapping)
                }
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(Self::Literal(value.clone())),
        }
    }

    /// Compiles a text.
    ///
    /// # Errors
    /// [`TemplateError`] with the text.
    pub fn text(text: &str) -> Result<Self, TemplateError> {
        let pieces = pieces(text)?;
        match pieces.as_slice() {
            [] => Ok(Self::Literal(Value::String(String::new()))),
            [Piece::Plain(plain)] => Ok(Self::Literal(Value::String(plain.clone()))),
            [Piece::Variable { .. }] | [_, _, ..] => Ok(Self::Text(pieces)),
        }
    }

    /// Its variables: the name, and whether a default stands in when it is absent.
    #[must_use]
    pub fn variables(&self) -> BTreeSet<(&str, bool)> {
        match self {
            Self::Literal(_) => BTreeSet::new(),
            Self::Text(pieces) => pieces.iter().filter_map(Piece::variable).collect(),
            Self::List(items) => items.iter().flat_map(Self::variables).collect(),
            Self::Mapping(members) => members.iter().flat_map(|(_, member)| member.variables()).collect(),
            Self::Json(inner) => inner.variables(),
        }
    }

    /// What it comes to; `None` when it is absent.
    #[must_use]
    pub fn render(&self, scope: &Scope) -> Option<Value> {
        match self {
            Self::Literal(value) => Some(value.clone()),
            Self::Text(pieces) => match pieces.as_slice() {
                [Piece::Variable { name, default }] => {
                    let default = || default.as_ref().map(|text| Value::String(text.clone()));
                    scope.get(name).cloned().or_else(default)
                }
                several => {
                    several.iter().map(|piece| piece.text(scope)).collect::<Option<_>>().map(Value::String)
                }
            },
            Self::List(items) => Some(items.iter().filter_map(|item| item.render(scope)).collect()),
            Self::Mapping(members) => {
                let rendered =
                    members.iter().filter_map(|(name, member)| Some((name.clone(), member.render(scope)?)));
                Some(Value::Object(rendered.collect()))
            }
            Self::Json(inner) => inner.render(scope).map(|value| Value::String(value.to_string())),
        }
    }

    /// What it comes to as words of a command line: a list is a group of words that is left out as a
    /// whole when one of them is absent.
    #[must_use]
    pub fn words(&self, scope: &Scope) -> Vec<String> {
        match self {
            Self::List(items) => {
                let words: Option<Vec<String>> =
                    items.iter().map(|item| item.render(scope).map(|value| as_text(&value))).collect();
                words.unwrap_or_default()
            }
            Self::Literal(_) | Self::Text(_) | Self::Mapping(_) | Self::Json(_) => {
                self.render(scope).map(|value| as_text(&value)).into_iter().collect()
            }
        }
    }
}

impl Piece {
    fn variable(&self) -> Option<(&str, bool)> {
        match self {
            Self::Plain(_) => None,
            Self::Variable { name, default } => Some((name, default.is_some())),
        }
    }

    fn text(&self, scope: &Scope) -> Option<String> {
        match self {
            Self::Plain(text) => Some(text.clone()),
            Self::Variable { name, default } => scope.get(name).map(as_text).or_else(|| default.clone()),
        }
    }
}

/// A value inside a text: strings as they are, everything else as JSON.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, after) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            plain.push_str(before);
            plain.push_str("${");
            rest = &after[2..];
            continue;
        }
        plain.push_str(before);
        let Some(end) = after.find('}') else { return Err(TemplateError::Open(text.to_owned())) };
        let inner = &after[2..end];
        let (name, default) = match inner.split_once('|') {
            Some((name, default)) => (name.trim(), Some(default.to_owned())),
            None => (inner.trim(), None),
        };
        if name.is_empty() {
            return Err(TemplateError::Nameless(text.to_owned()));
        }
        if !plain.is_empty() {
            pieces.push(Piece::Plain(std::mem::take(&mut plain)));
        }
        pieces.push(Piece::Variable { name: name.to_owned(), default });
        rest = &after[end + 1..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    Ok(pieces)
}
