//! References between schema files, followed in memory. `ucp-schema` follows them on disk only,
//! and leaves `{"$ref": "#"}` pointing at whichever document ends up around it; here the referrer's
//! own file stays the root.

use super::keyword::{Holds, holds};
use super::{CompiledSchema, ContractError, SchemaRef, compose, files::Files, files::parse_data};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Keys of a referencing object that may stand beside `$ref` although the target has them too.
const ANNOTATIONS: [&str; 2] = ["ucp_request", "ucp_response"];

/// Where schemas are: a release keeps some beside its transport documents, and in them.
const FOLDERS: [&str; 3] = ["schemas/", "discovery/", "services/"];

/// The schema files of a contract, parsed.
#[derive(Debug)]
pub struct Library {
    files: BTreeMap<String, Value>,
    /// `$id` without a trailing `#`, to path.
    ids: BTreeMap<String, String>,
}

impl Library {
    /// Parses every schema file.
    ///
    /// # Errors
    /// [`ContractError::Data`] for a file that is not JSON.
    pub fn parse(files: &Files) -> Result<Self, ContractError> {
        let mut parsed = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for (path, bytes) in files.iter() {
            if !FOLDERS.iter().any(|folder| path.starts_with(folder)) {
                continue;
            }
            let schema: Value = parse_data(path, bytes)?;
            if let Some(id) = schema.get("$id").and_then(Value::as_str) {
                ids.insert(id.trim_end_matches('#').to_owned(), path.to_owned());
            }
            parsed.insert(path.to_owned(), schema);
        }
        Ok(Self { files: parsed, ids })
    }

    /// Any schema, by path or `$id`, and `pointer` into it (empty for the whole): references followed,
    /// annotations resolved, prose dropped. For tools that look at one schema alone.
    ///
    /// # Errors
    /// [`ContractError`] when there is no such schema or it does not resolve.
    pub fn resolved(&self, name: &str, pointer: &str, schema: &SchemaRef) -> Result<Value, ContractError> {
        Ok(compose::alone(self, name, pointer, schema)?.resolved)
    }

    /// Any schema, compiled.
    ///
    /// # Errors
    /// Those of [`Library::resolved`], and when it does not compile.
    pub fn compiled(
        &self,
        name: &str,
        pointer: &str,
        schema: &SchemaRef,
    ) -> Result<CompiledSchema, ContractError> {
        compose::alone(self, name, pointer, schema)?.compiled(name)
    }

    /// One schema file as written, by path or by `$id`.
    pub(super) fn file(&self, name: &str) -> Option<&Value> {
        self.files.get(name).or_else(|| self.files.get(self.ids.get(name)?))
    }

    /// The schema at `pointer` (`path` may be an `$id`, `pointer` is a JSON pointer, empty for the whole file) with every reference
    /// replaced by what it refers to and all prose dropped.
    ///
    /// # Errors
    /// [`ContractError::Compose`] for a reference that leads nowhere or in a circle.
    pub(super) fn linked(&self, path: &str, pointer: &str) -> Result<Value, ContractError> {
        let path = self.ids.get(path).map_or(path, String::as_str);
        Linker { library: self, trail: Vec::new() }.target(path, pointer)
    }

    /// The file a reference made in `from` means.
    fn locate(&self, from: &str, reference: &str) -> Option<String> {
        if reference.is_empty() {
            return Some(from.to_owned());
        }
        if reference.contains("://") {
            return self.ids.get(reference).cloned();
        }
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in reference.split('/') {
            match part {
                "." | "" => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        let path = parts.join("/");
        self.files.contains_key(&path).then_some(path)
    }
}

/// One walk along references; `trail` holds the targets being expanded.
struct Linker<'l> {
    library: &'l Library,
    trail: Vec<(String, String)>,
}

impl Linker<'_> {
    fn target(&mut self, path: &str, pointer: &str) -> Result<Value, ContractError> {
        let here = (path.to_owned(), pointer.to_owned());
        if self.trail.contains(&here) {
            return Err(compose_error(path, pointer, "the reference leads back to itself"));
        }
        let Some(found) = self.library.file(path).and_then(|file| file.pointer(pointer)) else {
            return Err(compose_error(path, pointer, "there is nothing there"));
        };
        self.trail.push(here);
        let linked = self.schema(path, found);
        self.trail.pop();
        linked
    }

    fn schema(&mut self, path: &str, schema: &Value) -> Result<Value, ContractError> {
        let Value::Object(map) = schema else { return Ok(schema.clone()) };
        let mut own = Map::new();
        for (keyword, value) in map.iter().filter(|(keyword, _)| *keyword != "$ref") {
            if let Some(value) = self.keyword(path, keyword, value)? {
                own.insert(keyword.clone(), value);
            }
        }
        match map.get("$ref").and_then(Value::as_str) {
            None => Ok(Value::Object(own)),
            Some(reference) => Ok(beside(own, self.follow(path, reference)?)),
        }
    }

    fn keyword(&mut self, path: &str, keyword: &str, value: &Value) -> Result<Option<Value>, ContractError> {
        Ok(match (holds(keyword), value) {
            (Holds::Prose, _) => None,
            (Holds::One, _) => Some(self.schema(path, value)?),
            (Holds::List, Value::Array(list)) => {
                Some(list.iter().map(|item| self.schema(path, item)).collect::<Result<_, _>>()?)
            }
            (Holds::Map, Value::Object(map)) => {
                let linked = map.iter().map(|(name, item)| Ok((name.clone(), self.schema(path, item)?)));
                Some(Value::Object(linked.collect::<Result<_, ContractError>>()?))
            }
            (Holds::Plain | Holds::List | Holds::Map, _) => Some(value.clone()),
        })
    }

    fn follow(&mut self, from: &str, reference: &str) -> Result<Value, ContractError> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let path = self.library.locate(from, file).ok_or_else(|| {
            compose_error(from, "", &format!("it refers to {reference}, which is not there"))
        })?;
        self.target(&path, fragment)
    }
}

/// What a referencing object means: its own keywords and the target's, both.
fn beside(own: Map<String, Value>, target: Value) -> Value {
    let Value::Object(mut target) = target else { return target };
    let clash = own.keys().any(|key| target.contains_key(key) && !ANNOTATIONS.contains(&key.as_str()));
    if !clash {
        target.extend(own);
        return Value::Object(target);
    }
    let (annotations, own): (Map<_, _>, Map<_, _>) =
        own.into_iter().partition(|(key, _)| ANNOTATIONS.contains(&key.as_str()));
    let mut both = annotations;
    both.insert("allOf".to_owned(), Value::Array(vec![Value::Object(target), Value::Object(own)]));
    Value::Object(both)
}

fn compose_error(path: &str, pointer: &str, reason: &str) -> ContractError {
    ContractError::Compose { subject: format!("{path}#{pointer}"), reason: reason.to_owned() }
}
