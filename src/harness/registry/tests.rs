use super::*;
use crate::harness::interrupt::StepResult;
use crate::harness::step::step;
use crate::harness::steps::SUBJECTS;

fn registry() -> Registry {
    Registry::compile(SUBJECTS).expect("every phrase is a cucumber expression")
}

#[test]
fn every_example_finds_its_own_step_and_no_other() {
    let registry = registry();
    for step in registry.steps() {
        let (found, _) = registry.find(step.kind, step.example).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.phrase, step.phrase, "example `{}`", step.example);
    }
}

#[test]
fn phrases_are_unique_and_documented() {
    let registry = registry();
    let mut seen = std::collections::BTreeSet::new();
    for step in registry.steps() {
        assert!(seen.insert((step.kind, step.phrase)), "`{}` is there twice", step.phrase);
        assert!(step.doc.len() > 20 && step.doc.ends_with('.'), "`{}` needs a sentence", step.phrase);
    }
}

#[test]
fn parameters_lose_their_quotes_and_keep_their_order() {
    let registry = registry();
    let (_, args) =
        registry.find(StepKind::Given, r#"a checkout for 2 of 'an "odd" product'"#).expect("matches");
    assert_eq!(args.parameters, ["2", r#"an "odd" product"#]);
}

const SAMPLE: &[StepDef] = &[
    step!(Then "the answer has HTTP status {int}", sample,
        doc: "A step of this test, which does nothing.",
        example: "the answer has HTTP status 201"),
    step!(Then "the total is {int}", sample,
        doc: "A step of this test, which does nothing.",
        example: "the total is 5"),
    step!(Then "the {word} is {int}", sample,
        doc: "A step of this test, which does nothing.",
        example: "the discount is 5"),
];

async fn sample(_world: &mut AssayWorld, _number: String) -> StepResult {
    std::future::ready(Ok(())).await
}

fn samples() -> Registry {
    Registry::compile(&[Subject { title: "Sample", steps: SAMPLE }]).expect("compiles")
}

#[test]
fn an_unknown_sentence_names_the_nearest_phrase() {
    let error = samples().find(StepKind::Then, "the answer has HTTP code 201").expect_err("no such step");
    assert!(error.to_string().contains("did you mean `Then the answer has HTTP status {int}`"), "{error}");
    let error = samples().find(StepKind::Then, "pigs fly").expect_err("no such step");
    assert!(!error.to_string().contains("did you mean"), "{error}");
}

#[test]
fn a_sentence_of_two_phrases_names_both() {
    let error = samples().find(StepKind::Then, "the total is 5").expect_err("ambiguous");
    assert!(matches!(error, LookupError::Ambiguous { ref phrases, .. } if phrases.len() == 2), "{error}");
}

#[test]
fn a_phrase_that_is_no_expression_is_refused() {
    const BROKEN: &[StepDef] = &[StepDef { phrase: "the {nonsense} is", ..SAMPLE[0] }];
    let error =
        Registry::compile(&[Subject { title: "Broken", steps: BROKEN }]).expect_err("no such parameter");
    assert!(error.to_string().contains("the {nonsense} is"));
}

#[test]
fn the_generated_index_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/steps.md");
    let fresh = index_markdown(&registry());
    if std::env::var_os("UCP_ASSAY_UPDATE").is_some() {
        std::fs::write(path, &fresh).expect("docs can be written");
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        stored == fresh,
        "run `UCP_ASSAY_UPDATE=1 cargo test --lib generated_index` to regenerate docs/steps.md"
    );
}
