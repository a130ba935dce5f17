//! The connector as an MCP server: a real child process, JSON-RPC on its standard streams and
//! nothing else.

use crate::meddler::{Deed, Seen};
use crate::stage::{JANUARY, PLAIN, Setup, Stage, WAIT, roses};
use rstest::rstest;
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use ucp_assay::connector::Defects;

/// An MCP session with a connector.
struct Session {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    next: u64,
}

impl Session {
    async fn open(more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ucp-assay"))
            .args(["connector", "--mcp", "--allow-plain-http"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output")).lines();
        let mut session = Self { _child: child, input, output, next: 1 };
        let client = json!({"name": "test", "version": "0"});
        let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
        let answer = session.ask("initialize", hello).await;
        assert_eq!(answer["result"]["serverInfo"]["name"], "ucp-assay", "{answer}");
        session.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        session
    }

    async fn write(&mut self, message: &Value) {
        self.input.write_all(format!("{message}\n").as_bytes()).await.expect("written");
        self.input.flush().await.expect("flushed");
    }

    /// Sends a request and returns its identifier.
    async fn send(&mut self, method: &str, params: Value) -> u64 {
        let id = self.next;
        self.next += 1;
        self.write(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        id
    }

    /// The next message; every line is one.
    async fn read(&mut self) -> Value {
        let line = tokio::time::timeout(WAIT, self.output.next_line()).await.expect("in time");
        let line = line.expect("readable").expect("a message");
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON-RPC: {line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        message
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params).await;
        let answer = self.read().await;
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    async fn tool(&mut self, stage: &Stage, name: &str, mut arguments: Value) -> Value {
        arguments["business"] = json!(stage.business);
        self.ask("tools/call", json!({"name": name, "arguments": arguments})).await["result"].clone()
    }
}

#[rstest]
#[case::newest(PLAIN)]
#[case::january(JANUARY)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_shops_with_the_tools(#[case] setup: Setup) {
    let stage = Stage::open(setup, Defects::none()).await;
    let mut session = Session::open(&[]).await;
    let tools = session.ask("tools/list", json!({})).await;
    assert_eq!(tools["result"]["tools"].as_array().map(Vec::len), Some(8), "{tools}");
    let found = session.tool(&stage, "discover", json!({})).await;
    assert_eq!(found["structuredContent"]["resource"]["version"], setup.version.date(), "{found}");
    let list = stage.list();
    let mut wanted = roses(1);
    wanted["buyer"] = list.buyer;
    wanted["fulfillment"] = json!({"methods": [{"type": "shipping", "destinations": [list.address]}]});
    let created = session.tool(&stage, "checkout_create", json!({"checkout": wanted})).await;
    let id = created["structuredContent"]["id"].as_str().expect("an id").to_owned();
    let early = json!({"id": id, "payment_token": "success_token"});
    let early = session.tool(&stage, "checkout_complete", early).await;
    assert_eq!(
        (&early["isError"], &early["structuredContent"]["error_code"]),
        (&json!(true), &json!("not_ready"))
    );
    assert_eq!(early["structuredContent"]["severity"], "recoverable", "{early}");
    let method = created["structuredContent"]["resource"]["fulfillment"]["methods"][0].clone();
    let mut chosen = json!({"id": method["id"], "line_item_ids": method["line_item_ids"]});
    chosen["destinations"] = method["destinations"].clone();
    chosen["selected_destination_id"] = method["destinations"][0]["id"].clone();
    let changes = json!({"fulfillment": {"methods": [chosen]}});
    let shown = session.tool(&stage, "checkout_update", json!({"id": id, "checkout": changes})).await;
    let method = shown["structuredContent"]["resource"]["fulfillment"]["methods"][0].clone();
    let group = &method["groups"][0];
    let mut chosen = changes["fulfillment"]["methods"][0].clone();
    chosen["groups"] = json!([{"id": group["id"], "selected_option_id": group["options"][0]["id"]}]);
    let changes = json!({"fulfillment": {"methods": [chosen]}});
    let ready = session.tool(&stage, "checkout_update", json!({"id": id, "checkout": changes})).await;
    assert_eq!(ready["structuredContent"]["status"], "ready_for_complete", "{ready}");
    let paid =
        session.tool(&stage, "checkout_complete", json!({"id": id, "payment_token": "success_token"})).await;
    assert_eq!(paid["structuredContent"]["status"], "completed", "{paid}");
    assert_eq!(stage.orders(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_that_hangs_keeps_nobody_from_a_ping() {
    let business = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://localhost:{}", business.local_addr().expect("an address").port());
    let mut session = Session::open(&[]).await;
    let params = json!({"name": "discover", "arguments": {"business": origin}});
    session.send("tools/call", params).await;
    // It is connected to, and says nothing.
    let (_silent, _) = tokio::time::timeout(WAIT, business.accept()).await.expect("in time").expect("a call");
    let pong = session.ask("ping", json!({})).await;
    assert_eq!(pong["result"], json!({}), "{pong}");
    let stage = Stage::open(PLAIN, Defects::none()).await;
    let other = session.tool(&stage, "discover", json!({})).await;
    assert_eq!(other["isError"], false, "{other}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_an_error_with_a_code() {
    let meddle = |seen: &Seen| {
        if seen.is_create() {
            Deed::Edit(|given| given.edit(|body| body["ucp"]["version"] = json!("2099-01-01")))
        } else {
            Deed::Pass
        }
    };
    let stage = Stage::open(Setup { meddle, ..PLAIN }, Defects::none()).await;
    let mut session = Session::open(&[]).await;
    let refused = session.tool(&stage, "checkout_create", json!({"checkout": roses(1)})).await;
    assert_eq!(
        (&refused["isError"], &refused["structuredContent"]["error_code"]),
        (&json!(true), &json!("wrong_version"))
    );
    let unknown = session.tool(&stage, "checkout_get", json!({"id": "nobody"})).await;
    assert_eq!(
        (&unknown["isError"], &unknown["structuredContent"]["error_code"]),
        (&json!(true), &json!("not_found"))
    );
    assert_eq!(unknown["structuredContent"]["severity"], "unrecoverable", "{unknown}");
    let wrong = session.ask("tools/call", json!({"name": "checkout_get", "arguments": {}})).await;
    assert_eq!(wrong["error"]["code"], -32602, "{wrong}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_defect_that_prints_is_seen() {
    let stage = Stage::open(PLAIN, Defects::none()).await;
    let mut session = Session::open(&["--defect", "stdout-noise"]).await;
    let params = json!({"name": "discover", "arguments": {"business": stage.business}});
    session.send("tools/call", params).await;
    let line = session.output.next_line().await.expect("readable").expect("a line");
    assert!(line.starts_with("[AUDIT]"), "{line}");
}
