//! From a draft to the request as it leaves: complete headers, authenticate, then tamper.

use super::business::Business;
use super::interrupt::{Interrupt, StepResult};
use super::plan::AuthenticationMode;
use super::platforms::Platform;
use super::run::Run;
use crate::crypto::http_signature::{RequestParts, Scheme, SignOptions, header_pairs, sign_request};
use crate::platform::outbound::Request;
use crate::transport::request::{Draft, Signing, SigningChoices, Tamper};
use url::Url;

/// The request that a draft stands for.
///
/// # Errors
/// [`Interrupt::Harness`] when it cannot be signed, [`Interrupt::NotTested`] when the plan names a
/// credential that is not there.
pub fn compose(draft: &Draft, business: &Business, platform: &Platform, run: &Run) -> StepResult<Request> {
    let mut request = Request {
        method: draft.method.clone(),
        url: format!("{}{}", business.endpoint, draft.path),
        headers: headers(draft, platform)?,
        body: draft.body.clone().unwrap_or_default().into(),
    };
    authenticate(&mut request, draft, platform, run)?;
    for change in &draft.tampering {
        tamper(&mut request, change, business);
    }
    Ok(request)
}

/// The headers before authentication: what the draft sets, then what it leaves to us.
fn headers(draft: &Draft, platform: &Platform) -> StepResult<Vec<(String, String)>> {
    let agent = platform.identity.agent_header().map_err(|error| Interrupt::Harness(error.to_string()))?;
    let mut headers = Vec::new();
    let defaults = [
        ("UCP-Agent", Some(agent)),
        ("Accept", Some("application/json".to_owned())),
        ("Content-Type", draft.body.as_ref().map(|_| "application/json".to_owned())),
    ];
    for (name, value) in defaults {
        let lower = name.to_ascii_lowercase();
        if let Some(value) = value.filter(|_| draft.header(name).is_none() && !draft.dropped.contains(&lower))
        {
            headers.push((name.to_owned(), value));
        }
    }
    headers.extend(draft.headers.iter().cloned());
    Ok(headers)
}

fn authenticate(request: &mut Request, draft: &Draft, platform: &Platform, run: &Run) -> StepResult {
    match (&draft.signing, run.plan.authentication.mode) {
        (Signing::Omit, _) | (Signing::Usual, AuthenticationMode::None) => Ok(()),
        (Signing::Usual, AuthenticationMode::Signature) => {
            sign(request, draft, platform, &SigningChoices::default())
        }
        (Signing::Usual, AuthenticationMode::ApiKey) => {
            request.headers.push(("X-API-Key".to_owned(), run.credential()?));
            Ok(())
        }
        (Signing::Usual, AuthenticationMode::Bearer) => {
            request.headers.push(("Authorization".to_owned(), format!("Bearer {}", run.credential()?)));
            Ok(())
        }
        (Signing::Custom(choices), _) => sign(request, draft, platform, choices),
    }
}

fn sign(request: &mut Request, draft: &Draft, platform: &Platform, choices: &SigningChoices) -> StepResult {
    let url = Url::parse(&request.url)
        .map_err(|error| Interrupt::Harness(format!("{} is no URL: {error}", request.url)))?;
    let authority = authority(&url);
    let pairs = header_pairs(&request.headers);
    let parts = RequestParts {
        method: &request.method,
        scheme: if url.scheme() == "http" { Scheme::Http } else { Scheme::Https },
        authority: &authority,
        path: url.path(),
        query: url.query(),
        headers: &pairs,
        body: &request.body,
    };
    let components: Option<Vec<&str>> =
        choices.components.as_ref().map(|list| list.iter().map(String::as_str).collect());
    let options = SignOptions {
        label: choices.label.as_deref().unwrap_or("sig1"),
        created: choices.created,
        expires: choices.expires,
        components: components.as_deref(),
        keyid: choices.keyid.as_deref(),
        ..SignOptions::default()
    };
    let key = choices.key.as_ref().unwrap_or_else(|| platform.identity.signing_key());
    let signed = sign_request(key, &parts, &options)
        .map_err(|error| Interrupt::Harness(format!("the request cannot be signed: {error}")))?;
    let added = signed.into_pairs().filter(|(name, _)| !draft.dropped.iter().any(|dropped| dropped == name));
    let added: Vec<(String, String)> = added.map(|(name, value)| (name.to_owned(), value)).collect();
    request.headers.extend(added);
    Ok(())
}

/// Host and, unless it is the scheme's default, port: what the client sends as `Host`.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn tamper(request: &mut Request, change: &Tamper, business: &Business) {
    match change {
        Tamper::Body(body) => request.body = body.clone().into(),
        Tamper::Header(name, value) => {
            request.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            request.headers.push((name.clone(), value.clone()));
        }
        Tamper::WithoutHeader(name) => request.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name)),
        Tamper::Path(path) => request.url = format!("{}{path}", business.endpoint),
    }
}
