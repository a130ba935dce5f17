//! Shopping from end to end, as an agent does for its buyer: open, supply, agree, complete, and stop
//! wherever the protocol says that a person goes on.

use serde_json::{Value, json};

use super::Reference;
use super::moves::{self, Move};
use crate::connector::defect::Defect;
use crate::connector::driver::{Outcome, Payment};
use crate::connector::problem::{Code, Problem};
use crate::connector::shopper::{self, Means};
use crate::connector::trace::Event;
use crate::transport::neutral::Accommodation;
use crate::transport::view::View;

/// Steps an agent takes with one checkout before it gives up.
const PATIENCE: usize = 10;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct ShoppingList {
    /// Origin of the business.
    pub business: String,
    /// Identifiers of products, with quantities.
    pub items: Vec<(String, u64)>,
    /// The buyer, in the protocol's members.
    pub buyer: Value,
    /// Where to deliver, in the protocol's members; null when nowhere.
    pub address: Value,
    /// Discount codes.
    pub codes: Vec<String>,
    /// What to pay with; absent: only up to the payment.
    pub payment: Option<Payment>,
    /// The most the buyer agrees to pay, in minor units; absent: whatever the checkout shows.
    pub most: Option<i64>,
}

impl ShoppingList {
    /// What the content of a checkout lists, with nothing to pay with.
    #[must_use]
    pub fn of(business: &str, checkout: &Value) -> Self {
        let lines = checkout.get("line_items").and_then(Value::as_array).into_iter().flatten();
        let item = |line: &Value| {
            let id = line.pointer("/item/id").and_then(Value::as_str)?;
            Some((id.to_owned(), line.get("quantity").and_then(Value::as_u64).unwrap_or(1)))
        };
        let codes = checkout.pointer("/discounts/codes").and_then(Value::as_array).into_iter().flatten();
        let at = |pointer: &str| checkout.pointer(pointer).cloned().unwrap_or_default();
        Self {
            business: business.to_owned(),
            items: lines.filter_map(item).collect(),
            buyer: at("/buyer"),
            address: at("/fulfillment/methods/0/destinations/0"),
            codes: codes.filter_map(Value::as_str).map(str::to_owned).collect(),
            payment: None,
            most: None,
        }
    }
}

/// How shopping ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// An order was placed.
    Placed,
    /// Everything is ready, and there is nothing to pay with.
    Ready,
    /// The buyer goes on at `continue_url`.
    HandedOver,
    /// It went no further.
    Stopped,
}

/// What came of shopping.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// How it ended.
    pub ending: Ending,
    /// The last thing known, or why it went no further.
    pub outcome: Outcome,
}

/// Where shopping stands.
struct Cart<'a> {
    list: &'a ShoppingList,
    means: Means,
    paid: bool,
    restarted: bool,
}

/// What one step leads to.
enum Step {
    On(View),
    End(Ending, Result<View, Problem>),
}

impl Reference {
    /// Buys what is on the list, as far as it goes.
    pub async fn shop(&self, list: &ShoppingList) -> Receipt {
        let unasked = self.settings().accommodations.contains(&Accommodation::UnaskedDelivery);
        let means = Means { buyer: list.buyer.clone(), address: list.address.clone(), unasked };
        let mut cart = Cart { list, means, paid: false, restarted: false };
        let mut view = match self.open_cart(&cart).await {
            Ok(view) => view,
            Err(problem) => return self.receipt(Ending::Stopped, Err(problem)),
        };
        for _ in 0..PATIENCE {
            match self.step(&mut cart, view).await {
                Step::On(next) => view = next,
                Step::End(ending, done) => return self.receipt(ending, done),
            }
        }
        let detail =
            format!("the checkout is not ready after {PATIENCE} steps; its messages say what is missing");
        self.receipt(Ending::Stopped, Err(Problem::new(Code::NotReady, detail)))
    }

    fn receipt(&self, ending: Ending, done: Result<View, Problem>) -> Receipt {
        let ending = match (&done, ending) {
            (Err(problem), Ending::Stopped) if problem.continue_url.is_some() && hands_over(problem.code) => {
                Ending::HandedOver
            }
            (Ok(_) | Err(_), ending) => ending,
        };
        if let (Ending::HandedOver, Ok(view)) = (ending, &done)
            && let Some(continue_url) = view.text("/continue_url").map(str::to_owned)
        {
            self.tell(Event::HandedOver { continue_url });
        }
        Receipt { ending, outcome: self.outcome(done) }
    }

    async fn open_cart(&self, cart: &Cart<'_>) -> Result<View, Problem> {
        let lines: Vec<Value> = cart.list.items.iter().map(|(id, count)| shopper::line(id, *count)).collect();
        let mut content = json!({ "line_items": lines });
        if cart.list.buyer.as_object().is_some_and(|buyer| !buyer.is_empty()) {
            content["buyer"] = cart.list.buyer.clone();
        }
        if !cart.list.codes.is_empty() {
            content["discounts"] = json!({ "codes": cart.list.codes });
        }
        if cart.list.address.is_object() {
            content["fulfillment"] =
                json!({ "methods": [{ "type": "shipping", "destinations": [cart.list.address] }] });
        }
        self.create(&cart.list.business, &content).await
    }

