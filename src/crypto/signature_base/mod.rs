//! The signature base of RFC 9421 §2.5: what a signer signs and a verifier rebuilds.
//!
//! Components come in the order announced, and `@signature-params` is serialised with the
//! parameters in the order announced: a verifier that sorts either one refuses valid signatures.

mod component;
mod derived;
mod error;
mod field;

use sfv::InnerList;

pub use error::{ComponentError, ComponentProblem};

use crate::crypto::message::Message;
use component::Component;

/// More components than this are refused: the work of a verifier stays bounded.
pub const MAX_COMPONENTS: usize = 64;

/// The signature base for the value announced under one label of `Signature-Input`.
///
/// # Errors
/// [`ComponentError`] names the first component that cannot be used, as announced.
pub fn signature_base(message: Message<'_>, input: &InnerList) -> Result<String, ComponentError> {
    if input.items.len() > MAX_COMPONENTS {
        return Err(ComponentError::new("the list", ComponentProblem::TooMany));
    }
    let mut base = String::with_capacity(1024);
    for (index, item) in input.items.iter().enumerate() {
        let start = base.len();
        component::write_identifier(item, &mut base);
        let end = base.len();
        base.push_str(": ");
        let written = if input.items[..index].contains(item) {
            Err(ComponentProblem::Duplicate)
        } else {
            Component::parse(item).and_then(|component| component.write_value(message, &mut base))
        };
        written.map_err(|problem| ComponentError::new(&base[start..end], problem))?;
        base.push('\n');
    }
    base.push_str("\"@signature-params\": ");
    write_signature_params(input, &mut base);
    Ok(base)
}

/// Serialises the value of one label of `Signature-Input`, order kept.
pub fn write_signature_params(input: &InnerList, output: &mut String) {
    let mut serializer = sfv::ListSerializer::with_buffer(output);
    let mut list = serializer.inner_list();
    list.items(&input.items);
    let _ = list.finish().parameters(&input.params).finish();
}

/// Serialises the identifier of a covered component (`"content-digest"`, `"x";sf`).
#[must_use]
pub fn identifier(item: &sfv::Item) -> String {
    let mut text = String::new();
    component::write_identifier(item, &mut text);
    text
}

#[cfg(test)]
mod tests;
