//! URLs a stranger may make a business fetch.

use serde_json::json;

use super::Batch;
use super::case::{Case, invalid, valid};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("SCHEME", "https only."),
    ("LOOPBACK", "This machine, under any of its names."),
    ("PRIVATE", "Private networks (RFC 1918, RFC 4193)."),
    ("LINK_LOCAL", "The local link, where clouds keep their metadata services."),
    ("RESERVED", "Ranges set aside: unspecified, carrier-grade, multicast, documentation, benchmarking."),
    ("SPELLING", "Addresses in decimal, octal, hexadecimal or short form are addresses (URL Standard)."),
    ("EMBEDDED", "IPv6 addresses that carry an IPv4 address lead where that one leads."),
    ("LITERAL", "Profiles live behind names, which certificates vouch for."),
    ("CREDENTIALS", "No user name, no password."),
    ("RESOLUTION", "Every address a name resolves to must be public; one private one is enough to refuse."),
    ("SYNTAX", "Not an absolute URL with a host."),
    (
        "SWITCH",
        "A development switch, off unless named, lets this machine in as well, without TLS too, and nothing else.",
    ),
];

/// URLs that may be fetched, with what the name resolves to.
const RIGHT: &[(&str, &str, &[&str], &str)] = &[
    ("plain", "https://agent.example/profile.json", &["93.184.216.34"], "SCHEME"),
    ("port", "https://agent.example:8443/p", &["93.184.216.34"], "SCHEME"),
    ("query", "https://agent.example/p?v=1", &["93.184.216.34"], "SCHEME"),
    ("ipv6", "https://agent.example/p", &["2606:2800:220:1:248:1893:25c8:1946"], "RESOLUTION"),
    ("both", "https://agent.example/p", &["93.184.216.34", "2606:2800:220:1::1"], "RESOLUTION"),
    ("upper", "HTTPS://AGENT.EXAMPLE/p", &["93.184.216.34"], "SCHEME"),
    ("trailing-dot", "https://agent.example./p", &["93.184.216.34"], "SYNTAX"),
    ("localhost-prefix", "https://localhost.agent.example/p", &["93.184.216.34"], "LOOPBACK"),
    ("localhost-suffix", "https://notlocalhost/p", &["93.184.216.34"], "LOOPBACK"),
    ("digits-in-name", "https://10.0.0.1.agent.example/p", &["93.184.216.34"], "SPELLING"),
    ("neighbour-of-172", "https://agent.example/p", &["172.32.0.1"], "PRIVATE"),
    ("neighbour-of-172-below", "https://agent.example/p", &["172.15.255.255"], "PRIVATE"),
    ("neighbour-of-100-64", "https://agent.example/p", &["100.128.0.1"], "RESERVED"),
    ("neighbour-of-169-254", "https://agent.example/p", &["169.253.255.255"], "LINK_LOCAL"),
    ("neighbour-of-198-18", "https://agent.example/p", &["198.20.0.1"], "RESERVED"),
    ("neighbour-of-loopback", "https://agent.example/p", &["128.0.0.1"], "LOOPBACK"),
    ("neighbour-of-10", "https://agent.example/p", &["11.0.0.1"], "PRIVATE"),
    ("embedded-public-6to4", "https://agent.example/p", &["2002:5db8:d822::1"], "EMBEDDED"),
];

