//! Schema files and what they amount to: references, and `ucp_request` and `ucp_response` resolved for one message.

use serde_json::{Value, json};

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("PATH", "A reference is relative to the file it stands in."),
    ("IDENTIFIER", "A reference may be the `$id` of another file."),
    ("FRAGMENT", "A fragment is a JSON pointer into the file it follows; alone, into the file it stands in."),
    ("BESIDE", "Keywords beside `$ref` hold as well as those of what it refers to (JSON Schema 2020-12)."),
    ("NOWHERE", "A reference to nothing makes the whole unusable; it is never skipped."),
    ("CIRCLE", "A reference that leads back to itself has no end."),
    ("WHEREVER", "References are followed wherever a schema may stand."),
    ("LITERAL", "What looks like a reference inside a value is none."),
    ("REQUEST", "ucp_request: omit, optional or required, for every operation or by operation."),
    ("RESPONSE", "ucp_response is for what comes back; the other direction does not see it."),
    ("ANNOTATION", "An annotation nobody knows is refused."),
    ("BRANCH", "What branches demand is demanded together with what stands beside them."),
];

/// Where the schema asked about stands.
const MAIN: &str = "schemas/shopping/thing.json";
const PART: &str = "schemas/shopping/types/part.json";

/// One question: files, the message they are resolved for, a document.
struct Question {
    files: Value,
    schema: &'static str,
    pointer: &'static str,
    operation: &'static str,
    direction: &'static str,
}

impl Question {
    /// About the main file, as read.
    fn of(main: Value) -> Self {
        Self::with(main, Value::Null)
    }

    /// About the main file with another one beside it.
    fn with(main: Value, part: Value) -> Self {
        let mut files = Value::from_iter([(MAIN, main)]);
        if !part.is_null() {
            files[PART] = part;
        }
        Self { files, schema: MAIN, pointer: "", operation: "read", direction: "response" }
    }

    const fn asked(mut self, schema: &'static str, pointer: &'static str) -> Self {
        self.schema = schema;
        self.pointer = pointer;
        self
    }

    /// Resolved for a message.
    const fn to(mut self, operation: &'static str, direction: &'static str) -> Self {
        self.operation = operation;
        self.direction = direction;
        self
    }

    fn file(mut self, path: &str, schema: Value) -> Self {
        self.files[path] = schema;
        self
    }

    fn input(&self, document: &Value) -> Value {
        json!({
            "files": self.files, "schema": self.schema, "pointer": self.pointer,
            "message": { "operation": self.operation, "direction": self.direction },
            "document": document,
        })
    }

    /// One document that must pass and one that must not, for the same reason.
    fn decides(&self, id: &str, comment: &str, flag: &str, good: &Value, bad: &Value) -> [Case; 2] {
        [
            valid(&format!("{id}-yes"), comment, self.input(good)).flags(&[flag]),
            invalid(&format!("{id}-no"), comment, self.input(bad)).flags(&[flag]),
        ]
    }

    /// Nothing can be said about any document.
    fn refuses(&self, id: &str, comment: &str, flag: &str, code: &str) -> Case {
        invalid(id, comment, self.input(&json!({}))).expect(json!({ "code": code })).flags(&[flag])
    }
}

pub(super) fn batch() -> Batch {
    let cases = [places(), fragments(), beside(), wherever(), nowhere(), requests(), responses(), branches()];
    Batch {
        family: Family::Composition,
        versions: Vec::new(),
        algorithm: "Whether a document keeps to what schema files amount to, references followed and annotations resolved",
        flags: FLAGS,
        cases: cases.into_iter().flatten().collect(),
    }
}

/// A member `part` that the reference describes as a whole number.
fn refers(reference: &str) -> Value {
    json!({ "properties": { "part": { "$ref": reference } } })
}

fn whole() -> Value {
    json!({ "type": "integer" })
}

/// Two documents that tell a whole number from anything else.
fn number_and_text() -> (Value, Value) {
    (json!({ "part": 1 }), json!({ "part": "1" }))
}

