//! What every process under test finds in its environment: whom to trust, which proxy leads to the
//! business, and nothing of ours that it is not told.

use std::path::Path;

/// Variables of this process that a child needs to run at all.
const INHERITED: [&str; 14] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "SHELL",
    "TMPDIR",
    "SYSTEMROOT",
    "PATHEXT",
    "COMSPEC",
    "TEMP",
];

/// Variables that hold the file of the authority: OpenSSL and httpx, requests, curl, Node.
const AUTHORITY: [&str; 4] = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];

/// Variables that hold the proxy's URL; programs look for either spelling.
const PROXY: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];

/// Variables that would lead around the proxy, emptied.
const AROUND: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The environment of a process, before its driver file has a say.
pub(super) fn environment(ca: &Path, proxy: Option<&str>) -> Vec<(String, String)> {
    let inherited = INHERITED.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    let authority = ca.display().to_string();
    let trusted = AUTHORITY.iter().map(|name| ((*name).to_owned(), authority.clone()));
    let proxy = proxy.into_iter().flat_map(|url| {
        let leads = PROXY.iter().map(move |name| ((*name).to_owned(), url.to_owned()));
        let around = AROUND.iter().map(|name| ((*name).to_owned(), String::new()));
        // Node looks at the others only when it is told to (22.21 and newer).
        leads.chain(around).chain([("NODE_USE_ENV_PROXY".to_owned(), "1".to_owned())])
    });
    inherited.chain(trusted).chain(proxy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_told_whom_to_trust_and_nothing_else() {
        let told = environment(Path::new("/x/ca.pem"), Some("http://127.0.0.1:9"));
        let of = |name: &str| told.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
        assert_eq!((of("SSL_CERT_FILE"), of("NODE_EXTRA_CA_CERTS")), (Some("/x/ca.pem"), Some("/x/ca.pem")));
        assert_eq!((of("HTTPS_PROXY"), of("NO_PROXY")), (Some("http://127.0.0.1:9"), Some("")));
        let known: Vec<&str> =
            [&INHERITED[..], &AUTHORITY, &PROXY, &AROUND, &["NODE_USE_ENV_PROXY"]].concat();
        assert!(told.iter().all(|(name, _)| known.contains(&name.as_str())), "{told:?}");
        assert!(environment(Path::new("/x"), None).iter().all(|(name, _)| !PROXY.contains(&name.as_str())));
    }
}
