//! What the connector remembers: the checkouts it opened, and requests whose answer was lost.

use std::collections::VecDeque;

use serde_json::Value;

use super::prepare::Prepared;
use crate::protocol::operation::Operation;
use crate::transport::view::View;

/// Most checkouts remembered; the oldest makes room.
const PAGES: usize = 1_000;
/// Most lost requests remembered; the oldest makes room.
const LOST: usize = 100;

/// One checkout.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Origin of its business.
    pub(super) origin: String,
    /// Its identifier.
    pub(super) id: String,
    /// The content last sent; absent when somebody else opened it.
    pub(super) sent: Option<Value>,
    /// The last answer.
    pub(super) view: View,
    /// Total and currency last told to the caller: what a completion without further word agrees to.
    pub(super) told: Option<(i64, String)>,
    /// Whether the last operation failed, so that the checkout may not be as remembered.
    pub(super) doubtful: bool,
}

/// Which request an answer is missing to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Origin of the business.
    pub(super) origin: String,
    /// The operation.
    pub(super) operation: Operation,
    /// The resource.
    pub(super) id: Option<String>,
    /// The body on the wire.
    pub(super) body: Vec<u8>,
}

/// Everything remembered, bounded.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pages: VecDeque<Page>,
    lost: VecDeque<(Asked, Prepared)>,
}

impl Memory {
    /// What is known of a checkout.
    pub(super) fn page(&self, origin: &str, id: &str) -> Option<Page> {
        self.pages.iter().find(|page| page.origin == origin && page.id == id).cloned()
    }

    /// The origin of the business at which a checkout was opened.
    pub(super) fn origin_of(&self, id: &str) -> Option<String> {
        self.pages.iter().find(|page| page.id == id).map(|page| page.origin.clone())
    }

    /// Whether an order comes from a checkout opened at this business.
    pub(super) fn owns(&self, origin: &str, checkout: Option<&str>, order: &str) -> bool {
        self.pages.iter().any(|page| {
            page.origin == origin
                && (checkout == Some(page.id.as_str()) || page.view.text("/order/id") == Some(order))
        })
    }

    /// Keeps an answer about a checkout, and the content it answers.
    pub(super) fn keep(&mut self, origin: &str, view: &View, sent: Option<Value>) {
        let Some(id) = view.id() else { return };
        if let Some(page) = self.pages.iter_mut().find(|page| page.origin == origin && page.id == id) {
            page.view = view.clone();
            page.sent = sent.or_else(|| page.sent.take());
            page.doubtful = false;
            return;
        }
        if self.pages.len() >= PAGES {
            self.pages.pop_front();
        }
        let (origin, id, view) = (origin.to_owned(), id.to_owned(), view.clone());
        self.pages.push_back(Page { origin, id, sent, view, told: None, doubtful: false });
    }

    /// Remembers what the caller was told a checkout costs.
    pub(super) fn told(&mut self, origin: &str, view: &View) {
        let price = view.total().zip(view.text("/currency").map(str::to_owned));
        let same = |page: &&mut Page| page.origin == origin && Some(page.id.as_str()) == view.id();
        if let (Some(page), Some(price)) = (self.pages.iter_mut().find(same), price) {
            page.told = Some(price);
        }
    }

    /// Remembers that an operation on a checkout failed.
    pub(super) fn doubt(&mut self, origin: &str, id: &str) {
        let same = |page: &&mut Page| page.origin == origin && page.id == id;
        if let Some(page) = self.pages.iter_mut().find(same) {
            page.doubtful = true;
        }
    }

    /// Keeps a request whose answer was lost, so that repeating the call repeats its key and bytes.
    pub(super) fn lose(&mut self, asked: Asked, prepared: Prepared) {
        self.find(&asked);
        if self.lost.len() >= LOST {
            self.lost.pop_front();
        }
        self.lost.push_back((asked, prepared));
    }

    /// Takes the request whose answer was lost, when this is it again.
    pub(super) fn find(&mut self, asked: &Asked) -> Option<Prepared> {
        let at = self.lost.iter().position(|(held, _)| held == asked)?;
        self.lost.remove(at).map(|(_, prepared)| prepared)
    }
}
