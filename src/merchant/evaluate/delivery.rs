//! Fulfilment: which method delivers which lines where. Prices come later, in `options`.

use std::sync::Arc;

use super::destination::{self, Candidates};
use super::line::Line;
use super::{Facts, Messages};
use crate::merchant::input::{CheckoutInput, GroupInput, MethodInput, MethodKind};
use crate::merchant::state::SavedAddress;
use crate::merchant::view::{AvailableMethodView, DestinationView, FulfillmentView, GroupView, MethodView};
use crate::protocol::message::{Message, Severity};
use crate::protocol::money::{Amount, AmountError};

/// The delivery of a checkout.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) methods: Vec<Method>,
    pub(super) available: Vec<AvailableMethodView>,
    /// Addresses to remember for the buyer.
    pub(super) learned: Vec<SavedAddress>,
}

/// One method.
pub(super) struct Method {
    pub(super) id: Arc<str>,
    pub(super) kind: MethodKind,
    /// Positions of the lines.
    pub(super) lines: Vec<usize>,
    pub(super) destinations: Vec<DestinationView>,
    /// Position of the chosen destination, when it can be delivered to.
    pub(super) chosen: Option<usize>,
    pub(super) selected_id: Option<Arc<str>>,
    pub(super) groups: Vec<Group>,
}

/// One parcel.
pub(super) struct Group {
    pub(super) wanted: Option<Arc<str>>,
    pub(super) cost: Option<Amount>,
    pub(super) view: GroupView,
}

impl Method {
    /// The chosen destination.
    pub(super) fn destination(&self) -> Option<&DestinationView> {
        self.destinations.get(self.chosen?)
    }
}

impl Plan {
    /// Verified country of delivery: that of the first chosen destination.
    pub(super) fn country(&self) -> Option<&str> {
        self.methods.iter().find_map(|method| method.destination()?.address().address_country.as_deref())
    }

    /// What the chosen options cost together.
    pub(super) fn cost(&self) -> Result<Amount, AmountError> {
        Amount::sum(self.groups().filter_map(|group| group.cost))
    }

    /// Every parcel.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.methods.iter().flat_map(|method| method.groups.iter())
    }

    /// The delivery as shown.
    pub(super) fn view(&self, lines: &[Line<'_>]) -> FulfillmentView {
        let methods = self.methods.iter().map(|method| MethodView {
            id: Arc::clone(&method.id),
            kind: method.kind,
            line_item_ids: ids(&method.lines, lines),
            destinations: method.destinations.clone(),
            selected_destination_id: method.selected_id.clone(),
            groups: method.groups.iter().map(|group| group.view.clone()).collect(),
        });
        FulfillmentView { methods: methods.collect(), available_methods: self.available.clone() }
    }
}