/// URLs refused for what they say themselves.
const WRONG: &[(&str, &str, &str)] = &[
    ("http", "http://agent.example/p", "SCHEME"),
    ("http-443", "http://agent.example:443/p", "SCHEME"),
    ("ftp", "ftp://agent.example/p", "SCHEME"),
    ("file", "file:///etc/passwd", "SCHEME"),
    ("gopher", "gopher://agent.example/_x", "SCHEME"),
    ("data", "data:application/json,{}", "SCHEME"),
    ("javascript", "javascript:alert(1)", "SCHEME"),
    ("ws", "wss://agent.example/p", "SCHEME"),
    ("relative", "/profile.json", "SYNTAX"),
    ("scheme-relative", "//agent.example/p", "SYNTAX"),
    ("no-scheme", "agent.example/p", "SYNTAX"),
    ("no-host", "https://", "SYNTAX"),
    ("empty", "", "SYNTAX"),
    ("word", "talos-gateway-v1", "SYNTAX"),
    ("bad-port", "https://agent.example:99999/p", "SYNTAX"),
    ("space-in-host", "https://agent example/p", "SYNTAX"),
    ("open-bracket", "https://[2001:db8::1/p", "SYNTAX"),
    ("user", "https://user@agent.example/p", "CREDENTIALS"),
    ("user-password", "https://user:pass@agent.example/p", "CREDENTIALS"),
    ("user-like-host", "https://agent.example@10.0.0.1/p", "CREDENTIALS"),
    ("localhost", "https://localhost/p", "LOOPBACK"),
    ("localhost-upper", "https://LocalHost/p", "LOOPBACK"),
    ("localhost-dot", "https://localhost./p", "LOOPBACK"),
    ("localhost-below", "https://shop.localhost/p", "LOOPBACK"),
    ("loopback", "https://127.0.0.1/p", "LOOPBACK"),
    ("loopback-other", "https://127.8.9.10/p", "LOOPBACK"),
    ("loopback-ipv6", "https://[::1]/p", "LOOPBACK"),
    ("unspecified", "https://0.0.0.0/p", "RESERVED"),
    ("unspecified-ipv6", "https://[::]/p", "RESERVED"),
    ("private-10", "https://10.1.2.3/p", "PRIVATE"),
    ("private-172", "https://172.16.0.1/p", "PRIVATE"),
    ("private-192", "https://192.168.1.1/p", "PRIVATE"),
    ("metadata", "https://169.254.169.254/latest/meta-data", "LINK_LOCAL"),
    ("link-local-ipv6", "https://[fe80::1]/p", "LINK_LOCAL"),
    ("unique-local", "https://[fd00::1]/p", "PRIVATE"),
    ("decimal", "https://2130706433/p", "SPELLING"),
    ("hexadecimal", "https://0x7f000001/p", "SPELLING"),
    ("hexadecimal-parts", "https://0x7f.0x0.0x0.0x1/p", "SPELLING"),
    ("octal", "https://0177.0.0.1/p", "SPELLING"),
    ("short", "https://127.1/p", "SPELLING"),
    ("zero", "https://0/p", "SPELLING"),
    ("full-width", "https://１２７.0.0.1/p", "SPELLING"),
    ("percent", "https://%31%32%37.0.0.1/p", "SPELLING"),
    ("ideographic-dots", "https://127。0。0。1/p", "SPELLING"),
    ("mapped", "https://[::ffff:127.0.0.1]/p", "EMBEDDED"),
    ("mapped-hex", "https://[::ffff:7f00:1]/p", "EMBEDDED"),
    ("nat64", "https://[64:ff9b::a00:1]/p", "EMBEDDED"),
    ("6to4", "https://[2002:a00:1::]/p", "EMBEDDED"),
    ("public-literal", "https://93.184.216.34/p", "LITERAL"),
    ("public-literal-ipv6", "https://[2606:2800:220:1::1]/p", "LITERAL"),
];

/// Addresses a harmless name may not resolve to.
const RESOLVED: &[(&str, &[&str], &str)] = &[
    ("loopback", &["127.0.0.1"], "LOOPBACK"),
    ("loopback-ipv6", &["::1"], "LOOPBACK"),
    ("private-10", &["10.255.255.255"], "PRIVATE"),
    ("private-172-first", &["172.16.0.0"], "PRIVATE"),
    ("private-172-last", &["172.31.255.255"], "PRIVATE"),
    ("private-192", &["192.168.255.1"], "PRIVATE"),
    ("unique-local", &["fc00::1"], "PRIVATE"),
    ("site-local", &["fec0::1"], "PRIVATE"),
    ("metadata", &["169.254.169.254"], "LINK_LOCAL"),
    ("metadata-ipv6", &["fd00:ec2::254"], "PRIVATE"),
    ("link-local-ipv6", &["fe80::a"], "LINK_LOCAL"),
    ("carrier-grade", &["100.64.0.1"], "RESERVED"),
    ("carrier-grade-last", &["100.127.255.255"], "RESERVED"),
    ("this-network", &["0.1.2.3"], "RESERVED"),
    ("broadcast", &["255.255.255.255"], "RESERVED"),
    ("multicast", &["224.0.0.1"], "RESERVED"),
    ("multicast-ipv6", &["ff02::1"], "RESERVED"),
    ("future", &["240.0.0.1"], "RESERVED"),
    ("benchmark", &["198.19.255.255"], "RESERVED"),
    ("documentation", &["203.0.113.5"], "RESERVED"),
    ("documentation-ipv6", &["2001:db8::1"], "RESERVED"),
    ("protocol-assignments", &["192.0.0.8"], "RESERVED"),
    ("mapped-private", &["::ffff:10.0.0.1"], "EMBEDDED"),
    ("compatible-private", &["::10.0.0.1"], "EMBEDDED"),
    ("nat64-loopback", &["64:ff9b::7f00:1"], "EMBEDDED"),
    ("6to4-private", &["2002:c0a8:101::1"], "EMBEDDED"),
    ("one-of-two", &["93.184.216.34", "10.0.0.1"], "RESOLUTION"),
    ("second-family", &["93.184.216.34", "::1"], "RESOLUTION"),
];

pub(super) fn batch() -> Batch {
    Batch {
        family: Family::ProfileUrl,
        versions: Vec::new(),
        algorithm: "Whether a business fetches a platform profile from a URL, in production settings unless a switch is named",
        flags: FLAGS,
        cases: right()
            .chain(wrong())
            .chain(resolved())
            .chain(switched())
            .map(|case| case.clauses(&["NEG-025", "SIG-027"]))
            .collect(),
    }
}

