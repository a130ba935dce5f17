//! What a raw client sees of the connection's faults, with TLS and without, and that the server is well after
//! each.

use crate::raw_client::{Client, End, Seen};
use rstest::rstest;
use std::time::{Duration, Instant};
use ucp_assay::fault::Rule;
use ucp_assay::simulator::settings::Tls;
use ucp_assay::simulator::{Application, SessionHandle, SessionOptions, Settings};

/// A merchant with one session; requests without an agent are refused with a small JSON document, which is
/// all these tests need.
async fn merchant(tls: Tls) -> (Application, SessionHandle, Client) {
    let settings = Settings { tls, workers: 1, ..Settings::default() };
    let application = Application::build(settings).await.expect("a merchant");
    let session = application.sessions().open("s1", SessionOptions::default()).await.expect("a session");
    let client = Client::new(application.port(), application.authority());
    (application, session, client)
}

type Check = fn(&Seen);

fn body(seen: &Seen) -> &[u8] {
    let text = String::from_utf8_lossy(&seen.bytes);
    let at = text.find("\r\n\r\n").map_or(seen.bytes.len(), |at| at + 4);
    seen.bytes.get(at..).unwrap_or_default()
}

fn announced(seen: &Seen) -> Option<usize> {
    let text = String::from_utf8_lossy(&seen.bytes).to_ascii_lowercase();
    text.split("content-length: ").nth(1)?.lines().next()?.parse().ok()
}

fn whole(seen: &Seen) {
    assert!(seen.bytes.starts_with(b"HTTP/1.1 400 "), "{seen:?}");
    assert_eq!(announced(seen), Some(body(seen).len()), "{seen:?}");
    assert!(serde_json::from_slice::<serde_json::Value>(body(seen)).is_ok(), "{seen:?}");
}

fn nothing_and_reset(seen: &Seen) {
    assert_eq!((seen.bytes.len(), seen.end), (0, End::Reset), "{seen:?}");
}

fn nothing_and_closed(seen: &Seen) {
    assert_eq!((seen.bytes.len(), seen.end), (0, End::Closed), "{seen:?}");
}

const CASES: &[(&str, &str, Check)] = &[
    ("wire.reset_before_commit", "", nothing_and_reset),
    ("wire.reset_after_commit", "", nothing_and_reset),
    ("commit.then_reset", "", nothing_and_reset),
    ("wire.down", "", nothing_and_closed),
    ("wire.empty_reply", "", nothing_and_closed),
    ("wire.reset_midway", "; bytes=60", |seen| {
        assert_eq!((seen.bytes.len(), seen.end), (60, End::Reset), "{seen:?}");
    }),
    ("wire.truncated", "; bytes=45", |seen| {
        assert_eq!((seen.bytes.len(), seen.end), (45, End::Closed), "{seen:?}");
    }),
    ("wire.short_length", "; by=10", |seen| {
        assert_eq!(announced(seen).map(|length| length + 10), Some(body(seen).len()), "{seen:?}");
    }),
    ("wire.long_length", "; by=10", |seen| {
        assert_eq!(announced(seen), Some(body(seen).len() + 10), "{seen:?}");
    }),
    ("wire.malformed_chunk", "", |seen| {
        assert!(String::from_utf8_lossy(body(seen)).contains("NOT-HEX"), "{seen:?}");
        assert_eq!(announced(seen), None);
    }),
    ("wire.unfinished_chunks", "", |seen| {
        assert!(String::from_utf8_lossy(&seen.bytes).contains("transfer-encoding: chunked"), "{seen:?}");
        assert!(!body(seen).ends_with(b"0\r\n\r\n"), "{seen:?}");
    }),
    ("wire.garbage", "; bytes=200", |seen| {
        assert_eq!(seen.bytes.len(), 200, "{seen:?}");
        assert!(seen.bytes.iter().all(|byte| *byte >= 0x80), "{seen:?}");
        let distinct: std::collections::BTreeSet<u8> = seen.bytes.iter().copied().collect();
        assert!(distinct.len() > 20, "{seen:?}");
    }),
    ("wire.hang", "; millis=300", |seen| {
        nothing_and_closed(seen);
        assert!(seen.took >= Duration::from_millis(300), "{seen:?}");
    }),
    ("commit.then_timeout", "; millis=300", |seen| {
        nothing_and_closed(seen);
        assert!(seen.took >= Duration::from_millis(300), "{seen:?}");
    }),
    ("wire.half_then_hang", "; millis=300", |seen| {
        assert!(!seen.bytes.is_empty() && seen.first < Duration::from_millis(300), "{seen:?}");
        assert!(seen.took >= Duration::from_millis(300), "{seen:?}");
    }),
    ("wire.dribble", "; bytes=100; millis=20", |seen| {
        whole(seen);
        assert!(seen.reads >= 4 && seen.took >= Duration::from_millis(80), "{seen:?}");
    }),
    ("wire.bandwidth", "; bytes_per_second=2000", |seen| {
        whole(seen);
        assert!(seen.reads >= 3 && seen.took >= Duration::from_millis(150), "{seen:?}");
    }),
    ("wire.slow_head", "; millis=200", |seen| {
        whole(seen);
        assert!(
            seen.first < Duration::from_millis(200) && seen.took >= Duration::from_millis(200),
            "{seen:?}"
        );
    }),
    ("wire.slow_close", "; millis=200", |seen| {
        whole(seen);
        assert!(
            seen.first < Duration::from_millis(200) && seen.took >= Duration::from_millis(200),
            "{seen:?}"
        );
    }),
    ("wire.latency", "; millis=150", |seen| {
        whole(seen);
        assert!(seen.first >= Duration::from_millis(150), "{seen:?}");
    }),
    ("wire.latency_uniform", "; min_millis=100; max_millis=120", |seen| {
        whole(seen);
        assert!(seen.first >= Duration::from_millis(100), "{seen:?}");
    }),
    ("wire.latency_log_normal", "; median_millis=80; sigma=0.0", |seen| {
        whole(seen);
        assert!(seen.first >= Duration::from_millis(80), "{seen:?}");
    }),
    ("http.dup_header", "", |seen| {
        let text = String::from_utf8_lossy(&seen.bytes).to_ascii_lowercase();
        assert_eq!(text.matches("content-type:").count(), 2, "{seen:?}");
    }),
    ("http.gzip_lie", "", |seen| {
        assert!(String::from_utf8_lossy(&seen.bytes).contains("content-encoding: gzip"), "{seen:?}");
    }),
];

