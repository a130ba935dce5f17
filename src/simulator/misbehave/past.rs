//! What the journal still knows of earlier answers.

use crate::exchange::{Exchange, ExchangeKind};
use crate::fault::subject::{Answered, Past};
use crate::protocol::operation::Operation;
use crate::simulator::journal::Journal;
use serde_json::Value;

/// Earlier answers of one session.
pub(super) struct Remembered<'a>(pub(super) &'a Journal);

impl Remembered<'_> {
    /// Successful answers about a resource, newest first.
    fn answers(&self) -> impl Iterator<Item = (Exchange, Answered)> {
        let calls = self.0.raw().into_iter().rev().filter(|exchange| exchange.kind == ExchangeKind::Call);
        calls.filter_map(|exchange| {
            let response = exchange.response.as_ref().filter(|response| response.status < 300)?;
            let body: Value = serde_json::from_slice(&response.body).ok()?;
            let answered = Answered { status: response.status, body };
            Some((exchange, answered))
        })
    }
}

impl Past for Remembered<'_> {
    fn earlier(&self, id: &str, now: &Value) -> Option<Answered> {
        let mut answers = self.answers().map(|(_, answered)| answered);
        answers.find(|answered| answered.body["id"] == id && answered.body != *now)
    }

    fn other(&self, operation: Operation, id: &str) -> Option<Answered> {
        let same = |(exchange, answered): &(Exchange, Answered)| {
            exchange.operation == Some(operation)
                && answered.body["id"].as_str().is_some_and(|other| other != id)
        };
        self.answers().find(same).map(|(_, answered)| answered)
    }
}
