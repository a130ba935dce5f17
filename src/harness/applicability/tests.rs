use super::*;
use crate::harness::suite::{FeatureFile, Suite};
use crate::protocol::contract::Contract;
use serde_json::json;

const VERSION: ProtocolVersion = ProtocolVersion::LATEST;

fn profile(capabilities: &[&str]) -> ProfileView {
    let entries = capabilities.iter().map(|name| ((*name).to_owned(), json!([{"version": VERSION.date()}])));
    let capabilities: serde_json::Map<String, serde_json::Value> = entries.collect();
    ProfileView::new(json!({"ucp": {
        "version": VERSION.date(),
        "services": {"dev.ucp.shopping": [{"transport": "rest", "endpoint": "https://shop.example"}]},
        "capabilities": capabilities}}))
}

fn decided(capabilities: &[&str], exempt: &str) -> Applicable {
    let register = Contract::embedded(VERSION).register();
    let exemptions = Exemptions::parse(exempt).expect("exemptions parse");
    Applicable::decide(register, VERSION, &profile(capabilities), &exemptions)
}

fn row<'a>(applicable: &'a Applicable, id: &str) -> &'a Applicability {
    &applicable.rows().iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}")).applicability
}

fn case(tags: &str) -> Case {
    let text = format!("Feature: F\n  {tags}\n  Scenario: S\n    Then x\n");
    let suite = Suite::parse(&[FeatureFile { path: "merchant/a/b.feature".into(), text }]).expect("parses");
    suite.cases()[0].clone()
}

#[test]
fn clauses_of_undeclared_capabilities_do_not_apply() {
    let without = decided(&["dev.ucp.shopping.checkout"], "");
    assert!(
        matches!(row(&without, "ORD-015"), Applicability::NotApplicable { reason } if reason.contains("dev.ucp.shopping.order"))
    );
    let with = decided(&["dev.ucp.shopping.checkout", "dev.ucp.shopping.order"], "");
    assert_eq!(*row(&with, "ORD-015"), Applicability::Applicable);
}

#[test]
fn clauses_of_platforms_are_not_listed_and_unobservable_ones_do_not_apply() {
    let all = decided(&["dev.ucp.shopping.checkout"], "");
    assert!(all.rows().iter().all(|row| matches!(row.actor, Actor::Business | Actor::Both)));
    assert!(
        matches!(row(&all, "GEN-001"), Applicability::NotApplicable { reason } if reason.contains("outside"))
    );
}

#[test]
fn older_versions_apply_only_to_who_lists_them() {
    let none = decided(&["dev.ucp.shopping.checkout"], "");
    let older: Vec<_> = none.rows().iter().filter(|row| matches!(&row.applicability, Applicability::NotApplicable { reason } if reason.contains("older"))).collect();
    assert!(!older.is_empty());
}

#[test]
fn an_exemption_carries_its_reason() {
    let exempt = decided(
        &["dev.ucp.shopping.checkout"],
        "exemptions:\n  - {requirement: CHK-060, reason: because it is so}\n",
    );
    assert_eq!(*row(&exempt, "CHK-060"), Applicability::Exempt { reason: "because it is so".into() });
}

#[test]
fn cases_without_their_capability_version_or_clause_need_not_run() {
    let applicable = decided(&["dev.ucp.shopping.checkout"], "");
    let reason =
        |tags: &str| applicable.verdict(&case(tags)).and_then(|verdict| verdict.reason().map(str::to_owned));
    assert_eq!(reason("@id:a @req:CHK-060"), None);
    assert_eq!(reason("@id:a"), None);
    assert!(
        reason("@id:a @cap:dev.ucp.shopping.order").is_some_and(|text| text.contains("does not declare"))
    );
    assert!(reason("@id:a @since:2999-01-01").is_some_and(|text| text.contains("since")));
    assert!(reason("@id:a @until:2000-01-01").is_some_and(|text| text.contains("until")));
    assert!(reason("@id:a @req:ORD-015").is_some());
    assert_eq!(reason("@id:a @req:ORD-015 @req:CHK-060"), None);
}
