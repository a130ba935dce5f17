use std::path::PathBuf;

use rstest::rstest;
use serde_json::{Value, json};

use super::*;

const START: &str = "driver: 1\nname: x\nkind: exec\nargv: [shop]\n";

fn parse(text: &str) -> Result<Loaded, DriverFileError> {
    Loaded::parse(text, "x.yaml", PathBuf::from("/drivers"))
}

fn complaint(text: &str) -> String {
    parse(text).expect_err("a mistake").to_string()
}

/// What is added to a file of kind `exec`, and what is said of it.
#[rstest]
#[case::no_create("operations: {get: {argv: [get]}}", &["x.yaml:5:", "no `create`", "Add `create`"])]
#[case::unknown_key("operations: {create: {argv: []}}\ntimeout: 5", &["x.yaml:6:", "unknown key `timeout`", "Did you mean `timeouts`?"])]
#[case::unknown_operation("operations: {create: {argv: []}, crate: {argv: []}}", &["unknown key `crate`", "Did you mean `create`?"])]
#[case::unknown_variable("operations: {create: {argv: [\"${merchnt.origin}\"]}}", &["x.yaml:5:", "`${merchnt.origin}` is no variable", "Did you mean `${merchant.origin}`?"])]
#[case::misplaced_variable("operations: {create: {argv: [\"${id}\"]}}", &["`${id}` is not known here", "in calls of get, update"])]
#[case::at_start("env: {A: \"${checkout.buyer}\"}\noperations: {create: {argv: []}}", &["x.yaml:5:", "`${checkout.buyer}` is not known here"])]
#[case::per_run("restart: per-run\nenv: {A: \"${tmp}\"}\noperations: {create: {argv: []}}", &["x.yaml:6:", "the same for the whole run", "restart: per-test"])]
#[case::open_variable("operations: {create: {argv: [\"a ${id\"]}}", &["without an end", "`$${`"])]
#[case::nameless("operations: {create: {argv: [\"${}\"]}}", &["names nothing"])]
#[case::crowded("operations: {create: {argv: [{$json: 1, a: 2}]}}", &["`$json` beside other members"])]
#[case::pointer("results: {id: [order.id]}\noperations: {create: {argv: []}}", &["x.yaml:5:", "`order.id`", "Write `/order/id`."])]
#[case::condition("error_when: [{pointer: err}]\noperations: {create: {argv: []}}", &["/error_when/0/pointer", "JSON pointer"])]
#[case::useless("url: http://a\noperations: {create: {argv: []}}", &["x.yaml:5:", "`url`", "exec has a use for"])]
#[case::useless_in_call("operations: {create: {argv: [], tool: t}}", &["/operations/create/tool", "Remove it."])]
#[case::missing_in_call("operations: {create: {}}", &["no `argv`", "Add `argv`."])]
#[case::spawn("operations: {create: {argv: [], spawn: true}}", &["/operations/create/spawn"])]
#[case::version("expects: {versions: [\"2020-01-01\"]}\noperations: {create: {argv: []}}", &["`2020-01-01`", "2026-04-08"])]
#[case::literal_key("operations: {create: {argv: [sk_live_0123456789]}}", &["looks like a key", "${secret:NAME}"])]
#[case::named_secret("env: {SHOP_API_KEY: hunter2}\noperations: {create: {argv: []}}", &["x.yaml:5:", "looks like a key"])]
#[case::secret_in_argv("operations: {create: {argv: [\"${secret:KEY}\"]}}", &["in a command line", "seen by everybody"])]
#[case::bad_environment("operations: {create: {argv: [\"${env:9 A}\"]}}", &["name of an environment variable"])]
#[case::timeout("timeouts: {call: 0}\noperations: {create: {argv: []}}", &["x.yaml:5:", "at least 1"])]
#[case::not_yaml("operations: [", &["x.yaml:", "expected YAML: a mapping with `driver`"])]
fn a_mistake_is_told_with_its_place(#[case] more: &str, #[case] told: &[&str]) {
    let text = complaint(&format!("{START}{more}\n"));
    for part in told {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

#[rstest]
#[case("kind: mcp-stdio\n", "no `argv`")]
#[case("kind: mcp-http\n", "no `url`")]
#[case("kind: shim\n", "no `argv` or `url`")]
#[case("kind: telepathy\n", "one of")]
fn every_kind_has_its_needs(#[case] kind: &str, #[case] told: &str) {
    let text = complaint(&format!("driver: 1\nname: x\n{kind}operations: {{create: {{}}}}\n"));
    assert!(text.contains("x.yaml:3:") && text.contains(told), "{text}");
}

#[test]
fn every_mistake_is_told_at_once() {
    let text = complaint("driver: 2\nkind: exec\noperations: {}\n");
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.lines().all(|line| line.starts_with("x.yaml:")), "{text}");
}

/// The drivers that come with the program, as they are.
#[test]
fn ready_files_are_usable() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("drivers");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let loaded = Loaded::read(&path).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(Some(loaded.file.name.as_str()), path.file_stem().and_then(|stem| stem.to_str()));
            names.push(loaded.file.name);
        }
    }
    names.sort();
    let expected =
        ["reference-mcp", "reference-shim", "samples-client", "talos", "ucp-client", "ucp-mcp-server"];
    assert_eq!(names, expected);
}

