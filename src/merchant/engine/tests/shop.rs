//! A merchant to test against: built-in worlds, readable inputs, few words.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Instant;
use crate::merchant::command::BuyerAction;
use crate::merchant::view::{CheckoutView, OrderView};
use crate::merchant::{
    Caller, Command, Context, Extensions, Failure, MerchantState, OrderEdit, Outcome, Reply, SequentialIds,
    World, apply,
};
use crate::protocol::checkout::{CheckoutStatus, TotalKind};
use crate::protocol::message::Message;

pub(super) const PLATFORM: &str = "https://one.agent.localhost/profile.json";

pub(super) struct Shop {
    pub(super) world: World,
    pub(super) state: MerchantState,
    pub(super) caller: Caller,
    pub(super) now: Instant,
    pub(super) ids: SequentialIds,
    pub(super) last: Option<Outcome>,
}

impl Shop {
    pub(super) fn open(world: &str) -> Self {
        let world = World::built_in(world).expect("a built-in world");
        Self {
            state: MerchantState::new(&world),
            world,
            caller: Caller::platform(PLATFORM, Extensions::ALL),
            now: Instant::from_millis(1_780_000_000_000),
            ids: SequentialIds::default(),
            last: None,
        }
    }

    pub(super) fn send(&mut self, command: Command) -> Outcome {
        let caller = self.caller.clone();
        self.send_as(&caller, command)
    }

    pub(super) fn send_as(&mut self, caller: &Caller, command: Command) -> Outcome {
        let mut context =
            Context { now: self.now, caller, base_url: "https://shop.localhost", ids: &mut self.ids };
        let outcome = apply(&mut self.state, &self.world, command, &mut context);
        self.last = Some(outcome.clone());
        outcome
    }

    pub(super) fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
    }

    pub(super) fn create(&mut self, body: &Value) -> CheckoutView {
        let outcome = self.send(Command::CreateCheckout(input(body)));
        assert!(outcome.created, "{:?}", outcome.reply);
        checkout(outcome)
    }

    pub(super) fn update(&mut self, id: &str, body: &Value) -> CheckoutView {
        checkout(self.send(Command::UpdateCheckout { id: id.into(), input: input(body) }))
    }

    pub(super) fn get(&mut self, id: &str) -> CheckoutView {
        checkout(self.send(Command::GetCheckout { id: id.into() }))
    }

    pub(super) fn cancel(&mut self, id: &str) -> CheckoutView {
        checkout(self.send(Command::CancelCheckout { id: id.into() }))
    }

    pub(super) fn pay(&mut self, id: &str, token: &str) -> CheckoutView {
        self.complete(id, &payment(token))
    }

    pub(super) fn complete(&mut self, id: &str, body: &Value) -> CheckoutView {
        let input = serde_json::from_value(body.clone()).expect("a completion");
        checkout(self.send(Command::CompleteCheckout { id: id.into(), input }))
    }

    pub(super) fn settle(&mut self, id: &str) -> CheckoutView {
        let command = Command::Settle { checkout_id: id.into() };
        checkout(self.send_as(&Caller::business(), command))
    }

    pub(super) fn act(&mut self, id: &str, action: BuyerAction) -> CheckoutView {
        let command = Command::BuyerAction { checkout_id: id.into(), action };
        checkout(self.send_as(&Caller::business(), command))
    }

    pub(super) fn edit(&mut self, id: &str, edit: OrderEdit) -> Result<OrderView, Failure> {
        let outcome = self.send_as(&Caller::business(), Command::OrderEdit { id: id.into(), edit });
        match outcome.reply {
            Reply::Order(order) => Ok((*order).clone()),
            Reply::Failure(failure) => Err(failure),
            other @ (Reply::Checkout(_) | Reply::Done) => panic!("not an order: {other:?}"),
        }
    }

    /// A checkout ready to complete.
    pub(super) fn ready(&mut self, item: &str, quantity: i64) -> CheckoutView {
        let view = self.create(&deliverable(item, quantity));
        assert_eq!(view.status, CheckoutStatus::ReadyForComplete, "{:?}", view.messages);
        view
    }

    /// An order of so many pieces.
    pub(super) fn ordered(&mut self, item: &str, quantity: i64) -> OrderView {
        let id = self.ready(item, quantity).id;
        let order = self.pay(&id, "success_token").order.expect("an order").id;
        self.order(&order)
    }

    pub(super) fn order(&mut self, id: &str) -> OrderView {
        match self.send(Command::GetOrder { id: id.into() }).reply {
            Reply::Order(order) => (*order).clone(),
            other @ (Reply::Checkout(_) | Reply::Failure(_) | Reply::Done) => {
                panic!("not an order: {other:?}")
            }
        }
    }

    /// A checkout in this status.
    pub(super) fn in_status(&mut self, status: CheckoutStatus) -> Arc<str> {
        let id = match status {
            CheckoutStatus::Incomplete => self.create(&cart("bouquet_tulips", 1)).id,
            CheckoutStatus::RequiresEscalation => self.create(&cart("garden_installation", 1)).id,
            CheckoutStatus::ReadyForComplete
            | CheckoutStatus::CompleteInProgress
            | CheckoutStatus::Completed
            | CheckoutStatus::Canceled => self.ready("bouquet_tulips", 1).id,
        };
        match status {
            CheckoutStatus::CompleteInProgress => drop(self.pay(&id, "slow_token")),
            CheckoutStatus::Completed => drop(self.pay(&id, "success_token")),
            CheckoutStatus::Canceled => drop(self.cancel(&id)),
            CheckoutStatus::Incomplete
            | CheckoutStatus::RequiresEscalation
            | CheckoutStatus::ReadyForComplete => {}
        }
        assert_eq!(self.get(&id).status, status);
        id
    }
}

