//! The list-shaped dialect: capabilities and payment handlers are lists of named entries, services are
//! objects with a member per transport. Resources and requests are translated between this layout's
//! member names and the merchant's; everything else is shared with the other dialect.

mod business_profile;
mod checkout;
mod handler;
mod messages;
mod names;
mod order;
mod platform_profile;
mod request;
mod totals;

#[cfg(test)]
mod tests;

use crate::merchant::view::OrderView;
use crate::merchant::{Command, Reply};
use crate::protocol::contract::Violation;
use crate::protocol::operation::Operation;
use crate::protocol::profile::{BusinessProfile, PlatformProfile};
use crate::protocol::version::Edition;
use crate::transport::body::bytes;
use crate::transport::command;
use crate::transport::dialect::{Dialect, Envelope, EventMark, ProfileDefect};
use crate::transport::failure::Failure;
use serde_json::Value;
use std::sync::Arc;

pub(super) use platform_profile::read as platform_profile;

/// See the module.
#[derive(Debug)]
pub(super) struct Listing {
    edition: &'static Edition,
}

impl Listing {
    /// The dialect for an edition of this shape.
    #[must_use]
    pub(super) const fn new(edition: &'static Edition) -> Self {
        Self { edition }
    }
}

impl Dialect for Listing {
    fn edition(&self) -> &'static Edition {
        self.edition
    }

    fn tolerates(&self, operation: Operation, violation: &Violation) -> bool {
        request::tolerates(operation, violation)
    }

    fn decode(
        &self,
        operation: Operation,
        id: Option<Arc<str>>,
        body: Option<Value>,
    ) -> Result<Command, Failure> {
        let body = request::neutral(self.edition, operation, id.as_deref(), body)?;
        command::decode(operation, id, body)
    }

    fn render(&self, reply: &Reply, envelope: &Envelope<'_>) -> Option<Vec<u8>> {
        match reply {
            Reply::Checkout(snapshot) => Some(checkout::body(self.edition, snapshot, envelope)),
            Reply::Order(view) => Some(order::body(self.edition, view, None, envelope)),
            Reply::Failure(failure) => Some(messages::outcome(failure)),
            Reply::Done => None,
        }
    }

    fn order_event(&self, order: &OrderView, event: &EventMark, envelope: &Envelope<'_>) -> Vec<u8> {
        order::body(self.edition, order, Some(event), envelope)
    }

    fn refusal(&self, code: &str, content: &str, continue_url: &str, _envelope: &Envelope<'_>) -> Vec<u8> {
        messages::refusal(code, content, Some(continue_url))
    }

    fn failure_body(&self, failure: &Failure) -> Vec<u8> {
        messages::refusal(failure.code, &failure.content, failure.continue_url.as_deref())
    }

    fn business_profile(&self, profile: &BusinessProfile) -> Vec<u8> {
        bytes(&business_profile::document(profile, self.edition.keys_member))
    }

    fn platform_profile(&self, document: &Value) -> Result<PlatformProfile, ProfileDefect> {
        crate::transport::platform_profile::parse(document, self.edition)
    }
}
