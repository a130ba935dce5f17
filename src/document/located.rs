//! YAML with places: a JSON value and the line and column of each of its parts.

use std::collections::HashMap;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::{DocumentError, Problem};

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    /// File or built-in name.
    pub source_name: String,
    /// What it says.
    pub value: Value,
    places: HashMap<String, (usize, usize)>,
}

impl Document {
    /// Parses YAML; `expected` says in words what is wanted.
    ///
    /// # Errors
    /// [`DocumentError`] when it is no YAML.
    pub fn parse(text: &str, source_name: &str, expected: &str) -> Result<Self, DocumentError> {
        // Otherwise the country `NO` would read as `false`.
        let options = serde_saphyr::options! { strict_booleans: true };
        let root: Spanned<Node> = serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| syntax(&error, source_name, expected))?;
        let mut places = HashMap::new();
        let value = flatten(root, "", &mut places);
        Ok(Self { source_name: source_name.to_owned(), value, places })
    }

    /// Line and column of a JSON pointer, or of the closest part around it.
    #[must_use]
    pub fn place(&self, pointer: &str) -> (usize, usize) {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return *place;
            }
            match pointer.rfind('/') {
                Some(cut) => pointer = pointer.get(..cut).unwrap_or(""),
                None => return (1, 1),
            }
        }
    }

    /// A problem at a pointer.
    #[must_use]
    pub fn problem(&self, pointer: &str, found: String, expected: String, fix: String) -> Problem {
        let (line, column) = self.place(pointer);
        Problem { line, column, pointer: pointer.to_owned(), found, expected, fix }
    }

    /// An error of these problems, in the order of the file.
    #[must_use]
    pub fn error(&self, mut problems: Vec<Problem>) -> DocumentError {
        problems.sort_by_key(|problem| (problem.line, problem.column));
        DocumentError { source_name: self.source_name.clone(), problems }
    }

    /// An error that concerns the file as a whole; `expected` says what it should be.
    #[must_use]
    pub fn whole_file(&self, found: &str, expected: &str) -> DocumentError {
        let fix = "Correct the value named.".to_owned();
        self.error(vec![self.problem("", found.to_owned(), expected.to_owned(), fix)])
    }
}

fn syntax(error: &serde_saphyr::Error, source_name: &str, expected: &str) -> DocumentError {
    let place = error.location();
    let number = |value: u64| usize::try_from(value).unwrap_or(0);
    DocumentError {
        source_name: source_name.to_owned(),
        problems: vec![Problem {
            line: place.map_or(0, |place| number(place.line())),
            column: place.map_or(0, |place| number(place.column())),
            pointer: String::new(),
            found: error.without_snippet().to_string(),
            expected: format!("YAML: {expected}"),
            fix: "Check indentation, quotes and colons near this line.".to_owned(),
        }],
    }
}

/// A part of the file.
enum Node {
    Scalar(Value),
    List(Vec<Spanned<Node>>),
    Mapping(Vec<(String, Spanned<Node>)>),
}

fn flatten(node: Spanned<Node>, pointer: &str, places: &mut HashMap<String, (usize, usize)>) -> Value {
    let number = |value: u64| usize::try_from(value).unwrap_or(0);
    places.insert(pointer.to_owned(), (number(node.referenced.line()), number(node.referenced.column())));
    match node.value {
        Node::Scalar(value) => value,
        Node::List(items) => items
            .into_iter()
            .enumerate()
            .map(|(at, item)| flatten(item, &format!("{pointer}/{at}"), places))
            .collect(),
        Node::Mapping(members) => {
            let mut map = Map::new();
            for (key, item) in members {
                let step = key.replace('~', "~0").replace('/', "~1");
                let value = flatten(item, &format!("{pointer}/{step}"), places);
                map.insert(key, value);
            }
            Value::Object(map)
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = members.next_entry()? {
            list.push(member);
        }
        Ok(Node::Mapping(list))
    }
}
