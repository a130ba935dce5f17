//! The merchant killed with `kill -9` in the middle of business and started again on its state file:
//! no order lost, none doubled, and every webhook delivered.

#![expect(clippy::expect_used, reason = "a test that cannot go on may panic")]

mod server;
mod shopper;
mod verdict;

use rstest::rstest;
use server::{Server, Surroundings};
use shopper::Crowd;
use std::sync::Arc;

/// Shoppers at once, and what each buys one after the other.
const SHOPPERS: usize = 6;
const PURCHASES: usize = 5;

/// The merchant dies after so many answers, again and again; in between, shoppers retry with the same
/// idempotency keys what was not answered.
#[rstest]
#[case::at_once(&[1])]
#[case::early(&[7, 2])]
#[case::often(&[5, 5, 5, 5, 5])]
#[case::late(&[55])]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_is_doubled_by_kills(#[case] kills: &[usize]) {
    let surroundings = Surroundings::new();
    let crowd = Arc::new(Crowd::new(&surroundings, SHOPPERS, PURCHASES));
    for answers in kills {
        let server = Server::start(&surroundings);
        crowd.shop(&server, Some(*answers)).await;
        server.kill();
    }
    let server = Server::start(&surroundings);
    crowd.shop(&server, None).await;
    crowd.replays_are_identical(&server).await;
    let receipts = crowd.receipts();
    assert_eq!(receipts.len(), SHOPPERS * PURCHASES);
    verdict::webhooks(&surroundings, &receipts).await;
    verdict::orders_are_readable(&crowd, &server, &receipts).await;
    server.kill();
    verdict::state_adds_up(&surroundings, &receipts).await;
}

/// A receiver that is down while orders are placed hears of them once it is back, though the merchant
/// died in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_outlive_a_receiver_and_a_merchant_that_are_down() {
    let surroundings = Surroundings::new();
    surroundings.receiver_is_down();
    let crowd = Arc::new(Crowd::new(&surroundings, 2, 2));
    let server = Server::start(&surroundings);
    crowd.shop(&server, None).await;
    server.kill();
    surroundings.receiver_is_back();
    let server = Server::start(&surroundings);
    verdict::webhooks(&surroundings, &crowd.receipts()).await;
    server.kill();
}

/// A state file is for one merchant at a time.
#[tokio::test]
async fn a_second_merchant_on_the_same_file_does_not_start() {
    let surroundings = Surroundings::new();
    let server = Server::start(&surroundings);
    let refusal = Server::refused(&surroundings);
    assert!(refusal.contains("in use by another process"), "{refusal}");
    server.kill();
}
