//! The operations of a checkout and an order, each from question to usable answer.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::deliver::OnLoss;
use super::judge::Expected;
use super::memory::Page;
use super::prepare;
use super::terms::Terms;
use super::{Reference, content, moves};
use crate::connector::defect::Defect;
use crate::connector::driver::Payment;
use crate::connector::problem::{Code, Problem};
use crate::connector::trace::Event;
use crate::protocol::checkout::CheckoutStatus;
use crate::protocol::operation::Operation;
use crate::transport::view::View;

/// Reads of a completion that is in progress, and the pause between them.
const READS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// One exchange of an operation.
struct Ask<'a> {
    operation: Operation,
    id: Option<&'a str>,
    body: Option<&'a Value>,
    page: Option<&'a Page>,
    on_loss: OnLoss<'a>,
}

impl<'a> Ask<'a> {
    const fn new(operation: Operation, id: Option<&'a str>) -> Self {
        Self { operation, id, body: None, page: None, on_loss: OnLoss::Repeat }
    }
}

impl Reference {
    /// Asks and gets a usable answer, or the reason why there is none.
    async fn ask(&self, terms: &Arc<Terms>, ask: Ask<'_>) -> Result<View, Problem> {
        let prepared = self.prepare(terms, ask.operation, ask.id, ask.body, ask.page)?;
        let asked = prepare::asked(terms, &prepared.draft, ask.id);
        let sent_at = self.settings().clock.now();
        let call = match self.deliver(terms, prepared.clone(), ask.on_loss).await {
            Ok(call) => call,
            Err(problem) => {
                if problem.code.is_retryable() {
                    self.memory().lose(asked, prepared);
                }
                return Err(self.failed(terms, ask.id, problem));
            }
        };
        let operation = call.exchange.operation.unwrap_or(ask.operation);
        // What was looked up shows the state, not the content sent.
        let sent = ask.body.filter(|_| writes_content(operation));
        let expected = Expected { operation, id: ask.id, page: ask.page, sent, sent_at };
        let view = self.judge(terms, &expected, &call).await;
        view.map_err(|problem| self.failed(terms, ask.id, problem))
    }

    fn failed(&self, terms: &Terms, id: Option<&str>, mut problem: Problem) -> Problem {
        if let Some(id) = id {
            self.memory().doubt(&terms.origin, id);
            problem.id.get_or_insert_with(|| id.into());
        }
        problem
    }

    /// Opens a checkout.
    pub(super) async fn create(&self, business: &str, checkout: &Value) -> Result<View, Problem> {
        let terms = self.terms(business).await?;
        let ask = Ask { body: Some(checkout), ..Ask::new(Operation::CreateCheckout, None) };
        let view = self.ask(&terms, ask).await?;
        self.memory().keep(&terms.origin, &view, Some(checkout.clone()));
        Ok(view)
    }

    /// Reads a checkout.
    pub(super) async fn get(&self, business: &str, id: &str) -> Result<View, Problem> {
        let terms = self.terms(business).await?;
        self.read(&terms, id).await
    }

    async fn read(&self, terms: &Arc<Terms>, id: &str) -> Result<View, Problem> {
        let page = self.memory().page(&terms.origin, id);
        let ask = Ask { page: page.as_ref(), ..Ask::new(Operation::GetCheckout, Some(id)) };
        let view = self.ask(terms, ask).await?;
        self.memory().keep(&terms.origin, &view, None);
        Ok(view)
    }

    /// Changes a checkout by sending all of it again.
    pub(super) async fn update(&self, business: &str, id: &str, changes: &Value) -> Result<View, Problem> {
        let terms = self.terms(business).await?;
        let page = self.memory().page(&terms.origin, id).filter(|page| !page.doubtful);
        let page = match page {
            Some(page) => Some(page),
            // What is not known for sure is read first; without it the update would lose content.
            None => match self.read(&terms, id).await {
                Ok(_) => self.memory().page(&terms.origin, id),
                Err(problem) if !self.has(Defect::WritesAfterFailedRead) => return Err(problem),
                Err(_) => None,
            },
        };
        self.check_open(page.as_ref())?;
        let body = self.whole(page.as_ref(), changes);
        let ask =
            Ask { body: Some(&body), page: page.as_ref(), ..Ask::new(Operation::UpdateCheckout, Some(id)) };
        let view = self.ask(&terms, ask).await?;
        self.memory().keep(&terms.origin, &view, Some(body));
        Ok(view)
    }

