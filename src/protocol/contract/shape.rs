//! Which fields a schema names, as a tree, so that fields nobody named and fields that belong in
//! another message are found without a second validation.

use super::Verdict;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// No more findings than this are listed of one document.
const LIMIT: usize = 256;

/// What is known about the fields of one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Named fields.
    fields: BTreeMap<String, Field>,
    /// Shape of the values of a map with free names.
    values: Option<Box<Shape>>,
    /// Shape of the members of a list.
    items: Option<Box<Shape>>,
    /// Names are free: a map, or an object whose content somebody else defines.
    open: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Field {
    shape: Shape,
    /// Whether the field belongs in this message.
    kept: bool,
}

impl Shape {
    /// The shape of a composed schema: `full` names every field, `resolved` those of this message.
    pub(super) fn of(full: &Value, resolved: &Value) -> Self {
        let mut shape = Self::default();
        shape.learn(full, false);
        shape.learn(resolved, true);
        shape.settle();
        shape
    }

    /// Adds what one schema names.
    fn learn(&mut self, schema: &Value, kept: bool) {
        let Value::Object(map) = schema else { return };
        if let Some(Value::Object(properties)) = map.get("properties") {
            for (name, property) in properties {
                let field = self.fields.entry(name.clone()).or_default();
                field.kept |= kept;
                field.shape.learn(property, kept);
            }
        }
        self.open |= has_free_names(map);
        if let Some(values @ Value::Object(_)) = map.get("additionalProperties") {
            self.values.get_or_insert_default().learn(values, kept);
        }
        if let Some(items @ Value::Object(_)) = map.get("items") {
            self.items.get_or_insert_default().learn(items, kept);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for branch in map.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.learn(branch, kept);
            }
        }
        for keyword in ["then", "else"] {
            if let Some(branch) = map.get(keyword) {
                self.learn(branch, kept);
            }
        }
    }

    /// An object that names nothing, or nothing but its `type`, leaves its content to others.
    fn settle(&mut self) {
        self.open |= self.fields.keys().all(|name| name == "type");
        for field in self.fields.values_mut() {
            field.shape.settle();
        }
        for inner in [self.values.as_mut(), self.items.as_mut()].into_iter().flatten() {
            inner.settle();
        }
    }

    /// Adds unknown and omitted fields of a document to a verdict.
    pub(super) fn findings(&self, document: &Value, verdict: &mut Verdict) {
        self.visit(document, &Path::Root, verdict);
    }

    fn visit(&self, value: &Value, path: &Path<'_>, verdict: &mut Verdict) {
        match value {
            Value::Object(map) => self.visit_object(map, path, verdict),
            Value::Array(list) => {
                let Some(items) = &self.items else { return };
                for (index, item) in list.iter().enumerate() {
                    items.visit(item, &Path::Item(path, index), verdict);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn visit_object(&self, map: &Map<String, Value>, path: &Path<'_>, verdict: &mut Verdict) {
        for (name, value) in map {
            if verdict.unknown.len() + verdict.omitted.len() >= LIMIT {
                return;
            }
            let here = Path::Field(path, name);
            match (self.fields.get(name), &self.values) {
                (Some(field), _) if field.kept => field.shape.visit(value, &here, verdict),
                (Some(_), _) => verdict.omitted.push(here.pointer()),
                (None, Some(values)) => values.visit(value, &here, verdict),
                (None, None) if self.open => {}
                (None, None) => verdict.unknown.push(here.pointer()),
            }
        }
    }
}

/// A map names its keys by a rule, or says what any value looks like.
fn has_free_names(map: &Map<String, Value>) -> bool {
    map.contains_key("propertyNames")
        || map.contains_key("patternProperties")
        || map.get("additionalProperties").is_some_and(Value::is_object)
}

/// Where a visit stands; written out only when something is found.
enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Field(parent, name) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}
