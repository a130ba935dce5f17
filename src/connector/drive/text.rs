//! Reading what connectors print: JSON that is followed or preceded by words for people.

use serde_json::Value;

/// A text of at most so many characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain("…".chars()).collect()
}

/// The end of a text, at most so many characters of it: what programs say last counts most.
pub(super) fn ending(text: &str, most: usize) -> String {
    let text = text.trim();
    let surplus = text.chars().count().saturating_sub(most);
    let cut = if surplus == 0 { "" } else { "…" };
    cut.chars().chain(text.chars().skip(surplus)).collect()
}

/// The JSON value that a text begins with, whatever follows it. A bare word or number is none: what is
/// for people may begin with one.
pub(super) fn leading_json(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok()
}

/// The last line that is a JSON object or list.
pub(super) fn last_json_line(text: &str) -> Option<Value> {
    text.lines().rev().map(str::trim).find_map(|line| {
        let value = serde_json::from_str::<Value>(line).ok()?;
        (value.is_object() || value.is_array()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(r#"{"id":"a"}"#, Some(json!({"id": "a"})))]
    #[case("  {\"id\":\"a\"}\n\nNext: show the buyer {total}", Some(json!({"id": "a"})))]
    #[case("\u{feff}[1,2] and more", Some(json!([1, 2])))]
    #[case("Error: 500 {\"code\":\"x\"}", None)]
    #[case("{\"id\":", None)]
    #[case("42 roses", None)]
    #[case("", None)]
    fn the_leading_value_is_read(#[case] text: &str, #[case] expected: Option<Value>) {
        assert_eq!(leading_json(text), expected);
    }

    #[rstest]
    #[case("starting\n{\"a\":1}\n{\"b\":2}\ndone 3\n7\n", Some(json!({"b": 2})))]
    #[case("nothing", None)]
    fn the_last_line_of_json_is_read(#[case] text: &str, #[case] expected: Option<Value>) {
        assert_eq!(last_json_line(text), expected);
    }

    #[test]
    fn long_texts_are_cut_at_characters() {
        assert_eq!(shortened(" äöü ", 3), "äöü");
        assert_eq!(shortened("äöüß", 3), "äöü…");
        assert_eq!((ending(" äöü ", 3).as_str(), ending("äöüß", 3).as_str()), ("äöü", "…öüß"));
    }
}
