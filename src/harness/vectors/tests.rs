//! The vectors themselves, and what this program says about them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::run::{Selection, builtin, count, from_both_ends, judge_all, select};
use super::*;
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors"))
}

#[test]
fn every_vector_is_answered_as_it_must_be() {
    let sources = store::embedded().unwrap();
    let items = select(&sources, &Selection::default());
    let judgements = judge_all(&items, &builtin(&items));
    let wrong: Vec<String> = items
        .iter()
        .zip(&judgements)
        .filter(|(_, judgement)| !matches!(judgement, Judgement::Passed | Judgement::Reading(_)))
        .map(|(item, judgement)| format!("{}: {} → {judgement:?}", item.name(), item.vector.comment))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), items.len(), wrong.join("\n"));
    assert!(count(&judgements).passed >= 600);
}

/// Either answer is right, but ours is the one that the page about open questions states.
#[test]
fn open_questions_are_answered_by_the_reading_stated() {
    let ambiguities = std::fs::read(folder().join("ambiguities.json")).unwrap();
    let ambiguities: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&ambiguities).unwrap();
    let sources = store::embedded().unwrap();
    let items = select(&sources, &Selection::default());
    let judgements = judge_all(&items, &builtin(&items));
    for (item, judgement) in items.iter().zip(judgements) {
        if let Judgement::Reading(word) = judgement {
            let ambiguity = item.vector.ambiguity.as_deref().unwrap_or_default();
            assert_eq!(ambiguities[ambiguity]["answer"], word, "{}: {ambiguity}", item.name());
        }
    }
}

#[test]
fn every_batch_is_taken_once() {
    for count in 0..9 {
        let mut taken: Vec<_> = (0..count + 3).filter_map(|turn| from_both_ends(turn, count)).collect();
        taken.sort_unstable();
        assert_eq!(taken, (0..count).collect::<Vec<_>>());
    }
}

#[test]
fn of_several_right_answers_this_program_gives_the_first() {
    let sources = store::embedded().unwrap();
    let items = select(&sources, &Selection::default());
    let others: Vec<String> = items
        .iter()
        .zip(builtin(&items))
        .filter(|(item, answer)| !item.vector.also.is_empty() && !is_first(item.vector, answer))
        .map(|(item, _)| item.name())
        .collect();
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn the_files_are_what_the_generator_makes() {
    let files = generate::files().unwrap();
    assert_eq!(generate::check(folder(), &files), [], "run `ucp-assay vectors generate`");
    assert_eq!(files, generate::files().unwrap(), "the generator is deterministic");
}

#[test]
fn every_family_has_vectors_a_schema_and_a_page() {
    let sources = store::embedded().unwrap();
    for family in Family::all() {
        assert!(sources.iter().any(|source| source.file.family == family), "{family} has no vectors");
        let page = std::fs::read_to_string(folder().join(family.name()).join("README.md")).unwrap();
        assert!(page.len() > 200, "{family}: the page says nothing");
        let schema = std::fs::read(folder().join(family.name()).join("schema.json")).unwrap();
        let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for source in sources.iter().filter(|source| source.file.family == family) {
            let file = serde_json::to_value(&source.file).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&file)
                .take(5)
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", source.path);
            let mut broken = file;
            broken["tests"][0]["input"] = serde_json::json!({ "nothing": "of it" });
            assert!(!validator.is_valid(&broken), "{}: the schema lets anything pass", source.path);
        }
    }
}

#[test]
fn names_flags_clauses_and_ambiguities_hold() {
    let ambiguities = std::fs::read(folder().join("ambiguities.json")).unwrap();
    let ambiguities: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&ambiguities).unwrap();
    let registers = ProtocolVersion::ALL.map(|version| Contract::embedded(version).register());
    let mut used = BTreeSet::new();
    for source in store::embedded().unwrap() {
        let file = &source.file;
        let mut names = BTreeSet::new();
        for vector in &file.tests {
            let name = format!("{}: {}", source.path, vector.id);
            assert!(names.insert(&vector.id), "{name} is there twice");
            assert!(vector.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name}");
            assert!(!vector.flags.is_empty() || vector.result == Expectation::Valid, "{name} has no flag");
            for flag in &vector.flags {
                assert!(file.flags.contains_key(flag), "{name}: {flag} is not explained");
            }
            for clause in &vector.clauses {
                assert!(
                    registers.iter().any(|register| register.get(clause).is_some()),
                    "{name}: no {clause}"
                );
            }
            assert_eq!(vector.ambiguity.is_some(), vector.result == Expectation::Acceptable, "{name}");
            if let Some(ambiguity) = &vector.ambiguity {
                assert!(ambiguities.contains_key(ambiguity), "{name}: no {ambiguity}");
                used.insert(ambiguity.clone());
            }
        }
        for flag in file.flags.keys() {
            assert!(
                file.tests.iter().any(|vector| vector.flags.contains(flag)),
                "{}: nobody has {flag}",
                source.path
            );
        }
    }
    assert_eq!(used, ambiguities.into_keys().collect());
}

/// A verifier that says yes to everything, and one that says no, must be caught in every family.
#[test]
fn no_family_is_passed_by_a_constant() {
    let sources = store::embedded().unwrap();
    for source in &sources {
        let tests = &source.file.tests;
        let fails = |answer: &Answer| {
            tests.iter().any(|test| matches!(judge(test, answer), Judgement::Failed { .. }))
        };
        assert!(fails(&Answer::Valid(serde_json::json!({}))), "{}: yes passes", source.path);
        assert!(fails(&Answer::Invalid(serde_json::json!({}))), "{}: no passes", source.path);
    }
}

#[test]
fn a_case_stands_in_the_line_it_is_said_to_stand_in() {
    let sources = store::from_folder(folder()).unwrap();
    for item in select(&sources, &Selection::default()) {
        let text = std::fs::read_to_string(item.path).unwrap();
        let line = text.lines().nth(item.line - 1).unwrap();
        assert!(line.contains(&format!("\"id\":\"{}\"", item.vector.id)), "{}:{}", item.path, item.line);
    }
}
