//! A request on its way out, open to change.

use url::Url;

use crate::crypto::http_signature::{Header, RequestParts, Scheme};
use crate::platform::identity::PlatformIdentity;
use crate::transport::request::Draft;

use super::compose::ComposeError;
use super::{Credentials, Edit};

/// Methods that change state and therefore carry an idempotency key.
const UNSAFE_METHODS: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

/// A request on its way out. The headers are all there is: none are added later but the length.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) method: String,
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Outgoing {
    /// What the draft says and, unless the draft sets or drops them, the headers that every
    /// platform sends.
    pub(super) fn new(
        endpoint: &str,
        credentials: &Credentials,
        identity: &PlatformIdentity,
        draft: &Draft,
    ) -> Result<Self, ComposeError> {
        let text = format!("{endpoint}{}", draft.path);
        let url = Url::parse(&text).map_err(|error| ComposeError::Url(format!("{error}: {text}")))?;
        let body = draft.body.clone().unwrap_or_default();
        let mut defaults = vec![
            ("host".to_owned(), authority(&url).to_owned()),
            ("accept".to_owned(), "application/json".to_owned()),
            ("user-agent".to_owned(), concat!("ucp-assay/", env!("CARGO_PKG_VERSION")).to_owned()),
            ("ucp-agent".to_owned(), identity.agent_header()?),
            ("request-id".to_owned(), uuid::Uuid::new_v4().to_string()),
        ];
        if draft.body.is_some() {
            defaults.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        if UNSAFE_METHODS.contains(&draft.method.as_str()) {
            defaults.push(("idempotency-key".to_owned(), uuid::Uuid::new_v4().to_string()));
        }
        defaults.extend(credentials.header());
        defaults.retain(|(name, _)| draft.header(name).is_none() && !draft.dropped.contains(name));
        defaults.extend(draft.headers.iter().cloned());
        Ok(Self { method: draft.method.clone(), url, headers: defaults, body })
    }

    /// The first header of that name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(super) fn set_header(&mut self, name: &str, value: String) {
        self.drop_header(name);
        self.headers.push((name.to_owned(), value));
    }

    pub(super) fn drop_header(&mut self, name: &str) {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
    }

    pub(super) fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::SetHeader { name, value } => self.set_header(name, value.clone()),
            Edit::AddHeader { name, value } => self.headers.push((name.clone(), value.clone())),
            Edit::DropHeader(name) => self.drop_header(name),
            Edit::RepeatHeader(name) => {
                if let Some(value) = self.header(name).map(str::to_owned) {
                    self.headers.push((name.clone(), value));
                }
            }
            Edit::Body(bytes) => self.body.clone_from(bytes),
            Edit::Method(method) => self.method.clone_from(method),
            Edit::Path(path) => self.url.set_path(path),
            Edit::Query(query) => self.url.set_query(query.as_deref()),
        }
    }

    /// The message as a signature sees it.
    pub(super) fn parts<'a>(&'a self, headers: &'a [Header<'a>]) -> RequestParts<'a> {
        RequestParts {
            method: &self.method,
            scheme: if self.url.scheme() == "http" { Scheme::Http } else { Scheme::Https },
            authority: self.header("host").unwrap_or_else(|| authority(&self.url)),
            path: self.url.path(),
            query: self.url.query(),
            headers,
            body: &self.body,
        }
    }
}

/// Host and port as the URL has them.
fn authority(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}
