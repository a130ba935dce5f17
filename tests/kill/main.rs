//! The kill matrix itself, on a workshop of invented faults and scenarios: who survives, who is idle, what
//! never fired, what a resumed run leaves out, and that the same seed decides alike.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod cli;
mod workshop;

use rstest::rstest;
use std::path::Path;
use ucp_assay::exit_code::Exit;
use ucp_assay::harness::kill::{Document, KillError, KillOptions, Outcome, Policy, study};
use workshop::{Invented, Reaction, VERSION, mutant};

/// A workshop in which nothing is left over: each scenario fails for its own fault.
fn sound() -> Invented {
    Invented::new(&["a", "b"], &["one", "two"]).reacts("a", "one", Reaction::Fails).reacts(
        "b",
        "two",
        Reaction::Fails,
    )
}

fn options(folder: &Path) -> KillOptions {
    workshop::options(folder)
}

fn run(workshop: &Invented) -> Document {
    let folder = tempfile::tempdir().expect("a folder");
    run_in(workshop, &options(folder.path()))
}

fn run_in(workshop: &Invented, options: &KillOptions) -> Document {
    study(options, workshop, &workshop.faults(), &|_| ()).expect("a matrix").document
}

#[test]
fn a_sound_matrix_leaves_nothing_over() {
    let document = run(&sound());
    assert_eq!((document.faults, document.killed, document.scenarios), (2, 2, 2));
    assert!(document.survivors.is_empty() && document.idle_scenarios.is_empty());
    assert!((document.kill_rate - 1.0).abs() < f64::EPSILON);
    assert_eq!(document.exit(), Exit::Success, "{:?}", document.reasons);
}

#[test]
fn a_fault_that_every_scenario_passes_under_survives() {
    let workshop = sound().fault(mutant("c", &["C-1"])).reacts("c", "one", Reaction::Passes);
    let document = run(&workshop);
    assert_eq!(document.survivors, ["c"]);
    assert!(document.not_fired.is_empty(), "it did fire");
    assert_eq!(document.exit(), Exit::NonConformant);
    assert!(document.reasons.iter().any(|reason| reason.contains('c')), "{:?}", document.reasons);
}

#[test]
fn a_scenario_that_never_fails_is_idle() {
    let document = run(&sound().scenario("three", &["C-3"]));
    assert_eq!(document.idle_scenarios, ["three"]);
    assert!(document.survivors.is_empty());
    assert_eq!(document.exit(), Exit::NonConformant);
}

#[test]
fn a_fault_that_never_fires_is_named_as_such() {
    let document = run(&sound().fault(mutant("silent", &["C-1"])));
    assert_eq!(document.not_fired, ["silent"]);
    assert_eq!(document.survivors, ["silent"], "it proves nothing, so it is not killed");
    let fault = document.versions[0].matrix.iter().find(|one| one.fault.id == "silent").expect("a row");
    assert!(fault.cells.values().all(|cell| cell.outcome == Outcome::NotFired));
    assert_eq!(document.exit(), Exit::NonConformant);
}

/// A failure proves something about the fault only where the fault fired.
#[test]
fn a_failure_without_the_fault_is_a_stray() {
    let document = run(&sound().fault(mutant("c", &["C-1"])).reacts("c", "one", Reaction::FailsUnfired));
    let strays: Vec<_> = document.strays.iter().map(|one| (&*one.fault, &*one.scenario)).collect();
    assert_eq!(strays, [("c", "one")]);
    assert_eq!(document.survivors, ["c"]);
    assert_ne!(document.exit(), Exit::Success);
}

#[rstest]
#[case::warning(Reaction::Warns, "noticed")]
#[case::undecided(Reaction::Hangs, "undecided")]
fn what_is_not_a_failure_kills_nobody(#[case] reaction: Reaction, #[case] verdict: &str) {
    let document = run(&sound().fault(mutant("c", &["C-1"])).reacts("c", "one", reaction));
    assert_eq!(document.survivors, ["c"]);
    let fault = document.versions[0].matrix.iter().find(|one| one.fault.id == "c").expect("a row");
    assert_eq!(fault.verdict.name(), verdict);
}

