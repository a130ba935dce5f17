//! Tests of the signature base.

use rstest::rstest;
use sfv::ListEntry;

use super::*;
use crate::crypto::message::{Header, RequestParts, ResponseParts, Scheme};
use crate::crypto::structured_field::dictionary;

const HEADERS: [Header<'static>; 8] = [
    ("Host", b"Shop.Example:443"),
    ("Content-Type", b"  application/json "),
    ("X-Lines", b"a, b"),
    ("x-lines", b" c\t"),
    ("X-Folded", b"a\r\n  b"),
    ("X-Empty", b""),
    ("X-Bytes", b"caf\xc3\xa9"),
    ("UCP-Agent", b"profile=\"https://a.example/\"  ,  v=1;x"),
];

const REQUEST: RequestParts<'static> = RequestParts {
    method: "POST",
    scheme: Scheme::Https,
    authority: "Shop.Example:443",
    path: "/a%2Fb",
    query: Some("a=1&b=x+y%20z&b=2&c"),
    headers: &HEADERS,
    body: b"",
};

const RESPONSE: ResponseParts<'static> = ResponseParts { status: 503, headers: &HEADERS, body: b"" };

fn input(list: &str) -> InnerList {
    let parsed = dictionary(format!("l={list}").as_bytes()).unwrap();
    let Some(ListEntry::InnerList(list)) = parsed.get("l") else { unreachable!("a list") };
    list.clone()
}

/// The value of one component.
fn value(message: Message<'_>, component: &str) -> Result<String, ComponentProblem> {
    let base = signature_base(message, &input(&format!("({component})"))).map_err(|error| {
        assert_eq!(error.component, component);
        error.problem
    })?;
    let rest = base.strip_prefix(&format!("{component}: ")).unwrap();
    Ok(rest.strip_suffix(&format!("\n\"@signature-params\": ({component})")).unwrap().to_owned())
}

#[rstest]
#[case::method(r#""@method""#, "POST")]
#[case::authority(r#""@authority""#, "shop.example")]
#[case::path(r#""@path""#, "/a%2Fb")]
#[case::query(r#""@query""#, "?a=1&b=x+y%20z&b=2&c")]
#[case::scheme(r#""@scheme""#, "https")]
#[case::target_uri(r#""@target-uri""#, "https://shop.example/a%2Fb?a=1&b=x+y%20z&b=2&c")]
#[case::request_target(r#""@request-target""#, "/a%2Fb?a=1&b=x+y%20z&b=2&c")]
#[case::query_param(r#""@query-param";name="a""#, "1")]
#[case::query_param_without_value(r#""@query-param";name="c""#, "")]
#[case::trimmed(r#""content-type""#, "application/json")]
#[case::lines(r#""x-lines""#, "a, b, c")]
#[case::folded(r#""x-folded""#, "a b")]
#[case::empty(r#""x-empty""#, "")]
#[case::bytes(r#""x-bytes";bs"#, ":Y2Fmw6k=:")]
#[case::bytes_per_line(r#""x-lines";bs"#, ":YSwgYg==:, :Yw==:")]
#[case::as_sent(r#""ucp-agent""#, r#"profile="https://a.example/"  ,  v=1;x"#)]
#[case::strict(r#""ucp-agent";sf"#, r#"profile="https://a.example/", v=1;x"#)]
#[case::member(r#""ucp-agent";key="v""#, "1;x")]
fn values_of_a_request(#[case] component: &str, #[case] expected: &str) {
    assert_eq!(value(Message::Request(&REQUEST), component).as_deref(), Ok(expected));
}

#[rstest]
#[case::status(r#""@status""#, "503")]
#[case::header(r#""content-type""#, "application/json")]
#[case::related(r#""@method";req"#, "POST")]
#[case::related_header(r#""content-type";req"#, "application/json")]
#[case::related_query(r#""@query-param";req;name="a""#, "1")]
fn values_of_a_response(#[case] component: &str, #[case] expected: &str) {
    let message = Message::Response(&RESPONSE, Some(&REQUEST));
    assert_eq!(value(message, component).as_deref(), Ok(expected));
}