/// Identifiers of lines by position.
pub(super) fn ids(places: &[usize], lines: &[Line<'_>]) -> Vec<Arc<str>> {
    places.iter().filter_map(|at| lines.get(*at)).map(|line| Arc::clone(&line.id)).collect()
}

/// Plans the delivery of everything physical.
pub(super) fn plan(
    facts: &Facts<'_>,
    input: &CheckoutInput,
    lines: &[Line<'_>],
    email: Option<&str>,
    messages: &mut Messages,
) -> Plan {
    let mut plan = Plan::default();
    // A buyer who chose on the merchant's page chose too, though the platform cannot show it.
    let chosen = facts.extensions.fulfillment || facts.cleared.iter().any(|done| **done == *"fulfillment");
    if !chosen || !lines.iter().any(Line::is_physical) {
        return plan;
    }
    let default = [MethodInput { kind: Some(default_kind(facts)), ..MethodInput::default() }];
    let sent = input.fulfillment.as_ref().map(|sent| sent.methods.as_slice()).unwrap_or_default();
    let sent = if sent.is_empty() { &default } else { sent };
    let mut free: Vec<usize> =
        (0..lines.len()).filter(|at| lines.get(*at).is_some_and(Line::is_physical)).collect();
    for (at, wanted) in sent.iter().enumerate() {
        let path = format!("$.fulfillment.methods[{at}]");
        let kind = kind_of(facts, wanted);
        let own = claim(wanted, lines, &mut free, &path, messages);
        let id = method_id(facts, wanted, &plan.methods);
        let candidates = Candidates { facts, kind, email, lines: &own, all: lines };
        let found = destination::resolve(&candidates, wanted, &path, &mut plan.learned, messages);
        let groups = groups(facts, wanted, &id, &own, lines, found.chosen.is_some());
        let method = Method {
            id,
            kind,
            lines: own,
            destinations: found.destinations,
            chosen: found.chosen,
            selected_id: found.selected_id,
            groups,
        };
        judge(facts, &method, lines, &path, messages);
        plan.methods.push(method);
    }
    if !free.is_empty() {
        let names = ids(&free, lines).join(", ");
        let content = format!("No fulfilment method delivers {names}.");
        messages.push(Message::error("missing", Severity::Recoverable, content).at("$.fulfillment.methods"));
    }
    combine(facts, &plan, messages);
    plan.available = available(facts, lines);
    plan
}

fn default_kind(facts: &Facts<'_>) -> MethodKind {
    if facts.world.delivery.shipping.is_empty() { MethodKind::Pickup } else { MethodKind::Shipping }
}

/// The kind asked for; on update it may be left out and the method's earlier kind holds.
fn kind_of(facts: &Facts<'_>, wanted: &MethodInput) -> MethodKind {
    let before = || {
        let fulfillment = facts.previous?.fulfillment.as_ref()?;
        let same = fulfillment.methods.iter().find(|method| Some(&method.id) == wanted.id.as_ref())?;
        Some(same.kind)
    };
    wanted.kind.or_else(before).unwrap_or_else(|| default_kind(facts))
}

fn method_id(facts: &Facts<'_>, wanted: &MethodInput, given: &[Method]) -> Arc<str> {
    let before =
        facts.previous.and_then(|view| view.fulfillment.as_ref()).map(|view| view.methods.as_slice());
    let before = before.unwrap_or_default();
    let is_given = |id: &str| given.iter().any(|method| *method.id == *id);
    if let Some(id) = &wanted.id
        && before.iter().any(|method| method.id == *id)
        && !is_given(id)
    {
        return Arc::clone(id);
    }
    let fresh = (1..u32::MAX).map(|number| format!("method_{number}")).find(|id| !is_given(id));
    fresh.unwrap_or_default().into()
}

/// Takes the lines a method names, or all that are left, out of the free ones.
fn claim(
    wanted: &MethodInput,
    lines: &[Line<'_>],
    free: &mut Vec<usize>,
    path: &str,
    messages: &mut Messages,
) -> Vec<usize> {
    let Some(named) = wanted.line_item_ids.as_ref().filter(|named| !named.is_empty()) else {
        return std::mem::take(free);
    };
    let mut own = Vec::new();
    for (at, id) in named.iter().enumerate() {
        let place = lines.iter().position(|line| line.id == *id || line.sent_id.as_ref() == Some(id));
        match place {
            Some(place) if free.contains(&place) => {
                free.retain(|other| *other != place);
                own.push(place);
            }
            Some(place) if own.contains(&place) || !lines.get(place).is_some_and(Line::is_physical) => {}
            Some(_) | None => {
                let content = format!("There is no line {id} left to deliver.");
                let path = format!("{path}.line_item_ids[{at}]");
                messages.push(Message::error("invalid_line_item", Severity::Recoverable, content).at(path));
            }
        }
    }
    own
}

/// Parcels: one per method, unless the merchant keeps parcels apart and the platform can show them.
fn groups(
    facts: &Facts<'_>,
    wanted: &MethodInput,
    method: &str,
    own: &[usize],
    lines: &[Line<'_>],
    deliverable: bool,
) -> Vec<Group> {
    if !deliverable || own.is_empty() {
        return Vec::new();
    }
    let split = facts.world.delivery.split_parcels && facts.supports_multi_group;
    let mut parcels: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    for at in own {
        let product = lines.get(*at).and_then(|line| line.product);
        let parcel = product.and_then(|product| product.parcel.as_deref()).filter(|_| split);
        match parcels.iter_mut().find(|(name, _)| *name == parcel) {
            Some((_, members)) => members.push(*at),
            None => parcels.push((parcel, vec![*at])),
        }
    }
    let sent = wanted.groups.as_deref().unwrap_or_default();
    let group = |(number, (_, members)): (usize, (Option<&str>, Vec<usize>))| {
        let id: Arc<str> = format!("{method}_group_{}", number + 1).into();
        let choice = sent
            .iter()
            .find(|group| group.id.as_ref() == Some(&id))
            .or_else(|| sent.get(number).filter(|group: &&GroupInput| group.id.is_none()));
        Group {
            wanted: choice.and_then(|group| group.selected_option_id.clone()),
            cost: None,
            view: GroupView {
                id,
                line_item_ids: ids(&members, lines),
                options: Vec::new(),
                selected_option_id: None,
            },
        }
    };
    parcels.into_iter().enumerate().map(group).collect()
}

/// Whether the merchant offers the method for its lines.
fn judge(facts: &Facts<'_>, method: &Method, lines: &[Line<'_>], path: &str, messages: &mut Messages) {
    let delivery = &facts.world.delivery;
    let offered = match method.kind {
        MethodKind::Shipping => !delivery.shipping.is_empty(),
        MethodKind::Pickup => !delivery.pickup.is_empty(),
    };
    if !offered {
        let content = "This merchant does not offer the method.";
        let error = Message::error("method_unavailable", Severity::Recoverable, content);
        messages.push(error.at(format!("{path}.type")));
        return;
    }
    if method.kind == MethodKind::Shipping {
        return;
    }
    for (at, place) in method.lines.iter().enumerate() {
        let product = lines.get(*place).and_then(|line| line.product);
        if let Some(product) = product.filter(|product| !product.pickup) {
            let content = format!("{} cannot be collected.", product.title);
            let error = Message::error("method_unavailable", Severity::Recoverable, content);
            messages.push(error.at(format!("{path}.line_item_ids[{at}]")));
        }
    }
}

/// Whether the methods may stand side by side.
fn combine(facts: &Facts<'_>, plan: &Plan, messages: &mut Messages) {
    let delivery = &facts.world.delivery;
    let error = |code, content: &str| {
        Message::error(code, Severity::Recoverable, content).at("$.fulfillment.methods")
    };
    let of = |kind| plan.methods.iter().filter(move |method| method.kind == kind);
    let allowed =
        |both: &Vec<MethodKind>| both.contains(&MethodKind::Shipping) && both.contains(&MethodKind::Pickup);
    let mixed = of(MethodKind::Shipping).next().is_some() && of(MethodKind::Pickup).next().is_some();
    if mixed && !delivery.method_combinations.iter().any(allowed) {
        let content = "Shipping and pickup cannot be combined in one checkout.";
        messages.push(error("method_combination_unavailable", content));
    }
    let limits = [
        (MethodKind::Shipping, delivery.multi_destination_shipping, "Everything has to go to one address."),
        (
            MethodKind::Pickup,
            delivery.multi_destination_pickup,
            "Everything has to be collected at one location.",
        ),
    ];
    for (kind, several, content) in limits {
        let mut chosen: Vec<_> = of(kind).filter_map(Method::destination).map(DestinationView::id).collect();
        chosen.sort();
        chosen.dedup();
        if chosen.len() > 1 && !several {
            messages.push(error("multi_destination_unavailable", content));
        }
    }
}

/// Methods that could be chosen; told only where there is a choice.
fn available(facts: &Facts<'_>, lines: &[Line<'_>]) -> Vec<AvailableMethodView> {
    let delivery = &facts.world.delivery;
    let can_collect =
        |line: &&Line<'_>| line.product.is_some_and(|product| product.pickup && !product.digital);
    let collectable: Vec<&Line<'_>> = lines.iter().filter(can_collect).collect();
    if delivery.pickup.is_empty() || collectable.is_empty() {
        return Vec::new();
    }
    let mut methods = Vec::new();
    if !delivery.shipping.is_empty() {
        methods.push(AvailableMethodView {
            kind: MethodKind::Shipping,
            line_item_ids: lines
                .iter()
                .filter(|line| line.is_physical())
                .map(|line| Arc::clone(&line.id))
                .collect(),
            fulfillable_on: Some("now".into()),
            description: None,
        });
    }
    let names: Vec<&str> =
        collectable.iter().filter_map(|line| line.product).map(|product| &*product.title).collect();
    for location in &delivery.pickup {
        let town = location.address.address_locality.as_deref().unwrap_or("town");
        let hours = u64::from(location.ready_in_hours);
        let content = format!(
            "{} can be collected at {} in {town} {hours} hours after ordering.",
            names.join(" and "),
            location.name
        );
        let ready = facts.now.plus(std::time::Duration::from_secs(hours * 3600));
        methods.push(AvailableMethodView {
            kind: MethodKind::Pickup,
            line_item_ids: collectable.iter().map(|line| Arc::clone(&line.id)).collect(),
            fulfillable_on: Some(ready.rfc3339().into()),
            description: Some(content.into()),
        });
    }
    methods
}
