//! Finding out what a business speaks.

use super::Row;
use crate::meddler::{Deed, Given, Seen};
use crate::stage::{PLAIN, Setup, Stage, connector_with, roses};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;
use ucp_assay::connector::driver::Action;
use ucp_assay::connector::{Defect, Defects};
use ucp_assay::platform::authority::{TestAuthority, TlsVersions, TrustedRoots};
use ucp_assay::platform::host::{AgentHost, HostSettings, PublicBase};
use ucp_assay::platform::outbound::Policy;
use ucp_assay::simulator::settings::ResponseSigning;

pub(super) const ROWS: &[Row] = &[
    (Defect::FollowsProfileRedirect, redirect),
    (Defect::PlainHttp, plain_http),
    (Defect::OldTls, old_tls),
    (Defect::AnyCertificate, any_certificate),
    (Defect::CacheIgnored, fresh_profile),
    (Defect::CachedForever, old_profile),
    (Defect::KeysNeverRefreshed, new_key),
    (Defect::KeysAlwaysRefreshed, unknown_keys),
    (Defect::ForeignNamespace, foreign_documents),
    (Defect::UnknownVersion, unknown_version),
    (Defect::SkipsPruning, nothing_in_common),
    (Defect::UnnegotiatedMembers, no_discounts),
    (Defect::EndpointGuessed, other_endpoint),
];

/// Changes the profile on its way.
macro_rules! on_profile {
    ($change:expr) => {
        |seen: &Seen| {
            if seen.is_profile() { Deed::Edit(|given| given.edit($change)) } else { Deed::Pass }
        }
    };
}

fn redirect(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = |seen: &Seen| {
            if !seen.is_profile() {
                return Deed::Pass;
            }
            Deed::Answer(Given::status(302).with("location", "/elsewhere"))
        };
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        stage.act(Action::Discover).await;
        !stage.seen(|seen| seen.target == "/elsewhere").is_empty()
    })
}

fn plain_http(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let adjust = |settings: &mut ucp_assay::connector::Settings| settings.policy = Policy::LOOPBACK_TLS;
        let stage = Stage::open(Setup { adjust, ..PLAIN }, defects).await;
        stage.act(Action::Discover).await;
        !stage.seen(|_| true).is_empty()
    })
}

/// Whether a TLS server that speaks only these versions is talked to.
async fn talks_tls(defects: Defects, versions: TlsVersions, trusted: bool) -> bool {
    let authority = TestAuthority::generate().expect("an authority");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let listen = listener.local_addr().expect("an address");
    let tls = Some(authority.server_config(versions).expect("TLS"));
    let host = HostSettings { listen, tls, base: PublicBase::PerAgentHost };
    let _server = AgentHost::start_on(listener, host).expect("a server");
    let roots = if trusted { authority.roots().expect("roots") } else { TrustedRoots::none() };
    let (connector, _) = connector_with(PLAIN, defects, |settings| settings.roots = roots);
    let outcome = connector.act(&format!("https://localhost:{}", listen.port()), &Action::Discover).await;
    // It has no profile there; the question is how far the connector gets.
    outcome.error_code.as_deref() != Some("tls_failed")
}

fn old_tls(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(talks_tls(defects, TlsVersions::Only12, true))
}

fn any_certificate(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(talks_tls(defects, TlsVersions::Only13, false))
}

fn fresh_profile(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        stage.create().await;
        stage.create().await;
        stage.seen(Seen::is_profile).len() > 1
    })
}

fn old_profile(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(PLAIN, defects).await;
        stage.act(Action::Discover).await;
        stage.clock.advance(Duration::from_hours(48));
        stage.act(Action::Discover).await;
        stage.seen(Seen::is_profile).len() < 2
    })
}

fn new_key(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage = Stage::open(Setup { signing: ResponseSigning::All, ..PLAIN }, defects).await;
        assert!(stage.create().await.is_success());
        stage.merchant.rotate_key().await.expect("another key");
        !stage.create().await.is_success()
    })
}

fn unknown_keys(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let stage =
            Stage::open(Setup { signing: ResponseSigning::All, meddle: renamed_key, ..PLAIN }, defects).await;
        for _ in 0..3 {
            assert_eq!(stage.create().await.error_code.as_deref(), Some("signature_refused"));
        }
        stage.seen(Seen::is_profile).len() > 2
    })
}

/// Answers that name a key nobody publishes.
pub(super) fn renamed_key(seen: &Seen) -> Deed {
    if !seen.is_create() {
        return Deed::Pass;
    }
    Deed::Edit(|given| {
        for (name, value) in &mut given.headers {
            if name == "signature-input" {
                let (before, _) = value.split_once("keyid=\"").expect("a key");
                *value = format!("{before}keyid=\"nobodys\"");
            }
        }
    })
}

fn foreign_documents(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = on_profile!(|body| {
            body["ucp"]["capabilities"]["dev.ucp.shopping.discount"][0]["spec"] =
                json!("https://evil.example/spec");
        });
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let found = stage.act(Action::Discover).await;
        found.resource.expect("terms").to_string().contains("shopping.discount")
    })
}

fn unknown_version(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = on_profile!(|body| body["ucp"]["version"] = json!("2099-01-01"));
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        stage.create().await;
        !stage.seen(Seen::is_create).is_empty()
    })
}

fn nothing_in_common(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = on_profile!(|body| {
            body["ucp"]["capabilities"]["dev.ucp.shopping.checkout"][0]["version"] = json!("2020-01-01");
        });
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        stage.create().await;
        !stage.seen(Seen::is_create).is_empty()
    })
}

fn no_discounts(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = on_profile!(|body: &mut Value| {
            let capabilities = body["ucp"]["capabilities"].as_object_mut().expect("a registry");
            capabilities.remove("dev.ucp.shopping.discount");
        });
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        let mut checkout = roses(1);
        checkout["discounts"] = json!({"codes": ["10OFF"]});
        stage.act(Action::Create { checkout }).await;
        stage.seen(Seen::is_create)[0].json().get("discounts").is_some()
    })
}

fn other_endpoint(defects: Defects) -> BoxFuture<'static, bool> {
    Box::pin(async move {
        let meddle = on_profile!(|body| {
            let endpoint = &mut body["ucp"]["services"]["dev.ucp.shopping"][0]["endpoint"];
            *endpoint = json!(format!("{}/api", endpoint.as_str().expect("a URL")));
        });
        let stage = Stage::open(Setup { meddle, ..PLAIN }, defects).await;
        stage.create().await;
        stage.seen(Seen::is_create).iter().any(|seen| !seen.target.starts_with("/api/"))
    })
}