#[rstest]
#[case::twice(r#""@query-param";name="b""#, ComponentProblem::QueryParameter)]
#[case::absent(r#""@query-param";name="z""#, ComponentProblem::QueryParameter)]
#[case::no_name(r#""@query-param""#, ComponentProblem::UnknownParameter)]
#[case::name_elsewhere(r#""@path";name="a""#, ComponentProblem::UnknownParameter)]
#[case::name_of_a_field(r#""content-type";name="a""#, ComponentProblem::UnknownParameter)]
#[case::sf_of_derived(r#""@path";sf"#, ComponentProblem::UnknownParameter)]
#[case::no_header(r#""x-absent""#, ComponentProblem::FieldMissing)]
#[case::no_header_bytes(r#""x-absent";bs"#, ComponentProblem::FieldMissing)]
#[case::not_ascii(r#""x-bytes""#, ComponentProblem::NotAscii)]
#[case::no_member(r#""ucp-agent";key="z""#, ComponentProblem::NoSuchMember)]
#[case::no_dictionary(r#""x-folded";key="a""#, ComponentProblem::NotStructured)]
#[case::unknown_type(r#""x-lines";sf"#, ComponentProblem::TypeUnknown)]
#[case::key_number(r#""ucp-agent";key=1"#, ComponentProblem::ParameterType)]
#[case::flag_false(r#""ucp-agent";sf=?0"#, ComponentProblem::ParameterType)]
#[case::bytes_and_key(r#""ucp-agent";bs;key="v""#, ComponentProblem::Contradiction)]
#[case::bytes_and_strict(r#""ucp-agent";bs;sf"#, ComponentProblem::Contradiction)]
#[case::status(r#""@status""#, ComponentProblem::WrongMessage)]
#[case::params(r#""@signature-params""#, ComponentProblem::UnknownDerived)]
#[case::upper_case(r#""@METHOD""#, ComponentProblem::NotLowerCase)]
#[case::no_name_at_all(r#""""#, ComponentProblem::NotLowerCase)]
fn problems_of_a_request(#[case] component: &str, #[case] expected: ComponentProblem) {
    assert_eq!(value(Message::Request(&REQUEST), component), Err(expected));
}

#[rstest]
#[case::of_a_request(r#""@method""#, ComponentProblem::WrongMessage)]
#[case::unknown_request(r#""@method";req"#, ComponentProblem::NoRelatedRequest)]
fn problems_of_a_response(#[case] component: &str, #[case] expected: ComponentProblem) {
    assert_eq!(value(Message::Response(&RESPONSE, None), component), Err(expected));
}

#[test]
fn lines_and_parameters_keep_their_order() {
    let list = r#"("content-type" "@path" "@method");tag="t";keyid="k";created=1;nonce="a\"\\b""#;
    let base = signature_base(Message::Request(&REQUEST), &input(list)).unwrap();
    let expected = [
        r#""content-type": application/json"#,
        r#""@path": /a%2Fb"#,
        r#""@method": POST"#,
        &format!(r#""@signature-params": {list}"#),
    ];
    assert_eq!(base, expected.join("\n"));
}

#[test]
fn nothing_covered_is_a_base_of_one_line() {
    let base = signature_base(Message::Request(&REQUEST), &input("();keyid=\"k\"")).unwrap();
    assert_eq!(base, "\"@signature-params\": ();keyid=\"k\"");
}

/// The order of a component's parameters does not make it another component.
#[rstest]
#[case(r#"("@path" "@path")"#)]
#[case(r#"("ucp-agent";sf;key="v" "ucp-agent";key="v";sf)"#)]
fn components_covered_twice_are_refused(#[case] list: &str) {
    let error = signature_base(Message::Request(&REQUEST), &input(list)).unwrap_err();
    assert_eq!(error.problem, ComponentProblem::Duplicate);
}

#[test]
fn one_header_under_several_forms_is_no_duplicate() {
    let list = input(r#"("ucp-agent" "ucp-agent";sf "ucp-agent";key="v" "ucp-agent";key="profile")"#);
    assert!(signature_base(Message::Request(&REQUEST), &list).is_ok());
}

#[rstest]
#[case(MAX_COMPONENTS, ComponentProblem::FieldMissing)]
#[case(MAX_COMPONENTS + 1, ComponentProblem::TooMany)]
fn the_work_is_bounded(#[case] components: usize, #[case] expected: ComponentProblem) {
    let names: Vec<_> = (0..components).map(|n| format!("\"x-{n}\"")).collect();
    let error =
        signature_base(Message::Request(&REQUEST), &input(&format!("({})", names.join(" ")))).unwrap_err();
    assert_eq!(error.problem, expected);
}

#[test]
fn a_line_break_in_the_target_is_refused() {
    let request = RequestParts { path: "/a\n\"@method\": GET", ..REQUEST };
    assert_eq!(value(Message::Request(&request), r#""@path""#), Err(ComponentProblem::NotAscii));
}
