//! Values as people write them.

/// A span of time in milliseconds: `1500ms`, `90s`, `15m`, `6h`, `2d`.
pub(super) fn millis(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 5] =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let read = UNITS.iter().find_map(|(unit, factor)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(*factor)
    });
    read.ok_or_else(|| "expected a span such as 1500ms, 90s, 15m, 6h or 2d".to_owned())
}

/// Pieces of a line, `li_1=2`.
pub(super) fn pieces(text: &str) -> Result<serde_json::Value, String> {
    let read = text.split_once('=').and_then(|(id, quantity)| Some((id, quantity.parse::<u64>().ok()?)));
    let (id, quantity) = read.ok_or("expected LINE=PIECES such as li_1=2")?;
    Ok(serde_json::json!({"id": id, "quantity": quantity}))
}

/// A named value, `name=value`; the value is JSON, or a text when it is none.
pub(super) fn named(text: &str) -> Result<(String, serde_json::Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}

/// JSON.
pub(super) fn json(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text).map_err(|error| format!("expected JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1500ms", Some(1_500))]
    #[case("90s", Some(90_000))]
    #[case("15m", Some(900_000))]
    #[case("6h", Some(21_600_000))]
    #[case("2d", Some(172_800_000))]
    #[case("90", None)]
    #[case("-1s", None)]
    #[case("1.5h", None)]
    #[case("99999999999999999999d", None)]
    #[case("", None)]
    fn spans_have_a_unit(#[case] text: &str, #[case] expected: Option<u64>) {
        assert_eq!(millis(text).ok(), expected);
    }
}
