//! Operations, routes, codes and clauses.

use super::*;
use crate::protocol::operation::Operation;
use crate::protocol::version::{OutcomeRule, WebhookForm};
use rstest::rstest;
use std::collections::BTreeSet;

#[rstest]
#[case("POST", "/checkout-sessions", Operation::CreateCheckout, None)]
#[case("GET", "/checkout-sessions/chk_1", Operation::GetCheckout, Some("chk_1"))]
#[case("PUT", "/checkout-sessions/a%20b", Operation::UpdateCheckout, Some("a%20b"))]
#[case("POST", "/checkout-sessions/x/complete", Operation::CompleteCheckout, Some("x"))]
#[case("POST", "/checkout-sessions/complete/cancel", Operation::CancelCheckout, Some("complete"))]
#[case("POST", "/carts", Operation::CreateCart, None)]
#[case("POST", "/catalog/product", Operation::GetProduct, None)]
#[case("GET", "/orders/ord_1", Operation::GetOrder, Some("ord_1"))]
fn routes(#[case] method: &str, #[case] path: &str, #[case] operation: Operation, #[case] id: Option<&str>) {
    assert_eq!(contract().route(method, path), Route::Match { operation, id });
}

#[rstest]
#[case("DELETE", "/checkout-sessions/x", &["GET", "PUT"])]
#[case("GET", "/checkout-sessions", &["POST"])]
#[case("get", "/orders/x", &["GET"])]
fn known_path_with_another_method(#[case] method: &str, #[case] path: &str, #[case] allowed: &[&str]) {
    let allowed = allowed.iter().map(ToString::to_string).collect();
    assert_eq!(contract().route(method, path), Route::MethodNotAllowed(allowed));
}

#[rstest]
#[case("/")]
#[case("")]
#[case("/checkout-sessions/")]
#[case("/checkout-sessions//complete")]
#[case("/checkout-sessions/a/b")]
#[case("/checkout-sessions/a/complete/")]
#[case("/CHECKOUT-SESSIONS")]
fn unknown_path(#[case] path: &str) {
    assert_eq!(contract().route("POST", path), Route::NotFound);
}

/// The operations a version has not.
fn absent(version: ProtocolVersion) -> BTreeSet<Operation> {
    match version {
        ProtocolVersion::January2026 => BTreeSet::from([
            Operation::CreateCart,
            Operation::GetCart,
            Operation::UpdateCart,
            Operation::CancelCart,
            Operation::SearchCatalog,
            Operation::LookupCatalog,
            Operation::GetProduct,
            Operation::GetOrder,
        ]),
        ProtocolVersion::April2026 => BTreeSet::new(),
    }
}

#[test]
fn every_operation_is_described_once() {
    for contract in contracts() {
        let described: Vec<Operation> = contract.operations().iter().map(|spec| spec.operation).collect();
        let distinct: BTreeSet<Operation> = described.iter().copied().collect();
        assert_eq!(distinct.len(), described.len());
        let absent = absent(contract.version());
        assert_eq!(distinct, Operation::all().filter(|operation| !absent.contains(operation)).collect());
    }
}

#[test]
fn every_operation_keeps_to_the_rules_of_the_transport() {
    for (contract, spec) in contracts().flat_map(|one| one.operations().iter().map(move |spec| (one, spec))) {
        let name = spec.operation;
        assert!(contract.capabilities().iter().any(|known| known.name == spec.capability), "{name}");
        assert!((200..300).contains(&spec.success), "{name}");
        assert_eq!(spec.body == Body::None, spec.method == "GET", "{name}");
        assert_eq!(spec.body == Body::Required, spec.request.is_some(), "{name}");
        let key = spec.headers.iter().find(|header| header.name == "idempotency-key");
        assert_eq!(key.is_some_and(|header| header.required), spec.idempotent, "{name}");
        // A webhook that carries its identity in the body names no agent either.
        let in_body = contract.version().edition().webhooks == WebhookForm::Body;
        let named = spec.headers.iter().any(|header| header.name == "ucp-agent" && header.required);
        assert_eq!(named, !(in_body && name == Operation::OrderEvent), "{name}");
        assert!(spec.headers.iter().all(|header| header.name == header.name.to_lowercase()), "{name}");
    }
}

#[test]
fn every_code_is_unique_at_its_level_and_carried_properly() {
    let mut seen = BTreeSet::new();
    for (version, spec) in contracts().flat_map(|one| one.codes().iter().map(|spec| (one.version(), spec))) {
        let code = &spec.code;
        assert!(seen.insert((version, code, spec.kind)), "{code} twice");
        assert!(
            code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
            "{code}"
        );
        assert!(!spec.summary.is_empty() && !spec.clause.is_empty(), "{code}");
        let outcomes = version.edition().outcomes;
        // Where every refusal is a message, every refusal has a severity.
        let told = spec.kind == CodeKind::Transport && outcomes == OutcomeRule::MessagesBody;
        assert_eq!(spec.kind == CodeKind::Outcome || told, spec.severity.is_some(), "{code}");
        let nobody = spec.severity == Some(Severity::Unrecoverable);
        assert!(!nobody || outcomes == OutcomeRule::Envelope, "{code}: {version} has no such severity");
        match spec.kind {
            CodeKind::Transport => {
                assert!((400..600).contains(&spec.status), "{code}");
                assert!(spec.mcp.is_some_and(|mcp| (-32_768..=-32_000).contains(&mcp)), "{code}");
            }
            CodeKind::Outcome => match outcomes {
                OutcomeRule::Envelope => assert!([200, 401, 403].contains(&spec.status), "{code}"),
                OutcomeRule::MessagesBody => assert!((400..500).contains(&spec.status), "{code}"),
            },
            CodeKind::Warning | CodeKind::Info => assert_eq!((spec.status, spec.mcp), (200, None), "{code}"),
        }
    }
}

