//! Decisions: what counts as an occasion, what is chosen, and that it is the same every time.

use super::*;
use crate::clock::Instant;
use crate::fault::subject::Handling;
use crate::fault::{Stage, When};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

const OPERATIONS: [Operation; 4] = [
    Operation::CreateCheckout,
    Operation::UpdateCheckout,
    Operation::CompleteCheckout,
    Operation::GetCheckout,
];

fn engine(seed: u64) -> Engine {
    Engine::new(Seed::new(seed), "session", Clock::frozen(Instant::from_millis(0)))
}

/// One request; whether a fault of the stage `accept` fired.
fn ask(engine: &Engine, operation: Operation) -> bool {
    let at = engine.shared.clock.now();
    let occasion = Occasion { operation: Some(operation), ..Occasion::bare(Stage::Accept, at) };
    let mut handling = Handling { stage: Some(Stage::Accept), ..Handling::default() };
    let fired = engine.decide(&occasion, &[], &mut handling);
    assert_eq!(fired.is_empty(), handling.refuse.is_none());
    !fired.is_empty()
}

fn fired(engine: &Engine, times: usize) -> Vec<usize> {
    (1..=times).filter(|_| ask(engine, Operation::CreateCheckout)).collect()
}

fn when(change: impl FnOnce(&mut When)) -> Rule {
    let mut when = When::default();
    change(&mut when);
    Rule::of("error.internal").when(when)
}

#[test]
fn ordinals_choose() {
    for (rule, expected) in [
        (when(|when| when.nth = Some(2)), vec![2]),
        (when(|when| when.every = Some(3)), vec![3, 6]),
        (when(|when| when.first = Some(2)), vec![1, 2]),
        (when(|when| when.after = Some(4)), vec![5, 6]),
        (when(|when| (when.after, when.every) = (Some(2), Some(2))), vec![4, 6]),
        (Rule::of("error.internal").budget(2), vec![1, 2]),
        (Rule::of("error.internal").budget(0), vec![]),
        (Rule::of("error.internal").chance(0.0), vec![]),
        (when(|when| when.operation = vec!["get_order".to_owned()]), vec![]),
    ] {
        let engine = engine(1);
        engine.arm(rule.clone()).expect("armed");
        assert_eq!(fired(&engine, 6), expected, "{rule:?}");
    }
}

#[test]
fn time_windows_follow_the_sessions_clock() {
    let engine = engine(1);
    engine.arm(when(|when| (when.from_seconds, when.until_seconds) = (Some(10), Some(20)))).expect("armed");
    assert!(!ask(&engine, Operation::CreateCheckout));
    engine.shared.clock.advance(Duration::from_secs(10));
    assert!(ask(&engine, Operation::CreateCheckout));
    engine.shared.clock.advance(Duration::from_secs(10));
    assert!(!ask(&engine, Operation::CreateCheckout));
}

#[test]
fn an_occasion_with_nothing_to_spoil_does_not_count() {
    let engine = engine(1);
    let id =
        engine.arm(Rule::of("idem.ignored").when(When { nth: Some(1), ..When::default() })).expect("armed");
    let occasion = Occasion::bare(Stage::Idempotency, Instant::from_millis(0));
    for mutates in [false, false, true, true] {
        let mut handling = Handling { stage: Some(Stage::Idempotency), mutates, ..Handling::default() };
        engine.decide(&occasion, &[], &mut handling);
    }
    let rule = engine.list().into_iter().find(|rule| rule.id == id).expect("listed");
    assert_eq!((rule.occasions, rule.fired), (2, 1));
    assert_eq!(engine.firings().iter().map(|firing| firing.ordinal).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_guard_disarms_when_it_is_dropped() {
    let engine = engine(1);
    assert!(!engine.is_armed());
    let guard = engine.guard(Rule::of("error.internal")).expect("armed");
    assert!(engine.is_armed() && ask(&engine, Operation::GetCheckout));
    assert_eq!(guard.fired(), 1);
    drop(guard);
    assert!(!engine.is_armed() && !ask(&engine, Operation::GetCheckout));
    assert_eq!(engine.firings().len(), 1, "firings stay");
}

#[test]
fn rules_that_cannot_be_meant_are_refused_with_advice() {
    let engine = engine(1);
    let refused = |rule: Rule| engine.arm(rule).expect_err("refused").to_string();
    assert!(refused(Rule::of("price.drfit")).contains("price.drift"));
    assert!(refused(Rule::of("price.drift").chance(1.5)).contains("from 0 to 1"));
    assert!(refused(Rule::of("price.drift").param("bye", 1)).contains("parameters: by"));
    assert!(refused(Rule::of("price.drift").param("by", "much")).contains("whole number"));
    assert!(refused(Rule::of("price.drift").named("a b")).contains("letters"));
    engine.arm(Rule::of("price.drift").named("one")).expect("armed");
    assert!(refused(Rule::of("price.drift").named("one")).contains("armed already"));
    for _ in 1..RULES {
        engine.arm(Rule::of("price.drift")).expect("armed");
    }
    assert!(refused(Rule::of("price.drift")).contains("which is the most"));
    assert_eq!(engine.disarm_all(), RULES);
}

#[test]
fn rules_are_read_and_written_as_yaml_and_json_write_them() {
    let text = serde_json::json!({"fault": "price.drift", "when": {"operation": ["get_order"], "nth": 2},
        "chance": 0.5, "budget": 3, "params": {"by": 7}});
    let rule: Rule = serde_json::from_value(text.clone()).expect("a rule");
    assert_eq!(serde_json::to_value(&rule).expect("JSON"), text);
    assert!(serde_json::from_value::<Rule>(serde_json::json!({"fault": "price.drift", "chnce": 1})).is_err());
    assert_eq!(Rule::parse("wire.latency; millis=50"), Rule::of("wire.latency").param("millis", 50));
}

/// What fired, order aside.
fn journal(engine: &Engine) -> BTreeSet<(String, Option<Operation>, u64)> {
    let entry = |firing: &Firing| (firing.rule.to_string(), firing.operation, firing.ordinal);
    engine.firings().iter().map(entry).collect()
}

fn armed(seed: u64, chance: f64) -> Engine {
    let engine = engine(seed);
    for id in ["first", "second"] {
        engine.arm(Rule::of("error.internal").named(id).chance(chance)).expect("armed");
    }
    engine
}

proptest! {
    /// The same requests go wrong alike whatever the order in which they arrive.
    #[test]
    fn order_does_not_matter(seed: u64, chance in 0.0..1.0_f64, calls in prop::collection::vec(0..4_usize, 0..80)) {
        let (one, other) = (armed(seed, chance), armed(seed, chance));
        let mut sorted = calls.clone();
        sorted.sort_unstable();
        for at in calls { ask(&one, OPERATIONS[at]); }
        for at in sorted { ask(&other, OPERATIONS[at]); }
        prop_assert_eq!(journal(&one), journal(&other));
    }

    /// Nor does it matter how many threads they arrive on.
    #[test]
    fn concurrency_does_not_matter(seed: u64, chance in 0.0..1.0_f64, each in 1..20_usize) {
        let (one, other) = (armed(seed, chance), armed(seed, chance));
        for operation in OPERATIONS {
            for _ in 0..each * 4 { ask(&one, operation); }
        }
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for operation in OPERATIONS {
                        for _ in 0..each { ask(&other, operation); }
                    }
                });
            }
        });
        prop_assert_eq!(journal(&one), journal(&other));
    }
}
