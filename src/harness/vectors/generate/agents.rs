//! What `UCP-Agent` says beside the profile, and what a development switch changes.

use serde_json::{Value, json};

use super::case::{Case, invalid, valid};

/// Headers, and the version announced beside the profile.
const VERSIONS: [(&str, &str, Option<&str>); 9] = [
    ("none", "", None),
    ("parameter", r#";version="1999-12-31""#, Some("1999-12-31")),
    ("member", r#", version="1999-12-31""#, Some("1999-12-31")),
    ("both", r#";version="1999-12-31", version="1998-12-31""#, Some("1999-12-31")),
    ("spaces", r#";  version="1999-12-31""#, Some("1999-12-31")),
    ("among-others", r#";x=1;version="1999-12-31";y, a, version="b""#, Some("1999-12-31")),
    ("last-wins", r#";version="1998-12-31";version="1999-12-31""#, Some("1999-12-31")),
    ("no-date", r#";version="draft""#, Some("draft")),
    ("of-another-member", r#", a;version="1999-12-31""#, None),
];

/// Profiles that pass with the switch.
const SWITCHED: [(&str, &str); 9] = [
    ("localhost", "http://localhost/p"),
    ("localhost-port", "http://localhost:8080/p"),
    ("localhost-upper", "HTTP://LocalHost/p"),
    ("below-localhost", "http://agent.localhost:8080/p"),
    ("loopback", "http://127.0.0.1:8080/p"),
    ("loopback-last", "http://127.255.255.255/p"),
    ("loopback-ipv6", "http://[::1]:8080/p"),
    ("https", "https://agent.example/p"),
    ("https-localhost", "https://localhost/p"),
];

/// Profiles that do not.
const UNSWITCHED: [(&str, &str); 13] = [
    ("public", "http://agent.example/p"),
    ("localhost-prefix", "http://localhost.agent.example/p"),
    ("localhost-suffix", "http://notlocalhost/p"),
    ("private", "http://10.0.0.1/p"),
    ("neighbour", "http://128.0.0.1/p"),
    ("neighbour-below", "http://126.255.255.255/p"),
    ("unspecified", "http://0.0.0.0/p"),
    ("unspecified-ipv6", "http://[::]/p"),
    ("public-ipv6", "http://[2001:db8::1]/p"),
    ("ftp-localhost", "ftp://localhost/p"),
    ("ws-loopback", "ws://127.0.0.1/p"),
    ("user", "http://user@localhost/p"),
    ("path-only", "/localhost"),
];

pub(super) fn cases() -> impl Iterator<Item = Case> {
    let versions = VERSIONS.iter().map(|(id, rest, version)| {
        let line = format!(r#"profile="https://agent.example/p"{rest}"#);
        valid(&format!("agent-version-{id}"), "the version beside the profile", agent(&line, None))
            .expect(json!({ "profile": "https://agent.example/p", "version": version }))
            .flags(&["VERSION"])
    });
    versions.chain(switched()).map(|case| case.clauses(&["NEG-009"]))
}

fn agent(line: &str, switch: Option<bool>) -> Value {
    let mut input = json!({ "op": "ucp_agent", "lines": [line], "signer": "platform" });
    if let Some(switch) = switch {
        input["allow_loopback_http"] = json!(switch);
    }
    input
}

fn switched() -> impl Iterator<Item = Case> {
    let header = |url: &str| format!("profile=\"{url}\"");
    let admitted = SWITCHED.iter().map(move |(id, url)| {
        valid(
            &format!("agent-switch-{id}"),
            "names a profile in development",
            agent(&header(url), Some(true)),
        )
        .expect(json!({ "profile": url }))
    });
    let refused = UNSWITCHED.iter().map(move |(id, url)| (format!("agent-switch-refuse-{id}"), *url, true));
    let off = [("localhost", "http://localhost/p"), ("loopback", "http://127.0.0.1/p")];
    let off = off.into_iter().map(|(id, url)| (format!("agent-switch-off-{id}"), url, false));
    let refused = refused.chain(off).map(move |(id, url, switch)| {
        invalid(&id, "names no profile", agent(&header(url), Some(switch)))
            .expect(json!({ "code": "invalid_profile_url" }))
    });
    admitted.chain(refused).map(|case| case.flags(&["SWITCH"]))
}