/// A scenario of recommendations cannot do more than warn.
#[test]
fn a_warning_is_all_a_recommendation_asks_for() {
    let workshop = sound().recommendation("advice", &["R-1"]).fault(mutant("c", &["R-1"])).reacts(
        "c",
        "advice",
        Reaction::Warns,
    );
    assert_eq!(run(&workshop).exit(), Exit::Success);
}

/// The selection is narrow; whoever is left over is looked at more closely before the verdict.
#[test]
fn who_is_left_over_is_tried_where_the_selection_did_not_look() {
    let mut workshop = sound().fault(mutant("c", &["C-9"]));
    for number in 0..40 {
        workshop = workshop.scenario(&format!("many-{number:02}"), &["M-1"]);
        workshop = workshop.reacts("c", &format!("many-{number:02}"), Reaction::Fails);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let narrow = Policy { all: false, depth: 1, others: 0 };
    let document = run_in(&workshop, &KillOptions { policy: narrow, ..options(folder.path()) });
    assert_eq!(document.exit(), Exit::Success, "{:?}", document.reasons);
    assert!(workshop.tried("c").len() > 1, "the closer look tried the idle ones");
}

#[test]
fn the_same_seed_decides_alike_at_any_concurrency() {
    let wide = || {
        let mut workshop = sound().fault(mutant("c", &["C-9"]));
        for number in 0..60 {
            workshop = workshop.scenario(&format!("many-{number:02}"), &["M-1"]);
            workshop = workshop.reacts("c", &format!("many-{number:02}"), Reaction::Passes);
        }
        workshop
    };
    let first_of = |jobs: usize, seed: u64| {
        let workshop = wide();
        let folder = tempfile::tempdir().expect("a folder");
        let policy = Policy { all: false, depth: 5, others: 2 };
        let mut document = run_in(&workshop, &KillOptions { jobs, seed, policy, ..options(folder.path()) });
        document.elapsed_millis = 0;
        document.jobs = 0;
        for one in &mut document.versions {
            one.clean_millis = 0;
            one.matrix.iter_mut().for_each(|fault| fault.elapsed_millis = 0);
        }
        (document.to_json().expect("JSON"), workshop.first_tried("c"))
    };
    let (one, chosen) = first_of(1, 7);
    assert_eq!(first_of(1, 7).0, one);
    assert_eq!(first_of(16, 7).0, one);
    assert_eq!(chosen.len(), 7, "a sample of 5 spoilable and 2 others");
    assert_ne!(first_of(1, 8).1, chosen, "another seed draws another sample");
}

/// Only what was not finished is done again.
#[test]
fn a_resumed_run_leaves_out_what_was_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    let cut_off = sound().breaks_at("b");
    let stopped =
        study(&KillOptions { jobs: 1, ..options(folder.path()) }, &cut_off, &cut_off.faults(), &|_| ());
    assert!(matches!(stopped, Err(KillError::Broken(_))), "{stopped:?}");
    let journal = folder.path().join("kill.jsonl");
    let mut half = std::fs::read(&journal).expect("a journal");
    half.extend_from_slice(b"{\"entry\":\"trial\",\"version\":\"20");
    std::fs::write(&journal, half).expect("half a line");

    let taken_up = sound();
    let resumed = KillOptions { resume: true, ..options(folder.path()) };
    let document = run_in(&taken_up, &resumed);
    assert_eq!(document.exit(), Exit::Success, "{:?}", document.reasons);
    assert!(taken_up.tried("a").is_empty(), "a was finished before");
    assert!(!taken_up.tried("b").is_empty());
    assert_eq!(taken_up.cleaned(), 0, "so was the clean run");

    let all_done = sound();
    assert_eq!(run_in(&all_done, &resumed).exit(), Exit::Success);
    assert!(all_done.tried("b").is_empty());
}

