//! The registry-shaped dialect: profiles and envelopes are objects keyed by reverse-domain name whose
//! values are arrays; resources carry their envelope in a member `ucp`.

mod business_profile;
mod platform_profile;
mod render;

#[cfg(test)]
mod tests;

use crate::merchant::view::OrderView;
use crate::merchant::{Command, Reply};
use crate::protocol::operation::Operation;
use crate::protocol::profile::{BusinessProfile, PlatformProfile};
use crate::protocol::version::Edition;
use crate::transport::command;
use crate::transport::dialect::{Dialect, Envelope, EventMark, ProfileDefect};
use crate::transport::failure::Failure;
use serde_json::Value;
use std::sync::Arc;

pub(super) use platform_profile::read as platform_profile;

/// See the module.
#[derive(Debug)]
pub(super) struct Registry {
    edition: &'static Edition,
}

impl Registry {
    /// The dialect for an edition of this shape.
    #[must_use]
    pub(super) const fn new(edition: &'static Edition) -> Self {
        Self { edition }
    }
}

impl Dialect for Registry {
    fn edition(&self) -> &'static Edition {
        self.edition
    }

    fn decode(
        &self,
        operation: Operation,
        id: Option<Arc<str>>,
        body: Option<Value>,
    ) -> Result<Command, Failure> {
        command::decode(operation, id, body)
    }

    fn render(&self, reply: &Reply, envelope: &Envelope<'_>) -> Option<Vec<u8>> {
        render::reply(reply, envelope)
    }

    fn order_event(&self, order: &OrderView, _event: &EventMark, envelope: &Envelope<'_>) -> Vec<u8> {
        render::order(order, envelope)
    }

    fn refusal(&self, code: &str, content: &str, continue_url: &str, envelope: &Envelope<'_>) -> Vec<u8> {
        render::refusal(code, content, continue_url, envelope)
    }

    fn failure_body(&self, failure: &Failure) -> Vec<u8> {
        render::failure(failure)
    }

    fn business_profile(&self, profile: &BusinessProfile) -> Vec<u8> {
        business_profile::document(profile, self.edition.keys_member).to_string().into_bytes()
    }

    fn platform_profile(&self, document: &Value) -> Result<PlatformProfile, ProfileDefect> {
        crate::transport::platform_profile::parse(document, self.edition)
    }
}
