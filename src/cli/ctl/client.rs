//! The connection to a control listener, and how a call fails.

use super::TOKEN;
use super::call::Call;
use crate::exit_code::Exit;
use crate::platform::authority::{TrustedRoots, install_provider};
use crate::platform::outbound::{Client, ClientSettings, Limits, Policy, Request, Streaming};
use crate::simulator::control::Token;
use bytes::Bytes;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// Longest silence: longer than the longest wait a call may ask for.
const SILENCE: Duration = Duration::from_secs(90);
/// Longest time of one answer; event streams are long.
const WHOLE: Duration = Duration::from_hours(24);
/// Pages of one list followed.
const PAGES: usize = 10_000;

/// Why a call was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// It could not even be sent.
    #[error("{0}")]
    Local(String),
    /// What was asked for could not be meant.
    #[error("{0}")]
    Usage(String),
    /// The listener said no.
    #[error("{}", told(*.status, .body))]
    Refused { status: u16, body: Value },
}

fn told(status: u16, body: &Value) -> String {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let mut told = format!("{} ({status} {}, {})", text("what"), text("code"), text("where"));
    for name in ["expected", "mend"] {
        if !text(name).is_empty() {
            told.extend(["\n  ", name, ": ", text(name)]);
        }
    }
    told
}

impl Failure {
    /// What the listener said.
    pub(super) const fn body(&self) -> Option<&Value> {
        match self {
            Self::Refused { body, .. } => Some(body),
            Self::Local(_) | Self::Usage(_) => None,
        }
    }

    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Local(_) => Exit::Preflight,
            Self::Usage(_) => Exit::Usage,
            Self::Refused { status, .. } => match *status {
                400 | 413 | 415 => Exit::Usage,
                504 => Exit::Inconclusive,
                _ => Exit::Preflight,
            },
        }
    }
}

/// A listener and the token for it.
pub(super) struct Link {
    client: Client,
    base: String,
    token: Token,
}

impl Link {
    pub(super) fn open(url: &str, token_file: Option<&Path>, ca: Option<&Path>) -> Result<Self, Failure> {
        install_provider();
        let local = |reason: &dyn std::fmt::Display| Failure::Local(reason.to_string());
        let limits = Limits { read: SILENCE, total: WHOLE, ..Limits::OPERATION };
        let settings = ClientSettings::new(Policy::UNGUARDED, roots(ca)?).with_limits(limits);
        let client = Client::new(settings).map_err(|error| local(&error))?;
        let base = base(url)?;
        Ok(Self { client, base, token: token(token_file)? })
    }

    /// Sends a call and hands out the answer while it arrives; a refusal is a failure.
    pub(super) async fn stream(&self, call: &Call) -> Result<Streaming, Failure> {
        let request = self.request(call)?;
        let answer = self.client.open(request).await;
        let mut answer = answer.map_err(|error| Failure::Local(format!("{}: {error}", self.base)))?;
        if answer.status() < 300 {
            return Ok(answer);
        }
        let first = answer.chunk().await.ok().flatten().unwrap_or_default();
        Err(refused(answer.status(), &first))
    }

    /// Sends a call; pages of a list are followed to its end.
    pub(super) async fn whole(&self, call: &Call) -> Result<Value, Failure> {
        let mut answer = self.send(call).await?;
        for _ in 0..PAGES {
            let Some(cursor) = answer["next_cursor"].as_str() else { break };
            let next = self.send(&call.clone().query("cursor", Some(cursor))).await?;
            append(&mut answer, next);
        }
        Ok(answer)
    }

    async fn send(&self, call: &Call) -> Result<Value, Failure> {
        let request = self.request(call)?;
        let answer = self.client.send(request).await;
        let answer = answer.map_err(|error| Failure::Local(format!("{}: {error}", self.base)))?;
        if answer.status >= 300 {
            return Err(refused(answer.status, &answer.body));
        }
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        let text = || Value::from(String::from_utf8_lossy(&answer.body).into_owned());
        Ok(serde_json::from_slice(&answer.body).unwrap_or_else(|_| text()))
    }