#[rustfmt::skip]
fn places() -> Vec<Case> {
    let (good, bad) = number_and_text();
    let part = json!({ "$id": "https://ucp.example/part.json", "type": "integer" });
    let hash = json!({ "$id": "https://ucp.example/part.json#", "type": "integer" });
    let to = |reference: &str| Question::with(refers(reference), part.clone());
    let other = |path: &str, reference: &str| Question::of(refers(reference)).file(path, whole());
    [
        to("types/part.json").decides("folder", "a file in a folder below", "PATH", &good, &bad),
        to("./types/part.json").decides("dot", "a dot means the same folder", "PATH", &good, &bad),
        to("types/../types/part.json").decides("back-and-forth", "two dots mean the folder above", "PATH", &good, &bad),
        other("schemas/common.json", "../common.json").decides("above", "a file in the folder above", "PATH", &good, &bad),
        other("discovery/profile.json", "../../discovery/profile.json").decides("discovery", "a file of the discovery documents", "PATH", &good, &bad),
        other("services/shopping/rest.json", "../../services/shopping/rest.json").decides("services", "a schema inside a transport document", "PATH", &good, &bad),
        to("https://ucp.example/part.json").decides("identifier", "the identifier of another file", "IDENTIFIER", &good, &bad),
        Question::with(refers("https://ucp.example/part.json"), hash).decides("identifier-hash", "an identifier written with an empty fragment", "IDENTIFIER", &good, &bad),
        Question::with(json!({}), part.clone()).asked("https://ucp.example/part.json", "").decides("asked-by-identifier", "a schema asked for by its identifier", "IDENTIFIER", &json!(1), &json!("1")),
        Question::with(json!({}), part).asked(PART, "").decides("asked-by-path", "a schema asked for by its path", "PATH", &json!(1), &json!("1")),
        // The reference stands in a file below: it starts there, not where the question started.
        Question::with(refers("types/part.json"), json!({ "$ref": "deep.json" })).file("schemas/shopping/types/deep.json", whole())
            .file("schemas/shopping/deep.json", json!({ "type": "string" }))
            .decides("two-steps", "a reference of a referenced file starts at that file", "PATH", &good, &bad),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[rustfmt::skip]
fn fragments() -> Vec<Case> {
    let (good, bad) = number_and_text();
    let defs = json!({ "$defs": { "whole": whole(), "a/b": whole(), "a~b": whole() }, "type": "string" });
    let to = |reference: &str| Question::with(refers(reference), defs.clone());
    let own = |reference: &str| {
        let mut main = refers(reference);
        main["$defs"] = json!({ "whole": whole() });
        Question::of(main)
    };
    // Both files define `whole`, each its own way.
    let mut two = refers("types/part.json#/$defs/outer");
    two["$defs"] = json!({ "whole": { "type": "string" } });
    let inner = json!({ "$defs": { "outer": { "$ref": "#/$defs/whole" }, "whole": whole() } });
    [
        own("#/$defs/whole").decides("own-definition", "a definition of the same file", "FRAGMENT", &good, &bad),
        to("types/part.json#/$defs/whole").decides("definition", "a definition of another file", "FRAGMENT", &good, &bad),
        to("types/part.json#/$defs/a~1b").decides("escaped-slash", "~1 is a slash in a name", "FRAGMENT", &good, &bad),
        to("types/part.json#/$defs/a~0b").decides("escaped-tilde", "~0 is a tilde in a name", "FRAGMENT", &good, &bad),
        Question::with(two, inner).decides("of-its-own-file", "a fragment alone means the file it stands in", "FRAGMENT", &good, &bad),
        Question::of(json!({ "$defs": { "whole": whole() } })).asked(MAIN, "/$defs/whole").decides("asked-for-a-place", "a place inside a file", "FRAGMENT", &json!(1), &json!("1")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[rustfmt::skip]
fn beside() -> Vec<Case> {
    let part = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" }, "size": whole() } });
    let to = |beside: Value| {
        let mut main = json!({ "$ref": "types/part.json" });
        for (keyword, value) in beside.as_object().into_iter().flatten() {
            main[keyword] = value.clone();
        }
        Question::with(main, part.clone())
    };
    let annotated = |other: Value| {
        let mut member = json!({ "$ref": "types/part.json", "ucp_request": "omit" });
        for (keyword, value) in other.as_object().into_iter().flatten() {
            member[keyword] = value.clone();
        }
        Question::with(json!({ "additionalProperties": false, "properties": { "part": member } }), part.clone())
    };
    let both = json!({ "id": "1", "name": "x" });
    [
        to(json!({ "maxProperties": 1 })).decides("beside-limit", "a keyword the target does not have", "BESIDE", &json!({ "id": "1" }), &both),
        to(json!({ "maxProperties": 1 })).decides("beside-target", "what the target demands is kept", "BESIDE", &json!({ "id": "1" }), &json!({ "size": 1 })),
        to(json!({ "required": ["name"] })).decides("beside-required", "both lists of required members hold: the reference's", "BESIDE", &both, &json!({ "id": "1" })),
        to(json!({ "required": ["name"] })).decides("beside-required-target", "both lists of required members hold: the target's", "BESIDE", &both, &json!({ "name": "x" })),
        to(json!({ "properties": { "name": { "type": "string" } } })).decides("beside-properties", "both describe members: the reference's", "BESIDE", &both, &json!({ "id": "1", "name": 7 })),
        to(json!({ "properties": { "name": { "type": "string" } } })).decides("beside-properties-target", "both describe members: the target's", "BESIDE", &both, &json!({ "id": 1, "name": "x" })),
        to(json!({ "type": "object", "minProperties": 2 })).decides("beside-same", "the same keyword with the same value, and another", "BESIDE", &both, &json!({ "id": "1" })),
        annotated(json!({})).to("create", "request").decides("beside-annotation", "an annotation beside a reference", "BESIDE", &json!({}), &json!({ "part": { "id": "1" } })),
        annotated(json!({ "required": ["size"] })).to("create", "request").decides("beside-annotation-clash", "an annotation beside keywords that both have", "BESIDE", &json!({}), &json!({ "part": { "id": "1", "size": 1 } })),
        annotated(json!({ "required": ["size"] })).decides("beside-annotation-other-way", "the same as read: both lists hold", "BESIDE", &json!({ "part": { "id": "1", "size": 1 } }), &json!({ "part": { "id": "1" } })),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[rustfmt::skip]
fn wherever() -> Vec<Case> {
    let at = |schema: Value| Question::with(schema, whole());
    let part = || json!({ "$ref": "types/part.json" });
    let branch = || json!({ "properties": { "part": part() } });
    let (good, bad) = number_and_text();
    let one = |keyword: &str| at(json!({ keyword: [branch()] })).decides(&format!("in-{keyword}"), "a branch", "WHEREVER", &good, &bad);
    [
        at(json!({ "items": part() })).decides("in-items", "elements of a list", "WHEREVER", &json!([1]), &json!(["1"])),
        at(json!({ "prefixItems": [part()] })).decides("in-prefixItems", "the first element", "WHEREVER", &json!([1]), &json!(["1"])),
        at(json!({ "contains": part() })).decides("in-contains", "one of the elements", "WHEREVER", &json!(["1", 1]), &json!(["1"])),
        at(json!({ "additionalProperties": part() })).decides("in-additionalProperties", "members with free names", "WHEREVER", &good, &bad),
        at(json!({ "patternProperties": { "^p": part() } })).decides("in-patternProperties", "members by pattern", "WHEREVER", &good, &bad),
        at(json!({ "unevaluatedProperties": part() })).decides("in-unevaluatedProperties", "members nobody looked at", "WHEREVER", &good, &bad),
        at(json!({ "dependentSchemas": { "part": branch() } })).decides("in-dependentSchemas", "when a member is there", "WHEREVER", &good, &bad),
        Question::with(json!({ "propertyNames": part() }), json!({ "maxLength": 4 })).decides("in-propertyNames", "names of members", "WHEREVER", &json!({ "part": 1 }), &json!({ "parts": 1 })),
        at(json!({ "properties": { "part": { "not": part() } } })).decides("in-not", "the contrary", "WHEREVER", &bad, &good),
        at(json!({ "properties": { "part": { "if": part(), "then": { "minimum": 1 }, "else": { "maxLength": 1 } } } })).decides("in-if", "a condition", "WHEREVER", &good, &json!({ "part": 0 })),
        at(json!({ "if": { "required": ["part"] }, "then": branch() })).decides("in-then", "what follows from a condition", "WHEREVER", &good, &bad),
        at(json!({ "if": { "required": ["other"] }, "else": branch() })).decides("in-else", "what follows otherwise", "WHEREVER", &good, &bad),
        one("allOf"), one("anyOf"), one("oneOf"),
        at(json!({ "properties": { "part": { "const": { "$ref": "types/part.json" } } } })).decides("literal-const", "a constant that looks like a reference", "LITERAL", &json!({ "part": { "$ref": "types/part.json" } }), &good),
        at(json!({ "properties": { "$ref": { "type": "string" } } })).decides("literal-name", "a member named like the keyword", "LITERAL", &json!({ "$ref": "x" }), &json!({ "$ref": 1 })),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[rustfmt::skip]
fn nowhere() -> Vec<Case> {
    let to = |reference: &str| Question::with(refers(reference), json!({ "$defs": {}, "type": "integer" }));
    [
        to("types/other.json").refuses("no-file", "a file that is not there", "NOWHERE", "unresolvable"),
        to("part.json").refuses("another-folder", "the file is in another folder", "NOWHERE", "unresolvable"),
        to("types/part.json#/$defs/whole").refuses("no-definition", "a definition that is not there", "NOWHERE", "unresolvable"),
        to("types/part.json#$defs").refuses("no-pointer", "a fragment that is no pointer", "NOWHERE", "unresolvable"),
        to("https://ucp.example/part.json").refuses("no-identifier", "an identifier that no file has", "NOWHERE", "unresolvable"),
        to("../../../../types/part.json").refuses("beyond-the-root", "above the first folder", "NOWHERE", "unresolvable"),
        Question::of(refers("../../docs/part.json")).file("docs/part.json", whole()).refuses("outside", "a file that is no schema of the contract", "NOWHERE", "unresolvable"),
        Question::of(whole()).asked("schemas/none.json", "").refuses("asked-for-nothing", "there is no such schema", "NOWHERE", "unresolvable"),
        Question::of(whole()).asked(MAIN, "/$defs/none").refuses("asked-for-no-place", "there is no such place", "NOWHERE", "unresolvable"),
        Question::of(json!({ "$ref": "#" })).refuses("circle-itself", "a file that is itself", "CIRCLE", "unresolvable"),
        Question::of(refers("#")).refuses("circle-inside", "a file whose member is the file", "CIRCLE", "unresolvable"),
        Question::with(json!({ "$ref": "types/part.json" }), json!({ "$ref": "../thing.json" })).refuses("circle-of-two", "two files that are each other", "CIRCLE", "unresolvable"),
        Question::of(json!({ "type": 7 })).refuses("no-schema", "no JSON Schema", "NOWHERE", "not_a_schema"),
    ]
    .into_iter()
    // The same target twice, one after the other, is no circle.
    .chain(Question::with(json!({ "properties": { "part": { "$ref": "types/part.json" }, "other": { "$ref": "types/part.json" } } }), whole())
        .decides("twice", "two references to one target", "CIRCLE", &json!({ "part": 1, "other": 2 }), &json!({ "part": 1, "other": "2" })))
    .collect()
}

/// A member `id` with an annotation, in an object that names its members and no others.
fn annotated(annotation: &Value, required: bool) -> Value {
    let mut schema = json!({
        "type": "object", "additionalProperties": false,
        "properties": { "id": { "type": "string" }, "name": { "type": "string" } },
    });
    schema["properties"]["id"]["ucp_request"] = annotation.clone();
    if required {
        schema["required"] = json!(["id"]);
    }
    schema
}

#[rustfmt::skip]
fn requests() -> Vec<Case> {
    let (with, without) = (json!({ "id": "1" }), json!({ "name": "x" }));
    let ask = |annotation: Value, required: bool, operation: &'static str| Question::of(annotated(&annotation, required)).to(operation, "request");
    let omitted = |id: &str, comment: &str, question: &Question| question.decides(id, comment, "REQUEST", &without, &with);
    let demanded = |id: &str, comment: &str, question: &Question| question.decides(id, comment, "REQUEST", &with, &without);
    // Not demanded, and still described.
    let free = |id: &str, comment: &str, question: &Question| {
        let [absent, wrong] = question.decides(id, comment, "REQUEST", &without, &json!({ "id": 1 }));
        [absent, wrong]
    };
    let map = || json!({ "create": "omit", "update": "required", "complete": "optional" });
    let mut nested = json!({ "type": "object", "properties": { "list": { "type": "array", "items": {} } } });
    nested["properties"]["list"]["items"] = annotated(&json!("omit"), true);
    [
        omitted("omit", "omitted from every request, though required as read", &ask(json!("omit"), true, "create")),
        demanded("required", "demanded of every request, though optional as read", &ask(json!("required"), false, "create")),
        free("optional", "free in every request, though required as read", &ask(json!("optional"), true, "create")),
        omitted("by-operation-create", "by operation: omitted", &ask(map(), true, "create")),
        demanded("by-operation-update", "by operation: demanded", &ask(map(), false, "update")),
        free("by-operation-complete", "by operation: free", &ask(map(), true, "complete")),
        demanded("other-operation", "an operation the annotation does not name: as written", &ask(map(), true, "cancel")),
        free("other-operation-free", "an operation the annotation does not name: as written", &ask(map(), false, "cancel")),
        demanded("not-as-read", "what comes back does not see it", &Question::of(annotated(&json!("omit"), true))),
        Question::of(nested).to("create", "request").decides("nested", "annotations of the elements of a list", "REQUEST", &json!({ "list": [{ "name": "x" }] }), &json!({ "list": [{ "id": "1" }] })),
        [
            ask(json!("perhaps"), false, "create").refuses("unknown-word", "a word nobody knows", "ANNOTATION", "unresolvable"),
            ask(json!(true), false, "create").refuses("not-a-word", "neither a word nor a map", "ANNOTATION", "unresolvable"),
        ],
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[rustfmt::skip]
fn responses() -> Vec<Case> {
    let mut secret = annotated(&json!("required"), false);
    secret["properties"]["name"]["ucp_response"] = json!("omit");
    let question = || Question::of(secret.clone());
    [
        question().decides("response-omit", "a member that never comes back", "RESPONSE", &json!({ "id": "1" }), &json!({ "name": "x" })),
        question().decides("response-not-demanded", "what is demanded of requests only", "RESPONSE", &json!({}), &json!({ "id": 1 })),
        question().to("create", "request").decides("response-in-request", "the member of a request that never comes back", "RESPONSE", &json!({ "id": "1", "name": "x" }), &json!({ "id": "1", "name": 1 })),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[rustfmt::skip]
fn branches() -> Vec<Case> {
    let demands = |name: &str| json!({ "required": [name] });
    let nested = json!({ "allOf": [{ "allOf": [demands("a"), demands("b")], "required": ["c"] }, {}, demands("a")] });
    let bare = json!({ "allOf": [{ "allOf": [demands("a"), { "allOf": [demands("b")] }] }, demands("c")] });
    let all = json!({ "a": 1, "b": 1, "c": 1 });
    let ask = |schema: &Value| Question::of(schema.clone());
    [
        ask(&nested).decides("branch-beside", "what stands beside nested branches", "BRANCH", &all, &json!({ "a": 1, "b": 1 })),
        ask(&nested).decides("branch-nested", "the second of nested branches", "BRANCH", &all, &json!({ "a": 1, "c": 1 })),
        ask(&bare).decides("branch-bare", "branches that are nothing but branches: the first", "BRANCH", &all, &json!({ "b": 1, "c": 1 })),
        ask(&bare).decides("branch-bare-deep", "the same, two levels down", "BRANCH", &all, &json!({ "a": 1, "c": 1 })),
        ask(&bare).decides("branch-bare-next", "the branch beside them", "BRANCH", &all, &json!({ "a": 1, "b": 1 })),
        ask(&json!({ "allOf": [{}, true], "required": ["a"] })).decides("branch-empty", "branches that say nothing", "BRANCH", &json!({ "a": 1 }), &json!({})),
        ask(&json!({ "allOf": [{ "properties": { "a": { "allOf": [whole(), { "minimum": 1 }] } } }] })).decides("branch-of-member", "branches of a member", "BRANCH", &json!({ "a": 1 }), &json!({ "a": 0 })),
    ]
    .into_iter()
    .flatten()
    .collect()
}
