//! The OpenAPI document: written first, served as it is, and what requests are judged by.

use super::problem::{Code, Problem};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The document as served at `/v1/openapi.json`.
pub const OPENAPI: &str = include_str!("../../../contracts/control/openapi.json");

/// Violations told of one body.
const TOLD: usize = 5;

/// What the document says of every operation, ready to judge with.
pub(super) struct Document {
    operations: HashMap<String, Operation>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("operations", &self.operations.len()).finish()
    }
}

struct Operation {
    body: Option<Body>,
    path: HashMap<String, Parameter>,
    query: HashMap<String, Parameter>,
}

struct Body {
    required: bool,
    schema: Validator,
}

struct Parameter {
    kind: Kind,
    expected: String,
    schema: Validator,
}

/// What the text of a parameter is read as.
enum Kind {
    Text,
    Integer,
    Boolean,
}

impl Document {
    /// Reads the document.
    ///
    /// # Errors
    /// When it is not what this program was built with; a test reads it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut operations = HashMap::new();
        for item in members(&document["paths"]) {
            for (method, operation) in item.1.as_object().into_iter().flatten() {
                let Some(id) = operation["operationId"].as_str() else { continue };
                let read = Operation::read(&document, item.1, operation);
                let read = read.map_err(|reason| format!("{method} {}: {reason}", item.0))?;
                operations.insert(id.to_owned(), read);
            }
        }
        Ok(Self { operations })
    }

    /// Judges a segment of the path.
    pub(super) fn path(&self, operation: &str, name: &str, text: &str) -> Result<(), Problem> {
        match self.operations.get(operation).and_then(|operation| operation.path.get(name)) {
            Some(parameter) if parameter.read(text).is_some() => Ok(()),
            parameter => Err(Problem::new(Code::InvalidPath, format!("{text:?} is no {name}"))
                .at(format!("path parameter {name}"))
                .expected(parameter.map_or("", |known| &known.expected))
                .mend("see GET /v1/openapi.json for the form of every parameter")),
        }
    }

    /// Reads the query. Nothing unknown is passed over, and nothing is given twice.
    pub(super) fn query(&self, operation: &str, query: &str) -> Result<Map<String, Value>, Problem> {
        let known = self.operations.get(operation).map(|operation| &operation.query);
        let mut read = Map::new();
        for (name, text) in url::form_urlencoded::parse(query.as_bytes()) {
            let parameter = known.and_then(|known| known.get(&*name));
            let value = parameter.and_then(|parameter| parameter.read(&text));
            let value = value.filter(|_| !read.contains_key(&*name)).ok_or_else(|| {
                let names: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                let expected = parameter.map_or_else(
                    || {
                        format!(
                            "one of: {}",
                            if names.is_empty() { "(none)".to_owned() } else { names.join(", ") }
                        )
                    },
                    |parameter| format!("{}, once", parameter.expected),
                );
                // The value is not repeated: a token in a URL is a common mistake.
                Problem::new(Code::InvalidQuery, "the query cannot be understood")
                    .at(format!("query parameter {name}"))
                    .expected(expected)
                    .mend(
                        "leave it out or mend its value; a token belongs into the header Authorization only",
                    )
            })?;
            read.insert(name.into_owned(), value);
        }
        Ok(read)
    }

    /// Whether an operation takes a body, and whether it needs one.
    pub(super) fn body_required(&self, operation: &str) -> Option<bool> {
        self.operations.get(operation)?.body.as_ref().map(|body| body.required)
    }

    /// Judges a body.
    pub(super) fn body(&self, operation: &str, body: &Value) -> Result<(), Problem> {
        let known = self.operations.get(operation).and_then(|operation| operation.body.as_ref());
        let Some(known) = known else {
            return Err(Problem::new(Code::InvalidBody, "this call takes no body").mend("send none"));
        };
        let mut errors = known.schema.iter_errors(body).take(TOLD).peekable();
        let Some(first) = errors.peek() else { return Ok(()) };
        let place = format!("body {}", first.instance_path());
        let told: Vec<String> = errors.map(|error| format!("{}: {error}", error.instance_path())).collect();
        Err(Problem::new(Code::InvalidBody, told.join("; "))
            .at(place)
            .expected(format!("the request body of {operation} as GET /v1/openapi.json describes it"))
            .mend("mend the members named"))
    }
}

impl Operation {
    fn read(document: &Value, item: &Value, operation: &Value) -> Result<Self, String> {
        let schema = |schema: &Value| compile(document, schema);
        let content = &operation["requestBody"]["content"]["application/json"]["schema"];
        let required = operation["requestBody"]["required"].as_bool().unwrap_or(false);
        let body = if content.is_null() { None } else { Some(Body { required, schema: schema(content)? }) };
        let (mut path, mut query) = (HashMap::new(), HashMap::new());
        let listed = [&item["parameters"], &operation["parameters"]].into_iter().filter_map(Value::as_array);
        for parameter in listed.flatten() {
            let parameter = resolve(document, parameter);
            let name = parameter["name"].as_str().ok_or("a parameter without name")?.to_owned();
            let read = Parameter::new(&parameter["schema"], schema(&parameter["schema"])?);
            match parameter["in"].as_str() {
                Some("path") => drop(path.insert(name, read)),
                Some("query") => drop(query.insert(name, read)),
                _ => return Err(format!("parameter {name} is neither in path nor in query")),
            }
        }
        Ok(Self { body, path, query })
    }
}

impl Parameter {
    fn new(described: &Value, schema: Validator) -> Self {
        let kind = match described["type"].as_str() {
            Some("integer") => Kind::Integer,
            Some("boolean") => Kind::Boolean,
            _ => Kind::Text,
        };
        Self { kind, expected: described.to_string(), schema }
    }

    /// The value of a text, if it is one that is expected.
    fn read(&self, text: &str) -> Option<Value> {
        let value = match self.kind {
            Kind::Text => Value::from(text),
            Kind::Integer => Value::from(text.parse::<i64>().ok()?),
            Kind::Boolean => Value::from(text.parse::<bool>().ok()?),
        };
        self.schema.is_valid(&value).then_some(value)
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// What a `$ref` within the document names, or the value itself.
fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let target = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    target.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// A validator of a schema of the document: its references resolve within the components.
fn compile(document: &Value, schema: &Value) -> Result<Validator, String> {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": document["components"],
        "allOf": [schema],
    });
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&whole).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_can_be_read_and_judges() {
        let document = Document::read(OPENAPI).unwrap();
        assert!(document.operations.len() > 30);
        assert!(document.path("getSession", "session", "s1").is_ok());
        for bad in ["", "..", "S1", "a/b", "-a", "a\r\nb", "%2e%2e"] {
            assert_eq!(document.path("getSession", "session", bad).unwrap_err().code, Code::InvalidPath);
        }
        assert!(document.query("listSessions", "limit=5").unwrap()["limit"] == 5);
        for bad in ["limit=0", "limit=a", "limit=1&limit=2", "nothing=1", "access_token=s3cret", "limit=1001"]
        {
            let problem = document.query("listSessions", bad).unwrap_err();
            assert_eq!(problem.code, Code::InvalidQuery);
            assert!(!problem.body().to_string().contains("s3cret"));
        }
        assert!(document.body("advanceClock", &json!({"milliseconds": 5})).is_ok());
        for bad in [json!({}), json!({"milliseconds": -5}), json!({"seconds": 5}), json!([]), json!(null)] {
            assert_eq!(document.body("advanceClock", &bad).unwrap_err().code, Code::InvalidBody);
        }
    }
}
