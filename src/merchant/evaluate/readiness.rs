//! What else stands between a checkout and its completion, and the status that follows.

use std::sync::Arc;

use super::line::Line;
use super::{Facts, Messages};
use crate::merchant::input::CheckoutInput;
use crate::merchant::world::BuyerField;
use crate::protocol::checkout::{Buyer, CheckoutStatus};
use crate::protocol::message::{Message, Severity, resulting_status};
use crate::protocol::money::{Amount, Currency};

/// What is noted when a buyer approved a total.
pub(in crate::merchant) fn review_clearance(currency: Currency, total: Amount) -> Arc<str> {
    format!("review:{currency}:{}", total.minor()).into()
}

/// Adds what the buyer data, the merchant's rules and the signals have to say.
pub(super) fn judge(
    facts: &Facts<'_>,
    input: &CheckoutInput,
    lines: &[Line<'_>],
    currency: Currency,
    total: Amount,
    messages: &mut Messages,
) {
    buyer(facts, input.buyer.as_ref(), messages);
    if facts.blocked {
        let content = "The buyer's internet address is refused.";
        let error = Message::error("signal", Severity::Recoverable, content);
        messages.push(error.at("$.signals['dev.ucp.buyer_ip']"));
    }
    if !facts.extensions.fulfillment && lines.iter().any(Line::is_physical) && !cleared(facts, "fulfillment")
    {
        let content = "Choose where and how to deliver on our page.";
        messages.push(Message::error("fulfillment_required", Severity::RequiresBuyerInput, content));
    }
    for question in &facts.world.escalation.questions {
        let concerned = lines.iter().position(|line| line.product.is_some_and(|p| p.has_tag(&question.tags)));
        if let Some(at) = concerned.filter(|_| !cleared(facts, &question.id)) {
            messages.push(Message::Error(crate::protocol::message::ErrorMessage {
                code: question.id.to_string().into(),
                content: Arc::clone(&question.content),
                severity: Severity::RequiresBuyerInput,
                path: Some(format!("$.line_items[{at}]").into()),
            }));
        }
    }
    let limit = facts.world.escalation.review_over.get(&currency);
    if limit.is_some_and(|limit| total > *limit) && !approved(facts, currency, total) {
        let content = "Orders of this value have to be approved by the buyer on our page.";
        messages
            .push(Message::error("high_value_order", Severity::RequiresBuyerReview, content).at("$.totals"));
    }
}

fn cleared(facts: &Facts<'_>, what: &str) -> bool {
    facts.cleared.iter().any(|done| **done == *what)
}

/// Whether a total at least this high was approved in this currency.
fn approved(facts: &Facts<'_>, currency: Currency, total: Amount) -> bool {
    let prefix = format!("review:{currency}:");
    let approved = facts.cleared.iter().filter_map(|done| done.strip_prefix(&prefix)?.parse::<i64>().ok());
    approved.max().is_some_and(|approved| approved >= total.minor())
}

fn buyer(facts: &Facts<'_>, buyer: Option<&Buyer>, messages: &mut Messages) {
    let fields = [
        (BuyerField::FirstName, "first_name", buyer.and_then(|buyer| buyer.first_name.as_deref())),
        (BuyerField::LastName, "last_name", buyer.and_then(|buyer| buyer.last_name.as_deref())),
        (BuyerField::Email, "email", buyer.and_then(|buyer| buyer.email.as_deref())),
        (BuyerField::PhoneNumber, "phone_number", buyer.and_then(|buyer| buyer.phone_number.as_deref())),
    ];
    for (field, name, value) in fields {
        let path = format!("$.buyer.{name}");
        if value.is_none_or(|value| value.trim().is_empty()) {
            if facts.world.buyer_required.contains(&field) {
                let content = format!("The buyer's {} is missing.", name.replace('_', " "));
                messages.push(Message::error("missing", Severity::Recoverable, content).at(path));
            }
            continue;
        }
        let broken = match (field, value) {
            (BuyerField::Email, Some(value)) if !is_email(value) => {
                Some(("invalid_email", "an e-mail address"))
            }
            (BuyerField::PhoneNumber, Some(value)) if !is_e164(value) => {
                Some(("invalid_phone", "a number such as +14155550100"))
            }
            (
                BuyerField::FirstName | BuyerField::LastName | BuyerField::Email | BuyerField::PhoneNumber,
                _,
            ) => None,
        };
        if let Some((code, expected)) = broken {
            let content = format!("This is not {expected}.");
            messages.push(Message::error(code, Severity::Recoverable, content).at(path));
        }
    }
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.chars().any(char::is_whitespace)
}

/// E.164, with the separators people write tolerated.
fn is_e164(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
    let digits = digits.strip_prefix('+').unwrap_or("");
    (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}

/// The status that follows from the messages.
pub(super) fn status(messages: &Messages) -> CheckoutStatus {
    resulting_status(messages.iter().filter_map(Message::severity))
}