pub(super) fn input(body: &Value) -> crate::merchant::input::CheckoutInput {
    serde_json::from_value(body.clone()).expect("a checkout")
}

pub(super) fn checkout(outcome: Outcome) -> CheckoutView {
    match outcome.reply {
        Reply::Checkout(snapshot) => snapshot.checkout.clone(),
        other @ (Reply::Order(_) | Reply::Failure(_) | Reply::Done) => panic!("not a checkout: {other:?}"),
    }
}

pub(super) fn failure(outcome: Outcome) -> Failure {
    match outcome.reply {
        Reply::Failure(failure) => failure,
        other @ (Reply::Order(_) | Reply::Checkout(_) | Reply::Done) => panic!("not a failure: {other:?}"),
    }
}

pub(super) fn cart(item: &str, quantity: i64) -> Value {
    json!({ "line_items": [{ "item": { "id": item }, "quantity": quantity }] })
}

/// A cart with a US address and the standard rate.
pub(super) fn deliverable(item: &str, quantity: i64) -> Value {
    with(cart(item, quantity), json!({ "fulfillment": shipping("US", "std-ship") }))
}

pub(super) fn shipping(country: &str, option: &str) -> Value {
    json!({ "methods": [{
        "type": "shipping",
        "destinations": [{ "id": "d", "street_address": "1 Way", "address_locality": "Town", "postal_code": "94000", "address_country": country }],
        "selected_destination_id": "d",
        "groups": [{ "selected_option_id": option }],
    }]})
}

pub(super) fn with(mut body: Value, more: Value) -> Value {
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    body
}

pub(super) fn payment(token: &str) -> Value {
    json!({ "payment": { "instruments": [{
        "id": "i", "handler_id": "mock_payment_handler", "type": "card", "display": { "brand": "visa", "last_digits": "4242" },
        "credential": { "type": "token", "token": token },
    }]}})
}

#[expect(clippy::needless_pass_by_value, reason = "reads better at every call")]
pub(super) fn amount(view: &CheckoutView, kind: TotalKind) -> Option<i64> {
    view.totals.iter().find(|total| total.kind == kind).map(|total| total.amount.minor())
}

pub(super) fn total(view: &CheckoutView) -> i64 {
    amount(view, TotalKind::Total).expect("a total")
}

pub(super) fn codes(messages: &[Message]) -> Vec<(&str, &str)> {
    let pair = |message: &'_ Message| (message.code().is_some(), message.path().is_some());
    assert!(messages.iter().all(|message| pair(message).0), "every message has a code");
    messages.iter().map(|message| (message.code().unwrap_or(""), message.path().unwrap_or(""))).collect()
}