#[rstest]
#[case::plain(Tls::Off)]
#[case::tls(Tls::Auto)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_seen_and_leaves_the_server_well(#[case] tls: Tls) {
    let (application, session, client) = merchant(tls).await;
    for (fault, params, check) in CASES {
        let guard = session.faults().guard(Rule::parse(&format!("{fault}{params}"))).expect("armed");
        let seen = client.ask("s1").await.unwrap_or_else(|error| panic!("{fault}: {error}"));
        println!("{fault}: {} bytes, {} reads, {:?}", seen.bytes.len(), seen.reads, seen.end);
        check(&seen);
        assert_eq!(guard.fired(), 1, "{fault}");
        drop(guard);
        whole(&client.ask("s1").await.expect("an answer"));
    }
    let begun = Instant::now();
    application.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(4), "something was left over");
}

/// Every fault of the family is shown above or below.
#[test]
fn no_fault_of_the_wire_is_left_out() {
    let shown = |id: &str| CASES.iter().any(|(known, _, _)| *known == id);
    let family = ucp_assay::fault::catalogue::all().filter(|fault| fault.family() == "wire");
    let missing: Vec<&str> = family.map(|fault| fault.id).filter(|id| !shown(id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handshakes_go_wrong_for_one_session_only() {
    let (application, session, client) = merchant(Tls::Auto).await;
    for (fault, expected) in [
        ("tls.alert", "alert"),
        ("tls.expired_certificate", "Expired"),
        ("tls.wrong_host_certificate", "not valid for name"),
        ("tls.self_signed_certificate", "BadSignature"),
    ] {
        let guard = session.faults().guard(Rule::of(fault)).expect("armed");
        let refused = client.ask("s1").await.expect_err(fault).to_string();
        assert!(refused.to_lowercase().contains(&expected.to_lowercase()), "{fault}: {refused}");
        whole(&client.ask("another").await.expect("other sessions are served"));
        assert_eq!(guard.fired(), 1, "{fault}");
        drop(guard);
        whole(&client.ask("s1").await.expect("an answer"));
    }
    application.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_tls_and_none_are_served_only_when_told_to() {
    let (application, session, client) = merchant(Tls::Auto).await;
    let plain = Client::new(application.port(), None);
    assert!(client.with_tls_1_2().ask("s1").await.is_err());
    assert!(!plain.ask("s1").await.is_ok_and(|seen| seen.bytes.starts_with(b"HTTP/1.1 4")));
    let guard = session.faults().guard(Rule::of("tls.old_version")).expect("armed");
    whole(&client.with_tls_1_2().ask("s1").await.expect("an answer"));
    drop(guard);
    let guard = session.faults().guard(Rule::of("tls.plain_served")).expect("armed");
    whole(&plain.ask("s1").await.expect("an answer"));
    assert_eq!(guard.fired(), 1);
    drop(guard);
    whole(&client.ask("s1").await.expect("an answer"));
    application.stop().await;
}
