//! One covered component: identifier, parameters, value.

use sfv::{BareItem, Item, ItemSerializer};

use super::{ComponentProblem, derived, field};
use crate::crypto::message::{Message, RequestParts};

/// Serialises the identifier with its parameters, as announced.
pub(super) fn write_identifier(item: &Item, output: &mut String) {
    let _ = ItemSerializer::with_buffer(output).bare_item(&item.bare_item).parameters(&item.params).finish();
}

/// A component identifier, understood.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Component<'a> {
    /// `@method`, `content-digest`, …
    pub(super) name: &'a str,
    /// `;sf`: strict re-serialisation.
    pub(super) sf: bool,
    /// `;bs`: each line as a byte sequence.
    pub(super) bs: bool,
    /// `;key="…"`: one member of a dictionary.
    pub(super) key: Option<&'a str>,
    /// `;name="…"`: which query parameter.
    pub(super) query_name: Option<&'a str>,
    /// `;req`: taken from the request that the response answers.
    req: bool,
}

impl<'a> Component<'a> {
    pub(super) fn parse(item: &'a Item) -> Result<Self, ComponentProblem> {
        let BareItem::String(name) = &item.bare_item else { return Err(ComponentProblem::NotAString) };
        let name = name.as_str();
        if name.is_empty() || name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(ComponentProblem::NotLowerCase);
        }
        let mut component = Self { name, ..Self::default() };
        for (parameter, value) in &item.params {
            component.set(parameter.as_str(), value)?;
        }
        component.check()?;
        Ok(component)
    }

    fn set(&mut self, parameter: &str, value: &'a BareItem) -> Result<(), ComponentProblem> {
        match parameter {
            "sf" => self.sf = flag(value)?,
            "bs" => self.bs = flag(value)?,
            "req" => self.req = flag(value)?,
            "key" => self.key = Some(text(value)?),
            "name" => self.query_name = Some(text(value)?),
            "tr" => return Err(ComponentProblem::Trailer),
            _ => return Err(ComponentProblem::UnknownParameter),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), ComponentProblem> {
        let of_field = self.sf || self.bs || self.key.is_some();
        let unsuitable = if self.is_derived() {
            of_field || self.query_name.is_some() != (self.name == "@query-param")
        } else {
            self.query_name.is_some()
        };
        if unsuitable {
            Err(ComponentProblem::UnknownParameter)
        } else if self.bs && (self.sf || self.key.is_some()) {
            Err(ComponentProblem::Contradiction)
        } else {
            Ok(())
        }
    }

    fn is_derived(&self) -> bool {
        self.name.starts_with('@')
    }

    /// Appends the value the component has in this message.
    pub(super) fn write_value(
        &self,
        message: Message<'_>,
        output: &mut String,
    ) -> Result<(), ComponentProblem> {
        let source = self.source(message)?;
        if self.is_derived() {
            derived::write(self, source, output)
        } else {
            field::write(self, source, output)
        }
    }

    /// The message the component is taken from: the related request with `;req`.
    fn source<'m>(&self, message: Message<'m>) -> Result<Message<'m>, ComponentProblem> {
        match (self.req, message) {
            (false, message) => Ok(message),
            (true, Message::Request(_)) => Err(ComponentProblem::WrongMessage),
            (true, Message::Response(_, request)) => {
                request.map(Message::Request).ok_or(ComponentProblem::NoRelatedRequest)
            }
        }
    }
}

/// The request of a message, for the components that only requests have.
pub(super) const fn request(message: Message<'_>) -> Result<&RequestParts<'_>, ComponentProblem> {
    match message {
        Message::Request(request) => Ok(request),
        Message::Response(..) => Err(ComponentProblem::WrongMessage),
    }
}

fn flag(value: &BareItem) -> Result<bool, ComponentProblem> {
    // `;sf=?0` says nothing that RFC 9421 defines, so only true is a flag.
    if value.as_boolean() == Some(true) { Ok(true) } else { Err(ComponentProblem::ParameterType) }
}

fn text(value: &BareItem) -> Result<&str, ComponentProblem> {
    value.as_string().map(sfv::StringRef::as_str).ok_or(ComponentProblem::ParameterType)
}