fn right() -> impl Iterator<Item = Case> {
    RIGHT.iter().map(|(id, url, addresses, flag)| {
        valid(&format!("fetch-{id}"), "may be fetched", json!({ "url": url, "resolves_to": addresses }))
            .flags(&[flag])
    })
}

fn wrong() -> impl Iterator<Item = Case> {
    WRONG.iter().map(|(id, url, flag)| {
        invalid(
            &format!("refuse-{id}"),
            "refused for what the URL says",
            json!({ "url": url, "resolves_to": [] }),
        )
        .expect(json!({ "code": "invalid_profile_url" }))
        .flags(&[flag])
    })
}

fn resolved() -> impl Iterator<Item = Case> {
    RESOLVED.iter().map(|(id, addresses, flag)| {
        let input = json!({ "url": "https://agent.example/p", "resolves_to": addresses });
        invalid(&format!("resolved-{id}"), "refused for where the name leads", input)
            .expect(json!({ "code": "invalid_profile_url" }))
            .also(json!({ "code": "profile_unreachable" }))
            .flags(&[flag])
    })
}

/// What the switch lets in: URL, and what its name resolves to.
const SWITCHED: [(&str, &str, &[&str]); 11] = [
    ("http-localhost", "http://localhost:8080/p", &["127.0.0.1", "::1"]),
    ("http-localhost-upper", "HTTP://LOCALHOST/p", &["127.0.0.1"]),
    ("http-localhost-dot", "http://localhost./p", &["127.0.0.1"]),
    ("http-below-localhost", "http://agent.localhost:8080/p", &["127.0.0.1"]),
    ("http-loopback", "http://127.0.0.1:8080/p", &[]),
    ("http-loopback-other", "http://127.8.9.10/p", &[]),
    ("http-loopback-ipv6", "http://[::1]:8080/p", &[]),
    ("http-decimal", "http://2130706433/p", &[]),
    ("https-localhost", "https://localhost:8443/p", &["127.0.0.1"]),
    ("https-to-loopback", "https://agent.example/p", &["127.0.0.1"]),
    ("https-public", "https://agent.example/p", &["93.184.216.34"]),
];

/// What it does not.
const UNSWITCHED: [(&str, &str, &[&str]); 18] = [
    ("http-public", "http://agent.example/p", &["93.184.216.34"]),
    ("http-to-loopback", "http://agent.example/p", &["127.0.0.1"]),
    ("http-localhost-prefix", "http://localhost.agent.example/p", &["127.0.0.1"]),
    ("http-localhost-suffix", "http://notlocalhost/p", &["127.0.0.1"]),
    ("http-127-in-name", "http://127.0.0.1.agent.example/p", &["127.0.0.1"]),
    ("http-private", "http://10.0.0.1/p", &[]),
    ("http-unspecified", "http://0.0.0.0/p", &[]),
    ("http-unspecified-ipv6", "http://[::]/p", &[]),
    ("http-neighbour", "http://128.0.0.1/p", &[]),
    ("http-metadata", "http://169.254.169.254/latest/meta-data", &[]),
    ("localhost-to-private", "http://localhost/p", &["10.0.0.1"]),
    ("localhost-to-one-private", "http://localhost/p", &["127.0.0.1", "192.168.0.1"]),
    ("https-private", "https://10.0.0.1/p", &[]),
    ("https-to-private", "https://agent.example/p", &["10.0.0.1"]),
    ("https-public-literal", "https://93.184.216.34/p", &[]),
    ("ftp-localhost", "ftp://localhost/p", &["127.0.0.1"]),
    ("file", "file:///etc/passwd", &[]),
    ("user", "http://user@localhost/p", &["127.0.0.1"]),
];

fn switched() -> impl Iterator<Item = Case> {
    let ask = |url: &str, addresses: &[&str], allow: bool| json!({ "url": url, "resolves_to": addresses, "allow_loopback_http": allow });
    let admitted = SWITCHED.iter().map(move |(id, url, addresses)| {
        valid(&format!("switch-{id}"), "may be fetched in development", ask(url, addresses, true))
    });
    let refused = UNSWITCHED.iter().map(move |(id, url, addresses)| {
        invalid(&format!("switch-refuse-{id}"), "refused in development too", ask(url, addresses, true))
    });
    let off = [
        ("http-localhost", "http://localhost:8080/p", "127.0.0.1"),
        ("https-to-loopback", "https://agent.example/p", "::1"),
    ];
    let off = off.into_iter().map(move |(id, url, address)| {
        invalid(&format!("switch-off-{id}"), "the switch says no", ask(url, &[address], false))
    });
    let refused = refused.chain(off).map(|case| {
        case.expect(json!({ "code": "invalid_profile_url" })).also(json!({ "code": "profile_unreachable" }))
    });
    admitted.chain(refused).map(|case| case.flags(&["SWITCH"]))
}
