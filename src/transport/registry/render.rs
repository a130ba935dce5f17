//! Replies to bytes. Resources are serialised once, straight into the body, behind their envelope.

use crate::merchant::view::{CheckoutSnapshot, OrderView};
use crate::merchant::{self, Reply};
use crate::protocol::payment::HandlerDeclaration;
use crate::transport::body::{behind, bytes};
use crate::transport::dialect::{Active, Envelope};
use crate::transport::failure::Failure;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;

/// The body of an answer.
pub(super) fn reply(reply: &Reply, envelope: &Envelope<'_>) -> Option<Vec<u8>> {
    match reply {
        Reply::Checkout(snapshot) => Some(checkout(snapshot, envelope)),
        Reply::Order(view) => Some(order(view, envelope)),
        Reply::Failure(failure) => Some(outcome(failure, envelope)),
        Reply::Done => None,
    }
}

fn checkout(snapshot: &CheckoutSnapshot, envelope: &Envelope<'_>) -> Vec<u8> {
    let ucp =
        Ucp { envelope, status: "success", payment_handlers: Some(Handlers(&snapshot.payment_handlers)) };
    behind(&ucp, &snapshot.checkout)
}

/// The body of an order.
pub(super) fn order(view: &OrderView, envelope: &Envelope<'_>) -> Vec<u8> {
    behind(&Ucp { envelope, status: "success", payment_handlers: None }, view)
}

#[derive(Serialize)]
struct Outcome<'a, M: Serialize> {
    messages: M,
    #[serde(skip_serializing_if = "Option::is_none")]
    continue_url: Option<&'a str>,
}

fn outcome(failure: &merchant::Failure, envelope: &Envelope<'_>) -> Vec<u8> {
    let continue_url = failure.continue_url.as_deref();
    behind(
        &Ucp { envelope, status: "error", payment_handlers: None },
        &Outcome { messages: &failure.messages, continue_url },
    )
}

/// An outcome that came about before the merchant was asked: negotiation left nothing to work with.
pub(super) fn refusal(code: &str, content: &str, continue_url: &str, envelope: &Envelope<'_>) -> Vec<u8> {
    let message = json!({"type": "error", "code": code, "content": content, "severity": "unrecoverable"});
    behind(
        &Ucp { envelope, status: "error", payment_handlers: None },
        &Outcome { messages: [message], continue_url: Some(continue_url) },
    )
}

#[derive(Serialize)]
struct Refused<'a> {
    code: &'a str,
    content: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    continue_url: Option<&'a str>,
}

/// The body of a protocol error.
pub(super) fn failure(failure: &Failure) -> Vec<u8> {
    let continue_url = failure.continue_url.as_deref();
    bytes(&Refused { code: failure.code, content: &failure.content, continue_url })
}

/// The envelope.
struct Ucp<'a> {
    envelope: &'a Envelope<'a>,
    status: &'static str,
    payment_handlers: Option<Handlers<'a>>,
}

impl Serialize for Ucp<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", self.envelope.version)?;
        map.serialize_entry("status", self.status)?;
        map.serialize_entry("capabilities", &Capabilities(self.envelope.capabilities))?;
        if let Some(handlers) = &self.payment_handlers {
            map.serialize_entry("payment_handlers", handlers)?;
        }
        map.end()
    }
}

struct Capabilities<'a>(&'a [Active]);

impl Serialize for Capabilities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry<'a> {
            version: &'a str,
        }
        serializer.collect_map(self.0.iter().map(|one| (&one.name, [Entry { version: &one.version }])))
    }
}

/// Handlers by name; several of one name stand next to each other in one array.
struct Handlers<'a>(&'a [HandlerDeclaration]);

impl Serialize for Handlers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (at, first) in self.0.iter().enumerate() {
            if self.0.iter().take(at).any(|earlier| earlier.name == first.name) {
                continue;
            }
            let same = self.0.iter().filter(|other| other.name == first.name);
            map.serialize_entry(&*first.name, &same.map(Entry).collect::<Vec<_>>())?;
        }
        map.end()
    }
}

/// A handler without its name, which is the key it stands under.
struct Entry<'a>(&'a HandlerDeclaration);

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.0.id)?;
        map.serialize_entry("version", &self.0.version)?;
        if let Some(instruments) = &self.0.available_instruments {
            map.serialize_entry("available_instruments", instruments)?;
        }
        map.end()
    }
}