    fn request(&self, call: &Call) -> Result<Request, Failure> {
        let (method, target) = call.target()?;
        let mut headers = vec![("authorization".to_owned(), format!("Bearer {}", self.token.reveal()))];
        headers
            .extend(call.body.as_ref().map(|_| ("content-type".to_owned(), "application/json".to_owned())));
        let body = call.body.as_ref().map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        Ok(Request { method: method.to_owned(), url: format!("{}{target}", self.base), headers, body })
    }
}

fn refused(status: u16, body: &[u8]) -> Failure {
    let body = serde_json::from_slice(body).unwrap_or_else(|_| {
        serde_json::json!({"code": "unknown", "what": "the answer is not one of a control listener", "where": "--url"})
    });
    Failure::Refused { status, body }
}

/// Puts the elements of a page behind those of the pages before.
fn append(whole: &mut Value, mut next: Value) {
    let lists = whole.as_object_mut().into_iter().flat_map(|members| members.iter_mut());
    for (name, value) in lists {
        match (value, next[name].take()) {
            (Value::Array(list), Value::Array(more)) => list.extend(more),
            (place, other) => *place = other,
        }
    }
}

/// Scheme and authority of a URL.
fn base(url: &str) -> Result<String, Failure> {
    let wrong = || Failure::Usage(format!("--url {url}: expected http://HOST:PORT or https://HOST:PORT"));
    let parsed = url::Url::parse(url).map_err(|_| wrong())?;
    let plain =
        matches!(parsed.scheme(), "http" | "https") && parsed.path() == "/" && parsed.query().is_none();
    if !plain || !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(wrong());
    }
    let loopback = matches!(parsed.host_str(), Some("localhost" | "[::1]"))
        || parsed
            .host_str()
            .and_then(|host| host.parse::<std::net::Ipv4Addr>().ok())
            .is_some_and(|ip| ip.is_loopback());
    if parsed.scheme() == "http" && !loopback {
        return Err(Failure::Usage(format!(
            "--url {url}: over plain http the token would be readable on the way; use https, or a tunnel to localhost"
        )));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

fn token(file: Option<&Path>) -> Result<Token, Failure> {
    let (text, from) = if let Some(path) = file {
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|error| Failure::Local(format!("{}: {error}", path.display())))?;
        (text, path.display().to_string())
    } else {
        let missing = format!("no token: name its file with --token-file, or put it into ${TOKEN}");
        (std::env::var(TOKEN).map_err(|_| Failure::Local(missing))?, format!("${TOKEN}"))
    };
    Token::parse(&text).map_err(|error| Failure::Local(format!("{from}: {error}")))
}

fn roots(ca: Option<&Path>) -> Result<TrustedRoots, Failure> {
    let Some(path) = ca else { return Ok(TrustedRoots::system()) };
    let failed = |reason: &dyn std::fmt::Display| Failure::Local(format!("{}: {reason}", path.display()));
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| failed(&error))?;
    certificates.into_iter().try_fold(TrustedRoots::none(), |roots, certificate| {
        let certificate = certificate.map_err(|error| failed(&error))?;
        roots.with(&certificate).map_err(|error| failed(&error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("http://localhost:8440", true)]
    #[case("http://127.0.0.1:8440/", true)]
    #[case("http://[::1]:8440", true)]
    #[case("https://control.example", true)]
    #[case("http://control.example", false)]
    #[case("http://localhost.evil.example", false)]
    #[case("http://user:secret@localhost:8440", false)]
    #[case("http://localhost:8440/v1", false)]
    #[case("ftp://localhost", false)]
    #[case("localhost:8440", false)]
    fn the_token_goes_to_this_machine_or_over_tls(#[case] url: &str, #[case] fits: bool) {
        assert_eq!(base(url).is_ok(), fits);
    }

    #[test]
    fn pages_become_one_list() {
        let mut whole = json!({"things": [1, 2], "next_cursor": "x"});
        append(&mut whole, json!({"things": [3], "next_cursor": null}));
        assert_eq!(whole, json!({"things": [1, 2, 3], "next_cursor": null}));
    }
}
