use super::{NOON, PROFILE, SOON, Stage, enqueue, failed_attempts, header, reached};
use crate::crypto::http_signature::{RequestParts, RequestPolicy, Scheme, header_pairs, verify_request};
use crate::crypto::structured_field::UcpAgent;
use crate::exchange::{Exchange, ExchangeKind};
use crate::platform::host::{Answer, Reply};
use crate::simulator::webhook::{Progress, RetryPolicy, Tally};
use rstest::rstest;
use std::time::Duration;

const POLICY: RetryPolicy =
    RetryPolicy { first: Duration::from_secs(8), longest: Duration::from_mins(1), attempts: 4 };

fn verified(stage: &Stage, exchange: &Exchange) -> Result<Vec<String>, String> {
    let url = url::Url::parse(&exchange.request.url).unwrap();
    let pairs = header_pairs(&exchange.request.headers);
    let parts = RequestParts {
        method: &exchange.request.method,
        scheme: Scheme::Https,
        authority: header(exchange, "host"),
        path: url.path(),
        query: url.query(),
        headers: &pairs,
        body: &exchange.request.body,
    };
    let key = stage.key.verifying_key();
    let found = verify_request(&parts, &RequestPolicy::webhook(NOON), |kid| (kid == "shop-1").then_some(key));
    found.map(|verified| verified.covered).map_err(|refusal| refusal.to_string())
}

