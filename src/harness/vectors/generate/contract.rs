//! What the contract of a version holds, as the release states it.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Batch;
use super::case::{Case, invalid, valid};
use super::message::hex;
use crate::harness::vectors::Family;
use crate::protocol::version::ProtocolVersion;

const FLAGS: &[(&str, &str)] = &[
    ("MESSAGE", "Which members a message of an operation has, and which of them it must have."),
    ("ANNOTATION", "The same schema asks other members of a request than of an answer."),
    ("EXTENSION", "An extension in the set adds members."),
    ("DOCUMENT", "Documents that belong to no operation, and the schema each keeps to."),
    ("DEFINITION", "One schema of the release alone."),
    (
        "FILES",
        "Files that are brought along: the digest by which two parties know that they test against the same.",
    ),
    ("ABSENT", "What the release does not have."),
];

const SHOPPING: &str = "https://ucp.dev/schemas/shopping";

/// `dev.ucp.shopping.…` of each.
fn names(last: &[&str]) -> Vec<String> {
    last.iter().map(|name| format!("dev.ucp.shopping.{name}")).collect()
}

fn message(operation: &str, direction: &str, capabilities: &[&str]) -> Value {
    json!({ "op": "message", "operation": operation, "direction": direction, "capabilities": names(capabilities) })
}

/// Members that a message must have, and whether these are all it has.
type Message = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// What the January release asks: `payment` comes with every checkout, prices are the business's.
const JANUARY: [Message; 5] = [
    ("create_checkout", "request", &["checkout"], &["currency", "line_items", "payment"]),
    ("update_checkout", "request", &["checkout"], &["currency", "id", "line_items", "payment"]),
    ("complete_checkout", "request", &["checkout"], &["payment_data"]),
    (
        "get_checkout",
        "response",
        &["checkout"],
        &["currency", "id", "line_items", "links", "payment", "status", "totals", "ucp"],
    ),
    (
        "cancel_checkout",
        "response",
        &["checkout"],
        &["currency", "id", "line_items", "links", "payment", "status", "totals", "ucp"],
    ),
];

/// What the April release asks.
const APRIL: [Message; 10] = [
    ("create_checkout", "request", &["checkout"], &["line_items"]),
    ("update_checkout", "request", &["checkout"], &["line_items"]),
    ("complete_checkout", "request", &["checkout"], &["payment"]),
    (
        "get_checkout",
        "response",
        &["checkout"],
        &["currency", "id", "line_items", "links", "status", "totals", "ucp"],
    ),
    ("create_cart", "request", &["cart"], &["line_items"]),
    ("update_cart", "request", &["cart"], &["id", "line_items"]),
    ("get_cart", "response", &["cart"], &["currency", "id", "line_items", "totals", "ucp"]),
    (
        "get_order",
        "response",
        &["order"],
        &["checkout_id", "currency", "fulfillment", "id", "line_items", "permalink_url", "totals", "ucp"],
    ),
    ("lookup_catalog", "request", &["catalog.lookup"], &["ids"]),
    ("lookup_catalog", "response", &["catalog.lookup"], &["products", "ucp"]),
];

fn messages(rows: &[Message]) -> impl Iterator<Item = Case> {
    rows.iter().map(|(operation, direction, capabilities, required)| {
        let id = format!("{}-{direction}", operation.replace('_', "-"));
        valid(&id, "members that must be there", message(operation, direction, capabilities))
            .expect(json!({ "required": required }))
            .flags(&["MESSAGE", "ANNOTATION"])
    })
}

/// Every member of a request, with and without an extension.
#[rustfmt::skip]
fn every_member() -> Vec<Case> {
    let whole = |id: &str, capabilities: &[&str], properties: &[&str]| {
        valid(id, "every member of a request to complete", message("complete_checkout", "request", capabilities))
            .expect(json!({ "required": ["payment"], "properties": properties }))
            .flags(&["EXTENSION"])
    };
    vec![
        whole("complete-bare", &["checkout"], &["attribution", "payment", "signals"]),
        whole("complete-with-order", &["checkout", "order"], &["attribution", "payment", "signals"]),
    ]
}

