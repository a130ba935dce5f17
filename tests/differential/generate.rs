//! Documents made from a schema whose references are already followed.

use serde_json::{Map, Value, json};

/// How much of a schema a document uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Required fields only.
    Minimal,
    /// Every field that is named.
    Maximal,
}

/// Makes documents; `branch` chooses among alternatives.
pub(crate) struct Generator {
    pub(crate) size: Size,
    pub(crate) branch: usize,
}

/// Text tried against a pattern.
const TEXTS: [&str; 7] = [
    "alpha",
    "2025-01-01",
    "USD",
    "com.example.thing",
    "dev.ucp.shopping.order:read",
    "aGVhZA..c2ln",
    "aGVhZA.cGF5.c2ln~ZGlzYw",
];
/// Nothing nests deeper.
const DEPTH: usize = 24;

impl Generator {
    pub(crate) fn value(&self, schema: &Value) -> Value {
        self.at(schema, 0)
    }

    fn at(&self, schema: &Value, depth: usize) -> Value {
        let flat = flat(schema, self.branch);
        if let Some(value) = flat.get("const") {
            return value.clone();
        }
        if let Some(values) = flat.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty()) {
            return values[self.branch % values.len()].clone();
        }
        match kind(&flat, self.branch) {
            "object" if depth < DEPTH => self.object(&flat, depth),
            "array" if depth < DEPTH => self.array(&flat, depth),
            "string" => text(&flat),
            "integer" | "number" => number(&flat),
            "boolean" => json!(self.branch % 2 == 1),
            _ => Value::Null,
        }
    }

    fn object(&self, flat: &Map<String, Value>, depth: usize) -> Value {
        let mut made = Map::new();
        let empty = Map::new();
        let properties = flat.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> = flat
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for (name, schema) in properties {
            if self.size == Size::Maximal || required.contains(&name.as_str()) {
                made.insert(name.clone(), self.at(schema, depth + 1));
            }
        }
        for name in required {
            made.entry(name).or_insert_with(|| json!("alpha"));
        }
        let entry = flat.get("additionalProperties").filter(|schema| schema.is_object());
        if let (Some(schema), Size::Maximal) = (entry, self.size) {
            let names = flat
                .get("propertyNames")
                .map_or_else(|| json!("alpha"), |names| self.at(&names_of(names), depth));
            made.insert(names.as_str().unwrap_or("alpha").to_owned(), self.at(schema, depth + 1));
        }
        if made.is_empty() && flat.contains_key("minProperties") {
            let first =
                properties.iter().next().map(|(name, schema)| (name.clone(), self.at(schema, depth + 1)));
            let (name, value) = first.unwrap_or_else(|| ("alpha".to_owned(), json!("alpha")));
            made.insert(name, value);
        }
        Value::Object(made)
    }

    fn array(&self, flat: &Map<String, Value>, depth: usize) -> Value {
        let items = flat.get("items").cloned().unwrap_or_else(|| json!({}));
        let least = flat.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let wanted = if self.size == Size::Maximal { least.max(1) } else { least };
        let mut made: Vec<Value> = flat
            .get("contains")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|each| self.at(&json!({ "allOf": [each, items] }), depth + 1))
            .collect();
        for _ in 0..wanted {
            made.push(self.at(&items, depth + 1));
        }
        Value::Array(made)
    }
}

fn names_of(schema: &Value) -> Value {
    json!({ "type": "string", "allOf": [schema] })
}

fn kind(flat: &Map<String, Value>, branch: usize) -> &str {
    match flat.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) if !kinds.is_empty() => {
            kinds[branch % kinds.len()].as_str().unwrap_or("null")
        }
        _ if flat.contains_key("properties") || flat.contains_key("required") => "object",
        _ if flat.contains_key("items") => "array",
        _ if flat.contains_key("minimum") || flat.contains_key("exclusiveMaximum") => "integer",
        _ => "string",
    }
}

fn text(flat: &Map<String, Value>) -> Value {
    if let Some(pattern) = flat.get("pattern").and_then(Value::as_str) {
        let pattern = regex::Regex::new(pattern).expect("the pattern compiles");
        let found = TEXTS.iter().find(|text| pattern.is_match(text));
        return json!(found.expect("a sample for every pattern"));
    }
    match flat.get("format").and_then(Value::as_str) {
        Some("uri") => json!("https://shop.example/a?b=c"),
        Some("date-time") => json!("2030-01-31T12:00:00Z"),
        _ => json!("alpha"),
    }
}

fn number(flat: &Map<String, Value>) -> Value {
    let least = flat.get("minimum").and_then(Value::as_i64);
    let below = flat.get("exclusiveMaximum").and_then(Value::as_i64);
    json!(below.map_or_else(|| least.unwrap_or(1).max(1), |below| below - 1))
}

/// One object that demands what the schema demands, alternatives chosen.
fn flat(schema: &Value, branch: usize) -> Map<String, Value> {
    let mut out = Map::new();
    let Value::Object(map) = schema else { return out };
    merge(&mut out, map);
    for each in map.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        merge(&mut out, &flat(each, branch));
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(list) = map.get(keyword).and_then(Value::as_array) {
            merge(&mut out, &flat(&list[branch % list.len()], branch));
        }
    }
    out
}

fn merge(out: &mut Map<String, Value>, map: &Map<String, Value>) {
    for (keyword, value) in map {
        match keyword.as_str() {
            "allOf" | "anyOf" | "oneOf" | "if" | "then" | "else" | "minContains" | "maxContains" => {}
            "properties" => merge_properties(out, value),
            "required" | "contains" => append(out, keyword, value),
            "items" | "additionalProperties" if out.contains_key(keyword) => {
                let both = json!({ "allOf": [out[keyword], value] });
                out.insert(keyword.clone(), both);
            }
            _ => {
                out.entry(keyword.clone()).or_insert_with(|| value.clone());
            }
        }
    }
}

fn merge_properties(out: &mut Map<String, Value>, value: &Value) {
    let known = out.entry("properties").or_insert_with(|| json!({})).as_object_mut().expect("an object");
    for (name, schema) in value.as_object().into_iter().flatten() {
        match known.get(name).cloned() {
            Some(old) => known.insert(name.clone(), json!({ "allOf": [schema, old] })),
            None => known.insert(name.clone(), schema.clone()),
        };
    }
}

fn append(out: &mut Map<String, Value>, keyword: &str, value: &Value) {
    let list = out.entry(keyword).or_insert_with(|| json!([])).as_array_mut().expect("a list");
    match value {
        Value::Array(values) => list.extend(values.iter().cloned()),
        other => list.push(other.clone()),
    }
}
