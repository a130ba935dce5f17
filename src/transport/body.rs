//! Bodies to bytes: resources are serialised once, straight into the body, behind their envelope.

use serde::Serialize;

/// `resource` with the envelope as its first member.
pub(super) fn behind(ucp: &impl Serialize, resource: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::with_capacity(4096);
    body.extend_from_slice(b"{\"ucp\":");
    write(&mut body, ucp);
    // A resource is an object with members, so its opening brace becomes the comma between.
    let seam = body.len();
    write(&mut body, resource);
    if let Some(brace) = body.get_mut(seam) {
        *brace = b',';
    }
    body
}

/// A body without an envelope.
pub(super) fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    write(&mut body, value);
    body
}

fn write(body: &mut Vec<u8>, value: &impl Serialize) {
    if let Err(error) = serde_json::to_writer(body, value) {
        tracing::error!(%error, "a view cannot be serialised");
    }
}
