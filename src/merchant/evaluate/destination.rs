//! Destinations: known addresses, identifiers, the choice, and whether the place can be reached.

use std::sync::Arc;

use super::line::Line;
use super::{Facts, Messages};
use crate::merchant::input::{DestinationInput, MethodInput, MethodKind};
use crate::merchant::state::{Customer, SavedAddress};
use crate::merchant::view::DestinationView;
use crate::protocol::checkout::PostalAddress;
use crate::protocol::message::{Message, Severity};

/// Where the destinations of a method come from.
pub(super) struct Candidates<'f, 'w> {
    pub(super) facts: &'f Facts<'w>,
    pub(super) kind: MethodKind,
    pub(super) email: Option<&'f str>,
    pub(super) lines: &'f [usize],
    pub(super) all: &'f [Line<'w>],
}

/// Destinations of a method and the choice among them.
pub(super) struct Found {
    pub(super) destinations: Vec<DestinationView>,
    pub(super) chosen: Option<usize>,
    pub(super) selected_id: Option<Arc<str>>,
}

/// Resolves the destinations a platform sent, or offers the known ones when it sent none.
pub(super) fn resolve(
    candidates: &Candidates<'_, '_>,
    wanted: &MethodInput,
    path: &str,
    learned: &mut Vec<SavedAddress>,
    messages: &mut Messages,
) -> Found {
    let mut destinations = match candidates.kind {
        MethodKind::Pickup => candidates.locations(),
        MethodKind::Shipping => candidates.addresses(wanted, learned),
    };
    let sent = wanted.destinations.as_deref().unwrap_or_default();
    let only = match (sent, destinations.as_slice()) {
        ([only], [place]) if only.id.is_some() || candidates.kind == MethodKind::Shipping => Some(place.id()),
        _ => None,
    };
    // A platform that sends one address without naming it cannot know its identifier yet.
    let unnamed =
        wanted.selected_destination_id.as_ref().filter(|id| !destinations.iter().any(|d| d.id() == *id));
    let selected = match (&wanted.selected_destination_id, only) {
        (Some(_), Some(only)) if unnamed.is_some() && sent.iter().all(|d| d.id.is_none()) => {
            Some(Arc::clone(only))
        }
        (Some(id), _) => Some(Arc::clone(id)),
        (None, _) => None,
    };
    if let Some(id) = &selected {
        candidates.recall(id, &mut destinations);
    }
    let place = selected.as_ref().and_then(|id| destinations.iter().position(|d| d.id() == id));
    let problem = candidates.judge(selected.as_deref(), place, &destinations, path);
    let chosen = if problem.is_none() { place } else { None };
    messages.extend(problem);
    Found { chosen, selected_id: place.and(selected), destinations }
}

impl Candidates<'_, '_> {
    /// The merchant's locations, where everything of the method can be collected.
    fn locations(&self) -> Vec<DestinationView> {
        let collectable =
            |at: &usize| self.all.get(*at).and_then(|line| line.product).is_some_and(|p| p.pickup);
        if !self.lines.iter().all(collectable) {
            return Vec::new();
        }
        let locations = self.facts.world.delivery.pickup.iter().map(|location| DestinationView::Retail {
            id: Arc::clone(&location.id),
            name: Arc::clone(&location.name),
            address: location.address.clone(),
        });
        locations.collect()
    }

    fn customer(&self) -> Option<&Customer> {
        self.facts.state.customer(self.email?)
    }

    /// The addresses sent, each with an identifier; without any, the buyer's known ones.
    fn addresses(&self, wanted: &MethodInput, learned: &mut Vec<SavedAddress>) -> Vec<DestinationView> {
        let Some(sent) = wanted.destinations.as_ref().filter(|sent| !sent.is_empty()) else {
            let saved = self.customer().map(|customer| customer.addresses.as_slice()).unwrap_or_default();
            let view = |saved: &SavedAddress| DestinationView::Shipping {
                id: Arc::clone(&saved.id),
                address: saved.address.clone(),
            };
            return saved.iter().map(view).collect();
        };
        let mut found: Vec<DestinationView> = Vec::with_capacity(sent.len());
        for destination in sent {
            let view = self.address(destination, &found, sent);
            self.learn(&view, learned);
            if !found.iter().any(|known| known.id() == view.id()) {
                found.push(view);
            }
        }
        found
    }