#[tokio::test]
async fn a_webhook_is_signed_dated_and_identified() {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    let outbox = stage.outbox(POLICY);
    enqueue(&outbox, stage.event(&agent, "ord_1", r#"{"id":"ord_1"}"#));
    assert_eq!(
        reached(&outbox, |tally| tally.delivered == 1).await,
        Tally { pending: 0, delivered: 1, dead: 0 }
    );
    let received = agent.inbox().received();
    let delivery = &received[0];
    assert_eq!(delivery.request.method, "POST");
    assert_eq!(delivery.request.body, br#"{"id":"ord_1"}"#);
    assert_eq!(header(delivery, "content-type"), "application/json");
    assert_eq!(header(delivery, "webhook-timestamp"), NOON.seconds().to_string());
    uuid::Uuid::parse_str(header(delivery, "webhook-id")).unwrap();
    let agent_header = UcpAgent::parse_business(header(delivery, "ucp-agent").as_bytes()).unwrap();
    assert_eq!(agent_header.profile(), PROFILE);
    let covered = verified(&stage, delivery).unwrap();
    for component in ["@method", "@authority", "@path", "content-digest", "content-type", "ucp-agent"] {
        assert!(covered.iter().any(|found| found.contains(component)), "{component} not in {covered:?}");
    }
    for component in ["webhook-id", "webhook-timestamp"] {
        assert!(covered.iter().any(|found| found.contains(component)), "{component} not in {covered:?}");
    }
}

#[tokio::test]
async fn a_changed_webhook_does_not_verify() {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    let outbox = stage.outbox(POLICY);
    enqueue(&outbox, stage.event(&agent, "ord_1", r#"{"id":"ord_1"}"#));
    reached(&outbox, |tally| tally.delivered == 1).await;
    let received = agent.inbox().received();
    for (name, value) in
        [("webhook-id", "another"), ("webhook-timestamp", "0"), ("content-type", "text/plain")]
    {
        let mut changed = Exchange::clone(&received[0]);
        let headers = &mut changed.request.headers;
        let line = headers.iter_mut().find(|(held, _)| held.eq_ignore_ascii_case(name)).unwrap();
        value.clone_into(&mut line.1);
        verified(&stage, &changed).expect_err(name);
    }
    let mut changed = Exchange::clone(&received[0]);
    changed.request.body.push(b' ');
    verified(&stage, &changed).expect_err("body");
}

#[tokio::test]
async fn failures_are_retried_by_the_sessions_clock_under_the_same_id() {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    agent.inbox().queue([Answer::status(500), Answer::status(500)]);
    let outbox = stage.outbox(POLICY);
    enqueue(&outbox, stage.event(&agent, "ord_1", "{}"));
    failed_attempts(&outbox, 1).await;
    let due = due(&outbox.pending()[0].progress);
    let pause = due.since(NOON);
    assert!(pause > Duration::from_secs(6) && pause <= Duration::from_secs(8), "{pause:?}");
    stage.clock.advance(pause.checked_sub(Duration::from_millis(1)).unwrap());
    tokio::task::yield_now().await;
    assert_eq!(agent.inbox().count(), 1, "tried again before its time");
    stage.clock.advance(Duration::from_millis(1));
    failed_attempts(&outbox, 2).await;
    let second = due_after(&outbox.pending()[0].progress, stage.clock.now());
    assert!(second > Duration::from_secs(12) && second <= Duration::from_secs(16), "{second:?}");
    stage.clock.advance(second);
    reached(&outbox, |tally| tally.delivered == 1).await;

    let received = agent.inbox().received();
    assert_eq!(received.len(), 3);
    for attempt in &received {
        assert_eq!(header(attempt, "webhook-id"), header(&received[0], "webhook-id"));
        assert_eq!(header(attempt, "webhook-timestamp"), NOON.seconds().to_string());
        assert_eq!(attempt.request.body, received[0].request.body);
        verified(&stage, attempt).unwrap();
    }
    let journal = stage.journal.lock().unwrap();
    let statuses = journal.iter().map(|exchange| exchange.response.as_ref().unwrap().status);
    assert_eq!(statuses.collect::<Vec<_>>(), [500, 500, 200]);
    assert!(journal.iter().all(|exchange| exchange.kind == ExchangeKind::Webhook));
}

fn due(progress: &Progress) -> crate::clock::Instant {
    let at = match progress {
        Progress::Due(at) => Some(*at),
        Progress::Dead(_) => None,
    };
    at.expect("still due")
}

fn due_after(progress: &Progress, now: crate::clock::Instant) -> Duration {
    due(progress).since(now)
}

#[rstest]
#[case::redirect(Answer::redirect(307, "https://elsewhere.agent.localhost/"), "redirects are not followed")]
#[case::hang(Answer::Hang(Duration::from_secs(2)), "")]
#[case::no_answer(Answer::Drop, "")]
#[case::gone(Answer::status(410), "answered 410")]
#[tokio::test]
async fn what_is_not_acknowledged_becomes_a_dead_letter_in_the_end(
    #[case] answer: Answer,
    #[case] expected: &str,
) {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    agent.inbox().answer_with(answer);
    let outbox = stage.outbox(RetryPolicy { attempts: 2, ..POLICY });
    enqueue(&outbox, stage.event(&agent, "ord_1", "{}"));
    failed_attempts(&outbox, 1).await;
    stage.clock.advance(Duration::from_secs(8));
    let tally = reached(&outbox, |tally| tally.dead == 1).await;
    assert_eq!(tally, Tally { pending: 0, delivered: 0, dead: 1 });
    assert_eq!(agent.inbox().count(), 2);
    let letter = &outbox.dead_letters()[0];
    assert_eq!((letter.order_id.as_str(), letter.attempts), ("ord_1", 2));
    assert!(matches!(&letter.progress, Progress::Dead(reason) if reason.contains(expected)), "{letter:?}");
}

#[tokio::test]
async fn retry_after_is_obeyed_within_bounds() {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    let later = |value: &str| Answer::Reply(Reply::status(503).with_header("retry-after", value));
    agent.inbox().queue([later("30"), later("86400"), later("Wed, 08 Apr 2026 12:02:15 GMT")]);
    let outbox = stage.outbox(POLICY);
    enqueue(&outbox, stage.event(&agent, "ord_1", "{}"));
    for (attempt, pause) in [(1, 30), (2, 60), (3, 45)] {
        failed_attempts(&outbox, attempt).await;
        let asked = due_after(&outbox.pending()[0].progress, stage.clock.now());
        assert_eq!(asked, Duration::from_secs(pause), "attempt {attempt}");
        stage.clock.advance(asked);
    }
    reached(&outbox, |tally| tally.delivered == 1).await;
}

#[tokio::test]
async fn events_of_one_order_keep_their_order_through_failures() {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    agent.inbox().queue([Answer::status(500)]);
    let outbox = stage.outbox(POLICY);
    for number in 0..20 {
        enqueue(&outbox, stage.event(&agent, "ord_1", &format!("{number}")));
    }
    failed_attempts(&outbox, 1).await;
    assert_eq!(agent.inbox().count(), 1, "a later event overtook the failed one");
    stage.clock.advance(Duration::from_secs(8));
    reached(&outbox, |tally| tally.delivered == 20).await;
    let bodies = agent.inbox().received().iter().map(|got| got.request.body.clone()).collect::<Vec<_>>();
    let mut expected = vec![b"0".to_vec()];
    expected.extend((0..20).map(|number| format!("{number}").into_bytes()));
    assert_eq!(bodies, expected);
}

#[tokio::test]
async fn a_receiver_that_hangs_holds_up_nobody_else() {
    let stage = Stage::new();
    let (slow, quick) = (stage.agent("slow"), stage.agent("quick"));
    slow.inbox().answer_with(Answer::Hang(Duration::from_secs(2)));
    let outbox = stage.outbox(POLICY);
    for number in 0..40 {
        enqueue(&outbox, stage.event(&slow, &format!("slow_{number}"), "{}"));
    }
    for number in 0..40 {
        enqueue(&outbox, stage.event(&quick, &format!("quick_{number}"), "{}"));
    }
    let started = std::time::Instant::now();
    reached(&outbox, |tally| tally.delivered == 40).await;
    assert_eq!(quick.inbox().wait_count(40, SOON).await.unwrap().len(), 40);
    assert!(slow.inbox().count() <= 8 + 8 * u64::from(started.elapsed() > Duration::from_millis(300)) * 40);
}

#[tokio::test]
async fn closing_ends_what_is_under_way_and_starts_nothing_new() {
    let stage = Stage::new();
    let agent = stage.agent("alice");
    agent.inbox().queue([Answer::Reply(Reply::status(200).after(Duration::from_millis(100)))]);
    let outbox = stage.outbox(POLICY);
    enqueue(&outbox, stage.event(&agent, "ord_1", "first"));
    enqueue(&outbox, stage.event(&agent, "ord_1", "second"));
    agent.inbox().wait_count(1, SOON).await.unwrap();
    let left = outbox.close(SOON).await;
    assert_eq!(left, Tally { pending: 1, delivered: 1, dead: 0 });
    assert_eq!(agent.inbox().count(), 1);
}

#[tokio::test]
async fn an_address_the_guard_refuses_is_never_called() {
    let stage = Stage::new();
    let outbox = stage.outbox(RetryPolicy { attempts: 1, ..POLICY });
    let mut event = stage.event(&stage.agent("alice"), "ord_1", "{}");
    for url in ["http://alice.agent.localhost/", "https://169.254.169.254/latest", "https://10.0.0.1/"] {
        url.clone_into(&mut event.webhook_url);
        enqueue(&outbox, event.clone());
    }
    reached(&outbox, |tally| tally.dead == 3).await;
    assert!(stage.journal.lock().unwrap().iter().all(|exchange| exchange.response.is_none()));
}
