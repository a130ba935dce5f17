//! Every parser that eats bytes from the other side, fed with noise and with damaged vectors: what the fuzz targets
//! check, where there is no fuzzer.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../fuzz/checks.rs"]
mod checks;

use proptest::prelude::*;
use serde_json::Value;
use ucp_assay::harness::vectors::store;

/// Texts of the vectors' inputs: what each parser is really given.
fn seeds() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for source in store::embedded().expect("readable vectors") {
        for test in source.file.tests.iter().step_by(5) {
            collect(&test.input, &mut found);
        }
    }
    found
}

fn collect(value: &Value, into: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) => into.push(text.clone().into_bytes()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        Value::Object(members) => {
            if members.len() > 2 {
                into.push(value.to_string().into_bytes());
            }
            members.values().for_each(|member| collect(member, into));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn the_inputs_of_the_vectors_bring_nobody_down() {
    let mut seeds = seeds();
    seeds.sort();
    seeds.dedup();
    assert!(seeds.len() > 500, "only {} seeds", seeds.len());
    for seed in &seeds {
        for (name, check) in checks::ALL {
            // Scenario files are read slowly: a sample is enough.
            if name != "scenario" || seed.len() % 16 == 0 {
                check(seed);
            }
        }
    }
}

/// A seed with a few bytes changed, cut or doubled.
fn damaged(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6);
    (prop::sample::select(seeds), edits).prop_map(|(mut bytes, edits)| {
        for (at, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => bytes.truncate(at),
                _ => bytes.extend_from_within(at..),
            }
            bytes.truncate(1 << 16);
        }
        bytes
    })
}

fn run(strategy: impl Strategy<Value = Vec<u8>>, cases: u32) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&strategy, |bytes| {
        for (name, check) in checks::ALL {
            if name != "scenario" || bytes.len() % 16 == 0 {
                check(&bytes);
            }
        }
        Ok(())
    });
    result.expect("no parser is brought down");
}

#[test]
fn noise_brings_nobody_down() {
    run(prop::collection::vec(any::<u8>(), 0..200), 400);
    run("[ -~\\r\\n\\t]{0,200}".prop_map(String::into_bytes), 400);
}

#[test]
fn damaged_inputs_bring_nobody_down() {
    run(damaged(seeds()), 1500);
}
