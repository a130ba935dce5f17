//! Deliveries given up: kept in full up to a limit, so that somebody can look at them.

use crate::clock::Instant;
use crate::simulator::webhook::Delivery;
use std::collections::VecDeque;
use std::time::Duration;
use uuid::Uuid;

/// The dead letters of one outbox, oldest first.
#[derive(Debug)]
pub(super) struct DeadLetters {
    limit: usize,
    letters: VecDeque<Delivery>,
}

impl DeadLetters {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, letters: VecDeque::new() }
    }

    /// Keeps one more; returns those that no longer fit.
    pub(super) fn push(&mut self, delivery: Delivery) -> Vec<Uuid> {
        self.letters.push_back(delivery);
        let excess = self.letters.len().saturating_sub(self.limit);
        self.letters.drain(..excess).map(|letter| letter.id).collect()
    }

    /// Drops those whose event is older than `age`.
    pub(super) fn expire(&mut self, now: Instant, age: Duration) -> Vec<Uuid> {
        let old = |letter: &Delivery| now.since(letter.occurred_at) > age;
        let expired = self.letters.iter().filter(|letter| old(letter)).map(|letter| letter.id).collect();
        self.letters.retain(|letter| !old(letter));
        expired
    }

    /// Takes one out.
    pub(super) fn take(&mut self, id: Uuid) -> Option<Delivery> {
        let at = self.letters.iter().position(|letter| letter.id == id)?;
        self.letters.remove(at)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Delivery> {
        self.letters.iter()
    }
}