    /// Does what the last answer asks for.
    async fn step(&self, cart: &mut Cart<'_>, view: View) -> Step {
        self.told(&cart.list.business, &view);
        let next = if self.has(Defect::SeverityIgnored) && !cart.paid {
            match moves::next(&view) {
                Move::HandOver | Move::StartAnew => Move::Complete,
                other => other,
            }
        } else {
            moves::next(&view)
        };
        match next {
            Move::Done => Step::End(Ending::Placed, Ok(view)),
            Move::HandOver => Step::End(Ending::HandedOver, Ok(view)),
            Move::StartAnew => self.start_anew(cart, view).await,
            Move::Mend => self.mend(cart, view).await,
            Move::Complete => self.go_to_payment(cart, view).await,
            Move::Wait => Step::End(Ending::Stopped, Err(unsettled(&view))),
        }
    }

    async fn start_anew(&self, cart: &mut Cart<'_>, view: View) -> Step {
        if cart.restarted || cart.paid {
            return Step::End(Ending::Stopped, Err(stuck(&view, Code::Closed)));
        }
        cart.restarted = true;
        let because = "nothing can be done with this one any more".to_owned();
        self.tell(Event::Decided { step: "opens another checkout".to_owned(), because });
        self.open_cart(cart).await.map_or_else(|problem| Step::End(Ending::Stopped, Err(problem)), Step::On)
    }

    /// Supplies what is asked for; what cannot be supplied here is the buyer's.
    async fn mend(&self, cart: &Cart<'_>, view: View) -> Step {
        let Some(content) = self.supplied(cart, &view) else {
            let code = if view.text("/continue_url").is_some() { Code::BuyerNeeded } else { Code::NotReady };
            return Step::End(Ending::Stopped, Err(stuck(&view, code)));
        };
        self.put(cart, &view, content, "supplies what is asked for").await
    }

    /// The next content that leaves less open; `None` when nothing is left to choose or to supply.
    fn supplied(&self, cart: &Cart<'_>, view: &View) -> Option<Value> {
        let origin = super::discovery::origin_of(&cart.list.business).ok()?;
        let page = self.memory().page(&origin, view.id()?)?;
        let sent = page.sent.unwrap_or_else(|| super::content::of_answer(view));
        shopper::supplied(&sent, view, &cart.means)
    }

    async fn put(&self, cart: &Cart<'_>, view: &View, content: Value, step: &str) -> Step {
        let because = "an update sends all of the checkout again".to_owned();
        self.tell(Event::Decided { step: step.to_owned(), because });
        let id = view.id().unwrap_or_default();
        match self.update(&cart.list.business, id, &content).await {
            Ok(view) => Step::On(view),
            Err(problem) => Step::End(Ending::Stopped, Err(problem)),
        }
    }

    /// Chooses what is still open, agrees to the price, completes.
    async fn go_to_payment(&self, cart: &mut Cart<'_>, view: View) -> Step {
        if cart.paid {
            return Step::End(Ending::Stopped, Err(stuck(&view, Code::Refused)));
        }
        if let Some(content) = self.supplied(cart, &view) {
            return self.put(cart, &view, content, "makes the choices left open").await;
        }
        let Some(payment) = &cart.list.payment else { return Step::End(Ending::Ready, Ok(view)) };
        let total = view.total();
        if let (Some(total), Some(most)) = (total, cart.list.most)
            && total > most
        {
            let detail = format!("the total is {total}, the buyer agrees to {most} at most (minor units)");
            return Step::End(Ending::Stopped, Err(Problem::new(Code::PriceChanged, detail)));
        }
        let agreed = total.map_or_else(|| "nothing".to_owned(), |total| total.to_string());
        let because = format!("the buyer agrees to the total shown, {agreed}");
        self.tell(Event::Decided { step: "completes".to_owned(), because });
        cart.paid = true;
        let id = view.id().unwrap_or_default();
        match self.complete(&cart.list.business, id, payment, total).await {
            Ok(view) => Step::On(view),
            Err(problem) => Step::End(Ending::Stopped, Err(problem)),
        }
    }
}

/// Whether the buyer can go on where the connector does not.
const fn hands_over(code: Code) -> bool {
    matches!(code, Code::BuyerNeeded | Code::TotalsMismatch | Code::Refused | Code::PriceChanged)
}

/// Nothing left that the connector could do by itself.
fn stuck(view: &View, code: Code) -> Problem {
    let messages = view.messages();
    let first = messages.iter().find(|message| message.kind == "error");
    let said =
        first.map_or_else(|| "it does not say what is missing".to_owned(), |first| first.content.clone());
    let status = view.checkout_status().unwrap_or("of no known status");
    Problem {
        business_code: first.map(|message| message.code.as_str().into()),
        continue_url: view.text("/continue_url").map(Box::from),
        id: view.id().map(Box::from),
        status: view.checkout_status().map(Box::from),
        messages: messages.clone(),
        ..Problem::new(
            code,
            format!("the checkout is {status} and this connector can supply nothing more: {said}"),
        )
    }
}

fn unsettled(view: &View) -> Problem {
    let detail = "the completion is still in progress; look at the checkout again later, do not pay again";
    Problem {
        id: view.id().map(Box::from),
        status: view.checkout_status().map(Box::from),
        ..Problem::new(Code::TimedOut, detail)
    }
}
