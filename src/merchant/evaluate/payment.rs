//! Payment as shown: handlers usable for this cart, instruments without credentials.

use std::sync::Arc;

use super::Facts;
use super::line::Line;
use crate::merchant::input::{InstrumentInput, PaymentInput};
use crate::merchant::world::HandlerRule;
use crate::protocol::money::{Amount, Currency};
use crate::protocol::payment::{HandlerDeclaration, Instrument, resolve_handlers};

/// Handlers for this cart: the merchant's, limited by currency, total and products, and by what the
/// platform can do.
pub(super) fn handlers(
    facts: &Facts<'_>,
    lines: &[Line<'_>],
    currency: Currency,
    total: Amount,
) -> Arc<[HandlerDeclaration]> {
    let rules = &facts.world.payment.handlers;
    let limit = |rule: &HandlerRule| rule.max_total.as_ref().map(|limits| limits.get(&currency).copied());
    let fits = |rule: &&HandlerRule| {
        (rule.currencies.is_empty() || rule.currencies.contains(&currency))
            && limit(rule).is_none_or(|limit| limit.is_some_and(|limit| total <= limit))
            && !lines.iter().any(|line| rule.except_products.contains(&line.item_id))
    };
    if facts.platform_handlers.is_none() && rules.iter().all(|rule| fits(&rule)) {
        return Arc::clone(&facts.world.payment_handlers);
    }
    let usable = rules.iter().filter(fits).map(HandlerRule::declaration);
    resolve_handlers(usable, facts.platform_handlers).into()
}

/// Instruments as they may be shown.
pub(in crate::merchant) fn echo(payment: &PaymentInput) -> Vec<Instrument> {
    payment.instruments.iter().map(shown).collect()
}

/// An instrument as it may be shown.
pub(in crate::merchant) fn shown(sent: &InstrumentInput) -> Instrument {
    Instrument {
        id: Arc::clone(&sent.id),
        handler_id: Arc::clone(&sent.handler_id),
        kind: Arc::clone(&sent.kind),
        billing_address: sent.billing_address.clone(),
        display: sent.display.clone(),
        selected: sent.selected,
    }
}
