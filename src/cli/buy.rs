//! `ucp-assay buy`: the reference connector shops from end to end, in sight.

mod print;

use crate::cli::connector::options::AgentOptions;
use crate::clock::Clock;
use crate::connector::driver::Payment;
use crate::connector::reference::{Ending, Receipt, Reference, ShoppingList};
use crate::connector::trace::Trace;
use crate::exit_code::Exit;
use clap::Args;
use print::Printer;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::time::Duration;
use tokio::sync::mpsc;

/// Buy something from a business, as a platform does
#[derive(Debug, Args)]
#[command(after_help = EXITS)]
pub struct BuyArguments {
    /// Origin of the business: scheme and authority
    #[arg(long, value_name = "URL")]
    url: String,
    /// Product to buy, with a quantity of one or more; may be repeated
    #[arg(long = "item", value_name = "ID[:QTY]", required = true, value_parser = parse_item)]
    items: Vec<(String, u64)>,
    /// The buyer's e-mail address
    #[arg(long, value_name = "EMAIL")]
    buyer_email: Option<String>,
    /// The buyer's name, first and last
    #[arg(long, value_name = "NAME")]
    buyer_name: Option<String>,
    /// Where to deliver: "street, city, region, postal code, country code"
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    address: Option<Value>,
    /// Discount code; may be repeated
    #[arg(long = "discount", value_name = "CODE")]
    codes: Vec<String>,
    /// Token of a payment handler, never a card number; without it nothing is completed
    #[arg(long, value_name = "TOKEN", env = "UCP_ASSAY_PAYMENT_TOKEN", hide_env_values = true)]
    payment_token: Option<String>,
    /// Identifier of the payment handler, one of the profile where checkouts list none; the first usable one without it
    #[arg(long, value_name = "ID", requires = "payment_token")]
    payment_handler: Option<String>,
    /// The most the buyer agrees to pay, in minor units; whatever the checkout shows without it
    #[arg(long, value_name = "AMOUNT")]
    most: Option<i64>,
    /// Wait up to so many seconds for the webhook about the order
    #[arg(long, value_name = "SECONDS")]
    wait_for_order: Option<u64>,
    /// JSON lines instead of text
    #[arg(long)]
    json: bool,
    /// Show every exchange and check, not only the decisions
    #[arg(long)]
    trace: bool,
    #[command(flatten)]
    agent: AgentOptions,
}

/// Time for the acknowledgement of a webhook to leave.
const GRACE: Duration = Duration::from_millis(300);

/// What the exit codes mean here.
const EXITS: &str = "Exit codes:
   0  the order was placed (and its webhook came, when waited for); without --payment-token: ready to be paid
   2  the command line could not be understood
   3  the connector does not start, or the business cannot be reached or talked to
   5  the buyer has to go on at the continue_url printed
  10  an answer of the business breaks the protocol; it was not used
  12  no order: the business refused, did not answer, or the price is not what was agreed to
  20  the program itself broke";

fn parse_item(text: &str) -> Result<(String, u64), String> {
    let (id, quantity) = match text.rsplit_once(':') {
        Some((id, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            (id, digits.parse().map_err(|_| format!("{digits} is too large a quantity"))?)
        }
        Some(_) | None => (text, 1),
    };
    if id.is_empty() || quantity == 0 {
        return Err(
            "expected the identifier of a product, and a quantity of at least 1: ID or ID:QTY".to_owned()
        );
    }
    Ok((id.to_owned(), quantity))
}

fn parse_address(text: &str) -> Result<Value, String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let [street, city, region, code, country] = parts[..] else {
        let expected = "expected five parts: \"1 Main Street, Springfield, IL, 62701, US\"";
        return Err(format!("{} parts separated by commas; {expected}", parts.len()));
    };
    let named = [
        ("street_address", street),
        ("address_locality", city),
        ("address_region", region),
        ("postal_code", code),
        ("address_country", country),
    ];
    let members = named.into_iter().filter(|(_, part)| !part.is_empty());
    Ok(Value::Object(members.map(|(name, part)| (name.to_owned(), json!(part))).collect()))
}

impl BuyArguments {
    fn list(&self) -> ShoppingList {
        ShoppingList {
            business: self.url.clone(),
            items: self.items.clone(),
            buyer: self.buyer(),
            address: self.delivery(),
            codes: self.codes.clone(),
            payment: self
                .payment_token
                .as_ref()
                .map(|token| Payment { token: token.clone(), handler_id: self.payment_handler.clone() }),
            most: self.most,
        }
    }

    fn names(&self) -> Vec<(String, Value)> {
        let Some(name) = &self.buyer_name else { return Vec::new() };
        let (first, last) = name.trim().split_once(' ').unwrap_or((name.trim(), ""));
        let named = [("first_name", first), ("last_name", last.trim())];
        named
            .into_iter()
            .filter(|(_, part)| !part.is_empty())
            .map(|(n, part)| (n.to_owned(), json!(part)))
            .collect()
    }

