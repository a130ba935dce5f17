//! The journal from outside: paged, filtered, redacted, awaited, streamed.

use crate::support::{Stage, WAIT};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a buyer and a payment bring along, none of which may be shown.
const CANARIES: [&str; 4] = ["ada@example.com", "Lovelace", "1 Main Street", "success_token"];

async fn shopped() -> Stage {
    let stage = Stage::open().await;
    let id = stage.shop.ready().await;
    stage.shop.complete(&id, "success_token").await;
    stage.shop.agent.inbox().wait_count(1, WAIT).await.expect("a webhook");
    stage
}

#[tokio::test]
async fn pages_make_up_the_journal_and_filters_choose_from_it() {
    let stage = shopped().await;
    let whole = stage.ok("listExchanges", &[], None).await;
    let whole = whole["exchanges"].as_array().expect("a list").clone();
    assert!(whole.len() >= 5, "a profile, three calls, a webhook");
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = stage.call("listExchanges", &[], &query, None).await.body;
        seen.extend(page["exchanges"].as_array().expect("a list").iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, whole);
    for (query, fits) in [
        ("?kind=webhook", "webhook"),
        ("?operation=complete_checkout", "complete_checkout"),
        ("?status=201&method=POST&path=/checkout-sessions", "create_checkout"),
    ] {
        let found = stage.call("listExchanges", &[], query, None).await.body;
        let found = found["exchanges"].as_array().expect("a list");
        assert_eq!(found.len(), 1, "{query}");
        assert!(found[0].to_string().contains(fits));
    }
    let of_another_list = stage.call("listWebhooks", &[], "?limit=1", None).await.body;
    assert_eq!(of_another_list["next_cursor"], Value::Null);
    stage.call("listExchanges", &[], "?cursor=bm9uc2Vuc2U", None).await.refused(400, "invalid_cursor");
}

#[tokio::test]
async fn nothing_secret_or_personal_leaves() {
    let stage = shopped().await;
    let kid = stage.shop.session.merchant_state();
    assert!(kid.orders().count() == 1, "there is something to hide");
    let mut shown = String::new();
    for operation in [
        "listExchanges",
        "listCheckouts",
        "listOrders",
        "listWebhooks",
        "getSession",
        "listSnapshots",
        "getMetrics",
    ] {
        shown.push_str(&stage.ok(operation, &[], None).await.to_string());
    }
    shown.push_str(&stage.ok("waitForExchanges", &[], Some(json!({"count": 5}))).await.to_string());
    shown.push_str(&stage.ok("takeSnapshot", &[], Some(json!({"name": "a"}))).await.to_string());
    for canary in CANARIES {
        assert!(!shown.contains(canary), "{canary} is shown");
    }
    assert!(shown.contains("[redacted"));
}

#[tokio::test]
async fn a_wait_ends_with_the_awaited_exchanges() {
    let stage = Stage::open().await;
    let wait = json!({"match": {"operation": "create_checkout", "status": 201}, "count": 2});
    let waiting = stage.call("waitForExchanges", &[], "", Some(wait));
    let shopping = async {
        for _ in 0..3 {
            stage.shop.create().await;
        }
    };
    let (told, ()) = tokio::join!(waiting, shopping);
    assert_eq!((told.status, told.body["exchanges"].as_array().map(Vec::len)), (200, Some(2)));
    let last = told.body["exchanges"][1]["number"].clone();
    let third = json!({"match": {"operation": "create_checkout"}, "after": last});
    let third = stage.ok("waitForExchanges", &[], Some(third)).await;
    assert!(third["exchanges"][0]["number"].as_u64() > last.as_u64());
}

#[tokio::test]
async fn waits_are_bounded_in_number() {
    let stage = Stage::open_with(|settings| settings.limits.waits = 0).await;
    stage.call("waitForExchanges", &[], "", None).await.refused(503, "unavailable");
}

/// An open event stream.
struct Events {
    stream: TcpStream,
    text: String,
}

impl Events {
    async fn open(stage: &Stage, token: &str, query: &str) -> Self {
        let port = stage.control.address().port();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
        let request = format!(
            "GET /v1/sessions/s1/events{query} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("written");
        Self { stream, text: String::new() }
    }

    /// Reads until the text is there.
    async fn until(&mut self, wanted: &str) {
        let mut buffer = [0; 4096];
        while !self.text.contains(wanted) {
            let read = tokio::time::timeout(WAIT, self.stream.read(&mut buffer)).await;
            let count = read.expect("in time").expect("read");
            assert!(count > 0, "the stream ended without {wanted:?}: {}", self.text);
            self.text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    }
}

#[tokio::test]
async fn a_stream_tells_what_happens_and_ends_with_the_session() {
    let stage = Stage::open().await;
    let token = stage.minted(&["read-journal"]).await;
    let mut events = Events::open(&stage, &token, "").await;
    events.until("event: state\n").await;
    assert!(events.text.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(events.text.contains("text/event-stream"), "{}", events.text);
    let id = stage.shop.ready().await;
    stage.shop.complete(&id, "success_token").await;
    events.until("\"complete_checkout\"").await;
    stage.ok("freezeClock", &[], None).await;
    events.until("\"frozen\":true").await;
    for canary in CANARIES {
        assert!(!events.text.contains(canary), "{canary} is shown");
    }
    stage.ok("resetSession", &[], None).await;
    events.until("event: end\n").await;
    assert!(events.text.contains("the session was reset or removed"));
}

#[tokio::test]
async fn a_stream_can_begin_behind_an_exchange_and_ends_with_its_token() {
    let stage = Stage::open().await;
    stage.shop.create().await;
    let token = stage.minted(&["read-journal"]).await;
    let mut events = Events::open(&stage, &token, "?after=0").await;
    events.until("id: 1\nevent: exchange\n").await;
    let own = stage.ok("listTokens", &[], None).await["tokens"][0]["id"].clone();
    stage.ok("revokeToken", &[("token", own.as_str().expect("an id"))], None).await;
    stage.shop.create().await;
    events.until("the token expired or ended").await;
    assert!(stage.clock.now().since(stage.shop.session.clock().now()) < Duration::from_mins(1));
}

#[tokio::test]
async fn streams_are_bounded_in_number() {
    let stage = Stage::open_with(|settings| settings.limits.streams = 1).await;
    let mut events = Events::open(&stage, stage.token.reveal(), "").await;
    events.until("event: state\n").await;
    let mut refused = Events::open(&stage, stage.token.reveal(), "").await;
    refused.until("\"unavailable\"").await;
    assert!(refused.text.starts_with("HTTP/1.1 503 "));
}
