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
        let (fits, id) = match_path(&spec.path, path);
        if !fits {
            continue;
        }
        if spec.method == method {
            return Route::Match { operation: spec.operation, id };
        }
        allowed.push(spec.method.clone());
    }
    allowed.sort_unstable();
    allowed.dedup();
    if allowed.is_empty() { Route::NotFound } else { Route::MethodNotAllowed(allowed) }
}

/// Whether the path fits the template, and the identifier in it; an empty identifier fits nothing.
fn match_path<'p>(template: &str, path: &'p str) -> (bool, Option<&'p str>) {
    let Some((before, after)) = template.split_once("{id}") else {
        return (template == path, None);
    };
    let rest = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    let id = rest.filter(|id| !id.is_empty() && !id.contains('/'));
    (id.is_some(), id)
}
