//! MCP over streamable HTTP, against a server of this process that keeps the transport's rules.

use crate::stage::{Stage, roses};
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use rstest::rstest;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use ucp_assay::connector::driver::Action;
use ucp_assay::connector::hygiene::Ping;

/// How a server answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Json,
    Events,
    Garbage,
    Silence,
}

struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    handle: ServerHandle,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

type State = web::Data<(Manner, Arc<Mutex<Vec<String>>>)>;

fn serve(manner: Manner) -> Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let state: State = web::Data::new((manner, Arc::clone(&seen)));
    let server = HttpServer::new(move || App::new().app_data(state.clone()).default_service(web::to(answer)));
    let running = server.workers(1).disable_signals().listen(listener).expect("it listens").run();
    let handle = running.handle();
    tokio::spawn(running);
    Server { port, seen, handle }
}

async fn answer(state: State, request: HttpRequest, body: Bytes) -> HttpResponse {
    let (manner, seen) = (state.0, &state.1);
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let message: Value = serde_json::from_slice(&body).unwrap_or_default();
    let method = message["method"].as_str().unwrap_or_default();
    let line = format!(
        "{} {method} {} {}",
        request.method(),
        header("mcp-session-id"),
        header("mcp-protocol-version")
    );
    seen.lock().expect("no panic while it is held").push(line);
    let result = match method {
        "initialize" => {
            json!({"protocolVersion": "2025-03-26", "capabilities": {}, "serverInfo": {"name": "s", "version": "0"}})
        }
        "tools/list" => json!({"tools": [{"name": "open"}]}),
        "tools/call" => match manner {
            Manner::Garbage => return HttpResponse::InternalServerError().body("<h1>broken</h1>"),
            Manner::Silence => {
                std::future::pending::<()>().await;
                json!({})
            }
            Manner::Json | Manner::Events => {
                json!({"content": [{"type": "text", "text": "{\"id\":\"c1\",\"status\":\"incomplete\"} Next: pay"}]})
            }
        },
        "ping" => json!({}),
        _ => return HttpResponse::Accepted().finish(),
    };
    let told = json!({"jsonrpc": "2.0", "id": message["id"], "result": result});
    let mut response = HttpResponse::Ok();
    if method == "initialize" {
        response.append_header(("Mcp-Session-Id", "session-1"));
    }
    if manner == Manner::Events {
        let notice = json!({"jsonrpc": "2.0", "method": "notifications/message", "params": {}});
        return response
            .content_type("text/event-stream")
            .body(format!(": hello\n\ndata: {notice}\n\nevent: message\ndata: {told}\n\n"));
    }
    response.content_type("application/json").body(told.to_string())
}

fn driver(port: u16) -> String {
    format!(
        "driver: 1\nname: x\nkind: mcp-http\nurl: http://127.0.0.1:{port}/mcp\ntimeouts: {{call: 1500, start: 20000}}\noperations: {{create: {{tool: open, arguments: {{items: \"${{items}}\"}}}}}}\n"
    )
}

#[rstest]
#[case::json(Manner::Json)]
#[case::events(Manner::Events)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_asked_by_the_rules_of_the_transport(#[case] manner: Manner) {
    let server = serve(manner);
    let stage = Stage::open().await;
    let driver = stage.start(&driver(server.port)).await;
    let created = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
    assert_eq!(
        (created.id.as_deref(), created.status.as_deref()),
        (Some("c1"), Some("incomplete")),
        "{created:?}"
    );
    assert!(matches!(driver.ping().await.expect("asked"), Ping::Answered(_)));
    driver.close().await;
    let seen = server.seen.lock().expect("no panic while it is held").clone();
    assert_eq!(seen[0], "POST initialize  ");
    assert!(seen.contains(&"POST notifications/initialized session-1 2025-03-26".to_owned()), "{seen:?}");
    assert!(seen.contains(&"POST tools/call session-1 2025-03-26".to_owned()), "{seen:?}");
    assert_eq!(seen.last().map(String::as_str), Some("DELETE  session-1 2025-03-26"));
}

#[rstest]
#[case::garbage(Manner::Garbage, "connector_unreadable", "status 500")]
#[case::silence(Manner::Silence, "connector_silent", "1500 ms")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_does_wrong_is_an_outcome(
    #[case] manner: Manner,
    #[case] code: &str,
    #[case] told: &str,
) {
    let server = serve(manner);
    let stage = Stage::open().await;
    let driver = stage.start(&driver(server.port)).await;
    let outcome = stage.ask(&*driver, Action::Create { checkout: roses(1) }).await;
    assert_eq!(outcome.error_code.as_deref(), Some(code), "{outcome:?}");
    assert!(outcome.error.as_deref().is_some_and(|error| error.contains(told)), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_word_about_it() {
    let stage = Stage::open().await;
    let closed =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port").local_addr().expect("an address").port();
    let reason = stage.start_fails(&driver(closed).replace("start: 20000", "start: 200")).await;
    assert!(reason.contains("nobody listens"), "{reason}");
    let started = "driver: 1\nname: x\nkind: shim\nargv: [sh, -c, \"echo no module >&2; exit 5\"]\nurl: \"http://127.0.0.1:${port}\"\noperations: {create: {}}\n";
    let reason = stage.start_fails(started).await;
    assert!(reason.contains("exit code 5") && reason.contains("no module"), "{reason}");
}

/// The same questions as on the standard streams, as `POST /op`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shim_may_listen_behind_a_url() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = HttpServer::new(|| App::new().route("/shim/op", web::post().to(op)));
    let running = server.workers(1).disable_signals().listen(listener).expect("it listens").run();
    let handle = running.handle();
    tokio::spawn(running);
    let stage = Stage::open().await;
    let text = format!(
        "driver: 1\nname: x\nkind: shim\nurl: http://127.0.0.1:{port}/shim/\noperations: {{create: {{}}, get: {{}}}}\n"
    );
    let driver = stage.start(&text).await;
    let created = stage.ask(&*driver, Action::Create { checkout: roses(3) }).await;
    assert_eq!((created.id.as_deref(), created.is_success()), (Some("create of 3"), true), "{created:?}");
    let read = stage.ask(&*driver, Action::Get { id: "c9".to_owned() }).await;
    assert_eq!(
        (read.error_code.as_deref(), read.error.as_deref()),
        (Some("NOT_FOUND"), Some("no c9")),
        "{read:?}"
    );
    assert_eq!(read.continue_url.as_deref(), Some("https://shop.example/c9"));
    drop(handle.stop(false));
}

async fn op(body: web::Json<Value>) -> HttpResponse {
    let told = match body["op"].as_str() {
        Some("create") => {
            json!({"ok": {"id": format!("create of {}", body["whole"]["line_items"][0]["quantity"])}})
        }
        _ => json!({"err": "NOT_FOUND", "msg": format!("no {}", body["id"].as_str().unwrap_or_default()),
            "data": {"continue_url": "https://shop.example/c9"}}),
    };
    HttpResponse::Ok().json(told)
}
