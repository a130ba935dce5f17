//! The table of ambient checks of connectors. A check is about the versions whose register has one of its clauses.

use super::{PlatformCheck, Scope, Sighting};
use super::{bodies, headers, hygiene, keys, signatures};
use crate::harness::ambient::Remark;

const fn row(
    name: &'static str,
    title: &'static str,
    requirements: &'static [&'static str],
    ask: fn(&Sighting<'_>) -> Remark,
    how_to_fix: &'static str,
) -> PlatformCheck {
    PlatformCheck { name, title, requirements, scope: Scope::Operations, ask, how_to_fix }
}

/// The same, asked of every request whatever its path.
const fn of_calls(row: PlatformCheck) -> PlatformCheck {
    PlatformCheck { scope: Scope::Calls, ..row }
}

/// The same, asked once of the whole scenario.
const fn of_the_whole(row: PlatformCheck) -> PlatformCheck {
    PlatformCheck { scope: Scope::Whole, ..row }
}

/// Every ambient check. A name is permanent: reports and baselines refer to it.
#[rustfmt::skip]
pub const CHECKS: &[PlatformCheck] = &[
    row("agent-present", "Every request carries UCP-Agent",
        &["NEG-008", "NEG-010", "NEG-035", "NEG-038", "ORD-012", "ORD-017"], headers::agent_present,
        "Send UCP-Agent with every request, reads included."),
    row("agent-form", "UCP-Agent names the profile as a quoted https URL", &["NEG-009", "SIG-024", "SIG-025"],
        headers::agent_form, "Send UCP-Agent: profile=\"https://…\", the URL of your platform profile."),
    row("request-id", "Every request carries a Request-Id in UUID form", &["TLS-501"], headers::request_id,
        "Send Request-Id with a fresh UUID with every request."),
    row("content-type", "Every body is declared as application/json", &["TLS-001"], headers::content_type,
        "Send Content-Type: application/json with every body."),
    row("json-body", "Every body is JSON", &["TLS-005"], bodies::json, "Send a JSON document (RFC 8259) in UTF-8."),
    row("body-schema", "Every body keeps to the schema of its operation",
        &["SCH-013", "SCH-502", "CHK-501", "CHK-502", "PAY-502", "PAY-504", "FUL-501"], bodies::valid,
        "Compose the request schema of the negotiated capabilities and validate bodies before sending them."),
    row("omitted-members", "Members that only the business writes are left out", &["SCH-013", "SCH-502"],
        bodies::omitted, "Leave out what the request schema marks to be omitted; do not send answers back."),
    row("named-members", "Bodies have no members that no negotiated schema names", &["SCH-013", "SCH-502"],
        bodies::named, "Send members of an extension only when it was negotiated, and none of your own making."),
    of_calls(row("known-path", "Every request goes to an operation below the endpoint of the profile", &["NEG-037"],
        headers::known_path,
        "Take the endpoint from the business's profile, append the operation's path, and percent-encode identifiers.")),
    row("key-present", "Every change carries an Idempotency-Key", &["IDM-501", "IDM-002"], keys::present,
        "Send Idempotency-Key with create, update, complete and cancel."),
    row("key-strength", "Idempotency-Keys cannot be guessed", &["IDM-002", "IDM-501"], keys::strength,
        "Make keys from at least 128 random bits, such as a UUID of version 4."),
    row("key-unique", "An Idempotency-Key stands for one request only", &["IDM-001", "IDM-502"], keys::unique,
        "Make a new key for every request that is not the repetition of an earlier one."),
    row("signed", "Every request is signed", &["SIG-029", "SIG-502"], signatures::present,
        "Sign every request, reads included, with a key of your platform profile."),
    row("signature", "Signatures of requests verify",
        &["SIG-034", "SIG-017", "SIG-018", "SIG-019", "SIG-020", "SIG-021", "SIG-022", "SIG-013", "SIG-502"],
        signatures::valid,
        "Sign as the version describes, with a key that the profile named in UCP-Agent publishes."),
    row("content-digest", "Signed bodies carry Content-Digest over their bytes", &["SIG-014", "SIG-015"],
        signatures::digest, "Add Content-Digest: sha-256=:…: over the raw bytes of the body."),
    of_the_whole(row("credential-written", "Payment credentials are written nowhere but into the completion",
        &["PAY-001", "PAY-006"], hygiene::credentials, "Keep credentials out of logs, traces and error messages.")),
    of_the_whole(row("stdout-clean", "The standard output carries the connector's protocol and nothing else", &[],
        hygiene::stray, "Write logs to the standard error; MCP reads every line of the standard output as a message.")),
];
