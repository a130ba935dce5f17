//! From method and path to operation.

use super::OperationSpec;
use crate::protocol::operation::Operation;

/// What a method and a path stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// One operation, with the identifier in the path as sent (still percent-encoded).
    Match {
        /// The operation.
        operation: Operation,
        /// The identifier.
        id: Option<&'p str>,
    },
    /// The path is known, the method is not; these are.
    MethodNotAllowed(Vec<String>),
    /// No operation has such a path.
    NotFound,
}

/// Finds the operation. `path` is below the endpoint and carries no query.
pub(super) fn route<'p>(operations: &[OperationSpec], method: &str, path: &'p str) -> Route<'p> {
    let mut allowed = Vec::new();
    for spec in operations.iter().filter(|spec| !spec.path.is_empty()) {
        let Some(id) = match_path(&spec.path, path) else { continue };
        if spec.method == method {
            return Route::Match { operation: spec.operation, id };
        }
        allowed.push(spec.method.clone());
    }
    allowed.sort_unstable();
    allowed.dedup();
    if allowed.is_empty() { Route::NotFound } else { Route::MethodNotAllowed(allowed) }
}

/// `Some(identifier)` when the path fits the template; an empty identifier fits nothing.
fn match_path<'p>(template: &str, path: &'p str) -> Option<Option<&'p str>> {
    let Some((before, after)) = template.split_once("{id}") else {
        return (template == path).then_some(None);
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(Some(id))
}
