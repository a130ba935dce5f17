//! Structured fields: dictionaries and `UCP-Agent`.

use serde_json::{Value, json};

use super::case::{Case, invalid, open, valid};
use super::{Batch, agents};
use crate::harness::vectors::Family;

const FLAGS: &[(&str, &str)] = &[
    ("SERIALISE", "A dictionary has one serialisation: single spaces, true values bare, keys as they are."),
    ("LINES", "Several header lines are one value, joined by a comma."),
    ("LAST_WINS", "A key that occurs twice keeps its first place and its last value."),
    ("KEY", "Keys begin with a lower-case letter or '*' and have no upper case."),
    ("STRING", "Strings are printable ASCII; only the quote and the backslash are escaped."),
    ("NUMBER", "Integers have up to 15 digits; decimals 12 and 3."),
    ("BYTES", "Byte sequences are base64 between colons."),
    ("COMMA", "One comma between members, none at the end."),
    ("RFC_9651", "Types that RFC 9651 added to RFC 8941, which UCP names."),
    ("PROFILE", "The member 'profile' is required."),
    ("QUOTED", "The profile is a quoted string, not a token, list or number."),
    ("SCHEME", "The profile is an https URL."),
    ("HOST", "The profile is an absolute URL with a host."),
    ("CREDENTIALS", "A profile URL with a user name says who is asked, not who asks."),
    (
        "SWITCH",
        "A development switch, off unless named, lets plain http to this machine pass, and nothing else.",
    ),
    (
        "VERSION",
        "Some platforms announce a protocol version beside the profile: as its parameter, or else as a member. The specification does not name it; implementations that do not read it answer unsupported.",
    ),
    ("WELL_KNOWN", "A business's profile is at /.well-known/ucp; a platform's may be anywhere."),
];

fn lines(lines: &[&str]) -> Value {
    json!({ "op": "dictionary", "lines": lines })
}

fn agent(signer: &str, lines: &[&str]) -> Value {
    json!({ "op": "ucp_agent", "lines": lines, "signer": signer })
}