#[test]
fn secrets_may_be_named_and_absent_operations_are_listed() {
    let loaded = parse(&format!(
        "{START}env: {{SHOP_API_KEY: \"${{secret:KEY}}\", B: null}}\noperations: {{flow: {{argv: []}}}}\n"
    ));
    let loaded = loaded.expect("usable");
    assert_eq!(loaded.missing().len(), Operation::ALL.len() - 1);
    assert!(!loaded.missing().contains(&"flow"));
    assert_eq!(loaded.file.env.get("B"), Some(&None));
}

#[test]
fn the_schema_and_the_types_name_the_same_keys() {
    let schema: Value = serde_json::from_str(include_str!("../../../../drivers/schema.json")).expect("JSON");
    let named: Vec<&str> = Operation::ALL.iter().map(|one| one.name()).collect();
    let operations = schema["properties"]["operations"]["properties"].as_object().expect("a mapping");
    assert_eq!(operations.keys().map(String::as_str).collect::<Vec<_>>(), named);
    let results = schema["properties"]["results"]["properties"].as_object().expect("a mapping");
    let named: Vec<&str> = Results::default().named().iter().map(|(name, _)| *name).collect();
    assert_eq!(results.keys().map(String::as_str).collect::<Vec<_>>(), named);
}

fn scope() -> Scope {
    let mut scope = Scope::default();
    scope.set("merchant.origin", "https://shop.example");
    scope.set("checkout", json!({"buyer": {"email": "a@b.example"}, "line_items": [{"quantity": 2}]}));
    scope.set("total", 700);
    scope.set("nothing", Value::Null);
    scope
}

#[rstest]
#[case(json!("${merchant.origin}/x"), Some(json!("https://shop.example/x")))]
#[case(json!("${checkout}"), Some(json!({"buyer": {"email": "a@b.example"}, "line_items": [{"quantity": 2}]})))]
#[case(json!("${checkout.line_items.0.quantity}"), Some(json!(2)))]
#[case(json!("n=${checkout.line_items.0.quantity} ${total}"), Some(json!("n=2 700")))]
#[case(json!("${checkout.line_items}!"), Some(json!("[{\"quantity\":2}]!")))]
#[case(json!("${checkout.buyer.name}"), None)]
#[case(json!("to ${checkout.buyer.name}"), None)]
#[case(json!("to ${checkout.buyer.name|Jane}"), Some(json!("to Jane")))]
#[case(json!("${nothing|0}"), Some(json!("0")))]
#[case(json!("$${total} ${total}"), Some(json!("${total} 700")))]
#[case(json!({"a": "${nothing}", "b": ["${nothing}", "${total}"]}), Some(json!({"b": [700]})))]
#[case(json!({"$json": {"x": "${total}"}}), Some(json!("{\"x\":700}")))]
#[case(json!(""), Some(json!("")))]
#[case(json!(5), Some(json!(5)))]
fn templates_come_to_what_they_say(#[case] template: Value, #[case] expected: Option<Value>) {
    assert_eq!(Template::compile(&template).expect("a template").render(&scope()), expected);
}

#[rstest]
#[case(json!("--url=${merchant.origin}"), &["--url=https://shop.example"])]
#[case(json!(["--total", "${total}"]), &["--total", "700"])]
#[case(json!(["--name", "${checkout.buyer.name}"]), &[])]
#[case(json!("${nothing}"), &[])]
#[case(json!({"$json": ["${total}"]}), &["[700]"])]
fn words_of_a_command_line(#[case] template: Value, #[case] expected: &[&str]) {
    assert_eq!(Template::compile(&template).expect("a template").words(&scope()), expected);
}
