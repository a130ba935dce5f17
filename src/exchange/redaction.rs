//! Redaction by structure: JSON members, headers, URLs and forms by their names; whatever text
//! remains is scanned for what secrets and personal data look like.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::scan;
use super::vocabulary::{JWK_PRIVATE, Sensitive, classify, is_person};

/// Header lines, values redacted by their names; signatures and digests stay, they are evidence.
pub(super) fn headers(headers: &[(String, String)]) -> Vec<(String, String)> {
    let redact = |(name, value): &(String, String)| (scan::redact(name).into_owned(), header(name, value));
    headers.iter().map(redact).collect()
}

fn header(name: &str, value: &str) -> String {
    match classify(name) {
        Some(Sensitive::Authorization) => authorization(value),
        // A client's software is no person; a buyer's browser in a JSON body is.
        Some(Sensitive::UserAgent) | None => any(value),
        Some(sensitive) => sensitive.marker().to_owned(),
    }
}

/// The scheme stays, for "wrong scheme" is something reports must be able to say.
fn authorization(value: &str) -> String {
    let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
    match scheme.filter(|scheme| ["basic", "bearer", "dpop"].contains(&scheme.to_ascii_lowercase().as_str()))
    {
        Some(scheme) => format!("{scheme} {}", Sensitive::Authorization.marker()),
        None => Sensitive::Authorization.marker().to_owned(),
    }
}

/// A body as text, by its structure.
pub(super) fn body(headers: &[(String, String)], body: &[u8]) -> String {
    let Some(text) = std::str::from_utf8(body).ok().filter(|text| !text.contains('\0')) else {
        return format!("[binary body: {} bytes]", body.len());
    };
    let is_form = headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with("application/x-www-form-urlencoded")
    });
    if is_form { pairs(text) } else { any(text) }
}

/// A text that may be JSON, a URL, or just text.
pub(super) fn any(text: &str) -> String {
    let start = text.trim_start();
    if start.starts_with(['{', '[', '"'])
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        let redacted = json(&value, Place::default());
        let shown = redacted.to_string();
        // What needed no redaction stays byte for byte: spacing and the spelling of numbers are
        // evidence. Unless parsing dropped something: the first of two members of one name.
        let unchanged = redacted == value && quotes(text) == quotes(&shown);
        return if unchanged { text.to_owned() } else { shown };
    }
    if start.starts_with("https://") || start.starts_with("http://") {
        return url(text);
    }
    scan::redact(text).into_owned()
}

/// How many quotation marks delimit the strings of a JSON text.
fn quotes(text: &str) -> usize {
    let mut escaped = false;
    let delimits = |letter: &char| {
        let delimits = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        delimits
    };
    text.chars().filter(delimits).count()
}

/// Where in a document a value stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// An ancestor's name makes everything beneath it sensitive.
    inherited: Option<Sensitive>,
    /// The enclosing member describes a person.
    in_person: bool,
}

fn json(value: &Value, place: Place) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        Value::Number(number) => match place.inherited {
            Some(sensitive) => marker(sensitive),
            None => match scan::redact(&number.to_string()) {
                redacted if redacted == number.to_string() => value.clone(),
                redacted => Value::String(redacted.into_owned()),
            },
        },
        Value::String(text) => match place.inherited {
            Some(_) if text.is_empty() => value.clone(),
            Some(sensitive) => marker(sensitive),
            None => Value::String(any(text)),
        },
        Value::Array(items) => items.iter().map(|item| json(item, place)).collect(),
        Value::Object(members) => object(members, place),
    }
}

fn object(members: &Map<String, Value>, place: Place) -> Value {
    let is_jwk = members.contains_key("kty");
    let redact = |(name, value): (&String, &Value)| {
        let place = inner_place(name, value, place, is_jwk);
        (scan::redact(name).into_owned(), json(value, place))
    };
    Value::Object(members.iter().map(redact).collect())
}

fn inner_place(name: &str, value: &Value, outer: Place, is_jwk: bool) -> Place {
    let own = if is_jwk && JWK_PRIVATE.contains(&name) {
        Some(Sensitive::PrivateKey)
    } else if outer.in_person && name == "name" {
        Some(Sensitive::Name)
    } else {
        classify(name)
    };
    // The kind of credential is protocol vocabulary and what a reader needs to see.
    let kept = name == "type" && value.is_string() && outer.inherited == Some(Sensitive::Credential);
    let inherited = if kept { None } else { own.or(outer.inherited) };
    Place {
        inherited,
        in_person: is_person(name) || (outer.in_person && (value.is_array() || value.is_object())),
    }
}

fn marker(sensitive: Sensitive) -> Value {
    Value::String(sensitive.marker().to_owned())
}

/// A URL: user information, query and fragment by their names, the path by what it looks like.
pub(super) fn url(text: &str) -> String {
    let (rest, fragment) = split(text, '#');
    let (rest, query) = split(rest, '?');
    let mut redacted = scan::redact(&without_user(rest)).into_owned();
    for (mark, part) in [('?', query), ('#', fragment)] {
        if let Some(part) = part {
            redacted.push(mark);
            redacted.push_str(&pairs(part));
        }
    }
    redacted
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}{}", Sensitive::Credential.marker(), &rest[at..]),
        None => text.to_owned(),
    }
}

/// `name=value&…`: of a query, a fragment or a form.
fn pairs(text: &str) -> String {
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}

fn pair(text: &str) -> String {
    let decoded: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
    let [(name, value)] = decoded.as_slice() else { return scan::redact(text).into_owned() };
    if let Some(sensitive) = classify(name).or_else(|| of_queries(name)).filter(|_| !value.is_empty()) {
        return format!("{}={}", scan::redact(name), sensitive.marker());
    }
    let whole = format!("{name}={value}");
    let redacted = format!("{}={}", scan::redact(name), any(value));
    // What decodes to nothing secret can still read like a secret as it is written (`%a4242…`).
    if redacted == whole { scan::redact(text).into_owned() } else { redacted }
}

/// Names that are secret in a query or form only: elsewhere a `code` is an error's.
fn of_queries(name: &str) -> Option<Sensitive> {
    match name {
        "code" => Some(Sensitive::Token),
        "key" => Some(Sensitive::ApiKey),
        _ => None,
    }
}