    fn buyer(&self) -> Value {
        let email = self.buyer_email.iter().map(|email| ("email".to_owned(), json!(email)));
        Value::Object(self.names().into_iter().chain(email).collect::<Map<_, _>>())
    }

    fn delivery(&self) -> Value {
        let mut address = self.address.clone().unwrap_or_default();
        if let Some(members) = address.as_object_mut() {
            members.extend(self.names());
        }
        address
    }
}

/// Buys; what happens goes to `out`, complaints about the program to standard error.
pub fn run(arguments: &BuyArguments, out: &mut dyn Write) -> Exit {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("ucp-assay: no runtime: {error}");
            return Exit::HarnessError;
        }
    };
    runtime.block_on(buy(arguments, out))
}

async fn buy(arguments: &BuyArguments, out: &mut dyn Write) -> Exit {
    let clock = Clock::system();
    let (told, mut events) = mpsc::unbounded_channel();
    let trace = Trace::with_listener(clock.clone(), move |entry| {
        // Nobody listens any more once everything is printed.
        let _unheard = told.send(entry.clone());
    });
    let connector = match arguments.agent.start("buyer", clock, trace) {
        Ok(connector) => connector,
        Err(error) => {
            eprintln!("ucp-assay: {error}");
            return Exit::Preflight;
        }
    };
    let mut printer = Printer::new(out, arguments.json, arguments.trace);
    printer.switches(&arguments.agent.switches());
    let list = arguments.list();
    let shopping = shop(&connector, &list, arguments.wait_for_order.map(Duration::from_secs));
    tokio::pin!(shopping);
    let (receipt, exit) = loop {
        tokio::select! {
            biased;
            Some(entry) = events.recv() => printer.entry(&entry),
            done = &mut shopping => break done,
        }
    };
    while let Ok(entry) = events.try_recv() {
        printer.entry(&entry);
    }
    printer.receipt(&receipt);
    if printer.is_broken() { Exit::ReportNotWritten } else { exit }
}

/// Shops, and waits for the order's webhook when asked to.
async fn shop(connector: &Reference, list: &ShoppingList, patience: Option<Duration>) -> (Receipt, Exit) {
    let mut receipt = connector.shop(list).await;
    let exit = exit_of(&receipt);
    let (Ending::Placed, Some(patience)) = (receipt.ending, patience) else { return (receipt, exit) };
    let order = receipt.outcome.order_id.clone().unwrap_or_default();
    if connector.wait_for_order(&order, patience).await.is_some() {
        // The listener ends with the process; the acknowledgement has to be gone by then.
        tokio::time::sleep(GRACE).await;
        return (receipt, exit);
    }
    let seconds = patience.as_secs();
    receipt.outcome.error =
        Some(format!("the order was placed, but no webhook about it came within {seconds} s"));
    (receipt, Exit::Inconclusive)
}

/// The exit code that an ending means.
fn exit_of(receipt: &Receipt) -> Exit {
    match receipt.ending {
        Ending::Placed | Ending::Ready => Exit::Success,
        Ending::HandedOver => Exit::Incomplete,
        Ending::Stopped => match receipt.outcome.error_code.as_deref().unwrap_or_default() {
            "invalid_url"
            | "unreachable"
            | "tls_failed"
            | "profile_malformed"
            | "version_unsupported"
            | "capabilities_incompatible" => Exit::Preflight,
            "redirect_refused" | "not_json" | "invalid_answer" | "wrong_version" | "wrong_resource"
            | "stale_answer" | "signature_refused" | "totals_mismatch" => Exit::NonConformant,
            _ => Exit::Inconclusive,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("rose", Some(("rose", 1)))]
    #[case("rose:3", Some(("rose", 3)))]
    #[case("urn:sku:rose", Some(("urn:sku:rose", 1)))]
    #[case("urn:sku:rose:2", Some(("urn:sku:rose", 2)))]
    #[case("rose:0", None)]
    #[case(":2", None)]
    #[case("", None)]
    #[case("rose:99999999999999999999", None)]
    fn an_item_has_a_quantity(#[case] text: &str, #[case] expected: Option<(&str, u64)>) {
        let expected = expected.map(|(id, quantity)| (id.to_owned(), quantity));
        assert_eq!(parse_item(text).ok(), expected);
    }

    #[test]
    fn an_address_has_five_parts() {
        let address = parse_address("1 Main Street, Springfield, IL, 62701, US").expect("an address");
        assert_eq!((&address["postal_code"], &address["address_country"]), (&json!("62701"), &json!("US")));
        assert_eq!(
            parse_address("1 Rue, Paris, , 75001, FR").expect("an address").get("address_region"),
            None
        );
        assert!(parse_address("1 Main Street, US").is_err_and(|reason| reason.contains("five parts")));
    }
}
