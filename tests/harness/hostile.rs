//! Merchants that have a good profile and nothing else.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use ucp_assay::protocol::version::{ProtocolVersion, Shape};

/// What a hostile merchant does with everything but discovery.
#[derive(Clone, Copy)]
pub(crate) enum Hostility {
    /// Answers with this status and a JSON body.
    Always(u16),
    /// Reads and never answers.
    Silent,
}

/// A merchant with a good profile and nothing else. Returns its base URL.
pub(crate) async fn hostile(hostility: Hostility, discovery: bool, version: ProtocolVersion) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let url = base.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let base = base.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                let mut buffer = [0_u8; 4096];
                while !head.windows(4).any(|window| window == b"\r\n\r\n") {
                    match stream.read(&mut buffer).await {
                        Ok(read) if read > 0 => head.extend_from_slice(&buffer[..read]),
                        _ => return,
                    }
                }
                let asks_profile = discovery && head.starts_with(b"GET /.well-known/ucp ");
                let (status, body) = match hostility {
                    _ if asks_profile => (200, profile(&base, version)),
                    Hostility::Always(status) => (status, json!({"code": "no", "content": "never"})),
                    Hostility::Silent => {
                        // Holds the connection until the client gives up.
                        while matches!(stream.read(&mut buffer).await, Ok(read) if read > 0) {}
                        return;
                    }
                };
                let body = body.to_string();
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    url
}

fn profile(base: &str, version: ProtocolVersion) -> Value {
    match version.edition().shape {
        Shape::Registry => registries(base, version.date()),
        Shape::Listing => lists(base, version.date()),
    }
}

fn lists(base: &str, version: &str) -> Value {
    let capability = |last: &str| {
        json!({"name": format!("dev.ucp.shopping.{last}"), "version": version,
               "spec": format!("https://ucp.dev/{last}"), "schema": format!("https://ucp.dev/{last}.json")})
    };
    json!({"ucp": {
        "version": version,
        "services": {"dev.ucp.shopping": {"version": version, "spec": "https://ucp.dev/specification/overview",
            "rest": {"schema": "https://ucp.dev/rest.json", "endpoint": base}}},
        "capabilities": [capability("checkout"), capability("order")]},
        "payment": {"handlers": [{"id": "pay", "name": "com.example.pay", "version": version}]},
        "signing_keys": []})
}

fn registries(base: &str, version: &str) -> Value {
    let capability = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or_default();
        json!([{"version": version, "spec": format!("https://ucp.dev/{last}"), "schema": format!("https://ucp.dev/{last}.json")}])
    };
    json!({"ucp": {
        "version": version,
        "services": {"dev.ucp.shopping": [{"version": version, "transport": "rest", "endpoint": base}]},
        "capabilities": {
            "dev.ucp.shopping.checkout": capability("dev.ucp.shopping.checkout"),
            "dev.ucp.shopping.order": capability("dev.ucp.shopping.order")},
        "payment_handlers": {"com.example.pay": [{"id": "pay", "version": version}]}},
        "signing_keys": []})
}
