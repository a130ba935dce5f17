use super::*;
use crate::harness::lane::Lane;
use crate::harness::registry::Registry;
use crate::harness::step::StepKind;
use crate::harness::steps::SUBJECTS;
use crate::protocol::contract::{Contract, Register};
use crate::protocol::version::ProtocolVersion;
use std::collections::BTreeSet;

fn shipped() -> Suite {
    Suite::parse(&embedded()).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn registers() -> [(ProtocolVersion, &'static Register); ProtocolVersion::ALL.len()] {
    ProtocolVersion::ALL.map(|version| (version, Contract::embedded(version).register()))
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
    assert_eq!(suite.cases()[0].requirements(ProtocolVersion::LATEST), ["CHK-060"]);
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
    let found: Vec<String> = lint(&suite, &registry, &registers()).iter().map(ToString::to_string).collect();
    for expected in
        ["has no @id", "@req:NOPE-1 is not a row", "has no Then", "no step matches", "is taken by"]
    {
        assert!(found.iter().any(|line| line.contains(expected)), "{expected} not in {found:#?}");
    }
}

#[test]
fn shipped_features_are_clean() {
    let registry = Registry::compile(SUBJECTS).expect("compiles");
    let found: Vec<String> =
        lint(&shipped(), &registry, &registers()).iter().map(ToString::to_string).collect();
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
    for lane in Lane::ALL {
        let exemptions = Exemptions::parse(exemptions_text(lane)).expect("exempt.yaml is valid");
        let suite = Suite::parse(&embedded_in(lane)).expect("parses");
        for (version, register) in registers() {
            let carried = suite.cases().iter().filter(|case| case.span.holds(version));
            let tested: BTreeSet<String> = carried.flat_map(|case| case.requirements(version)).collect();
            for row in exemptions.iter().filter(|row| row.versions.is_some() && row.holds(version)) {
                assert!(
                    register.get(&row.requirement).is_some(),
                    "{} is no row of {version}",
                    row.requirement
                );
            }
            for row in exemptions.iter().filter(|row| row.holds(version)) {
                let tested = tested.contains(&row.requirement);
                assert!(!tested, "{} is exempt and tested at {version}", row.requirement);
            }
        }
        for row in exemptions.iter() {
            let known = registers().iter().any(|(_, register)| register.get(&row.requirement).is_some());
            assert!(known, "{} is no row of any version", row.requirement);
            assert!(
                row.reason.len() > 30,
                "{}: `{}` would not convince a sceptic",
                row.requirement,
                row.reason
            );
        }
    }
}

#[test]
fn an_exemption_may_be_of_some_versions_only() {
    let text = "exemptions:\n  - {requirement: CHK-001, versions: ['2026-01-11'], reason: because}\n";
    let exemptions = Exemptions::parse(text).expect("parses");
    assert_eq!(exemptions.reason("CHK-001", ProtocolVersion::January2026), Some("because"));
    assert_eq!(exemptions.reason("CHK-001", ProtocolVersion::April2026), None);
    let again = format!("{text}  - {{requirement: CHK-001, reason: twice}}\n");
    assert!(Exemptions::parse(&again).expect_err("twice").contains("exempt twice"));
    let never = text.replace("2026-01-11", "1999-01-01");
    assert!(Exemptions::parse(&never).expect_err("no such version").contains("1999-01-01"));
}

#[test]
fn a_clause_must_exist_at_every_version_its_scenario_runs_at() {
    let mistakes = |tags: &str| -> Vec<String> {
        let text =
            format!("Feature: F\n  @id:A {tags}\n  Scenario: S\n    Then the answer has HTTP status 200\n");
        let registry = Registry::compile(SUBJECTS).expect("compiles");
        lint(&suite(&text), &registry, &registers()).iter().map(ToString::to_string).collect()
    };
    assert_eq!(mistakes("@req:CHK-060"), Vec::<String>::new(), "a clause of every version");
    for unlimited in ["@req:ERR-023", "@req:ERR-505"] {
        assert!(mistakes(unlimited)[0].contains("is not a row of the register of"), "{unlimited}");
    }
    for limited in [
        "@req:ERR-023 @since:2026-04-08",
        "@req:ERR-505 @until:2026-01-23",
        "@req:ERR-023:since:2026-04-08 @req:ERR-505:until:2026-01-23",
    ] {
        assert_eq!(mistakes(limited), Vec::<String>::new(), "{limited}");
    }
    for wrong in ["@req:CHK-060:since:soon", "@since:yesterday", "@req:CHK-060:near:2026-04-08"] {
        assert_eq!(mistakes(wrong).len(), 1, "{wrong}");
    }
}

#[test]
fn a_limited_clause_is_carried_where_it_holds() {
    let suite = suite(
        "Feature: F\n  @id:A @req:ERR-013:since:2026-04-08 @req:ERR-506:until:2026-01-23 @req:TLS-001\n  Scenario: S\n    Then x\n",
    );
    let at = |version| suite.cases()[0].requirements(version);
    assert_eq!(at(ProtocolVersion::January2026), ["ERR-506", "TLS-001"]);
    assert_eq!(at(ProtocolVersion::April2026), ["ERR-013", "TLS-001"]);
}

#[test]
fn an_exemption_needs_a_reason() {
    let error =
        Exemptions::parse("exemptions:\n  - requirement: CHK-001\n    reason: ''\n").expect_err("no reason");
    assert!(error.contains("without a reason"));
}

/// Whether a scenario wants a refusal decides what an unexpected one says.
#[rstest::rstest]
#[case("the answer has HTTP status 201", false)]
#[case("the answer has HTTP status 404", true)]
#[case("the answer has HTTP status 401 or 403", true)]
#[case("the checkout has no error message", false)]
#[case("an error is visible", true)]
#[case("the answer is a refusal of its signature or digest", true)]
#[case("there are options", false)]
fn a_scenario_says_whether_it_wants_a_refusal(#[case] text: &str, #[case] wanted: bool) {
    let case = |kind| {
        let step = CaseStep { kind, keyword: String::new(), text: text.to_owned(), line: 1 };
        Case { steps: vec![step], ..Case::default() }
    };
    assert_eq!(case(StepKind::Then).expects_refusal(), wanted);
    assert!(!case(StepKind::Given).expects_refusal(), "only what is judged counts");
}

#[test]
fn every_story_is_played_by_the_connector_under_test() {
    let suite = shipped();
    let worlds =
        suite.cases().iter().filter(|case| case.area == "stories").flat_map(|case| case.tag_values("setup"));
    let played: BTreeSet<&str> = worlds.filter_map(|wish| wish.strip_prefix("world=")).collect();
    let unplayed: Vec<&str> =
        crate::merchant::World::story_names().into_iter().filter(|story| !played.contains(story)).collect();
    assert_eq!(unplayed, Vec::<&str>::new(), "write features/connector/stories for them");
}

/// Every MUST and MUST NOT of platforms that can be observed at a connector is carried by a scenario or an ambient
/// check, or exempt for a written reason, at every version.
#[test]
fn every_duty_of_a_connector_is_tested_or_exempt() {
    use crate::harness::applicability::Applicable;
    use crate::report::Applicability;
    let exemptions = Exemptions::parse(exemptions_text(Lane::Connector)).expect("exempt.yaml is valid");
    let suite = Suite::parse(&embedded_in(Lane::Connector)).expect("parses");
    for (version, register) in registers() {
        let carried = suite.cases().iter().filter(|case| case.span.holds(version));
        let mut tested: BTreeSet<String> = carried.flat_map(|case| case.requirements(version)).collect();
        tested.extend(
            crate::harness::connector::ambient::CHECKS.iter().flat_map(|check| check.clauses(register)),
        );
        let profile = everything(version);
        assert!(profile.has_capability("dev.ucp.shopping.order"), "the profile is read");
        let applicable = Applicable::of_platforms(register, version, &profile, &exemptions);
        let binding = applicable.rows().iter().filter(|row| row.level.is_binding());
        let open =
            binding.filter(|row| row.applicability == Applicability::Applicable && !tested.contains(&row.id));
        let open: Vec<&str> = open.map(|row| row.id.as_str()).collect();
        assert!(open.is_empty(), "{version}: neither tested nor exempt: {}", open.join(", "));
    }
}

/// A profile that declares every capability of a version.
fn everything(version: ProtocolVersion) -> crate::transport::profile_view::ProfileView {
    let names = Contract::embedded(version).capabilities().iter().map(|one| one.name.clone());
    let entries = names.map(|name| (name, serde_json::json!([{"version": version.date()}])));
    let capabilities: serde_json::Map<String, serde_json::Value> = entries.collect();
    crate::transport::profile_view::ProfileView::new(serde_json::json!({"ucp": {
        "version": version.date(),
        "services": {"dev.ucp.shopping": [{"transport": "rest", "endpoint": "https://shop.example"}]},
        "capabilities": capabilities}}))
}
