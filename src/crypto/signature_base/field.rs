//! Header fields as components (RFC 9421 §2.1).

use sfv::{Dictionary, FieldType as _, ListEntry};

use super::ComponentProblem;
use super::component::Component;
use crate::crypto::message::{Message, combined_field, field_lines};
use crate::crypto::structured_field;

/// The headers known to be dictionaries: what `;sf` can re-serialise and `;key` can look into.
const DICTIONARIES: [&str; 6] =
    ["content-digest", "repr-digest", "ucp-agent", "signature", "signature-input", "priority"];

/// Appends the value of a header.
pub(super) fn write(
    component: &Component<'_>,
    message: Message<'_>,
    output: &mut String,
) -> Result<(), ComponentProblem> {
    if component.bs {
        return write_bytes(component, message, output);
    }
    let value = combined_field(message.headers(), component.name).ok_or(ComponentProblem::FieldMissing)?;
    if let Some(key) = component.key {
        write_member(&value, key, output)
    } else if component.sf {
        write_strict(component, &value, output)
    } else {
        write_plain(&value, output)
    }
}

/// A line break would forge a line of the base; anything beyond ASCII has no defined text.
fn write_plain(value: &[u8], output: &mut String) -> Result<(), ComponentProblem> {
    let clean = value.iter().all(|byte| matches!(byte, b'\t' | 0x20..0x7f));
    match std::str::from_utf8(value) {
        Ok(text) if clean => {
            output.push_str(text);
            Ok(())
        }
        Ok(_) | Err(_) => Err(ComponentProblem::NotAscii),
    }
}

/// `;bs`: each line as a byte sequence, joined.
fn write_bytes(
    component: &Component<'_>,
    message: Message<'_>,
    output: &mut String,
) -> Result<(), ComponentProblem> {
    let mut list = sfv::ListSerializer::with_buffer(output);
    for line in field_lines(message.headers(), component.name) {
        let _ = list.bare_item(line.as_ref()).finish();
    }
    list.finish().map(drop).ok_or(ComponentProblem::FieldMissing)
}

/// `;sf`: the strict form of a header whose type is known.
fn write_strict(
    component: &Component<'_>,
    value: &[u8],
    output: &mut String,
) -> Result<(), ComponentProblem> {
    if !DICTIONARIES.contains(&component.name) {
        return Err(ComponentProblem::TypeUnknown);
    }
    output.push_str(&dictionary(value)?.serialize().unwrap_or_default());
    Ok(())
}

/// `;key`: one member of a dictionary, without its name.
fn write_member(value: &[u8], key: &str, output: &mut String) -> Result<(), ComponentProblem> {
    let dictionary = dictionary(value)?;
    let member = dictionary.get(key).ok_or(ComponentProblem::NoSuchMember)?;
    let mut list = sfv::ListSerializer::with_buffer(output);
    match member {
        ListEntry::Item(item) => {
            let _ = list.bare_item(&item.bare_item).parameters(&item.params).finish();
        }
        ListEntry::InnerList(inner) => {
            let mut serializer = list.inner_list();
            serializer.items(&inner.items);
            let _ = serializer.finish().parameters(&inner.params).finish();
        }
    }
    Ok(())
}

fn dictionary(value: &[u8]) -> Result<Dictionary, ComponentProblem> {
    structured_field::dictionary(value).ok_or(ComponentProblem::NotStructured)
}