#[test]
fn another_run_is_not_taken_up() {
    let folder = tempfile::tempdir().expect("a folder");
    run_in(&sound(), &options(folder.path()));
    let other = KillOptions { seed: 99, resume: true, ..options(folder.path()) };
    let workshop = sound();
    let error = study(&other, &workshop, &workshop.faults(), &|_| ()).expect_err("another seed");
    assert_eq!(error.exit(), Exit::Preflight);
    assert!(error.to_string().contains("seed 99"), "{error}");
}

#[test]
fn a_strange_folder_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("precious.txt"), "mine").expect("a file");
    let workshop = sound();
    let error = study(&options(folder.path()), &workshop, &workshop.faults(), &|_| ()).expect_err("not ours");
    assert_eq!(error.exit(), Exit::ReportNotWritten);
    assert!(error.to_string().contains("precious.txt"), "{error}");
    assert!(folder.path().join("precious.txt").is_file());
}

/// Without a clean merchant a failure says nothing about a fault: nothing is tried.
#[rstest]
#[case::failed(Reaction::Fails, Exit::NonConformant)]
#[case::undecided(Reaction::Hangs, Exit::Inconclusive)]
fn a_merchant_that_is_not_clean_ends_the_run(#[case] reaction: Reaction, #[case] exit: Exit) {
    let workshop = sound().unclean("one", reaction);
    let document = run(&workshop);
    assert_eq!(document.exit(), exit);
    assert_eq!(document.versions[0].not_clean[0].scenario, "one");
    assert!(workshop.tried("a").is_empty());
}

#[test]
fn nothing_to_try_is_not_success() {
    let document = run(&Invented::new(&[], &["one"]));
    assert_eq!(document.exit(), Exit::NothingRan);
    let document = run(&Invented::new(&["a"], &[]));
    assert_eq!(document.exit(), Exit::NothingRan);
}

/// With one fault chosen, the scenarios that exist for others are not called idle; with some scenarios
/// chosen, the faults that are there for others are not called survivors.
#[test]
fn a_selection_judges_only_what_it_is_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let workshop = Invented::new(&["a"], &["one", "two"]).reacts("a", "one", Reaction::Fails);
    let one_fault = KillOptions { faults: vec!["a".into()], ..options(folder.path()) };
    let document = run_in(&workshop, &one_fault);
    assert_eq!(document.idle_scenarios, ["two"], "still listed");
    assert_eq!(document.claim, "every fault asked for was killed; idle scenarios were not judged");
    assert_eq!(document.exit(), Exit::Success);

    let workshop = Invented::new(&["a", "b"], &["one"]).reacts("a", "one", Reaction::Fails);
    let tagged = KillOptions { tags: Some("@x".into()), ..options(folder.path()) };
    let document = run_in(&workshop, &tagged);
    assert_eq!(document.exit(), Exit::Success);
    assert_eq!(document.claim, "every scenario asked for killed a fault; survivors were not judged");
}

#[test]
fn the_document_keeps_to_its_schema() {
    let text = include_str!("../../reports/schema/kill.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let workshop = sound().fault(mutant("silent", &["C-1"])).scenario("three", &["C-3"]);
    let json = run(&workshop).to_json().expect("JSON");
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(!validator.is_valid(&serde_json::json!({})), "the schema asks for something");
    let mut top = json.lines().filter(|line| line.starts_with("  \""));
    for name in ["faults", "killed", "survivors", "idle_scenarios"] {
        let line = top.next().unwrap_or_default();
        assert!(line.starts_with(&format!("  \"{name}\":")), "{line}");
    }
    assert_eq!(document["versions"][0]["version"], VERSION);
}

#[test]
fn the_page_shows_everybody_and_needs_nothing_from_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let workshop = sound().scenario("<b>three</b>", &["C-3"]);
    study(&options(folder.path()), &workshop, &workshop.faults(), &|_| ()).expect("a matrix");
    let page = std::fs::read_to_string(folder.path().join("kill.html")).expect("a page");
    assert!(page.contains("&lt;b&gt;three"), "names are text");
    assert!(!page.contains("<b>three"));
    assert!(page.contains("default-src 'none'"));
    for forbidden in [" src=", "@import", "url(", "<link rel=\"stylesheet", " style=\"", " onclick="] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}
