//! Components beyond the protocol's table: RFC 9421's parameters and the derived components UCP does not use, as the
//! signature base has them.

use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::keys::TestKeys;
use super::message::{Draft, base64};

fn input(draft: &Draft, keys: &TestKeys) -> Value {
    json!({
        "op": "base", "request": draft.request(), "signature_input": draft.input_value(&keys.platform), "label": "sig1",
    })
}

#[rustfmt::skip]
fn understood(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let base = |id: &str, comment: &str, draft: Draft| {
        open(&format!("base-{id}"), comment, "AMB-COMPONENTS", input(&draft, keys)).expect(json!({ "base": draft.base(&keys.platform) }))
    };
    let also = |draft: Draft, identifier: &str, value: &str| draft.covering(identifier, value);
    let query = |query: &str| Draft::get().query(query).covering("@query", &format!("?{query}"));
    let http = Draft { scheme: "http", ..Draft::get() };
    let dictionary = Draft::get().sending("X-Note", "1").sending("Priority", "u=2 ,i,  a=(x  y);q=1, b=\"t\";z");
    let lines = Draft::get().header("X-Note", " a ").header("x-note", "b");
    [
        base("scheme", "the scheme", also(Draft::get(), "@scheme", "https")),
        base("scheme-http", "the other scheme", also(http.clone(), "@scheme", "http")),
        base("target-uri", "the whole address", also(Draft::get(), "@target-uri", "https://shop.example/checkout-sessions/chk_1")),
        base("target-uri-query", "the whole address with its query", also(query("a=1&b=%20"), "@target-uri", "https://shop.example/checkout-sessions/chk_1?a=1&b=%20")),
        base("target-uri-http", "the whole address without encryption", also(http, "@target-uri", "http://shop.example/checkout-sessions/chk_1")),
        base("request-target", "path and query as in the request line", also(query("a=1"), "@request-target", "/checkout-sessions/chk_1?a=1")),
        base("request-target-path", "a path alone", also(Draft::get(), "@request-target", "/checkout-sessions/chk_1")),
        base("query-param", "one parameter", also(query("a=1&b=2"), "\"@query-param\";name=\"b\"", "2")),
        base("query-param-encoded", "a value encoded anew", also(query("a=b+c%2Fd"), "\"@query-param\";name=\"a\"", "b%20c%2Fd")),
        base("query-param-name-encoded", "a name encoded anew", also(query("a%20b=1&a=2"), "\"@query-param\";name=\"a%20b\"", "1")),
        base("query-param-empty", "a parameter without a value", also(query("a&b=2"), "\"@query-param\";name=\"a\"", "")),
        base("sf", "a dictionary in its strict form", also(dictionary.clone(), "\"priority\";sf", "u=2, i, a=(x y);q=1, b=\"t\";z")),
        base("key-item", "one member of a dictionary, with its parameters", also(dictionary.clone(), "\"priority\";key=\"b\"", "\"t\";z")),
        base("key-list", "a member that is a list", also(dictionary.clone(), "\"priority\";key=\"a\"", "(x y);q=1")),
        base("key-flag", "a member that is a flag", also(dictionary.clone(), "\"priority\";key=\"i\"", "?1")),
        base("key-sf", "a member, asked for strictly too", also(dictionary, "\"priority\";sf;key=\"u\"", "2")),
        base("bs", "a header as bytes", also(Draft::get().header("X-Note", " a "), "\"x-note\";bs", &format!(":{}:", base64("a")))),
        base("bs-lines", "each line as bytes", also(lines, "\"x-note\";bs", &format!(":{}:, :{}:", base64("a"), base64("b")))),
    ]
    .into_iter()
    .map(|case| case.flags(&["COMPONENT"]))
}

/// What no verifier can take, understand the parameters or not.
#[rustfmt::skip]
fn refused(keys: &TestKeys) -> impl Iterator<Item = Case> {
    let no = |id: &str, comment: &str, draft: Draft, identifier: &str| {
        invalid(&format!("base-refuse-{id}"), comment, input(&draft.covering(identifier, ""), keys)).expect(json!({ "code": "signature_invalid" }))
    };
    let noted = || Draft::get().header("X-Note", "a");
    let dictionary = || Draft::get().header("Priority", "u=2, i");
    let query = || Draft::get().query("a=1&a=2&b=3").covering("@query", "");
    [
        no("sf-and-bs", "two forms at once", dictionary(), "\"priority\";sf;bs"),
        no("key-and-bs", "a member as bytes", dictionary(), "\"priority\";key=\"u\";bs"),
        no("derived-sf", "a derived component has no strict form", Draft::get(), "\"@method\";sf"),
        no("derived-bs", "a derived component is no bytes", Draft::get(), "\"@method\";bs"),
        no("derived-key", "a derived component has no members", Draft::get(), "\"@method\";key=\"a\""),
        no("derived-name", "only a query parameter has a name", query(), "\"@path\";name=\"a\""),
        no("header-name", "a header has no query parameter", noted(), "\"x-note\";name=\"a\""),
        no("query-param-nameless", "a query parameter without its name", query(), "\"@query-param\""),
        no("query-param-absent", "a query parameter that is not there", query(), "\"@query-param\";name=\"c\""),
        no("query-param-twice", "a query parameter that is there twice", query(), "\"@query-param\";name=\"a\""),
        no("sf-false", "a flag that says no", dictionary(), "\"priority\";sf=?0"),
        no("sf-number", "a flag that is a number", dictionary(), "\"priority\";sf=1"),
        no("sf-unknown", "a header whose type nobody knows", noted(), "\"x-note\";sf"),
        no("sf-no-dictionary", "a header that is not the dictionary it should be", Draft::get().header("Priority", "u=, i"), "\"priority\";sf"),
        no("key-absent", "a member that is not there", dictionary(), "\"priority\";key=\"x\""),
        no("key-token", "a member's name that is no quoted string", dictionary(), "\"priority\";key=u"),
        no("key-no-dictionary", "a member of what is no dictionary", Draft::get().header("X-Note", "a b"), "\"x-note\";key=\"a\""),
        no("bs-absent", "bytes of a header that is not there", Draft::get(), "\"x-note\";bs"),
        no("trailer", "a trailer", noted(), "\"x-note\";tr"),
        no("unknown-parameter", "a parameter nobody knows", noted(), "\"x-note\";x"),
        no("req", "a request has no request of its own", noted(), "\"x-note\";req"),
        no("name-empty", "an empty name", Draft::get(), "\"\""),
        no("name-upper", "a name in upper case", noted(), "\"X-Note\""),
    ]
    .into_iter()
    .map(|case| case.flags(&["COMPONENT"]))
}

/// More components than anybody needs, and yet a valid list.
fn many(keys: &TestKeys) -> Case {
    let wide = (1..=60).fold(Draft::get(), |draft, number| {
        let name = format!("x-{number}");
        draft.header(&name, "a").covering(&name, "a")
    });
    let base = json!({ "base": wide.base(&keys.platform) });
    valid("base-64-components", "64 components", input(&wide, keys)).expect(base).flags(&["BASE"])
}

pub(super) fn cases(keys: &TestKeys) -> impl Iterator<Item = Case> {
    understood(keys).chain(refused(keys)).chain([many(keys)])
}
