use super::*;
use crate::clock::Instant;
use crate::protocol::idempotency::{Fingerprint, RETENTION};
use crate::protocol::operation::Operation;
use crate::protocol::version::IdempotencyComparator;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const NOW: Instant = Instant::from_millis(1_000_000);
const WAIT: Duration = Duration::from_secs(20);

fn key(text: &str) -> RecordKey {
    RecordKey::new("https://agent.example/profile", Operation::CompleteCheckout, text)
}

fn print(body: &str) -> Fingerprint {
    Fingerprint::of(IdempotencyComparator::RawBody, "POST", "/x", body.as_bytes())
}

fn answer(body: &str) -> StoredAnswer {
    StoredAnswer { status: 201, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
}

async fn execute(ledger: &Arc<Ledger>, name: &str, body: &str, now: Instant) {
    match ledger.admit(key(name), print(body), now, WAIT).await {
        Admission::Execute(permit) => permit.fulfil(answer(body), now),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_second_request_is_a_replay_and_another_body_a_conflict() {
    let ledger = Ledger::new(10, 10_000);
    execute(&ledger, "k", "one", NOW).await;
    match ledger.admit(key("k"), print("one"), NOW, WAIT).await {
        Admission::Replay(stored) => assert_eq!(*stored, answer("one")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(ledger.admit(key("k"), print("two"), NOW, WAIT).await, Admission::Conflict));
}

#[test]
fn platform_and_operation_scope_a_key() {
    let other_platform = RecordKey::new("https://other.example/profile", Operation::CompleteCheckout, "k");
    let other_operation = RecordKey::new("https://agent.example/profile", Operation::CancelCheckout, "k");
    assert_ne!(key("k"), other_platform);
    assert_ne!(key("k"), other_operation);
    assert_eq!(RecordKey::from_hex(&key("k").hex()), Some(key("k")));
}

#[tokio::test]
async fn an_unfulfilled_permit_frees_the_key() {
    let ledger = Ledger::new(10, 10_000);
    drop(ledger.admit(key("k"), print("one"), NOW, WAIT).await);
    assert!(ledger.is_empty());
    execute(&ledger, "k", "two", NOW).await;
}

#[tokio::test]
async fn retention_ends_after_24_hours_of_the_clock() {
    let ledger = Ledger::new(10, 10_000);
    execute(&ledger, "k", "one", NOW).await;
    let just_before = NOW.plus(RETENTION.saturating_sub(Duration::from_millis(1)));
    assert!(matches!(ledger.admit(key("k"), print("one"), just_before, WAIT).await, Admission::Replay(_)));
    execute(&ledger, "k", "two", NOW.plus(RETENTION)).await;
}

#[tokio::test]
async fn bounds_drop_answers_first_and_keep_the_key() {
    let ledger = Ledger::new(3, 150);
    for name in ["a", "b", "c"] {
        execute(&ledger, name, name, NOW).await;
    }
    assert!(matches!(ledger.admit(key("a"), print("a"), NOW, WAIT).await, Admission::Forgotten));
    assert!(matches!(ledger.admit(key("a"), print("x"), NOW, WAIT).await, Admission::Conflict));
    assert!(matches!(ledger.admit(key("c"), print("c"), NOW, WAIT).await, Admission::Replay(_)));
    execute(&ledger, "d", "d", NOW).await;
    assert_eq!(ledger.len(), 3);
    assert!(matches!(ledger.admit(key("d"), print("d"), NOW, WAIT).await, Admission::Replay(_)));
}

#[tokio::test]
async fn fifty_duplicates_at_once_have_one_effect() {
    let ledger = Ledger::new(10, 10_000);
    let effects = Arc::new(AtomicUsize::new(0));
    let attempt = || async {
        match ledger.admit(key("k"), print("one"), NOW, WAIT).await {
            Admission::Execute(permit) => {
                tokio::task::yield_now().await;
                effects.fetch_add(1, Ordering::SeqCst);
                permit.fulfil(answer("one"), NOW);
            }
            Admission::Replay(stored) => assert_eq!(*stored, answer("one")),
            other => panic!("{other:?}"),
        }
    };
    futures::future::join_all((0..50).map(|_| attempt())).await;
    assert_eq!(effects.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_duplicate_takes_over_when_the_first_fails() {
    let ledger = Ledger::new(10, 10_000);
    let first = ledger.admit(key("k"), print("one"), NOW, WAIT).await;
    let second = ledger.admit(key("k"), print("one"), NOW, WAIT);
    let ((), second) = tokio::join!(async { drop(first) }, second);
    assert!(matches!(second, Admission::Execute(_)));
}

#[tokio::test]
async fn the_wait_for_a_duplicate_is_bounded() {
    let ledger = Ledger::new(10, 10_000);
    let _first = ledger.admit(key("k"), print("one"), NOW, WAIT).await;
    assert!(matches!(
        ledger.admit(key("k"), print("one"), NOW, Duration::from_millis(5)).await,
        Admission::InFlight
    ));
}
