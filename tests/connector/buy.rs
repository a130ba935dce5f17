//! `ucp-assay buy` as people start it: a process of its own, against a merchant of this process.

use crate::meddler::{Deed, Seen};
use crate::stage::{JANUARY, PLAIN, Setup, Stage};
use rstest::rstest;
use serde_json::Value;
use std::process::{Command, Output};
use ucp_assay::connector::Defects;

const SHOPPING: [&str; 8] = [
    "--item",
    "bouquet_roses:2",
    "--buyer-email",
    "ada@example.com",
    "--buyer-name",
    "Ada Lovelace",
    "--address",
    "1 Main Street, Springfield, IL, 62701, US",
];

/// Runs `buy` at a stage's business with these arguments more.
async fn buy(stage: &Stage, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucp-assay"));
    command.args(["buy", "--url", &stage.business, "--allow-plain-http"]).args(SHOPPING).args(more);
    command.env_remove("UCP_ASSAY_PAYMENT_TOKEN").env_remove("SSL_CERT_FILE");
    tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect()
}

#[rstest]
#[case::newest(PLAIN)]
#[case::january(JANUARY)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_placed_and_its_webhook_awaited(#[case] setup: Setup) {
    let stage = Stage::open(setup, Defects::none()).await;
    let paying = ["--payment-token", "success_token", "--wait-for-order", "20", "--json", "--trace"];
    let output = buy(&stage, &paying).await;
    let lines = lines(&output);
    assert_eq!(output.status.code(), Some(0), "{lines:#?}");
    assert_eq!(stage.orders(), 1);
    let last = lines.last().expect("a receipt");
    assert_eq!((&last["ending"], &last["outcome"]["status"]), (&"placed".into(), &"completed".into()));
    let webhook = lines.iter().find(|line| line["what"]["event"] == "webhook");
    assert_eq!(webhook.expect("a webhook")["what"]["order_id"], last["outcome"]["order_id"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("success_token"), "the token is shown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_read_what_happens() {
    let stage = Stage::open(PLAIN, Defects::none()).await;
    let output = buy(&stage, &["--payment-token", "success_token", "--discount", "10OFF"]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    for expected in
        ["development switches: --allow-plain-http", "completes: the buyer agrees", " placed, 63.00 USD"]
    {
        assert!(text.contains(expected), "{expected} is missing:\n{text}");
    }
}

/// Arguments, what is done on the way, the exit code and what is said.
#[rstest]
#[case::nothing_to_pay_with(&[], |_: &Seen| Deed::Pass, 0, "ready to be paid")]
#[case::declined(&["--payment-token", "fail_token"], |_: &Seen| Deed::Pass, 5, "the buyer goes on at")]
#[case::too_dear(&["--payment-token", "success_token", "--most", "10"], |_: &Seen| Deed::Pass, 12, "price_changed")]
#[case::no_profile(&[], |seen: &Seen| if seen.is_profile() { Deed::Break } else { Deed::Pass }, 3, "unreachable")]
#[case::totals(&["--payment-token", "success_token"], totals, 5, "do not add up")]
#[case::wrong_version(&[], version, 10, "wrong_version")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_it_ends_is_in_the_exit_code(
    #[case] arguments: &[&str],
    #[case] meddle: crate::meddler::Meddle,
    #[case] code: i32,
    #[case] said: &str,
) {
    let stage = Stage::open(Setup { meddle, ..PLAIN }, Defects::none()).await;
    let output = buy(&stage, arguments).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains(said), "{text}");
    assert_eq!(stage.orders(), 0);
}

fn totals(seen: &Seen) -> Deed {
    if !seen.target.contains("/checkout-sessions") {
        return Deed::Pass;
    }
    Deed::Edit(|given| {
        given.edit(|body| {
            if let Some(first) = body.pointer_mut("/totals/0/amount") {
                *first = serde_json::json!(1);
            }
        });
    })
}

fn version(seen: &Seen) -> Deed {
    if seen.is_profile() {
        return Deed::Pass;
    }
    Deed::Edit(|given| given.edit(|body| body["ucp"]["version"] = serde_json::json!("2099-01-01")))
}

/// A business on this machine, or in the clear, is for those who ask for it.
#[rstest]
#[case::in_the_clear(&["buy", "--url", "http://shop.example", "--item", "a"], 3, "invalid_url")]
#[case::no_item(&["buy", "--url", "https://shop.example"], 2, "--item")]
#[case::no_url(&["buy", "--item", "a"], 2, "--url")]
#[case::no_defect(&["buy", "--url", "https://shop.example", "--item", "a", "--defect", "none"], 2, "no defect")]
#[case::bad_address(&["buy", "--url", "https://a.example", "--item", "a", "--address", "x"], 2, "five parts")]
#[case::no_mode(&["connector"], 2, "--mcp")]
fn a_mistake_is_explained(#[case] arguments: &[&str], #[case] code: i32, #[case] said: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_ucp-assay")).args(arguments).output().expect("it runs");
    let text = [output.stdout.clone(), output.stderr.clone()].concat();
    let text = String::from_utf8_lossy(&text);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(said), "{text}");
}
