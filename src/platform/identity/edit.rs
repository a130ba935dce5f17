//! Changes to a finished document, for profiles that are wrong on purpose.

use serde_json::Value;

/// One change to a JSON document.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentEdit {
    /// Puts a value at a JSON pointer (RFC 6901): replaces what is there, or adds a member to an
    /// object, or appends to an array with `-`. The empty pointer replaces the document.
    Set {
        /// Where.
        pointer: String,
        /// What.
        value: Value,
    },
    /// Removes what is at a JSON pointer.
    Remove {
        /// Where.
        pointer: String,
    },
}

/// An edit aims at a place that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document has no place {0}")]
pub struct EditError(pub String);

impl DocumentEdit {
    /// Puts a value at a JSON pointer.
    #[must_use]
    pub fn set(pointer: &str, value: impl Into<Value>) -> Self {
        Self::Set { pointer: pointer.to_owned(), value: value.into() }
    }

    /// Removes what is at a JSON pointer.
    #[must_use]
    pub fn remove(pointer: &str) -> Self {
        Self::Remove { pointer: pointer.to_owned() }
    }

    /// Makes the change.
    ///
    /// # Errors
    /// When the parent of the place does not exist, or nothing is there to remove.
    pub fn apply(&self, document: &mut Value) -> Result<(), EditError> {
        match self {
            Self::Set { pointer, value } => set(document, pointer, value.clone()),
            Self::Remove { pointer } => remove(document, pointer),
        }
        .ok_or_else(|| EditError(self.pointer().to_owned()))
    }

    fn pointer(&self) -> &str {
        match self {
            Self::Set { pointer, .. } | Self::Remove { pointer } => pointer,
        }
    }
}

fn set(document: &mut Value, pointer: &str, value: Value) -> Option<()> {
    if pointer.is_empty() {
        *document = value;
        return Some(());
    }
    let (parent, last) = parent_of(document, pointer)?;
    match parent {
        Value::Object(members) => {
            members.insert(last, value);
        }
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => *items.get_mut(last.parse::<usize>().ok()?)? = value,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    }
    Some(())
}

fn remove(document: &mut Value, pointer: &str) -> Option<()> {
    let (parent, last) = parent_of(document, pointer)?;
    match parent {
        // Keeps the order of the members that stay.
        Value::Object(members) => members.shift_remove(&last).map(drop),
        Value::Array(items) => {
            let index = last.parse::<usize>().ok().filter(|index| *index < items.len())?;
            items.remove(index);
            Some(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The value that holds the place, and the last token of the pointer, unescaped.
fn parent_of<'a>(document: &'a mut Value, pointer: &str) -> Option<(&'a mut Value, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((document.pointer_mut(parent)?, last.replace("~1", "/").replace("~0", "~")))
}