#[rstest]
#[case("invalid_profile_url", 400, -32001)]
#[case("profile_unreachable", 424, -32001)]
#[case("profile_malformed", 422, -32001)]
#[case("version_unsupported", 422, -32001)]
#[case("profile_not_trusted", 403, -32000)]
#[case("signature_missing", 401, -32000)]
#[case("signature_invalid", 401, -32000)]
#[case("key_not_found", 401, -32000)]
#[case("digest_mismatch", 400, -32600)]
#[case("algorithm_unsupported", 400, -32600)]
#[case("idempotency_conflict", 409, -32000)]
#[case("rate_limited", 429, -32000)]
#[case("internal_error", 500, -32603)]
#[case("service_unavailable", 503, -32000)]
fn transport_codes(#[case] code: &str, #[case] status: u16, #[case] mcp: i32) {
    let spec = contract().codes().iter().find(|spec| spec.code == code).unwrap();
    assert_eq!((spec.kind, spec.status, spec.mcp), (CodeKind::Transport, status, Some(mcp)));
}

#[test]
fn a_code_may_be_used_at_several_levels() {
    let codes = contract().codes();
    let route = codes.of_kind(CodeKind::Transport, "not_found").map(|spec| spec.status);
    assert_eq!(route, Some(404));
    let kinds: Vec<CodeKind> =
        codes.iter().filter(|spec| spec.code == "not_found").map(|spec| spec.kind).collect();
    assert_eq!(kinds, [CodeKind::Transport, CodeKind::Outcome, CodeKind::Info]);
    let outcome = codes.of_kind(CodeKind::Outcome, "not_found").unwrap();
    assert_eq!((outcome.status, outcome.severity), (200, Some(Severity::Unrecoverable)));
    assert!(codes.of_kind(CodeKind::Info, "not_found").is_some());
    assert!(codes.of_kind(CodeKind::Transport, "no_such_code").is_none());
    assert!(codes.of_kind(CodeKind::Warning, "not_found").is_none());
}

#[test]
fn every_register_is_sound() {
    contracts().for_each(sound);
}

fn sound(contract: &Contract) {
    let register = contract.register();
    let ids: BTreeSet<&str> = register.rows().iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), register.rows().len());
    for row in register.rows() {
        assert_eq!(row.id.split_once('-').map(|(area, _)| area), Some(row.area.as_str()), "{}", row.id);
        assert!(row.line > 0 && !row.summary.is_empty() && !row.doc.is_empty(), "{}", row.id);
        let known = |name: &str| contract.capabilities().iter().any(|spec| spec.name.starts_with(name));
        assert!(row.capability.as_deref().is_none_or(known), "{}", row.id);
        assert_eq!(register.get(&row.id).map(|found| &found.id), Some(&row.id));
    }
    for correction in register.corrections() {
        let row = register.get(&correction.id).unwrap();
        let now = match correction.field.as_str() {
            "line" => row.line.to_string(),
            "how" => row.how.clone(),
            "summary" => row.summary.clone(),
            "doc" => row.doc.clone(),
            "section" => row.section.clone(),
            "observable" => row.observable.clone(),
            other => panic!("{}: corrections of {other} are not looked at", row.id),
        };
        assert_eq!(now, correction.is, "{}", row.id);
        assert!(correction.was != correction.is && !correction.why.is_empty(), "{}", row.id);
    }
}

/// Rows of several versions under one identifier are one obligation: they bind the same party just
/// as strongly.
#[test]
fn an_identifier_is_one_obligation() {
    let mut known = std::collections::BTreeMap::new();
    for row in contracts().flat_map(|one| one.register().rows()) {
        let first = *known.entry(&row.id).or_insert((row.level, row.actor));
        assert_eq!((row.level, row.actor), first, "{}", row.id);
    }
    let shared = contracts().map(|one| one.register().rows().len()).sum::<usize>() - known.len();
    assert!(shared > 300, "only {shared} shared rows");
}

#[rstest]
#[case("DSC-003", Some("dev.ucp.shopping.discount"), None)]
#[case("DSC-005", Some("dev.ucp.shopping.cart"), None)]
#[case("IDM-012", Some("dev.ucp.shopping.cart"), None)]
#[case("ERR-024", Some("dev.ucp.shopping.catalog"), None)]
#[case("VER-007", None, Some(Condition::OlderVersions))]
#[case("ERR-017", None, Some(Condition::Mcp))]
#[case("NEG-017", None, None)]
fn rows_say_when_they_apply(
    #[case] id: &str,
    #[case] capability: Option<&str>,
    #[case] condition: Option<Condition>,
) {
    let row = contract().register().get(id).unwrap();
    assert_eq!((row.capability.as_deref(), row.condition), (capability, condition));
}

#[test]
fn a_capability_is_met_by_itself_and_by_its_members() {
    let row = contract().register().get("ERR-024").unwrap();
    let never = |_: Condition| false;
    assert_eq!(row.unmet(["dev.ucp.shopping.catalog.search"], never), None);
    let unmet = row.unmet(["dev.ucp.shopping.catalogue", "dev.ucp.shopping"], never);
    assert_eq!(unmet, Some(Unmet::Capability("dev.ucp.shopping.catalog")));
    assert_eq!(contract().register().get("NEG-017").unwrap().unmet([], never), None);
}
