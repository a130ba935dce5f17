//! What has to be true in the end.

use crate::server::{Server, Surroundings};
use crate::shopper::{Crowd, Receipt};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use ucp_assay::merchant::state::{ChargeStatus, Checkout, Order, StockLevel};
use ucp_assay::simulator::store::{Kind, Snapshot, SqliteOptions, SqliteStore, Store};

/// Bouquets in the house at the start, and in every basket.
const STOCK: u64 = 1000;
const BASKET: u64 = 2;

/// Longest wait for webhooks; a retry after a failure takes two seconds.
const PATIENCE: Duration = Duration::from_secs(30);

fn orders(receipts: &[Receipt]) -> BTreeSet<String> {
    receipts.iter().map(|receipt| receipt.order_id.clone()).collect()
}

/// The platform has heard of every order, and of each under one `Webhook-Id` however often.
pub(crate) async fn webhooks(surroundings: &Surroundings, receipts: &[Receipt]) {
    let expected = orders(receipts);
    let inbox = surroundings.agent.inbox();
    let acknowledged = inbox.wait_for(PATIENCE, |received| {
        let mut events: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for delivery in received {
            if delivery.response.as_ref().is_some_and(|answer| answer.status == 200) {
                let order: Value = serde_json::from_slice(&delivery.request.body).ok()?;
                let id = delivery.request.headers.iter().find(|(name, _)| name == "webhook-id")?;
                events.entry(order["id"].as_str()?.to_owned()).or_default().insert(id.1.clone());
            }
        }
        (events.len() == expected.len()).then_some(events)
    });
    let events = acknowledged.await.expect("a webhook for every order");
    assert_eq!(events.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let doubled: Vec<_> = events.iter().filter(|(_, ids)| ids.len() != 1).collect();
    assert!(doubled.is_empty(), "one event under several identifiers: {doubled:?}");
}

/// Every order can be read by the platform that placed it.
pub(crate) async fn orders_are_readable(crowd: &Crowd, server: &Server, receipts: &[Receipt]) {
    for receipt in receipts {
        let path = format!("/orders/{}", receipt.order_id);
        let order = crowd.send(server, "GET", &path, None, &Value::Null).await;
        assert_eq!(order["id"], receipt.order_id.as_str(), "{order}");
        assert_eq!(order["checkout_id"], receipt.checkout_id.as_str());
    }
}

/// What the file holds: an order per receipt and no other, one charge each, and the stock that is
/// missing is the stock that was sold.
pub(crate) async fn state_adds_up(surroundings: &Surroundings, receipts: &[Receipt]) {
    let store = SqliteStore::open(&surroundings.state_file(), &SqliteOptions::default()).expect("a file");
    let stored = store.load("default").await.expect("a session");
    let held: BTreeSet<String> = all::<Order>(&stored, Kind::Order).into_iter().map(|(id, _)| id).collect();
    assert_eq!(held, orders(receipts));
    let charges: usize = all::<Checkout>(&stored, Kind::Checkout)
        .iter()
        .flat_map(|(_, checkout)| &checkout.charges)
        .filter(|charge| charge.status == ChargeStatus::Succeeded)
        .count();
    assert_eq!(charges, receipts.len(), "charges");
    let roses: StockLevel = stored.one(Kind::Stock, "bouquet_roses").expect("readable").expect("stock");
    let sold = BASKET * receipts.len() as u64;
    assert_eq!((roses.on_hand, roses.reserved), (STOCK - sold, 0));
    let checkouts = stored.records().iter().filter(|record| record.kind == Kind::Checkout).count();
    assert_eq!(checkouts, receipts.len(), "a checkout nobody knows of");
}

fn all<T: serde::de::DeserializeOwned>(stored: &Snapshot, kind: Kind) -> Vec<(String, T)> {
    stored.read(kind).expect("readable")
}
