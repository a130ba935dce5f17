//! Before money moves: is the checkout ready, in time, consistent, and what the buyer agreed to.

use super::memory::Page;
use super::{Reference, moves, totals};
use crate::clock::Instant;
use crate::connector::defect::Defect;
use crate::connector::problem::{Code, Problem};
use crate::connector::trace::Event;
use crate::protocol::checkout::CheckoutStatus;
use crate::transport::view::View;

impl Reference {
    /// Whether a checkout as it is now may be completed.
    ///
    /// # Errors
    /// The first reason against it.
    pub(super) fn may_complete(
        &self,
        view: &View,
        page: Option<&Page>,
        consent: Option<i64>,
    ) -> Result<(), Problem> {
        self.check_expiry(view)?;
        self.check_status(view)?;
        self.check_disclosures(view)?;
        self.check_totals(view)?;
        self.check_consent(view, page, consent)
    }

    /// The problem with what the business offers instead, told to the trace.
    pub(super) fn handing_over(&self, view: &View, mut problem: Problem) -> Problem {
        let (code, because) = (problem.code.name().to_owned(), problem.detail.to_string());
        self.tell(Event::Refused { code, because });
        problem.id = view.id().map(Box::from);
        problem.status = view.checkout_status().map(Box::from);
        problem.messages = view.messages();
        problem.continue_url = view.text("/continue_url").map(Box::from);
        if let Some(continue_url) = problem.continue_url.as_deref().map(str::to_owned) {
            self.tell(Event::HandedOver { continue_url });
        }
        problem
    }

    fn check_expiry(&self, view: &View) -> Result<(), Problem> {
        let read = |text: &str| if self.has(Defect::OffsetIgnored) { local(text) } else { text.parse().ok() };
        let expires: Option<jiff::Timestamp> = view.text("/expires_at").and_then(read);
        let Some(expires) = expires else { return Ok(()) };
        let now = self.settings().clock.now();
        if now < Instant::from_millis(expires.as_millisecond()) || self.has(Defect::ExpiryIgnored) {
            return Ok(());
        }
        let detail = format!("the checkout expired at {expires}, it is {}; open another one", now.rfc3339());
        Err(Problem::new(Code::Expired, detail))
    }

    fn check_status(&self, view: &View) -> Result<(), Problem> {
        if self.has(Defect::StatusIgnored) {
            return Ok(());
        }
        let shown = view.checkout_status().unwrap_or("of no known status");
        let problem = |code, hint: &str| Err(Problem::new(code, format!("the checkout is {shown}; {hint}")));
        match moves::status(view) {
            Some(CheckoutStatus::ReadyForComplete) => self.check_severity(view),
            Some(CheckoutStatus::RequiresEscalation) => {
                problem(Code::BuyerNeeded, "the buyer goes on at continue_url")
            }
            Some(CheckoutStatus::Canceled | CheckoutStatus::Completed) => {
                problem(Code::Closed, "open another one")
            }
            Some(CheckoutStatus::Incomplete | CheckoutStatus::CompleteInProgress) | None => {
                problem(Code::NotReady, "its messages say what is missing; supply it by an update")
            }
        }
    }

    /// Whatever the status: an error that is the buyer's, or nobody's, to mend stops a completion.
    fn check_severity(&self, view: &View) -> Result<(), Problem> {
        if self.has(Defect::SeverityIgnored) {
            return Ok(());
        }
        match moves::next(view) {
            moves::Move::HandOver => Err(Problem::new(
                Code::BuyerNeeded,
                "an error asks for the buyer, who goes on at continue_url",
            )),
            moves::Move::StartAnew => Err(Problem::new(
                Code::Closed,
                "an unrecoverable error leaves nothing to act on; open another one",
            )),
            moves::Move::Complete | moves::Move::Mend | moves::Move::Wait | moves::Move::Done => Ok(()),
        }
    }

    /// A disclosure that cannot be shown as it has to be goes to a page that can.
    fn check_disclosures(&self, view: &View) -> Result<(), Problem> {
        let disclosed = view.list("/messages").iter().any(|message| {
            message.get("presentation").and_then(serde_json::Value::as_str) == Some("disclosure")
        });
        if !disclosed || self.settings().shows_disclosures {
            return Ok(());
        }
        let detail = "the buyer has to be shown a disclosure, which this connector cannot do";
        Err(Problem::new(Code::BuyerNeeded, detail))
    }

    fn check_totals(&self, view: &View) -> Result<(), Problem> {
        match totals::mismatch(view) {
            Some(reason) if !self.has(Defect::TotalsMismatchIgnored) => {
                let detail = format!("the totals do not add up: {reason}; nothing is completed on them");
                Err(Problem::new(Code::TotalsMismatch, detail))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_consent(&self, view: &View, page: Option<&Page>, consent: Option<i64>) -> Result<(), Problem> {
        let told = page.and_then(|page| page.told.as_ref());
        if let (Some((_, before)), Some(now)) = (told, view.text("/currency"))
            && before != now
            && !self.has(Defect::WrongCurrency)
        {
            let detail = format!("the currency is {now}, agreed was {before}");
            return Err(Problem::new(Code::CurrencyChanged, detail));
        }
        if self.has(Defect::PriceDriftIgnored) {
            return Ok(());
        }
        let agreed = consent.or_else(|| told.map(|(total, _)| *total)).ok_or_else(|| {
            let detail = "nobody agreed to a price; read the checkout first, or name the total agreed to";
            Problem::new(Code::NoConsent, detail)
        })?;
        match view.total() {
            Some(total) if total == agreed => Ok(()),
            total => {
                let now = total.map_or_else(|| "not told".to_owned(), |total| total.to_string());
                let detail = format!("the total is {now}, agreed was {agreed} (minor units)");
                Err(Problem::new(Code::PriceChanged, detail))
            }
        }
    }
}

/// The time of day that a text names, taken for UTC whatever its offset says; a defect.
fn local(text: &str) -> Option<jiff::Timestamp> {
    let time: jiff::civil::DateTime = text.trim_end_matches('Z').parse().ok()?;
    time.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
