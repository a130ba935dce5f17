//! Shopping done right, in every version.

use crate::stage::{JANUARY, PLAIN, Setup, Stage, WAIT};
use rstest::rstest;
use ucp_assay::connector::Defects;
use ucp_assay::connector::reference::Ending;
use ucp_assay::simulator::settings::ResponseSigning;

#[rstest]
#[case::newest(PLAIN)]
#[case::newest_signed(Setup { signing: ResponseSigning::All, ..PLAIN })]
#[case::january(JANUARY)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_placed_and_followed(#[case] setup: Setup) {
    let stage = Stage::open(setup, Defects::none()).await;
    let receipt = stage.buy().await;
    assert_eq!(receipt.ending, Ending::Placed, "{:?}\n{}", receipt.outcome, stage.trace());
    assert_eq!(stage.orders(), 1);
    let order = receipt.outcome.order_id.expect("an order");
    let told = stage.connector.wait_for_order(&order, WAIT).await;
    let told = told
        .unwrap_or_else(|| panic!("no webhook {:?}\n{}", stage.merchant.outbox().pending(), stage.trace()));
    assert_eq!(told["id"], order.as_str());
}
