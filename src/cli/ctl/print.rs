//! What was answered, for people: tables for lists, lines for the rest.

use serde_json::{Map, Value};
use std::io::{self, Write};

/// Longest cell of a table, in characters.
const CELL: usize = 60;

/// Prints an answer.
pub(super) fn print(answer: &Value, json: bool, out: &mut dyn Write) -> io::Result<()> {
    match answer {
        Value::String(text) if !json => write!(out, "{text}"),
        _ if json => writeln!(out, "{answer}"),
        Value::Null => writeln!(out, "done"),
        Value::Object(members) => object(members, out),
        other => writeln!(out, "{other}"),
    }
}

fn object(members: &Map<String, Value>, out: &mut dyn Write) -> io::Result<()> {
    if let Some((name, rows)) = only_list(members) {
        return table(name, rows, out);
    }
    let width = members.keys().map(String::len).max().unwrap_or(0);
    for (name, value) in members {
        let text = match value {
            Value::Object(_) | Value::Array(_) => serde_json::to_string_pretty(value)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => cell(value),
        };
        writeln!(out, "{name:width$}  {text}")?;
    }
    Ok(())
}

/// The one list of a page.
fn only_list(members: &Map<String, Value>) -> Option<(&String, &Vec<Value>)> {
    let mut lists = members.iter().filter(|(name, _)| *name != "next_cursor");
    let (name, value) = lists.next()?;
    let rows = value.as_array().filter(|rows| rows.iter().all(Value::is_object))?;
    lists.next().is_none().then_some((name, rows))
}

fn table(name: &str, rows: &[Value], out: &mut dyn Write) -> io::Result<()> {
    if name == "exchanges" {
        return rows.iter().try_for_each(|row| exchange(row, out));
    }
    let Some(Value::Object(first)) = rows.first() else { return writeln!(out, "no {name}") };
    let heads: Vec<&String> = first.keys().collect();
    let mut lines = vec![heads.iter().map(|head| head.to_uppercase()).collect::<Vec<String>>()];
    lines.extend(rows.iter().map(|row| heads.iter().map(|head| cell(&row[head.as_str()])).collect()));
    let widths: Vec<usize> = (0..heads.len())
        .map(|at| {
            lines.iter().filter_map(|line| line.get(at)).map(|text| text.chars().count()).max().unwrap_or(0)
        })
        .collect();
    for line in lines {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(text, width)| format!("{text:width$}", width = *width)).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// One exchange on one line.
pub(super) fn exchange(row: &Value, out: &mut dyn Write) -> io::Result<()> {
    let exchange = &row["exchange"];
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let status =
        exchange["response"]["status"].as_u64().map_or_else(|| "-".to_owned(), |status| status.to_string());
    writeln!(
        out,
        "{:>6}  {:13} {:3}  {:6} {}  {}",
        row["number"].to_string(),
        text(&exchange["kind"]),
        status,
        text(&exchange["request"]["method"]),
        text(&exchange["request"]["url"]),
        text(&exchange["operation"]),
    )
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn printed(answer: &Value, json: bool) -> String {
        let mut out = Vec::new();
        print(answer, json, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lists_become_tables_and_things_become_lines() {
        let list = json!({"keys": [{"id": "a", "n": 1}, {"id": "bcd", "n": null}], "next_cursor": null});
        assert_eq!(printed(&list, false), "ID   N\na    1\nbcd  -\n");
        assert_eq!(printed(&json!({"keys": [], "next_cursor": null}), false), "no keys\n");
        assert_eq!(printed(&json!({"a": 1, "long": "x\u{1b}[2J"}), false), "a     1\nlong  x [2J\n");
        assert_eq!(printed(&Value::Null, false), "done\n");
        assert_eq!(printed(&json!({"a": 1}), true), "{\"a\":1}\n");
    }
}