    /// What an update sends.
    fn whole(&self, page: Option<&Page>, changes: &Value) -> Value {
        match page {
            Some(page) if !self.has(Defect::PartialPut) => {
                let sent = page.sent.clone().unwrap_or_else(|| content::of_answer(&page.view));
                content::replaced(&sent, changes, &page.view)
            }
            Some(_) | None => changes.clone(),
        }
    }

    /// Looks at a checkout, and completes it when it is what the buyer agreed to.
    pub(super) async fn complete(
        &self,
        business: &str,
        id: &str,
        payment: &Payment,
        consent: Option<i64>,
    ) -> Result<View, Problem> {
        let terms = self.terms(business).await?;
        let known = self.memory().page(&terms.origin, id);
        let view = match known {
            Some(page) if self.has(Defect::CompletesUnseen) => page.view,
            Some(_) | None => self.read(&terms, id).await?,
        };
        let status = moves::status(&view);
        if status == Some(CheckoutStatus::Completed) && !self.has(Defect::StatusIgnored) {
            return Ok(view);
        }
        if status == Some(CheckoutStatus::CompleteInProgress) && !self.has(Defect::StatusIgnored) {
            return self.settled(&terms, id, view).await;
        }
        let page = self.memory().page(&terms.origin, id);
        self.may_complete(&view, page.as_ref(), consent)
            .map_err(|problem| self.handing_over(&view, problem))?;
        let body = self.payment(&terms, &view, payment)?;
        let on_loss = OnLoss::LookUp { id };
        let ask = Ask {
            body: Some(&body),
            page: page.as_ref(),
            on_loss,
            ..Ask::new(Operation::CompleteCheckout, Some(id))
        };
        let view = self.ask(&terms, ask).await?;
        self.memory().keep(&terms.origin, &view, None);
        self.settled(&terms, id, view).await
    }

    /// The answer once the business is through with it, as far as that is waited for.
    async fn settled(&self, terms: &Arc<Terms>, id: &str, mut view: View) -> Result<View, Problem> {
        for _ in 0..READS {
            if moves::status(&view) != Some(CheckoutStatus::CompleteInProgress) {
                break;
            }
            let millis = u64::try_from(PAUSE.as_millis()).unwrap_or(u64::MAX);
            self.tell(Event::Waiting { millis, because: "the completion is in progress".to_owned() });
            self.settings().pace.wait(PAUSE).await;
            view = self.read(terms, id).await?;
        }
        Ok(view)
    }

    /// Gives a checkout up.
    pub(super) async fn cancel(&self, business: &str, id: &str) -> Result<View, Problem> {
        let terms = self.terms(business).await?;
        let page = self.memory().page(&terms.origin, id);
        let ask = Ask { page: page.as_ref(), ..Ask::new(Operation::CancelCheckout, Some(id)) };
        let view = self.ask(&terms, ask).await?;
        self.memory().keep(&terms.origin, &view, None);
        Ok(view)
    }

    /// Reads an order. Messages come before data: what says that there is no order is a refusal.
    pub(super) async fn order(&self, business: &str, id: &str) -> Result<View, Problem> {
        let terms = self.terms(business).await?;
        self.ask(&terms, Ask::new(Operation::GetOrder, Some(id))).await
    }

    /// A closed checkout takes no update.
    fn check_open(&self, page: Option<&Page>) -> Result<(), Problem> {
        let closed = page.and_then(|page| moves::status(&page.view)).filter(|status| status.is_terminal());
        match closed {
            Some(status) if !self.has(Defect::StatusIgnored) => {
                let detail =
                    format!("the checkout is {} and cannot change any more; open another one", status.name());
                Err(Problem::new(Code::Closed, detail))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Whether the answer to an operation shows the content of its request.
const fn writes_content(operation: Operation) -> bool {
    matches!(operation, Operation::CreateCheckout | Operation::UpdateCheckout)
}
