//! How the engine says no.

use std::sync::Arc;

use crate::merchant::outcome::{Failure, Reply};
use crate::merchant::state::Checkout;
use crate::protocol::message::{Message, Severity};

/// There is no resource to show.
pub(super) fn failure(messages: Vec<Message>, base_url: &str) -> Reply {
    Reply::Failure(Failure { messages, continue_url: Some(format!("{base_url}/").into()) })
}

/// There is no such resource, or none this caller may know of.
pub(super) fn not_found(what: &str, base_url: &str) -> Reply {
    let content = format!("There is no such {what}.");
    failure(vec![Message::error("not_found", Severity::Unrecoverable, content)], base_url)
}

/// The checkout unchanged, with the reason in this answer only.
pub(super) fn unchanged(record: &Checkout, messages: impl IntoIterator<Item = Message>) -> Reply {
    let mut snapshot = (*record.snapshot).clone();
    snapshot.checkout.messages.extend(messages);
    Reply::Checkout(Arc::new(snapshot))
}

/// The operation is not possible in this status.
pub(super) fn not_allowed(record: &Checkout, operation: &str) -> Reply {
    let status = record.snapshot.checkout.status;
    let severity = if status.is_terminal() { Severity::Unrecoverable } else { Severity::Recoverable };
    let content = format!("A checkout that is {} cannot be {operation}.", status.name());
    unchanged(record, [Message::error("operation_not_allowed", severity, content)])
}
