//! Bodies as Talos connectors send them, turned into ones the protocol's rules can judge.

use super::deviation::Deviation;
use crate::protocol::operation::Operation;
use crate::protocol::version::{Edition, PaymentForm};
use serde_json::{Map, Value, json};

/// Members a connector adds to a body.
const FOREIGN: [&str; 2] = ["mode", "extensions"];

/// The payment handler that takes the sandbox token.
pub(super) const SANDBOX: &str = "talos_sandbox";

/// Kind of credential the sandbox handler takes.
const SANDBOX_TOKEN: &str = "sandbox_token";

/// Amends a body; gives what deviated, and where.
pub(super) fn amend(
    edition: &Edition,
    operation: Operation,
    id: Option<&str>,
    body: &mut Value,
) -> Vec<(Deviation, String)> {
    let Value::Object(members) = body else { return Vec::new() };
    let mut found = Vec::new();
    for name in FOREIGN {
        if members.shift_remove(name).is_some() {
            found.push((Deviation::ForeignMember, format!("/{name}")));
        }
    }
    match (operation, edition.payment) {
        (Operation::CreateCheckout, PaymentForm::PaymentData) => payment(members, &mut found),
        (Operation::UpdateCheckout, PaymentForm::PaymentData) => {
            payment(members, &mut found);
            if let Some(id) = id.filter(|_| !members.contains_key("id")) {
                members.insert("id".to_owned(), json!(id));
                found.push((Deviation::IdMissing, "/id".to_owned()));
            }
        }
        (Operation::CompleteCheckout, form) => instrument(form, members, &mut found),
        (
            Operation::CreateCheckout
            | Operation::GetCheckout
            | Operation::UpdateCheckout
            | Operation::CancelCheckout
            | Operation::CreateCart
            | Operation::GetCart
            | Operation::UpdateCart
            | Operation::CancelCart
            | Operation::SearchCatalog
            | Operation::LookupCatalog
            | Operation::GetProduct
            | Operation::GetOrder
            | Operation::OrderEvent,
            PaymentForm::PaymentData | PaymentForm::Instruments,
        ) => {}
    }
    found
}

/// Puts the instrument that a bare sandbox token stands for where the version has instruments.
fn instrument(form: PaymentForm, members: &mut Map<String, Value>, found: &mut Vec<(Deviation, String)>) {
    let Some(instrument) = members.get("payment_data").and_then(sandbox) else { return };
    match form {
        PaymentForm::PaymentData => {
            members.insert("payment_data".to_owned(), instrument);
        }
        PaymentForm::Instruments => {
            members.shift_remove("payment_data");
            members.insert("payment".to_owned(), json!({"instruments": [instrument]}));
        }
    }
    found.push((Deviation::InvalidInstrument, "/payment_data".to_owned()));
}

fn payment(members: &mut Map<String, Value>, found: &mut Vec<(Deviation, String)>) {
    if !members.contains_key("payment") {
        members.insert("payment".to_owned(), json!({}));
        found.push((Deviation::PaymentMissing, "/payment".to_owned()));
    }
}

/// The instrument a bare sandbox token stands for; `None` for anything else, which is judged as it is.
fn sandbox(data: &Value) -> Option<Value> {
    let token = data.get("token")?.as_str()?;
    let is_bare = data.get("type")? == SANDBOX_TOKEN && data.get("handler_id").is_none();
    is_bare.then(|| {
        json!({
            "id": "talos_instrument",
            "handler_id": SANDBOX,
            "type": "card",
            "brand": "sandbox",
            "last_digits": "0000",
            "credential": {"type": "token", "token": token},
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::version::ProtocolVersion;

    fn amended(operation: Operation, body: Value) -> (Value, Vec<Deviation>) {
        let mut body = body;
        let edition = ProtocolVersion::January2026.edition();
        let found = amend(edition, operation, Some("c1"), &mut body);
        (body, found.into_iter().map(|(deviation, _)| deviation).collect())
    }

    #[test]
    fn a_create_loses_foreign_members_and_gains_payment() {
        let sent = json!({"line_items": [], "currency": "USD", "mode": "payment", "extensions": {}});
        let (body, found) = amended(Operation::CreateCheckout, sent);
        assert_eq!(body, json!({"line_items": [], "currency": "USD", "payment": {}}));
        assert_eq!(found, [Deviation::ForeignMember, Deviation::ForeignMember, Deviation::PaymentMissing]);
    }

    #[test]
    fn an_update_gains_its_id_unless_it_has_one() {
        let (body, found) = amended(Operation::UpdateCheckout, json!({"payment": {}}));
        assert_eq!((body, found), (json!({"payment": {}, "id": "c1"}), vec![Deviation::IdMissing]));
        let (body, found) = amended(Operation::UpdateCheckout, json!({"payment": {}, "id": "other"}));
        assert_eq!((body, found), (json!({"payment": {}, "id": "other"}), vec![]));
    }

    #[test]
    fn only_a_bare_sandbox_token_becomes_an_instrument() {
        let sent = json!({"payment_data": {"type": "sandbox_token", "token": "t", "currency": "USD"}});
        let (body, found) = amended(Operation::CompleteCheckout, sent);
        assert_eq!(body["payment_data"]["handler_id"], SANDBOX);
        assert_eq!(body["payment_data"]["credential"], json!({"type": "token", "token": "t"}));
        assert_eq!(found, [Deviation::InvalidInstrument]);
        for other in [
            json!({"payment_data": {"type": "card", "token": "t"}}),
            json!({"payment_data": {"type": "sandbox_token"}}),
            json!({"payment_data": {"type": "sandbox_token", "token": "t", "handler_id": "card_vault"}}),
        ] {
            assert_eq!(amended(Operation::CompleteCheckout, other.clone()), (other, vec![]));
        }
    }

    #[test]
    fn a_proper_request_stays_as_it_is() {
        let sent = json!({"line_items": [], "currency": "USD", "payment": {}});
        assert_eq!(amended(Operation::CreateCheckout, sent.clone()), (sent, vec![]));
    }
}
