//! From a request that keeps to its schema, in the merchant's member names, to a command.

use crate::merchant::Command;
use crate::merchant::command::CompleteInput;
use crate::merchant::input::CheckoutInput;
use crate::protocol::operation::Operation;
use crate::transport::failure::{Failure, code};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// The command of a request.
pub(super) fn decode(
    operation: Operation,
    id: Option<Arc<str>>,
    body: Option<Value>,
) -> Result<Command, Failure> {
    let id = || id.ok_or_else(|| not_here(operation));
    match operation {
        Operation::CreateCheckout => Ok(Command::CreateCheckout(checkout(body)?)),
        Operation::GetCheckout => Ok(Command::GetCheckout { id: id()? }),
        Operation::UpdateCheckout => Ok(Command::UpdateCheckout { id: id()?, input: checkout(body)? }),
        Operation::CompleteCheckout => {
            Ok(Command::CompleteCheckout { id: id()?, input: typed::<CompleteInput>(body)? })
        }
        Operation::CancelCheckout => Ok(Command::CancelCheckout { id: id()? }),
        Operation::GetOrder => Ok(Command::GetOrder { id: id()? }),
        Operation::CreateCart
        | Operation::GetCart
        | Operation::UpdateCart
        | Operation::CancelCart
        | Operation::SearchCatalog
        | Operation::LookupCatalog
        | Operation::GetProduct
        | Operation::OrderEvent => Err(not_here(operation)),
    }
}

fn checkout(body: Option<Value>) -> Result<CheckoutInput, Failure> {
    typed(body)
}

/// A typed body. The schema was checked before, so what fails here is a number beyond what a merchant
/// counts with.
fn typed<T: DeserializeOwned>(body: Option<Value>) -> Result<T, Failure> {
    let body = body.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    serde_json::from_value(body)
        .map_err(|error| Failure::new(code::INVALID_REQUEST, format!("the body cannot be used: {error}")))
}

fn not_here(operation: Operation) -> Failure {
    Failure::new(code::NOT_FOUND, format!("{operation} is not an operation of this business"))
}
