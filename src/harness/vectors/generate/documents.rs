//! Documents and near misses, from recipes: a valid base and, per case, the one edit that breaks it
//! (or that must not). The recipes under `vectors/recipes/` are written by hand.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::GenerateError;
use super::case::{Batch, Case, invalid, valid};
use super::keys::TestKeys;
use super::told::Told;
use super::violations;
use crate::harness::vectors::{Family, store};
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("BASE", "A whole document, as it should be."),
    ("REQUIRED", "A required member is absent."),
    ("TYPE", "A member of the wrong type."),
    ("ENUM", "A value that a closed list does not have."),
    ("FORMAT", "A text that is not of its format: date, URL, pattern."),
    ("RANGE", "A number or a length out of its range."),
    ("CARDINALITY", "Too many or too few entries."),
    ("OPEN", "Members, codes and types nobody knows are tolerated where the list is open."),
    ("OPTIONAL", "A member that may be absent."),
    ("SHAPE", "Another version's shape."),
    ("NAMESPACE", "spec and schema live at the authority that the name begins with."),
    ("KEY", "Signing keys: members, private halves, names used twice."),
    ("VERSION", "Versions are dates that exist."),
    ("TRANSPORT", "What a service needs depends on its transport."),
    ("ANNOTATION", "A member that is the other side's to send."),
];

/// One file of recipes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipes {
    /// Valid documents by name.
    bases: BTreeMap<String, Value>,
    /// Bodies and documents of the schema family.
    schema: Vec<Recipe>,
    /// Documents of the profile family.
    profile: Vec<Recipe>,
    /// Documents of the violations family.
    violations: Vec<Recipe>,
}

/// One case: a base, and an edit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    id: String,
    comment: String,
    flag: String,
    base: String,
    /// What is asked about it: `create_checkout request`, or the name of a document.
    of: String,
    valid: bool,
    /// Values to put at JSON pointers; the parent must exist.
    #[serde(default)]
    set: Map<String, Value>,
    /// JSON pointers to take away.
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    clauses: Vec<String>,
    /// Names of the keys that a verifier can use, where that is asked.
    #[serde(default)]
    keys: Option<Vec<String>>,
    /// What is negotiated, by the last words of the names; without it, what the operation's area needs.
    #[serde(default)]
    capabilities: Vec<String>,
    /// Texts to look for in messages; violations only.
    #[serde(default)]
    look_for: Vec<Vec<String>>,
    /// What must be told; violations only.
    told: Option<Told>,
    /// What may be told instead.
    #[serde(default)]
    also: Vec<Told>,
}

pub(super) fn batches(keys: &TestKeys) -> Result<Vec<Batch>, GenerateError> {
    let mut batches = Vec::new();
    for version in ProtocolVersion::ALL {
        let recipes = read(version, keys)?;
        let built = |recipes: &Recipes, of: &[Recipe], input: fn(&Recipe, &Value) -> Value| {
            of.iter().map(|recipe| recipe.case(version, &recipes.bases, input)).collect::<Result<Vec<_>, _>>()
        };
        batches.push(Batch {
            family: Family::Schema,
            versions: vec![version],
            algorithm: "Whether the body of an operation, or a document, keeps to the schema composed of the negotiated capabilities",
            flags: FLAGS,
            cases: built(&recipes, &recipes.schema, body)?,
        });
        batches.push(Batch {
            family: Family::Profile,
            versions: vec![version],
            algorithm: "Whether a discovery document is a profile: its schema, and the rules prose adds",
            flags: FLAGS,
            cases: built(&recipes, &recipes.profile, profile)?,
        });
        let cases = built(&recipes, &recipes.violations, told_body)?;
        batches.push(violations::batch(vec![version], cases));
    }
    Ok(batches)
}

fn read(version: ProtocolVersion, keys: &TestKeys) -> Result<Recipes, GenerateError> {
    let file = format!("recipes/{}.json", version.date());
    let wrong = |reason: String| GenerateError::Recipe { file: file.clone(), reason };
    let text = store::embedded_text(&file).ok_or_else(|| wrong("is missing".to_owned()))?;
    // The one key of the bases is one of the set.
    let text = text.replace("\"TEST-KEY\"", &keys.business.jwk().to_string());
    serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
}

