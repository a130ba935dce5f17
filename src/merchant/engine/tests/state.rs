//! Bounds and persistence.

use std::sync::Arc;

use super::shop::*;
use crate::merchant::state::Customer;
use crate::merchant::{Changes, Command, Limits, MerchantState, Saved};
use crate::protocol::checkout::CheckoutStatus::*;

#[test]
fn ended_checkouts_go_first() {
    let mut shop = Shop::open("flower-shop");
    shop.state = MerchantState::with_limits(&shop.world, Limits { checkouts: 2, orders: 1, customers: 1 });
    let open = shop.in_status(ReadyForComplete);
    let ended = shop.in_status(Canceled);
    let third = shop.in_status(Incomplete);
    let outcome = shop.send(Command::GetCheckout { id: ended.clone() });
    failure(outcome);
    assert_eq!((shop.get(&open).status, shop.get(&third).status), (ReadyForComplete, Incomplete));
    shop.create(&cart("pot_ceramic", 1));
    assert_eq!(
        shop.last.as_ref().map(|o| o.changed.evicted_checkouts.clone()),
        Some(vec![open]),
        "then the oldest"
    );
}

#[test]
fn a_completion_in_progress_is_never_dropped() {
    let mut shop = Shop::open("flower-shop");
    shop.state = MerchantState::with_limits(&shop.world, Limits { checkouts: 1, orders: 1, customers: 1 });
    let pending = shop.in_status(CompleteInProgress);
    shop.create(&cart("pot_ceramic", 1));
    assert_eq!(shop.settle(&pending).status, Completed);
}

#[test]
fn orders_are_bounded() {
    let mut shop = Shop::open("flower-shop");
    shop.state = MerchantState::with_limits(&shop.world, Limits { checkouts: 9, orders: 1, customers: 1 });
    let first = shop.ordered("pot_ceramic", 1).id;
    shop.ordered("pot_ceramic", 1);
    failure(shop.send(Command::GetOrder { id: first }));
}

#[test]
fn everything_survives_a_restart() {
    let mut shop = Shop::open("flower-shop");
    let ids = [Incomplete, RequiresEscalation, ReadyForComplete, CompleteInProgress, Completed, Canceled]
        .map(|status| shop.in_status(status));
    let views = ids.clone().map(|id| shop.get(&id));
    let copy = |value: serde_json::Value| value.to_string();
    let records = |text: &str| serde_json::from_str(text).expect("a record");
    let saved = Saved {
        checkouts: shop
            .state
            .checkouts()
            .map(|r| records(&copy(serde_json::to_value(r).expect("JSON"))))
            .collect(),
        orders: shop
            .state
            .orders()
            .map(|r| serde_json::from_value(serde_json::to_value(r).expect("JSON")).expect("a record"))
            .collect(),
        stock: shop.state.stock_levels().cloned().collect(),
        customers: Vec::new(),
    };
    let versions: Vec<u64> =
        ids.iter().filter_map(|id| shop.state.checkout(id)).map(|record| record.version).collect();
    let (state, dropped) = MerchantState::restore(&shop.world, Limits::default(), saved);
    assert!(dropped.is_empty());
    shop.state = state;
    assert_eq!(ids.clone().map(|id| shop.get(&id)), views);
    let restored: Vec<u64> =
        ids.iter().filter_map(|id| shop.state.checkout(id)).map(|record| record.version).collect();
    assert_eq!(restored, versions);
    assert_eq!(shop.settle(&ids[3]).status, Completed);
    assert_eq!(shop.pay(&ids[2], "success_token").status, Completed);
    let labels: std::collections::HashSet<_> =
        shop.state.orders().filter_map(|order| order.view.label.clone()).collect();
    assert_eq!(labels.len(), 3, "order numbers go on");
}

#[test]
fn versions_count_every_change() {
    let mut shop = Shop::open("flower-shop");
    let id = shop.in_status(ReadyForComplete);
    let version = |shop: &Shop| shop.state.checkout(&id).map(|record| record.version);
    assert_eq!(version(&shop), Some(1));
    shop.get(&id);
    assert_eq!(version(&shop), Some(1));
    shop.pay(&id, "success_token");
    assert_eq!(version(&shop), Some(2));
}

#[test]
fn customers_dropped_at_the_bound_are_reported() {
    let shop = Shop::open("flower-shop");
    let limits = Limits { checkouts: 9, orders: 9, customers: 2 };
    let mut state = MerchantState::with_limits(&shop.world, limits);
    let known = state.customers().count();
    let mut changes = Changes::default();
    for email in ["first@example.com", "second@example.com", "third@example.com"] {
        state.remember(email, Vec::new(), &mut changes);
    }
    assert_eq!(changes.evicted_customers, ["first@example.com".into()]);
    assert_eq!(changes.customers, ["second@example.com".into(), "third@example.com".into()]);
    assert!(state.customer("first@example.com").is_none());
    assert_eq!(state.customers().count(), known + 2, "the world's own stay");
    state.remember("First@example.com", Vec::new(), &mut changes);
    assert_eq!(changes.evicted_customers, ["second@example.com".into()], "who comes back is not dropped");
    assert_eq!(changes.customers, ["third@example.com".into(), "first@example.com".into()]);
}

#[test]
fn a_restart_with_smaller_bounds_reports_what_it_drops() {
    let mut shop = Shop::open("flower-shop");
    let ids = [Canceled, Incomplete].map(|status| shop.in_status(status));
    let orders = [(); 2].map(|()| shop.ordered("pot_ceramic", 1).id);
    let customer = |email: &str| Customer { email: email.into(), ..Customer::default() };
    let saved = Saved {
        checkouts: ids.iter().filter_map(|id| shop.state.checkout(id)).cloned().collect(),
        orders: orders.iter().filter_map(|id| shop.state.order(id)).cloned().collect(),
        stock: Vec::new(),
        customers: vec![customer("old@example.com"), customer("new@example.com")],
    };
    let limits = Limits { checkouts: 1, orders: 1, customers: 1 };
    let (state, dropped) = MerchantState::restore(&shop.world, limits, saved);
    let [canceled, incomplete] = ids.map(|id| Arc::<str>::from(&*id));
    let [first, second] = orders;
    let expected = Changes {
        evicted_checkouts: vec![canceled],
        evicted_orders: vec![first],
        evicted_customers: vec!["old@example.com".into()],
        ..Changes::default()
    };
    assert_eq!(dropped, expected);
    assert!(state.checkout(&incomplete).is_some() && state.order(&second).is_some());
    assert!(state.customer("new@example.com").is_some());
}
