//! Where a message points: the part of `JSONPath` (RFC 9535) that names one member or element.

use serde_json::Value;

/// What a path names in a document: `$.line_items[0].quantity`, `$.signals['dev.ucp.buyer_ip']`.
/// `None` when it names nothing, or is no such path.
pub(super) fn resolve<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    steps(path)?.iter().try_fold(document, |at, step| at.get_step(step))
}

/// Members a checkout may have, so that a path can name one that is missing altogether.
const ROOTS: [&str; 9] = [
    "line_items",
    "buyer",
    "context",
    "signals",
    "attribution",
    "payment",
    "discounts",
    "fulfillment",
    "totals",
];

/// Whether the path names something in one of the documents, or a member that is missing from an
/// object there: `$.buyer.email` points well even where there is no buyer yet.
pub(super) fn is_place_in(documents: &[&Value], path: &str) -> bool {
    let Some(steps) = steps(path) else { return false };
    let mut reached: Vec<&Value> = documents.to_vec();
    for (depth, step) in steps.iter().enumerate() {
        let next: Vec<&Value> = reached.iter().filter_map(|at| at.get_step(step)).collect();
        if next.is_empty() {
            let Step::Member(name) = step else { return false };
            let may_be_there = depth > 0 || ROOTS.contains(&name.as_str());
            return may_be_there && reached.iter().any(|at| at.is_object());
        }
        reached = next;
    }
    !reached.is_empty()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Element(usize),
}

trait GetStep {
    fn get_step(&self, step: &Step) -> Option<&Value>;
}

impl GetStep for Value {
    fn get_step(&self, step: &Step) -> Option<&Value> {
        match step {
            Step::Member(name) => self.as_object()?.get(name),
            Step::Element(index) => self.as_array()?.get(*index),
        }
    }
}

fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.trim().strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, tail) = if let Some(dotted) = rest.strip_prefix('.') {
            let end = dotted.find(['.', '[']).unwrap_or(dotted.len());
            let (name, tail) = dotted.split_at(end);
            (Step::Member(Some(name).filter(|name| !name.is_empty())?.to_owned()), tail)
        } else {
            bracketed(rest.strip_prefix('[')?)?
        };
        steps.push(step);
        rest = tail;
    }
    Some(steps)
}

/// `'name']…`, `"name"]…` or `0]…`.
fn bracketed(inner: &str) -> Option<(Step, &str)> {
    let quote = inner.chars().next().filter(|first| matches!(first, '\'' | '"'));
    if let Some(quote) = quote {
        let (name, tail) = inner.get(1..)?.split_once(quote)?;
        return Some((Step::Member(name.to_owned()), tail.strip_prefix(']')?));
    }
    let (index, tail) = inner.split_once(']')?;
    Some((Step::Element(index.parse().ok()?), tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("$", true, true)]
    #[case("$.line_items[0].quantity", true, true)]
    #[case("$['line_items'][0]", true, true)]
    #[case("$.signals['dev.ucp.buyer_ip']", true, true)]
    #[case("$.line_items[0].price", false, true)]
    #[case("$.line_items[7]", false, false)]
    #[case("$.fulfillment.methods[0]", false, true)]
    #[case("$.selected_fulfillment_option", false, false)]
    #[case("$.line_items[0].quantity.unit", false, false)]
    #[case("line_items[0]", false, false)]
    #[case("$.line_items[x]", false, false)]
    #[case("$..quantity", false, false)]
    fn a_path_names_one_place(#[case] path: &str, #[case] resolves: bool, #[case] is_place: bool) {
        let document = json!({ "line_items": [{ "quantity": 1 }], "signals": { "dev.ucp.buyer_ip": "x" } });
        assert_eq!(resolve(&document, path).is_some(), resolves);
        assert_eq!(is_place_in(&[&json!({}), &document], path), is_place);
    }
}
