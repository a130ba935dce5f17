//! What is told of a document that breaks its schema. Cases with a schema of their own are written by
//! hand in `vectors/recipes/violations.json`; those that a rule counts out (limits, sensitive members)
//! are made here; those about the shipped schemas are in the recipes of each version.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::GenerateError;
use super::case::{Batch, Case, invalid, valid};
use super::told::{Told, ToldViolation};
use crate::harness::vectors::{Family, store};
use crate::protocol::version::ProtocolVersion;

/// The flag of cases in which something must not stand in a message.
pub(super) const PRIVATE: &str = "PRIVATE";

const FILE: &str = "recipes/violations.json";

const FLAGS: &[(&str, &str)] = &[
    ("ALTERNATIVE", "Of several alternatives only the one the document comes closest to is told."),
    ("BASE", "A whole document, of which nothing is to be told."),
    ("CHOICE", "A value that a list of values does not have."),
    ("CLOSED", "Members that a closed object does not have."),
    ("COUNT", "Too many or too few entries or members."),
    ("ENGLISH", "Looks for English words, any of several; who writes another language answers unsupported."),
    ("KIND", "A value of the wrong type."),
    ("LIMIT", "At most so many are told."),
    ("MISSING", "A required member is absent."),
    ("NUMBER", "A number out of its range."),
    ("OMITTED", "A member that belongs in another message is tolerated and reported."),
    ("OPEN", "Members of an object whose names are free are no findings."),
    ("ORDER", "Violations come in order, each once."),
    ("POINTER", "The characters that a JSON pointer escapes."),
    (PRIVATE, "A value or a name that must not stand in a message."),
    ("TEXT", "A text of the wrong form."),
    ("UNKNOWN", "Members nobody named, in an object that tolerates them, are reported."),
];

/// Members whose value is never shown, nor anything below them.
const SENSITIVE: [&str; 29] = [
    "access_token",
    "address_locality",
    "ap2",
    "billing_address",
    "buyer",
    "checkout_mandate",
    "credential",
    "cryptogram",
    "cvc",
    "cvv",
    "d",
    "destination",
    "destinations",
    "dev.ucp.buyer_ip",
    "dev.ucp.user_agent",
    "email",
    "extended_address",
    "first_name",
    "full_name",
    "last_name",
    "merchant_authorization",
    "number",
    "password",
    "phone_number",
    "postal_code",
    "secret",
    "signals",
    "street_address",
    "token",
];

/// A case with a schema of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inline {
    id: String,
    comment: String,
    flags: Vec<String>,
    schema: Value,
    /// The schema with the members of other messages too, when that is another one.
    full: Option<Value>,
    document: Value,
    #[serde(default)]
    look_for: Vec<Vec<String>>,
    #[serde(default)]
    told: Told,
    #[serde(default)]
    also: Vec<Told>,
}

/// The file of some versions, or of every version.
pub(super) fn batch(versions: Vec<ProtocolVersion>, cases: Vec<Case>) -> Batch {
    Batch {
        family: Family::Violations,
        versions,
        algorithm: "What is told of a document that breaks its schema, and which members of it nobody named or asked for",
        flags: FLAGS,
        cases,
    }
}

/// The cases that carry their own schema; they hold for every version.
pub(super) fn inline() -> Result<Batch, GenerateError> {
    let wrong = |reason: String| GenerateError::Recipe { file: FILE.to_owned(), reason };
    let text = store::embedded_text(FILE).ok_or_else(|| wrong("is missing".to_owned()))?;
    let written: Vec<Inline> = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let counted = sensitive().chain(thresholds()).chain(limits());
    Ok(batch(Vec::new(), written.into_iter().chain(counted).map(Inline::case).collect()))
}

/// An input that also says which texts to look for.
pub(super) fn looking(mut input: Value, look_for: &[Vec<String>]) -> Value {
    if !look_for.is_empty() {
        input["look_for"] = json!(look_for);
    }
    input
}