/// Dictionaries and their one serialisation.
const RIGHT: &[(&str, &str, &[&str], &str)] = &[
    ("token", "SERIALISE", &["a=b"], "a=b"),
    ("spaces", "SERIALISE", &["  a=1 ,  b=2  "], "a=1, b=2"),
    ("tabs", "SERIALISE", &["a=1\t,\tb=2"], "a=1, b=2"),
    ("no-spaces", "SERIALISE", &["a=1,b=2"], "a=1, b=2"),
    ("true", "SERIALISE", &["a=?1"], "a"),
    ("false", "SERIALISE", &["a=?0"], "a=?0"),
    ("bare", "SERIALISE", &["a, b;x"], "a, b;x"),
    ("parameters", "SERIALISE", &["a=1; x=2;y=?1;  z=\"q\""], "a=1;x=2;y;z=\"q\""),
    ("inner-list", "SERIALISE", &["a=( 1  2 );b"], "a=(1 2);b"),
    ("empty-list", "SERIALISE", &["a=()"], "a=()"),
    ("empty", "SERIALISE", &[""], ""),
    ("lines", "LINES", &["a=1", "b=2"], "a=1, b=2"),
    ("lines-order", "LINES", &["b=2", "a=1"], "b=2, a=1"),
    ("last-wins", "LAST_WINS", &["a=1, b=2, a=3"], "a=3, b=2"),
    ("last-wins-lines", "LAST_WINS", &["a=1", "b=2", "a=3"], "a=3, b=2"),
    ("parameter-last-wins", "LAST_WINS", &["a=1;x=1;y=2;x=3"], "a=1;x=3;y=2"),
    ("key-star", "KEY", &["*a=1"], "*a=1"),
    ("key-signs", "KEY", &["a_-.*9=1"], "a_-.*9=1"),
    ("string-escapes", "STRING", &[r#"a="q\"\\""#], r#"a="q\"\\""#),
    ("string-empty", "STRING", &[r#"a="""#], r#"a="""#),
    ("string-comma", "STRING", &[r#"a="1, b=2""#], r#"a="1, b=2""#),
    ("integer", "NUMBER", &["a=-999999999999999"], "a=-999999999999999"),
    ("integer-zeros", "NUMBER", &["a=007"], "a=7"),
    ("integer-minus-zero", "NUMBER", &["a=-0"], "a=0"),
    ("decimal", "NUMBER", &["a=1.500"], "a=1.5"),
    ("decimal-whole", "NUMBER", &["a=2.0"], "a=2.0"),
    ("bytes", "BYTES", &["a=:aGVsbG8=:"], "a=:aGVsbG8=:"),
    ("bytes-empty", "BYTES", &["a=::"], "a=::"),
    ("token-signs", "SERIALISE", &["a=*x:/y!#$%&'+-.^_`|~"], "a=*x:/y!#$%&'+-.^_`|~"),
];

/// Not dictionaries.
const WRONG: &[(&str, &str, &[&str])] = &[
    ("trailing-comma", "COMMA", &["a=1,"]),
    ("leading-comma", "COMMA", &[",a=1"]),
    ("double-comma", "COMMA", &["a=1,,b=2"]),
    ("empty-line", "LINES", &["a=1", "", "b=2"]),
    ("no-comma", "COMMA", &["a=1 b=2"]),
    ("upper-key", "KEY", &["A=1"]),
    ("digit-key", "KEY", &["1a=1"]),
    ("space-around-equals", "KEY", &["a = 1"]),
    ("no-value", "KEY", &["a="]),
    ("open-string", "STRING", &[r#"a="x"#]),
    ("bad-escape", "STRING", &[r#"a="\n""#]),
    ("control", "STRING", &["a=\"\t\""]),
    ("non-ascii", "STRING", &["a=\"é\""]),
    ("single-quotes", "STRING", &["a='x'"]),
    ("integer-16-digits", "NUMBER", &["a=1000000000000000"]),
    ("decimal-4-digits", "NUMBER", &["a=1.1234"]),
    ("decimal-bare", "NUMBER", &["a=1."]),
    ("decimal-13-digits", "NUMBER", &["a=1234567890123.1"]),
    ("plus", "NUMBER", &["a=+1"]),
    ("boolean", "NUMBER", &["a=?2"]),
    ("bytes-alphabet", "BYTES", &["a=:-_8=:"]),
    ("bytes-open", "BYTES", &["a=:aGVsbG8="]),
    ("bytes-space", "BYTES", &["a=:aGVs bG8=:"]),
    ("open-list", "COMMA", &["a=(1 2"]),
    ("list-commas", "COMMA", &["a=(1, 2)"]),
    ("nested-list", "COMMA", &["a=((1))"]),
    ("space-before-semicolon", "KEY", &["a=1 ;x=2"]),
];

/// `UCP-Agent` headers that name a platform.
const AGENTS: &[(&str, &str, &[&str], &str)] = &[
    ("plain", "PROFILE", &[r#"profile="https://agent.example/p.json""#], "https://agent.example/p.json"),
    (
        "any-path",
        "WELL_KNOWN",
        &[r#"profile="https://agent.example/.well-known/ucp""#],
        "https://agent.example/.well-known/ucp",
    ),
    (
        "more-members",
        "PROFILE",
        &[r#"version="1", profile="https://agent.example/p";x=1, a"#],
        "https://agent.example/p",
    ),
    ("two-lines", "LINES", &["a=1", r#"profile="https://agent.example/p""#], "https://agent.example/p"),
    (
        "port-and-query",
        "HOST",
        &[r#"profile="https://agent.example:8443/p?x=1""#],
        "https://agent.example:8443/p?x=1",
    ),
    ("upper-scheme", "SCHEME", &[r#"profile="HTTPS://agent.example/p""#], "HTTPS://agent.example/p"),
    (
        "last-wins",
        "LAST_WINS",
        &[r#"profile="https://a.example/", profile="https://b.example/""#],
        "https://b.example/",
    ),
];

/// `UCP-Agent` headers that name nobody.
const NOBODY: &[(&str, &str, &[&str])] = &[
    ("empty", "PROFILE", &[""]),
    ("no-profile", "PROFILE", &[r#"agent="https://agent.example/p""#]),
    ("upper-member", "KEY", &[r#"Profile="https://agent.example/p""#]),
    ("bare-url", "QUOTED", &["https://agent.example/p"]),
    ("token", "QUOTED", &["profile=https://agent.example/p"]),
    ("angle-brackets", "QUOTED", &["profile=<https://agent.example/p>"]),
    ("single-quotes", "QUOTED", &["profile='https://agent.example/p'"]),
    ("flag", "QUOTED", &["profile"]),
    ("number", "QUOTED", &["profile=1"]),
    ("bytes", "QUOTED", &["profile=:aHR0cHM6Ly9hLmV4YW1wbGU=:"]),
    ("list", "QUOTED", &[r#"profile=("https://agent.example/p")"#]),
    ("semicolon", "PROFILE", &[r#"a;profile="https://agent.example/p""#]),
    ("http", "SCHEME", &[r#"profile="http://agent.example/p""#]),
    ("http-localhost", "SCHEME", &[r#"profile="http://localhost/p""#]),
    ("http-below-localhost", "SCHEME", &[r#"profile="http://agent.localhost/p""#]),
    ("http-loopback", "SCHEME", &[r#"profile="http://127.0.0.1:8080/p""#]),
    ("http-loopback-6", "SCHEME", &[r#"profile="http://[::1]:8080/p""#]),
    ("ftp-localhost", "SCHEME", &[r#"profile="ftp://localhost/p""#]),
    ("ftp", "SCHEME", &[r#"profile="ftp://agent.example/p""#]),
    ("data", "SCHEME", &[r#"profile="data:application/json,{}""#]),
    ("javascript", "SCHEME", &[r#"profile="javascript:alert(1)""#]),
    ("relative", "HOST", &[r#"profile="/p.json""#]),
    ("no-scheme", "HOST", &[r#"profile="agent.example/p""#]),
    ("scheme-relative", "HOST", &[r#"profile="//agent.example/p""#]),
    ("no-host", "HOST", &[r#"profile="https://""#]),
    ("blank", "HOST", &[r#"profile="""#]),
    ("not-a-url", "HOST", &[r#"profile="agent-gateway-v1""#]),
    ("user", "CREDENTIALS", &[r#"profile="https://user@agent.example/p""#]),
    ("user-and-password", "CREDENTIALS", &[r#"profile="https://shop.example:x@agent.example/p""#]),
    ("last-wins-http", "LAST_WINS", &[r#"profile="https://a.example/", profile="http://b.example/""#]),
];

pub(super) fn batch() -> Batch {
    Batch {
        family: Family::StructuredField,
        versions: Vec::new(),
        algorithm: "Structured field dictionaries (RFC 8941): parsing, serialising, and the header UCP-Agent",
        flags: FLAGS,
        cases: dictionaries()
            .chain(newer())
            .chain(agents())
            .chain(businesses())
            .chain(written())
            .chain(agents::cases())
            .collect(),
    }
}

fn dictionaries() -> impl Iterator<Item = Case> {
    let right = RIGHT.iter().map(|(id, flag, given, text)| {
        valid(&format!("dictionary-{id}"), "a dictionary and its one serialisation", lines(given))
            .expect(json!({ "canonical": text }))
            .flags(&[flag])
    });
    let wrong = WRONG.iter().map(|(id, flag, given)| {
        invalid(&format!("refuse-{id}"), "not a dictionary", lines(given)).flags(&[flag])
    });
    right.chain(wrong)
}

fn newer() -> impl Iterator<Item = Case> {
    [("date", "a=@1659578233"), ("display-string", "a=%\"f%c3%bc\"")].into_iter().map(|(id, text)| {
        open(&format!("open-{id}"), "a type of RFC 9651", "AMB-SF-9651", lines(&[text])).flags(&["RFC_9651"])
    })
}

fn agents() -> impl Iterator<Item = Case> {
    let named = AGENTS.iter().map(|(id, flag, given, profile)| {
        valid(&format!("agent-{id}"), "a platform that names its profile", agent("platform", given))
            .expect(json!({ "profile": profile }))
            .flags(&[flag])
    });
    let nobody = NOBODY.iter().map(|(id, flag, given)| {
        invalid(&format!("agent-refuse-{id}"), "names no profile", agent("platform", given))
            .expect(json!({ "code": "invalid_profile_url" }))
            .flags(&[flag])
    });
    named.chain(nobody).map(|case| case.clauses(&["NEG-009", "SIG-024", "SIG-025"]))
}

fn businesses() -> impl Iterator<Item = Case> {
    let known = [
        ("root", "https://shop.example/.well-known/ucp"),
        ("port", "https://shop.example:8443/.well-known/ucp"),
    ];
    let known = known.into_iter().map(|(id, url)| {
        valid(&format!("business-{id}"), "a business that names its profile", business(url))
            .expect(json!({ "profile": url }))
    });
    let wrong = [
        ("path", "https://shop.example/profile.json"),
        ("suffix", "https://shop.example/.well-known/ucp.json"),
        ("slash", "https://shop.example/.well-known/ucp/"),
        ("query", "https://shop.example/?x=/.well-known/ucp"),
        ("fragment", "https://shop.example/#/.well-known/ucp"),
        ("http", "http://shop.example/.well-known/ucp"),
    ];
    let wrong = wrong.into_iter().map(|(id, url)| {
        invalid(&format!("business-refuse-{id}"), "not where a business's profile is", business(url))
            .expect(json!({ "code": "invalid_profile_url" }))
    });
    known.chain(wrong).map(|case| case.flags(&["WELL_KNOWN"]).clauses(&["SIG-026"]))
}

fn business(url: &str) -> Value {
    agent("business", &[&format!("profile=\"{url}\"")])
}

fn written() -> impl Iterator<Item = Case> {
    let write = |profile: &str| json!({ "op": "write_ucp_agent", "profile": profile });
    [
        valid("write-plain", "the header that names a profile", write("https://agent.example/p"))
            .expect(json!({ "header": r#"profile="https://agent.example/p""# })),
        valid("write-quotes", "quotes and backslashes are escaped", write(r#"https://a.example/"\"#))
            .expect(json!({ "header": r#"profile="https://a.example/\"\\""# })),
        invalid("write-non-ascii", "no string holds it", write("https://zoë.example/")),
        invalid("write-line-break", "no string holds it", write("https://a.example/\r\nX: 1")),
    ]
    .into_iter()
    .map(|case| case.flags(&["STRING"]))
}
