//! Webhooks that the harness hands on: they come to the profile it hosts, and go to the connector's URL.

use crate::stage::{Stage, script};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};
use ucp_assay::connector::driver::Driver;
use ucp_assay::connector::hygiene::Delivery;
use ucp_assay::exchange::RequestRecord;
use ucp_assay::platform::outbound::{Client, ClientSettings, Policy, Request};

type Seen = Arc<Mutex<Vec<(String, String)>>>;

async fn take(seen: web::Data<Seen>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = format!("{} {} {}", header("host"), header("webhook-id"), String::from_utf8_lossy(&body));
    seen.lock().expect("no panic while it is held").push((request.path().to_owned(), told));
    HttpResponse::Created().body("taken")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_handed_on_as_it_came_and_its_answer_back() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let seen = Seen::default();
    let shared = web::Data::new(Arc::clone(&seen));
    let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(take)));
    let running = server.workers(1).disable_signals().listen(listener).expect("it listens").run();
    let handle = running.handle();
    tokio::spawn(running);
    let stage = Stage::open().await;
    let text = script("read -r end")
        .replace("timeouts:", &format!("webhook: {{url: \"http://127.0.0.1:{port}/hooks\"}}\ntimeouts:"));
    let driver: Arc<dyn Driver> = stage.start(&text).await.into();
    stage.place.hand_webhooks_to(&driver);
    let around = stage.place.surroundings();
    let url = around.identity.webhook_url.clone();
    let client =
        Client::new(ClientSettings::new(Policy::LOOPBACK_TLS, around.roots.clone())).expect("a client");
    let headers = vec![("webhook-id".to_owned(), "evt-1".to_owned())];
    let answer = client
        .send(Request::post(&url, headers, Bytes::from_static(b"{\"a\": 1}")))
        .await
        .expect("an answer");
    assert_eq!((answer.status, answer.body.as_ref()), (201, b"taken".as_slice()));
    let host = url.split('/').nth(2).expect("a host");
    let expected = ("/hooks".to_owned(), format!("{host} evt-1 {{\"a\": 1}}"));
    assert_eq!(*seen.lock().expect("no panic while it is held"), [expected]);
    drop(handle.stop(true));
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_a_failure_and_none_is_none() {
    let stage = Stage::open().await;
    let webhook = RequestRecord {
        method: "POST".to_owned(),
        url: String::new(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let none = stage.start(&script("read -r end")).await;
    assert_eq!(none.deliver(&webhook).await.expect("asked"), Delivery::NoReceiver);
    let text = script("read -r end")
        .replace("timeouts:", "webhook: {url: \"http://127.0.0.1:${webhook.port}/\"}\ntimeouts:");
    let absent = stage.start(&text).await;
    assert!(matches!(absent.deliver(&webhook).await.expect("asked"), Delivery::Failed(_)));
}