impl Inline {
    fn case(self) -> Case {
        let mut input = json!({ "op": "schema", "schema": self.schema, "document": self.document });
        if let Some(full) = self.full {
            input["full"] = full;
        }
        let flags: Vec<&str> = self.flags.iter().map(String::as_str).collect();
        let make = if self.told.violations.is_empty() { valid } else { invalid };
        let case = make(&self.id, &self.comment, looking(input, &self.look_for)).flags(&flags);
        self.told.demand(case, &self.also, flags.contains(&PRIVATE))
    }
}

/// A member of a type, and one violation of it.
fn one_member(
    id: &str,
    comment: &str,
    flag: &str,
    name: &str,
    document: Value,
    told: ToldViolation,
) -> Inline {
    let schema = json!({ "type": "object", "properties": { name: { "type": "boolean" } } });
    Inline {
        id: id.to_owned(),
        comment: comment.to_owned(),
        flags: vec![flag.to_owned()],
        schema,
        full: None,
        document,
        look_for: Vec::new(),
        told: Told { violations: vec![told], ..Told::default() },
        also: Vec::new(),
    }
}

fn texts(of: &[&str]) -> Vec<Vec<String>> {
    of.iter().map(|text| vec![(*text).to_owned()]).collect()
}

/// Every sensitive member, and one below it: the type is named, the value is not.
fn sensitive() -> impl Iterator<Item = Inline> {
    let told = |at: String| ToldViolation {
        at,
        keyword: "type".to_owned(),
        masked: true,
        says: vec!["string".to_owned()],
        ..ToldViolation::default()
    };
    SENSITIVE.into_iter().flat_map(move |name| {
        let id = name.replace(['_', '.'], "-");
        let itself = one_member(
            &format!("private-{id}"),
            &format!("the value of {name} stays out of the message"),
            PRIVATE,
            name,
            json!({ name: "sesame" }),
            told(format!("/{name}")),
        );
        let mut below = one_member(
            &format!("private-below-{id}"),
            &format!("what is below {name} stays out too"),
            PRIVATE,
            "note",
            json!({ name: [{ "note": "sesame" }] }),
            told(format!("/{name}/0/note")),
        );
        below.schema = json!({ "properties": { name: { "items": below.schema } } });
        [itself, below].map(|mut case| {
            case.look_for = texts(&["sesame", "string"]);
            case
        })
    })
}

/// What the length and the digits of a value or a name decide: shown, or not.
fn thresholds() -> impl Iterator<Item = Inline> {
    let values = [
        ("length-60", "sixty bytes are shown", json!("s".repeat(60)), true),
        ("length-61", "sixty-one are not", json!("s".repeat(61)), false),
        ("length-bytes", "bytes are counted, not letters", json!("\u{e9}".repeat(31)), false),
        ("digits-10", "ten digits are shown", json!("+12 345 678-90"), true),
        ("digits-11", "eleven may be a card number", json!("+12 345 678-901"), false),
        ("digits-full-width", "digits of other scripts are digits", json!("\u{ff11}".repeat(11)), false),
        ("address", "an at sign may be that of an address", json!("ada at@mail"), false),
        ("number-10", "a number of ten digits is shown", json!(1_234_567_890), true),
        ("number-11", "a number of eleven is not", json!(12_345_678_901_u64), false),
        ("number-12", "nor one of twelve", json!(123_456_789_012_u64), false),
        ("fraction-11", "digits behind the point count", json!(123_456.789_01), false),
        ("negative-10", "a sign is no digit", json!(-1_234_567_890), true),
    ];
    let names = [
        ("length-60", "a name of sixty bytes is shown", "n".repeat(60), true),
        ("length-61", "a longer name is not", "n".repeat(61), false),
        ("digits-10", "a name with ten digits is shown", "a1234567890".to_owned(), true),
        ("digits-11", "a name with eleven is not", "a12345678901".to_owned(), false),
        ("address", "a name that may be an address is not shown", "ada@mail".to_owned(), false),
        ("line-break", "a name that breaks the line is not shown", "two\nlines".to_owned(), false),
    ];
    let values = values.into_iter().map(|(id, comment, value, shown)| of_value(id, comment, &value, shown));
    values.chain(names.into_iter().map(|(id, comment, name, shown)| of_name(id, comment, &name, shown)))
}

