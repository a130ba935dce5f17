//! Paging: the one way every list is cut into pages. A cursor says behind which element the next page begins,
//! so elements that come and go meanwhile are neither repeated nor skipped.

use super::problem::{Code, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use std::fmt::Display;
use std::str::FromStr;

/// Elements of a page when nothing is asked for.
const USUAL: usize = 50;

/// Which page of a list is asked for.
pub(super) struct Wanted<K> {
    after: Option<K>,
    limit: usize,
}

impl<K: Ord + Display + FromStr> Wanted<K> {
    /// Reads `cursor` and `limit` of a query for the list of this name.
    pub(super) fn read(list: &str, query: &Map<String, Value>) -> Result<Self, Problem> {
        let after = match query.get("cursor").and_then(Value::as_str) {
            None => None,
            Some(cursor) => Some(decode(list, cursor).ok_or_else(|| {
                Problem::new(Code::InvalidCursor, "the cursor is not of this list")
                    .at("query parameter cursor")
                    .expected("the next_cursor of an earlier page of the same list")
                    .mend("leave the cursor out to begin with the first page")
            })?),
        };
        let limit = query.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
        Ok(Self { after, limit: limit.unwrap_or(USUAL) })
    }

    /// The element behind which the page begins.
    pub(super) const fn after(&self) -> Option<&K> {
        self.after.as_ref()
    }

    /// The page of a list in ascending order of its keys, as `{<name>: […], "next_cursor": …}`.
    pub(super) fn page(&self, list: &str, all: impl IntoIterator<Item = (K, Value)>) -> Value {
        let behind = |(key, _): &(K, Value)| self.after.as_ref().is_none_or(|after| key > after);
        let mut rest = all.into_iter().filter(behind);
        let mut newest = None;
        let mut shown = Vec::new();
        for (key, element) in rest.by_ref().take(self.limit) {
            newest = Some(key);
            shown.push(element);
        }
        let next = rest.next().and(newest).map(|key| encode(list, &key));
        json!({ list: shown, "next_cursor": next })
    }
}

fn encode<K: Display>(list: &str, key: &K) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list}\n{key}"))
}

fn decode<K: FromStr>(list: &str, cursor: &str) -> Option<K> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (named, key) = text.split_once('\n')?;
    (named == list).then(|| key.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query(cursor: Option<&Value>, limit: usize) -> Map<String, Value> {
        let mut query = Map::from_iter([("limit".to_owned(), json!(limit))]);
        query.extend(cursor.map(|cursor| ("cursor".to_owned(), cursor.clone())));
        query
    }

    proptest! {
        #[test]
        fn the_pages_are_the_list(keys in prop::collection::btree_set(any::<u64>(), 0..40), limit in 1..15_usize) {
            let mut seen = Vec::new();
            let mut cursor: Option<Value> = None;
            loop {
                let wanted: Wanted<u64> = Wanted::read("things", &query(cursor.as_ref(), limit)).unwrap();
                let page = wanted.page("things", keys.iter().map(|key| (*key, json!(key))));
                let things = page["things"].as_array().unwrap().clone();
                prop_assert!(things.len() <= limit);
                seen.extend(things.iter().filter_map(Value::as_u64));
                if page["next_cursor"].is_null() {
                    break;
                }
                prop_assert_eq!(things.len(), limit);
                cursor = Some(page["next_cursor"].clone());
            }
            prop_assert_eq!(seen, keys.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,64}") {
            let _either = Wanted::<u64>::read("things", &query(Some(&json!(text)), 1));
        }
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let wanted: Wanted<u64> = Wanted::read("things", &query(None, 1)).unwrap();
        let page = wanted.page("things", (0..3).map(|key| (key, json!(key))));
        let cursor = &page["next_cursor"];
        assert!(Wanted::<u64>::read("things", &query(Some(cursor), 1)).is_ok());
        assert!(Wanted::<u64>::read("others", &query(Some(cursor), 1)).is_err());
    }
}
