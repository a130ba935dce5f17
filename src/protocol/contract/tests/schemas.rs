//! Composition, documents, files.

use super::*;
use crate::protocol::operation::Operation;
use rstest::rstest;
use std::sync::Arc;

#[rstest]
#[case::bare(&["checkout"])]
#[case::one(&["checkout", "discount"])]
#[case::builtin(&["checkout", "order", "discount", "fulfillment", "buyer_consent"])]
#[case::all(&["checkout", "cart", "order", "discount", "fulfillment", "buyer_consent", "ap2_mandate"])]
fn checkout_operations_resolve(#[case] names: &[&str]) {
    for spec in contract().operations().iter().filter(|spec| spec.capability.ends_with(".checkout")) {
        for direction in [Direction::Request, Direction::Response] {
            let found = contract().validator(&set(names), spec.operation, direction);
            assert_eq!(found.is_ok(), spec.schema(direction).is_some(), "{} {direction:?}", spec.operation);
        }
    }
}

#[test]
fn every_operation_resolves_with_every_capability() {
    for contract in contracts() {
        let names = contract.capabilities().iter().map(|spec| spec.name.as_str());
        let all = CapabilitySet::of_version(contract.version().date(), names);
        for spec in contract.operations() {
            for direction in [Direction::Request, Direction::Response] {
                if spec.schema(direction).is_some() {
                    contract.validator(&all, spec.operation, direction).unwrap();
                }
            }
        }
    }
}

#[test]
fn validators_are_compiled_once() {
    let one = contract().validator(&everything(), Operation::GetCheckout, Direction::Response).unwrap();
    let two = contract().validator(&everything(), Operation::GetCheckout, Direction::Response).unwrap();
    assert!(Arc::ptr_eq(&one, &two));
    let three = contract().validator(&everything(), Operation::CancelCheckout, Direction::Response).unwrap();
    assert!(Arc::ptr_eq(&one, &three), "the same body");
}

#[test]
fn a_vendor_capability_takes_no_part() {
    let vendor = with("com.example.gift_wrap", "1999-01-01");
    let one = contract().validator(&everything(), Operation::CreateCheckout, Direction::Request).unwrap();
    let two = contract().validator(&vendor, Operation::CreateCheckout, Direction::Request).unwrap();
    assert!(Arc::ptr_eq(&one, &two));
}

#[test]
fn a_set_without_the_capability_of_the_operation_is_refused() {
    let error =
        contract().validator(&set(&["discount"]), Operation::CreateCheckout, Direction::Request).unwrap_err();
    assert!(matches!(error, ContractError::CapabilityMissing { .. }), "{error}");
    assert!(error.to_string().contains("dev.ucp.shopping.checkout"), "{error}");
}

#[test]
fn another_version_of_a_capability_is_refused() {
    let other = with("dev.ucp.shopping.discount", "2099-01-01");
    let error = contract().validator(&other, Operation::CreateCheckout, Direction::Request).unwrap_err();
    assert!(matches!(error, ContractError::CapabilityVersion { .. }), "{error}");
}

#[test]
fn a_direction_without_a_body_is_refused() {
    let error = contract().validator(&everything(), Operation::GetOrder, Direction::Request).unwrap_err();
    assert!(matches!(error, ContractError::NoBody { .. }), "{error}");
}

#[rstest]
#[case(&["checkout"], json!({ "codes": 7 }), true)]
#[case(&["checkout", "discount"], json!({ "codes": 7 }), false)]
fn an_extension_is_checked_when_it_is_in_the_set(
    #[case] names: &[&str],
    #[case] discounts: Value,
    #[case] valid: bool,
) {
    let mut request = create();
    request["discounts"] = discounts;
    let schema = contract().validator(&set(names), Operation::CreateCheckout, Direction::Request).unwrap();
    assert_eq!(schema.is_valid(&request), valid);
}

#[test]
fn every_document_kind_compiles() {
    for contract in contracts() {
        for kind in DocumentKind::ALL {
            assert!(!contract.document(kind).unwrap().is_valid(&json!(7)), "{kind:?}");
            assert!(contract.document_schema(kind).is_some(), "{kind:?}");
        }
    }
}

#[test]
fn the_status_of_an_answer_chooses_its_schema() {
    let error = json!({
        "ucp": { "version": contract().version().date(), "status": "error" },
        "messages": [{ "type": "error", "code": "not_found", "severity": "unrecoverable", "content": "No." }]
    });
    for (answer, is_error) in [(error, true), (checkout(), false)] {
        let schema = contract().answer_validator(&everything(), Operation::GetCheckout, &answer).unwrap();
        assert!(schema.is_valid(&answer), "{:?}", schema.check(&answer).violations);
        assert_eq!(
            Arc::ptr_eq(&schema, &contract().document(DocumentKind::ErrorResponse).unwrap()),
            is_error
        );
    }
}

#[test]
fn every_file_is_at_hand() {
    let file = contract().file("schemas/shopping/checkout.json").unwrap();
    assert!(serde_json::from_slice::<Value>(file).is_ok());
    assert!(contract().file("schemas/../codes.json").is_none());
    assert!(contract().file("services/shopping/rest.openapi.json").is_some());
    assert_eq!(contract().digest().len(), 64);
}

#[rstest]
#[case::not_json("schemas/shopping/checkout.json", "{", "line 1")]
#[case::leads_nowhere("schemas/shopping/checkout.json", r#"{"$ref": "no_such.json"}"#, "no_such.json")]
#[case::circle("schemas/shopping/checkout.json", r##"{"$ref": "#"}"##, "back to itself")]
#[case::not_a_schema("schemas/shopping/checkout.json", r#"{"type": 7}"#, "the request of create_checkout: ")]
#[case::annotation(
    "schemas/shopping/checkout.json",
    r#"{"properties": {"a": {"ucp_request": "perhaps"}}}"#,
    "perhaps"
)]
fn a_broken_schema_is_an_error_that_names_it(#[case] path: &str, #[case] text: &str, #[case] told: &str) {
    let files: Files = [(path.to_owned(), text.as_bytes().to_vec())].into_iter().collect();
    let error = Contract::from_files(ProtocolVersion::LATEST, files)
        .and_then(|loaded| {
            loaded.validator(&set(&["checkout"]), Operation::CreateCheckout, Direction::Request)
        })
        .unwrap_err();
    assert!(error.to_string().contains(told), "{error}");
}
