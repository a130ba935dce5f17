//! What the buyer does on the page behind `continue_url`.

use std::sync::Arc;

use super::charge::{authentication_clearance, total_of};
use super::session::out_of_range;
use super::{Desk, Refused, refusal};
use crate::merchant::command::BuyerAction;
use crate::merchant::evaluate::{is_ready, review_clearance};
use crate::merchant::input::{
    CheckoutInput, DestinationInput, FulfillmentInput, GroupInput, MethodInput, MethodKind,
};
use crate::merchant::outcome::Reply;
use crate::merchant::state::{ChargeStatus, Checkout};
use crate::protocol::checkout::{CheckoutStatus, PostalAddress};
use crate::protocol::message::{Message, Severity};

impl Desk<'_, '_> {
    pub(super) fn buyer_action(&mut self, id: &str, action: BuyerAction) -> Result<Reply, Refused> {
        let mut record = self.open(id)?;
        match record.snapshot.checkout.status {
            CheckoutStatus::CompleteInProgress | CheckoutStatus::Completed | CheckoutStatus::Canceled => {
                return Err(refusal::not_allowed(&record, "acted on"));
            }
            CheckoutStatus::Incomplete
            | CheckoutStatus::RequiresEscalation
            | CheckoutStatus::ReadyForComplete => {}
        }
        match action {
            BuyerAction::Approve => {
                let shown = &record.snapshot.checkout;
                let clearance = review_clearance(shown.currency, total_of(&record));
                self.clear(&mut record, [clearance])
            }
            BuyerAction::Answer { rule } => self.clear(&mut record, [rule]),
            BuyerAction::Authenticate { passed } => self.authenticate(&mut record, passed),
            BuyerAction::ProvideAddress { address } => self.provide_address(&mut record, address),
            BuyerAction::PlaceOrder => self.place_on_page(record),
            BuyerAction::Abandon => Ok(Reply::Checkout(self.end_canceled(record, Vec::new()).snapshot)),
        }
    }

    /// Notes what the buyer did and evaluates anew.
    fn clear(
        &mut self,
        record: &mut Checkout,
        done: impl IntoIterator<Item = Arc<str>>,
    ) -> Result<Reply, Refused> {
        for clearance in done {
            if !record.cleared.contains(&clearance) {
                record.cleared.push(clearance);
            }
        }
        let Some(input) = record.input.clone() else { return Err(refusal::not_allowed(record, "acted on")) };
        let Ok(evaluation) = self.evaluate(record, &input) else {
            return Err(refusal::unchanged(record, [out_of_range(Severity::Recoverable)]));
        };
        Ok(self.store(record, evaluation))
    }

    fn authenticate(&mut self, record: &mut Checkout, passed: bool) -> Result<Reply, Refused> {
        let asked =
            record.snapshot.checkout.messages.iter().any(|message| message.code() == Some("requires_3ds"));
        if !asked {
            return Err(refusal::not_allowed(record, "authenticated"));
        }
        if passed {
            let clearance = authentication_clearance(record);
            return self.clear(record, [clearance]);
        }
        self.note_charge(record, ChargeStatus::Declined);
        self.clear(record, [])?;
        let mut snapshot = (*record.snapshot).clone();
        let error =
            Message::error("payment_failed", Severity::Recoverable, "The buyer could not be authenticated.");
        snapshot.checkout.messages.push(error.at("$.payment.instruments[0]"));
        record.snapshot = Arc::new(snapshot);
        Ok(self.write(record))
    }

    /// The buyer gives an address on the page; the first way to send it is taken.
    fn provide_address(&mut self, record: &mut Checkout, address: PostalAddress) -> Result<Reply, Refused> {
        let Some(input) = record.input.clone() else { return Err(refusal::not_allowed(record, "acted on")) };
        let mut input = (*input).clone();
        input.fulfillment = Some(shipping_to(address, None));
        record.cleared.push("fulfillment".into());
        record.audience.extensions.fulfillment = true;
        let first = self.evaluate(record, &input).ok().and_then(|evaluation| {
            let fulfillment = evaluation.snapshot.checkout.fulfillment.as_ref()?;
            let option = fulfillment.methods.first()?.groups.first()?.options.first()?;
            Some(Arc::clone(&option.id))
        });
        if let Some(method) = input.fulfillment.as_mut().and_then(|chosen| chosen.methods.first_mut()) {
            method.groups = Some(vec![GroupInput { id: None, selected_option_id: first }]);
        }
        self.finish_address(record, input)
    }

    fn finish_address(&mut self, record: &mut Checkout, input: CheckoutInput) -> Result<Reply, Refused> {
        let negotiated =
            self.state.checkout(&record.snapshot.checkout.id).map(|stored| stored.audience.clone());
        record.audience = negotiated.unwrap_or_default();
        record.input = Some(Arc::new(input));
        self.clear(record, [])
    }

    /// The buyer pays on the page: whatever only the buyer could do is done by that.
    fn place_on_page(&mut self, mut record: Checkout) -> Result<Reply, Refused> {
        let shown = &record.snapshot.checkout;
        let review = review_clearance(shown.currency, total_of(&record));
        let questions = self.world.escalation.questions.iter().map(|question| Arc::clone(&question.id));
        let done: Vec<Arc<str>> = questions.chain([review]).collect();
        record.cleared.extend(done);
        let Some(input) = record.input.clone() else { return Err(refusal::not_allowed(&record, "ordered")) };
        let Ok(evaluation) = self.evaluate(&record, &input) else {
            return Err(refusal::unchanged(&record, [out_of_range(Severity::Recoverable)]));
        };
        let redeems = evaluation.redeems.clone();
        if !is_ready(evaluation.snapshot.checkout.status) {
            return Ok(self.store(&mut record, evaluation));
        }
        record.snapshot = evaluation.snapshot;
        self.reserve(&record)?;
        self.redeem(&record, &redeems);
        self.note_charge(&mut record, ChargeStatus::Succeeded);
        Ok(Reply::Checkout(self.place_order(record).snapshot))
    }
}

fn shipping_to(address: PostalAddress, groups: Option<Vec<GroupInput>>) -> FulfillmentInput {
    let id: Arc<str> = "page".into();
    let destination = DestinationInput {
        id: Some(Arc::clone(&id)),
        name: None,
        address: None,
        first_name: address.first_name,
        last_name: address.last_name,
        street_address: address.street_address,
        extended_address: address.extended_address,
        address_locality: address.address_locality,
        address_region: address.address_region,
        address_country: address.address_country,
        postal_code: address.postal_code,
        phone_number: address.phone_number,
    };
    let method = MethodInput {
        kind: Some(MethodKind::Shipping),
        destinations: Some(vec![destination]),
        selected_destination_id: Some(id),
        groups,
        ..MethodInput::default()
    };
    FulfillmentInput { methods: vec![method] }
}
