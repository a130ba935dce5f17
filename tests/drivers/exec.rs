//! Connectors that are a command per action.

use crate::stage::{Stage, bought, payment, roses};
use rstest::rstest;
use serde_json::json;
use ucp_assay::connector::driver::{Action, Outcome};

/// `ucp-assay buy` as a connector that only shops as a whole.
const BUY: &str = r#"
driver: 1
name: buy
kind: exec
argv: [BIN, buy, --json, --allow-loopback, --trust, "${ca}", --tls-certificate, "${tls.certificate}", --tls-key, "${tls.key}"]
stdout: last-json-line
ok_exit: [0]
operations:
  flow:
    argv:
      - --url
      - "${business}"
      - --item
      - "${items.0.id}:${items.0.quantity}"
      - [--buyer-email, "${buyer.email}"]
      - [--buyer-name, "${buyer.first_name} ${buyer.last_name}"]
      - [--address, "${address.street_address}, ${address.address_locality}, ${address.address_region}, ${address.postal_code}, ${address.address_country}"]
      - [--payment-token, "${token}"]
results:
  id: [/outcome/id]
  status: [/outcome/status]
  order_id: [/outcome/order_id]
  continue_url: [/outcome/continue_url]
  error_code: [/outcome/error_code]
  error: [/outcome/error]
  resource: [/outcome/resource]
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_shops_as_a_whole() {
    let stage = Stage::open().await;
    let driver = stage.start(BUY).await;
    assert!(!driver.supports(&Action::Create { checkout: roses(1) }));
    let flow = stage.ask(&*driver, Action::Flow { checkout: bought(), payment: payment() }).await;
    assert_eq!(flow.status.as_deref(), Some("completed"), "{flow:?}");
    assert_eq!((flow.order_id.is_some(), stage.orders()), (true, 1));
    let mut payment = payment();
    "fail_token".clone_into(&mut payment.token);
    let declined = stage.ask(&*driver, Action::Flow { checkout: bought(), payment }).await;
    assert!(!declined.is_success() && declined.error_code.is_some(), "{declined:?}");
    assert_eq!(stage.orders(), 1);
}

/// A driver whose command is a shell script.
fn command(script: &str, more: &str) -> String {
    let argv = json!(["sh", "-c", script, "sh"]);
    format!(
        "driver: 1\nname: x\nkind: exec\nargv: {argv}\n{more}\noperations: {{create: {{argv: [\"${{items.0.id}}\"]}}}}\n"
    )
}

async fn once(script: &str, more: &str) -> Outcome {
    let stage = Stage::open().await;
    let driver = stage.start(&command(script, more)).await;
    stage.ask(&*driver, Action::Create { checkout: roses(1) }).await
}

/// What a command does, how its output is read, and the identifier or the code and text that come of it.
#[rstest]
#[case::json("echo \"{\\\"id\\\": \\\"$1\\\"}\"", "", Ok("bouquet_roses"))]
#[case::followed_by_words("echo '{\"id\": \"a\"} Tell the buyer'", "stdout: leading-json", Ok("a"))]
#[case::preceded_by_words("echo starting; echo '{\"id\": \"a\"}'", "stdout: last-json-line", Ok("a"))]
#[case::other_success("echo '{\"id\": \"a\"}'; exit 4", "ok_exit: [0, 4]", Ok("a"))]
#[case::words_where_json_is_wanted("echo hello", "", Err(("connector_unreadable", "hello")))]
#[case::exit("echo bad luck >&2; exit 9", "", Err(("exit_9", "bad luck")))]
#[case::code_of_its_own("echo '{\"code\": \"SOLD_OUT\", \"message\": \"none left\"}'; exit 1", "", Err(("SOLD_OUT", "none left")))]
#[case::marked_in_the_answer("echo '{\"error\": \"no\"}'", "error_when: [{pointer: /error}]", Err(("connector_error", "no")))]
#[case::text_missing("echo done", "stdout: text\nok_text: Success", Err(("text_missing", "without \"Success\"")))]
#[case::killed("kill -9 $$", "", Err(("killed", "signal")))]
#[case::flood("head -c 5000000 /dev/zero", "", Err(("connector_too_much", "bytes")))]
#[case::silence("sleep 1000", "timeouts: {call: 300}", Err(("connector_silent", "300 ms")))]
#[tokio::test]
async fn what_a_command_does_is_read(
    #[case] script: &str,
    #[case] more: &str,
    #[case] expected: Result<&str, (&str, &str)>,
) {
    let outcome = once(script, more).await;
    match expected {
        Ok(id) => assert_eq!((outcome.id.as_deref(), outcome.is_success()), (Some(id), true), "{outcome:?}"),
        Err((code, text)) => {
            assert_eq!(outcome.error_code.as_deref(), Some(code), "{outcome:?}");
            assert!(outcome.error.as_deref().is_some_and(|error| error.contains(text)), "{outcome:?}");
        }
    }
}

#[tokio::test]
async fn where_the_buyer_goes_on_may_be_left_in_a_file() {
    let script = "echo '{\"cta\": \"https://shop.example/c/1\"}' > hand-over.json; echo '{\"id\": \"a\"}'";
    let hook = "escalation: {file: \"${tmp}/hand-over.json\", continue_url: [/cta]}";
    let outcome = once(script, hook).await;
    assert_eq!(outcome.continue_url.as_deref(), Some("https://shop.example/c/1"));
    let without = once("echo '{\"id\": \"a\"}'", hook).await;
    assert_eq!(without.continue_url, None);
}
