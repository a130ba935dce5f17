//! Payment: one instrument in `payment_data` and a pointer to the selected one, or a list of
//! instruments of which one is selected.

use serde_json::{Map, Value, json};

/// Members of an instrument that stand in `display` in the neutral form.
const DISPLAYED: [(&str, &str); 6] = [
    ("brand", "brand"),
    ("last_digits", "last_digits"),
    ("expiry_month", "expiry_month"),
    ("expiry_year", "expiry_year"),
    ("rich_text_description", "description"),
    ("rich_card_art", "card_art"),
];

/// An instrument with its display data flat, and without the mark of selection.
pub(super) fn flat(instrument: &Value) -> Value {
    let mut out = Map::new();
    for (name, value) in instrument.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("selected", _) => {}
            ("display", Value::Object(display)) => {
                for (flat, nested) in DISPLAYED {
                    if let Some(value) = display.get(nested) {
                        out.insert(flat.to_owned(), value.clone());
                    }
                }
            }
            (_, value) => {
                out.insert(name.clone(), value.clone());
            }
        }
    }
    Value::Object(out)
}

/// An instrument with its display data nested; `selected` marks the one chosen.
fn nested(instrument: &Value, selected: Option<&str>) -> Value {
    let Value::Object(members) = instrument else { return instrument.clone() };
    let mut out = members.clone();
    let mut display = Map::new();
    for (flat, nested) in DISPLAYED {
        if let Some(value) = out.shift_remove(flat) {
            display.insert(nested.to_owned(), value);
        }
    }
    if !display.is_empty() {
        out.insert("display".to_owned(), Value::Object(display));
    }
    if selected.is_some() && out.get("id").and_then(Value::as_str) == selected {
        out.insert("selected".to_owned(), json!(true));
    }
    Value::Object(out)
}

/// The instrument chosen of a neutral `payment`, or its only one.
pub(super) fn chosen(payment: &Value) -> Option<&Value> {
    let instruments = payment.get("instruments")?.as_array()?;
    instruments.iter().find(|one| one["selected"] == true).or_else(|| instruments.first())
}

/// A neutral `payment` as create and update send it: flat instruments and a pointer to the chosen
/// one.
pub(super) fn offered(payment: &Value) -> Value {
    let Value::Object(members) = payment else { return payment.clone() };
    let mut out = members.clone();
    if let Some(instruments) = payment.get("instruments").and_then(Value::as_array) {
        out.insert("instruments".to_owned(), instruments.iter().map(flat).collect());
    }
    let selected = chosen(payment).filter(|one| one["selected"] == true);
    if let Some(id) = selected.and_then(|one| one.get("id")) {
        out.insert("selected_instrument_id".to_owned(), id.clone());
    }
    Value::Object(out)
}

/// Reads the `payment` of an answer: instruments are nested, the one pointed at is selected.
pub(super) fn read(payment: &mut Value) {
    let selected = payment.get("selected_instrument_id").and_then(Value::as_str).map(str::to_owned);
    if let Some(Value::Array(instruments)) = payment.get_mut("instruments") {
        for instrument in instruments {
            *instrument = nested(instrument, selected.as_deref());
        }
    }
}
