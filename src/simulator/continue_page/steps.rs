//! Which steps are open to the buyer, by what stands in the way.

use crate::merchant::view::CheckoutView;
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::message::{ErrorMessage, Message, Severity};
use crate::simulator::continue_page::form::action;
use crate::simulator::continue_page::view::{Button, Field, Form, Hidden};

/// Fields of a postal address: name, label, autofill hint, required, pattern.
const ADDRESS: [Field; 7] = [
    field("first_name", "First name", "given-name", false, None),
    field("last_name", "Last name", "family-name", false, None),
    field("street_address", "Street and number", "address-line1", true, None),
    field("address_locality", "Town", "address-level2", true, None),
    field("address_region", "State or province", "address-level1", false, None),
    field("postal_code", "Postal code", "postal-code", true, None),
    field("address_country", "Country (two letters, such as US)", "country", true, Some("[A-Za-z]{2}")),
];

const fn field(
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    required: bool,
    pattern: Option<&'static str>,
) -> Field {
    Field { name, label, autocomplete, required, pattern }
}

const fn primary(action: &'static str, label: &'static str) -> Button {
    Button { action, label, kind: "primary" }
}

const fn secondary(action: &'static str, label: &'static str) -> Button {
    Button { action, label, kind: "secondary" }
}

/// The forms of a checkout, the most pressing first; none in states in which nobody can act.
pub(super) fn forms(checkout: &CheckoutView) -> Vec<Form> {
    match checkout.status {
        CheckoutStatus::CompleteInProgress | CheckoutStatus::Completed | CheckoutStatus::Canceled => {
            Vec::new()
        }
        CheckoutStatus::Incomplete => vec![leave()],
        CheckoutStatus::ReadyForComplete => vec![place(), leave()],
        CheckoutStatus::RequiresEscalation => {
            let mut forms: Vec<Form> = checkout.messages.iter().filter_map(step).collect();
            forms.push(leave());
            forms
        }
    }
}

/// The step that clears one message, when it is one for the buyer.
fn step(message: &Message) -> Option<Form> {
    let Message::Error(error) = message else { return None };
    match (error.severity, error.code.as_ref()) {
        (Severity::Recoverable | Severity::Unrecoverable, _) => None,
        (Severity::RequiresBuyerReview, _) => Some(review(error)),
        (Severity::RequiresBuyerInput, "requires_3ds") => Some(authentication(error)),
        (Severity::RequiresBuyerInput, "fulfillment_required") => Some(address(error)),
        (Severity::RequiresBuyerInput, _) => Some(question(error)),
    }
}

fn form(legend: &'static str, error: &ErrorMessage, buttons: Vec<Button>) -> Form {
    Form { legend, text: error.content.to_string(), hidden: Vec::new(), fields: Vec::new(), buttons }
}

fn review(error: &ErrorMessage) -> Form {
    let buttons = vec![
        primary(action::APPROVE, "Approve"),
        primary(action::PLACE_ORDER, "Approve and place the order"),
        secondary(action::ABANDON, "Decline"),
    ];
    form("Review your order", error, buttons)
}

fn authentication(error: &ErrorMessage) -> Form {
    let buttons = vec![
        primary(action::AUTHENTICATION_PASSED, "Authenticate"),
        secondary(action::AUTHENTICATION_FAILED, "Fail the authentication"),
    ];
    form("Authenticate your payment (simulated)", error, buttons)
}

fn address(error: &ErrorMessage) -> Form {
    let buttons = vec![primary(action::ADDRESS, "Deliver to this address")];
    Form { fields: ADDRESS.to_vec(), ..form("Delivery address", error, buttons) }
}

fn question(error: &ErrorMessage) -> Form {
    let rule = Hidden { name: "rule", value: error.code.to_string() };
    let buttons = vec![primary(action::ANSWER, "Confirm")];
    Form { hidden: vec![rule], ..form("Please confirm", error, buttons) }
}

fn place() -> Form {
    Form {
        legend: "Place your order",
        text: "Everything is there. You can pay here, or let your assistant complete the order.".to_owned(),
        hidden: Vec::new(),
        fields: Vec::new(),
        buttons: vec![primary(action::PLACE_ORDER, "Pay and place the order")],
    }
}

fn leave() -> Form {
    Form {
        legend: "Changed your mind?",
        text: "Nothing has been charged.".to_owned(),
        hidden: Vec::new(),
        fields: Vec::new(),
        buttons: vec![secondary(action::ABANDON, "Cancel this checkout")],
    }
}
