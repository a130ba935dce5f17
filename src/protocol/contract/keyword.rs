//! Which keywords of JSON Schema hold further schemas. The one place that knows, for every walk
//! over a schema.

/// How a keyword holds schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Its value is a schema (`items`); a boolean is a schema too.
    One,
    /// Its value is a list of schemas (`allOf`).
    List,
    /// Its value maps names to schemas (`properties`).
    Map,
    /// Words for people or for tools; it decides nothing about a document.
    Prose,
    /// Its value decides by itself (`enum`).
    Plain,
}

/// What the keyword holds.
pub(super) fn holds(keyword: &str) -> Holds {
    match keyword {
        "items"
        | "additionalProperties"
        | "propertyNames"
        | "contains"
        | "not"
        | "if"
        | "then"
        | "else"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "additionalItems" => Holds::One,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        "properties" | "patternProperties" | "dependentSchemas" => Holds::Map,
        "$defs" | "definitions" | "$id" | "$schema" | "$comment" | "title" | "description" | "default"
        | "examples" | "name" | "embedded" | "requires" | "version" | "ucp_shared_request" | "deprecated" => {
            Holds::Prose
        }
        _ => Holds::Plain,
    }
}
