use super::*;
use crate::harness::registry::Registry;
use crate::harness::steps::SUBJECTS;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;
use std::collections::BTreeSet;

fn shipped() -> Suite {
    Suite::parse(&embedded()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn suite(text: &str) -> Suite {
    let file = FeatureFile { path: "merchant/sample/a.feature".into(), text: text.into() };
    Suite::parse(&[file]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn outlines_become_rows_with_their_own_names_and_lines() {
    let suite = suite(
        "@cap:dev.ucp.shopping.checkout\nFeature: F\n  Background:\n    Given a checkout for 1 of \"x\"\n\n  \
         @id:A-1 @req:CHK-060\n  Scenario Outline: S\n    Then the checkout is \"<s>\"\n    Examples:\n      | s |\n      | a |\n      | b |\n\n  \
         @id:A-2\n  Scenario: T\n    Then the checkout is \"c\"\n",
    );
    let ids: Vec<_> =
        suite.cases().iter().map(|case| (case.id.as_str(), case.base_id(), case.line)).collect();
    assert_eq!(ids, [("A-1.1", "A-1", 11), ("A-1.2", "A-1", 12), ("A-2", "A-2", 15)]);
    assert_eq!(suite.cases()[0].steps.len(), 2);
    assert_eq!(suite.cases()[0].steps[1].text, "the checkout is \"a\"");
    assert_eq!(suite.cases()[0].area, "sample");
    assert_eq!(suite.cases()[0].requirements, ["CHK-060"]);
    assert_eq!(suite.cases()[2].capabilities, ["dev.ucp.shopping.checkout"]);
}

#[test]
fn selection_keeps_the_cases_asked_for() {
    let suite = suite(
        "Feature: F\n  @id:A\n  Scenario: S\n    Then x\n  Rule: R\n    @id:B\n    Scenario: T\n      Then y\n    @id:C\n    Scenario: U\n      Then z\n",
    );
    let chosen = suite.selected(|case| case.id != "B");
    assert_eq!(chosen[0].scenarios.len(), 1);
    assert_eq!(chosen[0].rules[0].scenarios[0].name, "U");
    let found = suite.case_of(&chosen[0], &chosen[0].rules[0].scenarios[0]).expect("a case");
    assert_eq!(found.id, "C");
    assert!(suite.selected(|_| false).is_empty());
}

#[test]
fn syntax_errors_name_file_line_and_column() {
    let file = FeatureFile {
        path: "a.feature".into(),
        text: "Feature: F\n  Scenario: S\n    Given x\n    nonsense\n".into(),
    };
    let errors = Suite::parse(&[file]).expect_err("not Gherkin");
    assert_eq!(errors[0].file, "a.feature");
    assert!((4..=5).contains(&errors[0].line), "{errors:?}");
}

#[test]
fn a_media_type_does_not_leak_into_a_doc_string() {
    let suite = suite(
        "Feature: F\n  Scenario: S\n    Given a body\n      \"\"\"json\n      {\"a\": 1}\n      \"\"\"\n",
    );
    let feature = &suite.selected(|_| true)[0];
    assert_eq!(feature.scenarios[0].steps[0].docstring.as_deref().map(str::trim), Some("{\"a\": 1}"));
}

#[test]
fn lint_finds_every_kind_of_mistake() {
    let suite = suite(
        "Feature: F\n  Scenario: no name\n    Then the answer has HTTP status 200\n  @id:A @req:NOPE-1\n  Scenario: b\n    Given nothing like it\n  @id:A\n  Scenario: c\n    Then the answer has HTTP status 200\n",
    );
    let registry = Registry::compile(SUBJECTS).expect("compiles");
    let register = Contract::embedded(ProtocolVersion::LATEST).register();
    let found: Vec<String> = lint(&suite, &registry, register).iter().map(ToString::to_string).collect();
    for expected in
        ["has no @id", "@req:NOPE-1 is not a row", "has no Then", "no step matches", "is taken by"]
    {
        assert!(found.iter().any(|line| line.contains(expected)), "{expected} not in {found:#?}");
    }
}

#[test]
fn shipped_features_are_clean() {
    let registry = Registry::compile(SUBJECTS).expect("compiles");
    let register = Contract::embedded(ProtocolVersion::LATEST).register();
    let found: Vec<String> = lint(&shipped(), &registry, register).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_step_is_used_by_some_feature() {
    let registry = Registry::compile(SUBJECTS).expect("compiles");
    let suite = shipped();
    let used: BTreeSet<&str> = suite
        .cases()
        .iter()
        .flat_map(|case| &case.steps)
        .filter_map(|step| registry.find(step.kind, &step.text).ok().map(|(found, _)| found.phrase))
        .collect();
    let unused: Vec<_> = registry.steps().filter(|step| !used.contains(step.phrase)).collect();
    assert!(unused.is_empty(), "steps that no feature uses: {unused:#?}");
}

#[test]
fn scenario_names_never_change() {
    let suite = shipped();
    let ids: BTreeSet<&str> = suite.cases().iter().filter(|case| case.named).map(Case::base_id).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/features/ids.lock");
    let mut text = std::fs::read_to_string(path).unwrap_or_default();
    let findings = IdLock::parse(&text).compare(ids.iter().copied());
    if std::env::var_os("UCP_ASSAY_UPDATE").is_some() {
        for finding in &findings {
            if let LockFinding::Unlocked(id) = finding {
                text.extend([id.as_str(), "\n"]);
            }
        }
        std::fs::write(path, &text).expect("the lock can be written");
    }
    let findings = IdLock::parse(&text).compare(ids);
    assert!(
        findings.is_empty(),
        "{}",
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn a_lock_notices_what_disappears_comes_and_returns() {
    let lock = IdLock::parse("# names\nA\nB\n-C gone since it tested nothing\n");
    let findings = lock.compare(["A", "C", "D"]);
    assert_eq!(
        findings,
        [
            LockFinding::Disappeared("B".into()),
            LockFinding::Reused("C".into()),
            LockFinding::Unlocked("D".into())
        ]
    );
}

#[test]
fn exemptions_are_rows_of_the_register_and_not_tested_too() {
    let exemptions = Exemptions::parse(exemptions_text()).expect("exempt.yaml is valid");
    let register = Contract::embedded(ProtocolVersion::LATEST).register();
    let suite = shipped();
    let tested: BTreeSet<&str> =
        suite.cases().iter().flat_map(|case| &case.requirements).map(String::as_str).collect();
    for (requirement, reason) in exemptions.iter() {
        assert!(register.get(requirement).is_some(), "{requirement} is no row");
        assert!(!tested.contains(requirement), "{requirement} is exempt and tested");
        assert!(reason.len() > 30, "{requirement}: `{reason}` would not convince a sceptic");
    }
}

#[test]
fn an_exemption_needs_a_reason() {
    let error =
        Exemptions::parse("exemptions:\n  - requirement: CHK-001\n    reason: ''\n").expect_err("no reason");
    assert!(error.contains("without a reason"));
}
