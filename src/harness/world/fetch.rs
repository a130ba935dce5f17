//! Reading public documents: unsigned, beside the operations, but recorded like everything else.

use super::AssayWorld;
use crate::clock::Clock;
use crate::exchange::{Exchange, ExchangeKind, RequestRecord, ResponseRecord};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::platform::outbound::Request;
use crate::transport::view::View;
use std::sync::Arc;

impl AssayWorld {
    /// Gets a public document without credentials, whatever its status; redirects are not
    /// followed. The answer becomes the last one.
    ///
    /// # Errors
    /// [`Interrupt::Inconclusive`] when nothing answers.
    pub async fn fetch(&mut self, url: &str) -> StepResult<View> {
        let run = Arc::clone(self.run()?);
        run.breaker.check()?;
        let id = format!("x{}", self.exchanges.len() + 1);
        let started = std::time::Instant::now();
        let at = Clock::system().now();
        let outcome = run.client.send(Request::get(url)).await;
        let elapsed_micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let request =
            RequestRecord { method: "GET".into(), url: url.into(), headers: Vec::new(), body: Vec::new() };
        let mut exchange = Exchange {
            id: id.clone(),
            at,
            kind: ExchangeKind::ProfileFetch,
            operation: None,
            request,
            response: None,
            elapsed_micros,
            notes: Vec::new(),
        };
        let view = match outcome {
            Ok(answer) => {
                run.breaker.answered();
                let view = View::new(id, answer.status, answer.headers, answer.body.to_vec());
                exchange.response = Some(ResponseRecord {
                    status: view.status,
                    headers: view.headers.clone(),
                    body: view.body.clone(),
                });
                Ok(view)
            }
            Err(error) => {
                exchange.notes.push(error.to_string());
                Err(Interrupt::blocked(format!("{url}: {error}"), Cause::no_answer()))
            }
        };
        self.exchanges.push(exchange);
        let view = view?;
        self.answers.push(view.clone());
        Ok(view)
    }
}
