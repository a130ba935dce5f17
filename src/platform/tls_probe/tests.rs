use std::time::Duration;

use rstest::rstest;

use crate::clock::Clock;
use crate::platform::authority::{Certificate, TestAuthority, TrustedRoots};
use crate::platform::host::{AgentHost, HostSettings, PublicBase};
use crate::platform::outbound::{ClientSettings, Limits, Policy, Refusal};

use super::*;

fn client(roots: TrustedRoots) -> Client {
    let limits =
        Limits { connect: Duration::from_secs(2), total: Duration::from_millis(300), ..Limits::DOCUMENT };
    Client::new(ClientSettings::new(Policy::DEVELOPMENT, roots).with_limits(limits)).unwrap()
}

fn serve(certificate: &Certificate, versions: TlsVersions) -> (AgentHost, String) {
    let host = AgentHost::start(HostSettings::local(certificate.server_config(versions).unwrap())).unwrap();
    let url = format!("https://flowers.shop.localhost:{}/", host.address().port());
    (host, url)
}

#[tokio::test]
async fn a_session_is_described() {
    let authority = TestAuthority::generate().unwrap();
    let (_host, url) = serve(&authority.issue().unwrap(), TlsVersions::From12);
    let client = client(authority.roots().unwrap());
    let probed = handshake(&client, &url, TlsVersions::Only13).await;
    let Handshake::Completed(session) = probed else { unreachable!("{probed:?}") };
    assert_eq!(session.version, "TLSv1_3");
    assert!(session.cipher_suite.starts_with("TLS13_"), "{}", session.cipher_suite);
    assert_eq!(session.application_protocol.as_deref(), Some("http/1.1"));
    assert_eq!(session.trusted, Ok(()));
    let leaf = &session.certificates[0];
    assert!(leaf.names.contains(&"*.shop.localhost".to_owned()), "{:?}", leaf.names);
    assert!(leaf.names.contains(&"127.0.0.1".to_owned()) && leaf.names.contains(&"::1".to_owned()));
    assert!(!leaf.self_signed);
    assert!(leaf.is_valid_at(Clock::system().now()));
    assert!(!leaf.is_valid_at(leaf.not_after.plus(Duration::from_secs(1))));
    assert!(leaf.issuer.contains("ucp-assay"), "{}", leaf.issuer);
}

#[rstest]
#[case(TlsVersions::Only13, TlsVersions::Only12, None)]
#[case(TlsVersions::From12, TlsVersions::Only12, Some("TLSv1_2"))]
#[case(TlsVersions::Only12, TlsVersions::Only13, None)]
#[case(TlsVersions::Only13, TlsVersions::From12, Some("TLSv1_3"))]
#[tokio::test]
async fn versions_are_offered_as_told(
    #[case] spoken: TlsVersions,
    #[case] offered: TlsVersions,
    #[case] agreed: Option<&str>,
) {
    let authority = TestAuthority::generate().unwrap();
    let (_host, url) = serve(&authority.issue().unwrap(), spoken);
    match (handshake(&client(authority.roots().unwrap()), &url, offered).await, agreed) {
        (Handshake::Completed(session), Some(version)) => assert_eq!(session.version, version),
        (Handshake::Refused(reason), None) => assert!(reason.contains("ProtocolVersion"), "{reason}"),
        (other, _) => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn untrusted_certificates_are_looked_at_all_the_same() {
    let authority = TestAuthority::generate().unwrap();
    let (_host, url) = serve(&authority.issue_expired().unwrap(), TlsVersions::Only13);
    let roots = authority.roots().unwrap();
    for (roots, reason) in [(roots, "Expired"), (TrustedRoots::system(), "")] {
        let probed = handshake(&client(roots), &url, TlsVersions::Only13).await;
        let Handshake::Completed(session) = probed else { unreachable!("{probed:?}") };
        assert!(
            session.trusted.as_ref().is_err_and(|why| why.to_lowercase().contains(&reason.to_lowercase()))
        );
        assert!(!session.certificates[0].is_valid_at(Clock::system().now()));
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_told() {
    let key = rcgen::KeyPair::generate().unwrap();
    let names = vec!["flowers.shop.localhost".to_owned()];
    let own = rcgen::CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
    let private = rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let certificate = Certificate::new(vec![own.der().clone()], private);
    let (_host, url) = serve(&certificate, TlsVersions::Only13);
    let stranger = TestAuthority::generate().unwrap().roots().unwrap();
    let probed = handshake(&client(stranger), &url, TlsVersions::Only13).await;
    let Handshake::Completed(session) = probed else { unreachable!("{probed:?}") };
    assert!(session.certificates[0].self_signed);
    assert!(session.trusted.is_err());
}

#[tokio::test]
async fn a_plain_port_refuses_tls_and_answers_http() {
    let listen = "127.0.0.1:0".parse().unwrap();
    let plain = AgentHost::start(HostSettings { listen, tls: None, base: PublicBase::PerAgentHost }).unwrap();
    let client = client(TestAuthority::generate().unwrap().roots().unwrap());
    let url = format!("https://localhost:{}/", plain.address().port());
    assert!(matches!(handshake(&client, &url, TlsVersions::From12).await, Handshake::Refused(_)));
    let answer = plain_http(&client, &url).await.unwrap();
    assert_eq!(answer.map(|answer| answer.status), Some(404));
}

#[tokio::test]
async fn a_tls_port_does_not_answer_plain_http() {
    let authority = TestAuthority::generate().unwrap();
    let (_host, url) = serve(&authority.issue().unwrap(), TlsVersions::Only13);
    assert_eq!(plain_http(&client(authority.roots().unwrap()), &url).await, Ok(None));
}

#[tokio::test]
async fn nobody_there_is_not_a_refusal() {
    let authority = TestAuthority::generate().unwrap();
    let (host, url) = serve(&authority.issue().unwrap(), TlsVersions::Only13);
    host.stop().await;
    let client = client(authority.roots().unwrap());
    let probed = handshake(&client, &url, TlsVersions::Only13).await;
    assert!(matches!(probed, Handshake::Unreachable(OutboundError::Connect(_))), "{probed:?}");
    let refused = handshake(&client, "https://10.0.0.1/", TlsVersions::Only13).await;
    let Handshake::Unreachable(OutboundError::Refused(why)) = refused else { unreachable!("{refused:?}") };
    assert!(matches!(why, Refusal::Address(_)));
}

#[test]
fn what_is_no_certificate_has_no_facts() {
    assert_eq!(CertificateFacts::parse(b"nothing"), None);
}
