//! Errors of world files.

pub use crate::document::{DocumentError as WorldError, Problem};

impl WorldError {
    pub(crate) fn unknown(name: &str) -> Self {
        Self {
            source_name: name.to_owned(),
            problems: vec![Problem {
                line: 0,
                column: 0,
                pointer: String::new(),
                found: format!("no world named `{name}`"),
                expected: "the name of a built-in world or a file".to_owned(),
                fix: "Use flower-shop, electronics, minimal or a story of scenarios/stories, or give the path of a YAML file.".to_owned(),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_not_known_is_left_out() {
        let unknown = WorldError::unknown("nope").to_string();
        assert!(unknown.starts_with("nope: no world named `nope`; expected"), "{unknown}");
        let mut problem = WorldError::unknown("nope").problems.remove(0);
        (problem.line, problem.column, problem.pointer) = (3, 7, "/products".to_owned());
        assert!(problem.to_string().starts_with("3:7: /products: no world"), "{problem}");
    }
}