/// What is negotiated where checkouts and orders are concerned: everything but AP2, which would demand its members
/// everywhere, and carts, which have cases of their own.
const OF_CHECKOUTS: [&str; 5] = ["checkout", "order", "discount", "fulfillment", "buyer_consent"];
/// The same where carts are concerned.
const OF_CARTS: [&str; 2] = ["cart", "discount"];
/// The same where the catalogue is concerned.
const OF_CATALOGUE: [&str; 2] = ["catalog.search", "catalog.lookup"];

/// The capabilities a case is asked under, by their whole names.
fn capabilities(recipe: &Recipe, operation: &str) -> Vec<String> {
    let of_area: &[&str] = match operation {
        "search_catalog" | "lookup_catalog" | "get_product" => &OF_CATALOGUE,
        cart if cart.ends_with("_cart") => &OF_CARTS,
        _ => &OF_CHECKOUTS,
    };
    let own: Vec<&str> = recipe.capabilities.iter().map(String::as_str).collect();
    let names = if own.is_empty() { of_area } else { own.as_slice() };
    names.iter().map(|name| format!("dev.ucp.shopping.{name}")).collect()
}

fn body(recipe: &Recipe, document: &Value) -> Value {
    match recipe.of.split_once(' ') {
        None => json!({ "op": "document", "kind": recipe.of, "document": document }),
        Some((operation, "answer")) => json!({
            "op": "answer", "operation": operation, "document": document,
            "capabilities": capabilities(recipe, operation),
        }),
        Some((operation, direction)) => json!({
            "op": "body", "operation": operation, "direction": direction, "document": document,
            "capabilities": capabilities(recipe, operation),
        }),
    }
}

fn told_body(recipe: &Recipe, document: &Value) -> Value {
    violations::looking(body(recipe, document), &recipe.look_for)
}

fn profile(recipe: &Recipe, document: &Value) -> Value {
    json!({ "of": recipe.of, "document": document })
}

impl Recipe {
    fn case(
        &self,
        version: ProtocolVersion,
        bases: &BTreeMap<String, Value>,
        input: fn(&Self, &Value) -> Value,
    ) -> Result<Case, GenerateError> {
        let wrong = |reason: String| GenerateError::Recipe {
            file: format!("recipes/{}.json, {}", version.date(), self.id),
            reason,
        };
        let base = bases.get(&self.base).ok_or_else(|| wrong(format!("no base {}", self.base)))?;
        let mut document = base.clone();
        for (pointer, value) in &self.set {
            put(&mut document, pointer, value.clone())
                .ok_or_else(|| wrong(format!("nothing at {pointer}")))?;
        }
        for pointer in &self.drop {
            take(&mut document, pointer).ok_or_else(|| wrong(format!("nothing at {pointer}")))?;
        }
        let make = if self.valid { valid } else { invalid };
        let clauses: Vec<&str> = self.clauses.iter().map(String::as_str).collect();
        let case =
            make(&self.id, &self.comment, input(self, &document)).flags(&[&self.flag]).clauses(&clauses);
        Ok(match (&self.keys, &self.told) {
            (Some(keys), _) => case.expect(json!({ "usable_keys": keys })),
            (None, Some(told)) => told.demand(case, &self.also, self.flag == violations::PRIVATE),
            (None, None) => case,
        })
    }
}

/// Sets a member, or replaces or appends (`-`) an item; an empty pointer is the whole document.
fn put(document: &mut Value, pointer: &str, value: Value) -> Option<()> {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        *document = value;
        return Some(());
    };
    match document.pointer_mut(parent)? {
        Value::Object(members) => {
            members.insert(unescaped(last), value);
        }
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => *items.get_mut(last.parse::<usize>().ok()?)? = value,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    }
    Some(())
}

fn take(document: &mut Value, pointer: &str) -> Option<()> {
    let (parent, last) = pointer.rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(&unescaped(last)).map(drop),
        Value::Array(items) => {
            let at = last.parse::<usize>().ok().filter(|at| *at < items.len())?;
            items.remove(at);
            Some(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn unescaped(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