#[rustfmt::skip]
fn absent(later: bool) -> Vec<Case> {
    let no = |id: &str, comment: &str, input: Value, code: &str| invalid(id, comment, input).expect(json!({ "code": code })).flags(&["ABSENT"]);
    let mut cases = vec![
        no("no-capability", "the operation's capability is not in the set", message("create_checkout", "request", &["order"]), "capability_missing"),
        no("no-body-of-a-read", "a read sends nothing", message("get_checkout", "request", &["checkout"]), "no_body"),
        no("no-definition", "a definition that is not there", json!({ "op": "definition", "schema": format!("{SHOPPING}/checkout.json"), "pointer": "/$defs/none", "message": { "operation": "read", "direction": "response" } }), "not_found"),
        no("no-schema", "a schema that is not there", json!({ "op": "definition", "schema": format!("{SHOPPING}/none.json"), "pointer": "", "message": { "operation": "read", "direction": "response" } }), "not_found"),
        no("no-file", "a file that is not there", json!({ "op": "file", "path": "schemas/shopping/none.json" }), "not_found"),
        no("no-file-by-identifier", "files have paths, identifiers are of schemas", json!({ "op": "file", "path": format!("{SHOPPING}/checkout.json") }), "not_found"),
        no("files-not-json", "a schema file that is no JSON", json!({ "op": "files", "files": { "schemas/a.json": "{" } }), "not_json"),
    ];
    if !later {
        cases.push(no("no-cart", "an operation of a later release", message("create_cart", "request", &["checkout"]), "unknown_operation"));
    }
    cases
}

/// Documents, where their schemas are, and what they must have.
#[rustfmt::skip]
fn documents(later: bool) -> Vec<Case> {
    let of = |kind: &str, schema: &str, required: &[&str]| {
        let schema = format!("https://ucp.dev/schemas/{schema}.json");
        valid(&format!("document-{}", kind.replace('_', "-")), "a document", json!({ "op": "document", "kind": kind }))
            .expect(json!({ "schema": schema, "required": required }))
            .flags(&["DOCUMENT"])
    };
    let mut cases = vec![of("message", "shopping/types/message", &[])];
    cases.extend(if later {
        [
            of("business_profile", "discovery/profile", &["ucp"]),
            of("platform_profile", "discovery/profile", &["ucp"]),
            of("error_response", "shopping/types/error_response", &["messages", "ucp"]),
            of("order", "shopping/order", &["checkout_id", "currency", "fulfillment", "id", "line_items", "permalink_url", "totals", "ucp"]),
        ]
    } else {
        [
            of("business_profile", "discovery/profile", &["ucp"]),
            of("platform_profile", "discovery/platform_profile", &["ucp"]),
            of("error_response", "shopping/types/error_response", &["messages", "status"]),
            of("order", "shopping/order", &["checkout_id", "fulfillment", "id", "line_items", "permalink_url", "totals", "ucp"]),
        ]
    });
    cases.push(of("signing_key", "discovery/profile", &["kid", "kty"]));
    cases
}

/// One schema of the release, as it is for a message.
#[rustfmt::skip]
fn definitions() -> Vec<Case> {
    let of = |id: &str, comment: &str, schema: &str, operation: &str, direction: &str, required: &[&str]| {
        let input = json!({ "op": "definition", "schema": format!("{SHOPPING}/{schema}.json"), "pointer": "", "message": { "operation": operation, "direction": direction } });
        valid(id, comment, input).expect(json!({ "required": required })).flags(&["DEFINITION"])
    };
    vec![
        of("line-item-read", "a line as it comes back", "types/line_item", "read", "response", &["id", "item", "quantity", "totals"]),
        of("line-item-create", "a new line: its identifier and its totals are the business's", "types/line_item", "create", "request", &["item", "quantity"]),
        of("line-item-update", "a line that is there: its identifier is free", "types/line_item", "update", "request", &["item", "quantity"]),
        of("item-read", "an item as it comes back", "types/item", "read", "response", &["id", "price", "title"]),
        of("item-create", "an item that is asked for: price and title are the business's", "types/item", "create", "request", &["id"]),
        of("link", "a link", "types/link", "read", "response", &["type", "url"]),
    ]
}

