//! Totals by the edition's rule: the merchant keeps them signed.

use crate::protocol::checkout::TotalKind;
use crate::protocol::version::TotalsRule;
use serde_json::Value;

/// Translates the `totals` of an object, when it has some.
pub(super) fn translate(rule: TotalsRule, owner: &mut Value) {
    match rule {
        TotalsRule::Signed => {}
        TotalsRule::Unsigned => {
            let entries = owner.get_mut("totals").and_then(Value::as_array_mut);
            entries.into_iter().flatten().for_each(unsigned);
        }
    }
}

/// One entry without a sign, without parts, of a type from the closed list: a type of the business's own
/// is a fee, or a discount when it reduces.
fn unsigned(entry: &mut Value) {
    let Value::Object(members) = entry else { return };
    members.shift_remove("lines");
    let amount = members.get("amount").and_then(Value::as_i64).unwrap_or_default();
    let listed = |name: &str| TotalKind::DEFINED.iter().any(|kind| kind.name() == name);
    if !members.get("type").and_then(Value::as_str).is_some_and(listed) {
        let kind = if amount < 0 { TotalKind::Discount } else { TotalKind::Fee };
        members.insert("type".to_owned(), Value::from(kind.name()));
    }
    members.insert("amount".to_owned(), Value::from(amount.unsigned_abs()));
}