fn of_value(id: &str, comment: &str, value: &Value, shown: bool) -> Inline {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let says = if shown { vec![text.clone()] } else { Vec::new() };
    let told = ToldViolation {
        at: "/gift".to_owned(),
        keyword: "type".to_owned(),
        masked: !shown,
        says,
        ..ToldViolation::default()
    };
    let id = format!("value-{id}");
    let mut case = one_member(&id, comment, PRIVATE, "gift", json!({ "gift": value }), told);
    case.look_for = texts(&[&text]);
    case
}

fn of_name(id: &str, comment: &str, name: &str, shown: bool) -> Inline {
    let says = if shown { vec![name.to_owned()] } else { Vec::new() };
    let keyword = "additionalProperties".to_owned();
    let told = ToldViolation { keyword, says, ..ToldViolation::default() };
    let mut case = one_member(&format!("name-{id}"), comment, PRIVATE, "gift", json!({ name: 1 }), told);
    case.schema["additionalProperties"] = json!(false);
    case.look_for = texts(&[name]);
    case.told.unknown = vec![format!("/{name}")];
    case
}

/// Most violations and findings of one document.
fn limits() -> impl Iterator<Item = Inline> {
    let violations = [(64, 64), (65, 64), (200, 64)].map(|(wrong, told)| many_violations(wrong, told));
    let unknown = [(256, 256), (257, 256)]
        .map(|(unknown, told)| findings(&format!("unknown-{unknown}"), unknown, 0, (told, 0)));
    let both = findings("unknown-and-omitted", 130, 130, (130, 126));
    violations.into_iter().chain(unknown).chain([both])
}

fn many_violations(wrong: usize, told: usize) -> Inline {
    let mut places: Vec<String> = (0..told).map(|index| format!("/{index}")).collect();
    places.sort();
    let violation = |at| ToldViolation { at, keyword: "type".to_owned(), ..ToldViolation::default() };
    let mut case = one_member(
        &format!("limit-{wrong}"),
        &format!("of {wrong} violations {told} are told"),
        "LIMIT",
        "gift",
        json!(vec![7; wrong]),
        ToldViolation::default(),
    );
    case.schema = json!({ "items": { "type": "string" } });
    case.told.violations = places.into_iter().map(violation).collect();
    case
}

/// Unknown members first, then omitted ones; of both together at most 256 are listed.
fn findings(id: &str, unknown: usize, omitted: usize, told: (usize, usize)) -> Inline {
    let names = |letter: char, count: usize| (0..count).map(move |index| format!("{letter}{index:03}"));
    let document: Map<String, Value> =
        names('a', unknown).chain(names('b', omitted)).map(|name| (name, json!(1))).collect();
    let elsewhere: Map<String, Value> = names('b', omitted).map(|name| (name, json!({}))).collect();
    let comment =
        format!("of {unknown} unknown and {omitted} omitted members {} are listed", told.0 + told.1);
    let mut case = one_member(
        &format!("limit-{id}"),
        &comment,
        "LIMIT",
        "gift",
        document.into(),
        ToldViolation::default(),
    );
    case.full = Some(json!({ "allOf": [case.schema.clone(), { "properties": elsewhere }] }));
    let pointers = |letter, count| names(letter, count).map(|name| format!("/{name}")).collect();
    case.told =
        Told { violations: Vec::new(), unknown: pointers('a', told.0), omitted: pointers('b', told.1) };
    case
}
