//! Ways to send or collect a parcel, what each costs, and the choice among them.

use std::sync::Arc;
use std::time::Duration;

use super::delivery::{Group, Method, Plan};
use super::line::Line;
use super::{Facts, Messages, totals};
use crate::merchant::input::MethodKind;
use crate::merchant::view::{DestinationView, OptionView};
use crate::merchant::world::ShippingRate;
use crate::protocol::checkout::TotalKind;
use crate::protocol::message::{Message, Severity};
use crate::protocol::money::{Amount, AmountError, Currency};

const DAY: u64 = 24 * 60 * 60;

/// Fills in the options of every parcel and takes the chosen ones.
pub(super) fn choose(
    facts: &Facts<'_>,
    plan: &mut Plan,
    lines: &[Line<'_>],
    currency: Currency,
    messages: &mut Messages,
) -> Result<(), AmountError> {
    let goods = Amount::sum(lines.iter().map(|line| line.subtotal))?;
    for (at, method) in plan.methods.iter_mut().enumerate() {
        let offered = offers(facts, method, lines, goods, currency);
        for (number, group) in method.groups.iter_mut().enumerate() {
            let path = format!("$.fulfillment.methods[{at}].groups[{number}].selected_option_id");
            take(group, offered.clone(), &path, messages);
        }
    }
    plan.cost().map(|_| ())
}

fn take(group: &mut Group, offered: Vec<(OptionView, Amount)>, path: &str, messages: &mut Messages) {
    let chosen = group.wanted.as_ref().and_then(|id| offered.iter().find(|(option, _)| option.id == *id));
    group.cost = chosen.map(|(_, cost)| *cost);
    group.view.selected_option_id = chosen.map(|(option, _)| Arc::clone(&option.id));
    if chosen.is_none() {
        let (code, content) = match &group.wanted {
            Some(id) => ("invalid_option", format!("There is no option {id} for this parcel.")),
            None => ("missing", "Choose how to deliver this parcel.".to_owned()),
        };
        messages.push(Message::error(code, Severity::Recoverable, content).at(path));
    }
    group.view.options = offered.into_iter().map(|(option, _)| option).collect();
}

/// Options of a method, cheapest first.
fn offers(
    facts: &Facts<'_>,
    method: &Method,
    lines: &[Line<'_>],
    goods: Amount,
    currency: Currency,
) -> Vec<(OptionView, Amount)> {
    let Some(destination) = method.destination().filter(|_| !method.groups.is_empty()) else {
        return Vec::new();
    };
    let mut offered = match method.kind {
        MethodKind::Pickup => vec![collect(facts, destination)],
        MethodKind::Shipping => {
            let country = destination.address().address_country.as_deref().unwrap_or_default();
            let rates = facts.world.delivery.shipping.iter().filter(|rate| rate.serves(country));
            rates.filter_map(|rate| send(facts, rate, lines, goods, currency)).collect()
        }
    };
    offered.sort_by_key(|(_, cost)| *cost);
    offered
}

fn send(
    facts: &Facts<'_>,
    rate: &ShippingRate,
    lines: &[Line<'_>],
    goods: Amount,
    currency: Currency,
) -> Option<(OptionView, Amount)> {
    let price = *rate.price.get(&currency)?;
    let over =
        rate.free_over.as_ref().and_then(|limits| limits.get(&currency)).is_some_and(|limit| goods > *limit);
    let free = over || lines.iter().any(|line| rate.free_with_products.contains(&line.item_id));
    let cost = if free { Amount::ZERO } else { price };
    let title = match (&rate.free_title, free) {
        (_, false) => Arc::clone(&rate.title),
        (Some(title), true) => Arc::clone(title),
        (None, true) => format!("Free: {}", rate.title).into(),
    };
    let after = |days: u16| Arc::from(facts.now.plus(Duration::from_secs(u64::from(days) * DAY)).rfc3339());
    let option = OptionView {
        id: Arc::clone(&rate.id),
        title,
        description: rate.description.clone(),
        carrier: rate.carrier.clone(),
        earliest_fulfillment_time: rate.min_days.map(after),
        latest_fulfillment_time: rate.max_days.map(after),
        totals: price_of(cost),
    };
    Some((option, cost))
}

fn collect(facts: &Facts<'_>, destination: &DestinationView) -> (OptionView, Amount) {
    let location = facts.world.delivery.pickup.iter().find(|location| location.id == *destination.id());
    let hours = location.map_or(0, |location| u64::from(location.ready_in_hours));
    let ready = facts.now.plus(Duration::from_secs(hours * 3600)).rfc3339().into();
    let option = OptionView {
        id: "in-store-pickup".into(),
        title: "In-store pickup".into(),
        description: Some(format!("Ready {hours} hours after ordering, at the service desk").into()),
        carrier: None,
        earliest_fulfillment_time: Some(ready),
        latest_fulfillment_time: None,
        totals: price_of(Amount::ZERO),
    };
    (option, Amount::ZERO)
}

fn price_of(cost: Amount) -> Vec<crate::protocol::checkout::Total> {
    vec![totals::plain(TotalKind::Subtotal, cost), totals::plain(TotalKind::Total, cost)]
}
