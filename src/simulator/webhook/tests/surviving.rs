//! What outlives a crash, of the receiver or of ourselves.

use super::{NOON, SOON, Stage, header, reached, stage_event};
use crate::platform::host::Answer;
use crate::simulator::store::{Commit, SqliteOptions, SqliteStore, Store};
use crate::simulator::webhook::{Limits, Outbox, RetryPolicy, Tally};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

async fn restored(stage: &Stage, path: &Path, policy: RetryPolicy) -> (Arc<SqliteStore>, Outbox) {
    let store = Arc::new(SqliteStore::open(path, &SqliteOptions::default()).unwrap());
    let stored = store.load("session").await.unwrap();
    let wiring = stage.wiring(Arc::clone(&store) as Arc<dyn Store>);
    (store, Outbox::open(wiring, Limits::default(), policy, &stored).unwrap())
}

#[tokio::test]
async fn undelivered_webhooks_outlive_the_process_and_keep_id_attempts_and_order() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let path = folder.path().join("state.db");
    let agent = stage.agent("alice");
    agent.inbox().answer_with(Answer::status(500));
    let (store, outbox) = restored(&stage, &path, RetryPolicy::default()).await;
    for body in ["first", "second", "third"] {
        stage_event(&outbox, store.as_ref(), stage.event(&agent, "ord_1", body));
    }
    super::failed_attempts(&outbox, 1).await;
    let before = outbox.pending();
    drop(outbox);
    store.close().await.unwrap();

    let (store, outbox) = restored(&stage, &path, RetryPolicy::default()).await;
    assert_eq!(outbox.pending(), before);
    agent.inbox().answer_with(Answer::status(200));
    stage.clock.advance(RetryPolicy::default().first);
    reached(&outbox, |tally| tally.delivered == 3).await;
    let received = agent.inbox().received();
    let bodies = received.iter().map(|got| String::from_utf8_lossy(&got.request.body).into_owned());
    assert_eq!(bodies.collect::<Vec<_>>(), ["first", "first", "second", "third"]);
    assert_eq!(header(&received[0], "webhook-id"), header(&received[1], "webhook-id"));
    drop(outbox);
    store.close().await.unwrap();

    let (_store, outbox) = restored(&stage, &path, RetryPolicy::default()).await;
    assert_eq!(outbox.tally(), Tally { pending: 0, delivered: 3, dead: 0 });
}

#[tokio::test]
async fn dead_letters_stay_accounted_for() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let path = folder.path().join("state.db");
    let agent = stage.agent("alice");
    agent.inbox().answer_with(Answer::status(500));
    let once = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
    let (store, outbox) = restored(&stage, &path, once.clone()).await;
    stage_event(&outbox, store.as_ref(), stage.event(&agent, "ord_1", "lost"));
    reached(&outbox, |tally| tally.dead == 1).await;
    let letters = outbox.dead_letters();
    drop(outbox);
    store.close().await.unwrap();

    let (_store, outbox) = restored(&stage, &path, once).await;
    assert_eq!(outbox.tally(), Tally { pending: 0, delivered: 0, dead: 1 });
    assert_eq!(outbox.dead_letters(), letters);
    assert_eq!(agent.inbox().count(), 1, "a dead letter was sent again");
}

#[tokio::test]
async fn nothing_leaves_before_its_commit_is_written() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let agent = stage.agent("alice");
    let options = SqliteOptions { largest: 64 << 10, ..SqliteOptions::default() };
    let store = Arc::new(SqliteStore::open(&folder.path().join("state.db"), &options).unwrap());
    let wiring = stage.wiring(Arc::clone(&store) as Arc<dyn Store>);
    let stored = store.load("session").await.unwrap();
    let outbox = Outbox::open(wiring, Limits::default(), RetryPolicy::default(), &stored).unwrap();
    let mut commit = Commit::new("session", NOON);
    outbox.stage(stage.event(&agent, "ord_1", &"x".repeat(1 << 20)), &mut commit).unwrap();
    store.commit(store.reserve().unwrap(), commit).await.unwrap_err();
    assert_eq!(outbox.close(SOON).await, Tally::default());
    assert_eq!(agent.inbox().count(), 0);
}

#[tokio::test]
async fn a_crash_between_delivery_and_its_record_repeats_under_the_same_id() {
    let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
    let path = folder.path().join("state.db");
    let agent = stage.agent("alice");
    let (store, outbox) = restored(&stage, &path, RetryPolicy::default()).await;
    agent.inbox().answer_with(Answer::Hang(SOON));
    for order in ["ord_1", "ord_2", "ord_3"] {
        stage_event(&outbox, store.as_ref(), stage.event(&agent, order, "{}"));
    }
    agent.inbox().wait_count(3, SOON).await.unwrap();
    // The receiver has them, we never learn, and die.
    drop(outbox);
    store.close().await.unwrap();

    agent.inbox().answer_with(Answer::status(200));
    let (_store, outbox) = restored(&stage, &path, RetryPolicy::default()).await;
    reached(&outbox, |tally| tally.delivered == 3).await;
    let received = agent.inbox().received();
    let ids: BTreeSet<_> = received.iter().map(|got| header(got, "webhook-id")).collect();
    assert_eq!((received.len(), ids.len()), (6, 3));
}