    fn address(
        &self,
        sent: &DestinationInput,
        found: &[DestinationView],
        all: &[DestinationInput],
    ) -> DestinationView {
        let address = sent.postal_address();
        let saved = self.customer().map(|customer| customer.addresses.as_slice()).unwrap_or_default();
        if let Some(id) = &sent.id {
            // Only an identifier: the address is the one it stands for.
            let known = || saved.iter().find(|known| known.id == *id).map(|known| known.address.clone());
            let before = || self.previously(id).map(|before| before.address().clone());
            let address = if address == PostalAddress::default() {
                known().or_else(before).unwrap_or(address)
            } else {
                address
            };
            return DestinationView::Shipping { id: Arc::clone(id), address };
        }
        let same_saved =
            saved.iter().find(|known| known.address == address).map(|known| Arc::clone(&known.id));
        let same_before =
            || self.shown().find(|shown| *shown.address() == address).map(|shown| Arc::clone(shown.id()));
        let is_taken = |id: &str| {
            found.iter().any(|known| **known.id() == *id)
                || saved.iter().any(|known| *known.id == *id)
                || all.iter().any(|other| other.id.as_deref() == Some(id))
                || self.shown().any(|shown| **shown.id() == *id)
        };
        let fresh = || {
            (1..u32::MAX)
                .map(|number| format!("dest_{number}"))
                .find(|id| !is_taken(id))
                .unwrap_or_default()
                .into()
        };
        let id = same_saved.or_else(same_before).unwrap_or_else(fresh);
        DestinationView::Shipping { id, address }
    }

    /// Shipping addresses shown before.
    fn shown(&self) -> impl Iterator<Item = &DestinationView> {
        let before = self.facts.previous.and_then(|view| view.fulfillment.as_ref());
        let methods = before.map(|view| view.methods.as_slice()).unwrap_or_default();
        let shipping = methods.iter().filter(|method| method.kind == MethodKind::Shipping);
        shipping.flat_map(|method| method.destinations.iter())
    }

    fn previously(&self, id: &str) -> Option<&DestinationView> {
        self.shown().find(|shown| **shown.id() == *id)
    }

    /// A choice by the identifier of an address shown before brings that address back.
    fn recall(&self, id: &Arc<str>, destinations: &mut Vec<DestinationView>) {
        if self.kind == MethodKind::Shipping && !destinations.iter().any(|known| known.id() == id) {
            destinations.extend(self.previously(id).cloned());
        }
    }

    fn learn(&self, view: &DestinationView, learned: &mut Vec<SavedAddress>) {
        if !self.facts.world.remember_addresses || self.email.is_none() {
            return;
        }
        let known = self.customer().is_some_and(|customer| {
            customer.same_address(view.address()).is_some()
                || customer.addresses.iter().any(|a| a.id == *view.id())
        });
        if !known
            && !learned.iter().any(|other| other.id == *view.id())
            && view.address().address_country.is_some()
        {
            learned.push(SavedAddress { id: Arc::clone(view.id()), address: view.address().clone() });
        }
    }

    fn judge(
        &self,
        selected: Option<&str>,
        place: Option<usize>,
        destinations: &[DestinationView],
        path: &str,
    ) -> Option<Message> {
        let at = format!("{path}.selected_destination_id");
        let error = |code, content: &str| Message::error(code, Severity::Recoverable, content);
        let (Some(selected), Some(place)) = (selected, place) else {
            return Some(match (selected, self.kind) {
                (Some(_), _) => {
                    error("invalid_destination", "There is no destination of this identifier.").at(at)
                }
                (None, MethodKind::Pickup) => error("missing", "Choose a location to collect at.").at(at),
                (None, MethodKind::Shipping) => error("missing", "Choose where to ship to.").at(at),
            });
        };
        let address = destinations.get(place).map(DestinationView::address)?;
        if self.kind == MethodKind::Pickup {
            return None;
        }
        let at = format!("{path}.destinations[{place}]");
        let Some(country) = address.address_country.as_deref() else {
            let content = format!("The address {selected} names no country.");
            return Some(error("missing", &content).at(format!("{at}.address_country")));
        };
        let reached = !self.is_excluded(address, country)
            && self.facts.world.delivery.shipping.iter().any(|rate| rate.serves(country));
        let content = "Nothing can be delivered to this address.";
        (!reached).then(|| error("address_undeliverable", content).at(at))
    }

    fn is_excluded(&self, address: &PostalAddress, country: &str) -> bool {
        let excluded = &self.facts.world.delivery.undeliverable;
        let listed =
            |list: &[Arc<str>], wanted: &str| list.iter().any(|known| known.eq_ignore_ascii_case(wanted));
        let region = address.address_region.as_deref().map(|region| format!("{country}-{region}"));
        listed(&excluded.countries, country)
            || region.is_some_and(|region| listed(&excluded.regions, &region))
            || address.postal_code.as_deref().is_some_and(|code| listed(&excluded.postal_codes, code))
    }
}
