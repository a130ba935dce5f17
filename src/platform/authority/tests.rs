use std::sync::Arc;

use rstest::rstest;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::*;

/// One handshake over an in-memory pipe; the version agreed on, or why not.
async fn shake(
    server: rustls::ServerConfig,
    client: rustls::ClientConfig,
    host: &str,
) -> Result<String, String> {
    let (near, far) = tokio::io::duplex(16 * 1024);
    let serving = async move {
        if let Ok(mut stream) = TlsAcceptor::from(Arc::new(server)).accept(far).await {
            let _ = stream.write_all(b"hello").await;
            let _ = stream.shutdown().await;
        }
    };
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let asking = async move {
        let connected = TlsConnector::from(Arc::new(client)).connect(name, near).await;
        let mut stream = connected.map_err(|error| error.to_string())?;
        let mut greeting = Vec::new();
        stream.read_to_end(&mut greeting).await.map_err(|error| error.to_string())?;
        assert_eq!(greeting, b"hello");
        Ok(format!("{:?}", stream.get_ref().1.protocol_version().unwrap()))
    };
    let ((), result) = tokio::join!(serving, asking);
    result
}

#[rstest]
#[case("localhost")]
#[case("127.0.0.1")]
#[case("::1")]
#[case("flowers.shop.localhost")]
#[case("alice.agent.localhost")]
#[tokio::test]
async fn local_names_are_vouched_for(#[case] host: &str) {
    let authority = TestAuthority::generate().unwrap();
    let server = authority.server_config(TlsVersions::Only13).unwrap();
    let client = authority.roots().unwrap().client_config(TlsVersions::From12).unwrap();
    assert_eq!(shake(server, client, host).await.unwrap(), "TLSv1_3");
}

#[rstest]
#[case::not_in_the_certificate("example.com")]
#[case::two_labels_below_a_wildcard("a.b.shop.localhost")]
#[tokio::test]
async fn other_names_are_not(#[case] host: &str) {
    let authority = TestAuthority::generate().unwrap();
    let server = authority.server_config(TlsVersions::Only13).unwrap();
    let client = authority.roots().unwrap().client_config(TlsVersions::Only13).unwrap();
    assert!(shake(server, client, host).await.unwrap_err().contains("not valid for name"));
}

#[tokio::test]
async fn the_authority_cannot_vouch_for_names_beyond_this_machine() {
    let authority = TestAuthority::generate().unwrap();
    let certificate = authority.issue_for(&["bank.example.com".to_owned()]).unwrap();
    let server = certificate.server_config(TlsVersions::Only13).unwrap();
    let client = authority.roots().unwrap().client_config(TlsVersions::Only13).unwrap();
    let refused = shake(server, client, "bank.example.com").await.unwrap_err();
    assert!(refused.contains("NameConstraintViolation"), "{refused}");
}

#[tokio::test]
async fn a_name_given_at_generation_is_vouched_for() {
    let authority = TestAuthority::generate_for(&["merchant", "192.0.2.7"]).unwrap();
    for host in ["merchant", "192.0.2.7"] {
        let server = authority.server_config(TlsVersions::Only13).unwrap();
        let client = authority.roots().unwrap().client_config(TlsVersions::Only13).unwrap();
        assert_eq!(shake(server, client, host).await.unwrap(), "TLSv1_3");
    }
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let authority = TestAuthority::generate().unwrap();
    let server = authority.issue_expired().unwrap().server_config(TlsVersions::Only13).unwrap();
    let client = authority.roots().unwrap().client_config(TlsVersions::Only13).unwrap();
    assert!(shake(server, client, "localhost").await.unwrap_err().contains("expired"));
}

#[rstest]
#[case(TlsVersions::Only13, TlsVersions::Only13, Some("TLSv1_3"))]
#[case(TlsVersions::Only13, TlsVersions::From12, Some("TLSv1_3"))]
#[case(TlsVersions::Only13, TlsVersions::Only12, None)]
#[case(TlsVersions::From12, TlsVersions::Only12, Some("TLSv1_2"))]
#[case(TlsVersions::Only12, TlsVersions::Only13, None)]
#[tokio::test]
async fn versions_agree_or_fail(
    #[case] server: TlsVersions,
    #[case] client: TlsVersions,
    #[case] agreed: Option<&str>,
) {
    let authority = TestAuthority::generate().unwrap();
    let serving = authority.server_config(server).unwrap();
    let asking = authority.roots().unwrap().client_config(client).unwrap();
    assert_eq!(shake(serving, asking, "localhost").await.ok().as_deref(), agreed);
}

#[tokio::test]
async fn another_authority_is_not_trusted_unless_nothing_is_checked() {
    let authority = TestAuthority::generate().unwrap();
    let stranger = TestAuthority::generate().unwrap().roots().unwrap();
    let server = authority.server_config(TlsVersions::Only13).unwrap();
    let client = stranger.client_config(TlsVersions::Only13).unwrap();
    assert!(shake(server.clone(), client, "localhost").await.is_err());
    let careless = stranger.unchecked();
    assert!(!careless.is_checked());
    let client = careless.client_config(TlsVersions::Only13).unwrap();
    assert!(shake(server, client, "localhost").await.is_ok());
}

#[tokio::test]
async fn pem_files_carry_trust_and_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let authority = TestAuthority::generate().unwrap();
    let ca = folder.path().join("ca.pem");
    authority.write_certificate(&ca).unwrap();
    let written = std::fs::read_to_string(&ca).unwrap();
    assert!(written.starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(!written.contains("PRIVATE"));

    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["own.test".to_owned()]).unwrap().self_signed(&key).unwrap();
    let (chain, private) = (folder.path().join("own.pem"), folder.path().join("own.key"));
    std::fs::write(&chain, own.pem()).unwrap();
    std::fs::write(&private, key.serialize_pem()).unwrap();

    let roots = TrustedRoots::none().with_pem_file(&ca).unwrap().with_pem_file(&chain).unwrap();
    assert_eq!(roots.len(), 2);
    let loaded = Certificate::from_pem_files(&chain, &private).unwrap();
    let server = loaded.server_config(TlsVersions::Only13).unwrap();
    let client = roots.client_config(TlsVersions::Only13).unwrap();
    assert!(shake(server, client, "own.test").await.is_ok());
}

#[test]
fn unusable_files_are_named_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing here").unwrap();
    let missing = folder.path().join("missing.pem");
    let roots = TrustedRoots::none();
    assert!(roots.with_pem_file(&empty).unwrap_err().to_string().contains("holds no certificate"));
    assert!(roots.with_pem_file(&missing).unwrap_err().to_string().contains("missing.pem"));
    let error = Certificate::from_pem_files(&missing, &empty).unwrap_err();
    assert!(error.to_string().contains("missing.pem"), "{error}");
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (chain, private) = (folder.path().join("a.pem"), folder.path().join("b.key"));
    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["own.test".to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(&chain, own.pem()).unwrap();
    std::fs::write(&private, rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let loaded = Certificate::from_pem_files(&chain, &private).unwrap();
    assert!(loaded.server_config(TlsVersions::Only13).is_err());
}