/// The digest of files, by hand: lengths and bytes of each path and content.
fn digest(files: &[(&str, &str)]) -> String {
    let mut bytes = Vec::new();
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    hex(Sha256::digest(bytes))
}

fn input(files: &[(&str, &str)]) -> Value {
    let files: serde_json::Map<_, _> =
        files.iter().map(|(path, text)| ((*path).to_owned(), json!(text))).collect();
    json!({ "op": "files", "files": files })
}

/// Files of the later release, which needs nothing beside its own.
#[rustfmt::skip]
fn digests() -> Vec<Case> {
    let of = |id: &str, comment: &str, given: &[(&str, &str)], sorted: &[(&str, &str)]| {
        let paths: Vec<&str> = sorted.iter().map(|(path, _)| *path).collect();
        valid(id, comment, input(given)).expect(json!({ "digest": digest(sorted), "paths": paths, "supplements": [] })).flags(&["FILES"])
    };
    let (one, two) = (("schemas/a.json", "{}"), ("schemas/b/c.json", "{\"type\":\"object\"}"));
    vec![
        of("files-none", "no files at all", &[], &[]),
        of("files-one", "one file", &[one], &[one]),
        of("files-two", "two files, in order of path", &[two, one], &[one, two]),
        of("files-boundary", "a byte moved from the content to the path is another contract", &[("schemas/a.json1", "1")], &[("schemas/a.json1", "1")]),
        of("files-boundary-other", "the same bytes, the other way", &[("schemas/a.json", "11")], &[("schemas/a.json", "11")]),
        of("files-order", "bytes order paths: - before /, capitals before small letters", &[("schemas/a/b.json", "1"), ("schemas/a-b.json", "2"), ("schemas/B.json", "3")],
           &[("schemas/B.json", "3"), ("schemas/a-b.json", "2"), ("schemas/a/b.json", "1")]),
    ]
}

/// What the first release describes in words only comes from this project.
#[rustfmt::skip]
fn supplements() -> Vec<Case> {
    let own = [
        "schemas/discovery/platform_profile.json", "schemas/shopping/complete_checkout.json",
        "schemas/shopping/order_event.json", "schemas/shopping/types/error_response.json",
    ];
    let of = |id: &str, comment: &str, given: &[(&str, &str)], paths: &[&str]| {
        valid(id, comment, input(given)).expect(json!({ "paths": paths, "supplements": own })).flags(&["FILES"])
    };
    let mut more = own.to_vec();
    more.push("schemas/z.json");
    vec![
        of("files-supplemented", "files that lack what the release has no schema for", &[], &own),
        of("files-beside", "they stand beside what was brought along", &[("schemas/z.json", "{}")], &more),
        of("files-kept", "what was brought along is kept", &[(own[1], "{}")], &own),
    ]
}

fn shared() -> Vec<Case> {
    let file = |path: &str, id: &str| {
        valid(
            &format!("file-{}", path.replace('_', "-")),
            "a schema file",
            json!({ "op": "file", "path": format!("schemas/shopping/{path}.json") }),
        )
        .expect(json!({ "id": format!("{SHOPPING}/{id}.json") }))
        .flags(&["FILES"])
    };
    let service = valid("service", "the service of the operations", json!({ "op": "service" }))
        .expect(json!({ "service": "dev.ucp.shopping" }))
        .flags(&["MESSAGE"]);
    vec![service, file("checkout", "checkout"), file("order", "order")]
}

pub(super) fn batches() -> [Batch; 2] {
    let of = |version, cases: Vec<Case>| Batch {
        family: Family::Contract,
        versions: vec![version],
        algorithm: "What the contract of the version holds: members of messages, schemas of documents, files",
        flags: FLAGS,
        cases,
    };
    let april = messages(&APRIL).chain(every_member()).chain(absent(true)).chain(documents(true));
    let january = messages(&JANUARY).chain(absent(false)).chain(documents(false));
    [
        of(ProtocolVersion::April2026, april.chain(definitions()).chain(digests()).chain(shared()).collect()),
        of(
            ProtocolVersion::January2026,
            january.chain(definitions()).chain(supplements()).chain(shared()).collect(),
        ),
    ]
}
