//! A plan for a merchant, drafted from its profile.

use super::business::Business;
use super::plan::{Group, VOCABULARY};
use crate::platform::authority::{TrustedRoots, install_provider};
use crate::platform::outbound::{
    Client, ClientSettings, Limits, OutboundError, PlainHttp, Policy, Reach, Request,
};
use crate::transport::profile_view::ProfileView;

/// Why no plan can be drafted.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The client cannot be set up.
    #[error("no client: {0}")]
    Client(String),
    /// The merchant does not answer.
    #[error("{url}: {source}")]
    Unreachable {
        /// The profile's URL.
        url: String,
        /// Why.
        source: OutboundError,
    },
    /// What answers is no profile.
    #[error("{url} answers {status} and no profile")]
    NoProfile {
        /// The profile's URL.
        url: String,
        /// Status of the answer.
        status: u16,
    },
}

/// The text of a plan for the merchant below `base_url`.
///
/// # Errors
/// [`InitError`] when the merchant has no readable profile.
pub async fn draft_plan(base_url: &str, insecure: bool) -> Result<String, InitError> {
    install_provider();
    let roots = if insecure { TrustedRoots::system().unchecked() } else { TrustedRoots::system() };
    let policy = Policy { reach: Reach::Anywhere, plain_http: PlainHttp::Anywhere };
    let settings = ClientSettings::new(policy, roots).with_limits(Limits::DOCUMENT);
    let client = Client::new(settings).map_err(|error| InitError::Client(error.to_string()))?;
    let url = Business::profile_url(base_url);
    let answer = client.send(Request::get(&url)).await;
    let answer = answer.map_err(|source| InitError::Unreachable { url: url.clone(), source })?;
    let document = serde_json::from_slice(&answer.body).ok().filter(|_| answer.status == 200);
    let document = document.ok_or(InitError::NoProfile { url, status: answer.status })?;
    Ok(text(base_url, &ProfileView::new(document), insecure))
}

/// The plan as text: what the profile says is filled in, the rest is a comment to replace.
#[must_use]
pub fn text(base_url: &str, profile: &ProfileView, insecure: bool) -> String {
    let mut out = String::from(
        "# Plan of a certification run. Remove the # of a line and fill it in; a name that stays\n# commented out makes its scenarios \"not tested\", never \"failed\".\n",
    );
    out.push_str(&["target:\n  url: ", &quoted(base_url), "\n"].concat());
    if let Some(version) = profile.version() {
        out.push_str(&["  version: ", &quoted(version), "\n"].concat());
    }
    out.push_str("\n# How platforms prove who they are: signature (default), api_key, bearer or none. Keys and tokens\n# are read from the environment variable named here, never from this file.\n# authentication: { mode: api_key, credential_variable: SHOP_API_KEY }\n");
    out.push_str("\n# Where your merchant reaches the harness's own profiles and webhook inboxes. Without a\n# certificate, TLS is ended by a tunnel or proxy at public_url. A merchant in development on this\n# machine may do with plain http.\n# platform: { listen: \"0.0.0.0:8080\", public_url: \"https://agent.example\", certificate: agent.pem, key: agent.key }\n# platform: { plain_http: true }\n");
    if insecure {
        out.push_str("\ntls: { insecure: true }\n");
    } else {
        out.push_str("\n# Extra roots to trust your certificate by.\n# tls: { roots: [company-root.pem] }\n");
    }
    out.push_str("\n# Longest waits in milliseconds.\n# timeouts: { connect: 3000, answer: 10000, step: 30000, webhook: 10000 }\n\n");
    out.push_str(&handlers(profile));
    for group in Group::ALL {
        out.push_str(&section(group));
    }
    out.push_str("\n# Failures known and accepted for now; one that does not happen any more is reported.\n# expected_failures:\n#   - { scenario: checkout-create, reason: \"ticket 123\" }\n");
    out
}

fn handlers(profile: &ProfileView) -> String {
    let declared = profile.payment_handlers();
    let ids: Vec<&str> = declared.iter().filter_map(|entry| entry.text("id")).collect();
    match ids.first() {
        Some(first) => {
            ["# Declared by the profile: ", &ids.join(", "), "\npayment_handler: ", &quoted(first), "\n"]
                .concat()
        }
        None => "# The profile declares no payment handler; completing cannot be tested.\n".to_owned(),
    }
}

/// One section, every name commented out with what it must stand for.
fn section(group: Group) -> String {
    let mut out = ["\n# ", group.key(), ":\n"].concat();
    for entry in VOCABULARY.iter().filter(|entry| entry.group == group) {
        out.push_str(&["#   ", entry.key, ": ", group.sample(), "   # ", entry.meaning, "\n"].concat());
    }
    out
}

/// A string that YAML reads as itself.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::plan::Plan;
    use serde_json::json;

    fn drafted() -> String {
        let profile = ProfileView::new(json!({"ucp": {"version": "2026-04-08",
            "payment_handlers": {"com.example.pay": [{"id": "pay_1"}, {"id": "pay_2"}]}}}));
        text("https://shop.example", &profile, false)
    }

    #[test]
    fn a_drafted_plan_is_usable_as_it_is() {
        let plan = Plan::parse(&drafted(), "plan.yaml").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(plan.target.url.as_deref(), Some("https://shop.example"));
        assert_eq!(plan.payment_handler.as_deref(), Some("pay_1"));
    }

    #[test]
    fn a_drafted_plan_is_usable_with_every_comment_removed() {
        let text: String = drafted()
            .lines()
            .map(|line| {
                if line.starts_with("#   ") || line.ends_with(':') {
                    line.trim_start_matches("# ").trim_start_matches('#')
                } else {
                    line
                }
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let plan = Plan::parse(&text, "plan.yaml").unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(plan.missing().is_empty(), "{:?}", plan.missing());
    }
}
