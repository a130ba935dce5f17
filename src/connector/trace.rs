//! What a connector did and why, event by event: the evidence for reports and what `buy` shows.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::clock::{Clock, Instant};
use crate::exchange::redact_text;

/// Most events kept; older ones make room.
const KEPT: usize = 4_000;

/// One thing a connector did, saw or decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A profile was asked for over the network.
    ProfileFetched {
        /// Its URL.
        url: String,
        /// The status; absent when none came.
        status: Option<u16>,
        /// Why it was fetched.
        because: String,
    },
    /// A profile of the cache was used.
    ProfileCached {
        /// Its URL.
        url: String,
        /// Seconds for which it is still fresh.
        seconds_left: u64,
    },
    /// A version of the protocol was chosen.
    VersionChosen {
        /// The version.
        version: String,
    },
    /// A capability or service of the business is not used.
    Dropped {
        /// Its name.
        name: String,
        /// Why not.
        because: String,
    },
    /// What both sides can do.
    Negotiated {
        /// Names of the active capabilities.
        capabilities: Vec<String>,
        /// Where the service is reached.
        endpoint: String,
    },
    /// A request left.
    Sent {
        /// The operation.
        operation: String,
        /// Method and URL.
        request: String,
        /// The how many-th attempt, from 1.
        attempt: u32,
        /// Its idempotency key.
        idempotency_key: Option<String>,
    },
    /// An answer came.
    Answered {
        /// The operation.
        operation: String,
        /// HTTP status.
        status: u16,
        /// State of the resource, when the answer shows one.
        state: Option<String>,
        /// The grand total in minor units, when there is one.
        total: Option<i64>,
    },
    /// No answer came.
    NoAnswer {
        /// The operation.
        operation: String,
        /// Why not.
        because: String,
    },
    /// A pause before the next attempt.
    Waiting {
        /// How long, in milliseconds.
        millis: u64,
        /// Why.
        because: String,
    },
    /// A signature was checked and is good.
    Verified {
        /// What was signed.
        what: String,
        /// The key.
        kid: String,
    },
    /// What the business tells.
    Message {
        /// `error`, `warning` or `info`.
        kind: String,
        /// The code.
        code: String,
        /// The severity, of errors.
        severity: Option<String>,
        /// What is told to people.
        content: String,
    },
    /// A check refused something.
    Refused {
        /// Code of the refusal.
        code: String,
        /// Why.
        because: String,
    },
    /// What the connector does next.
    Decided {
        /// What.
        step: String,
        /// Why.
        because: String,
    },
    /// The buyer has to go on elsewhere.
    HandedOver {
        /// Where.
        continue_url: String,
    },
    /// A webhook came.
    Webhook {
        /// Identifier of the event.
        event_id: String,
        /// The order it is about.
        order_id: String,
        /// What was done with it.
        verdict: String,
    },
}

/// An event with its place in the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Number, from 1.
    pub number: u64,
    /// When, in milliseconds since the Unix epoch.
    pub at: Instant,
    /// What.
    pub what: Event,
}

impl Event {
    /// Every text of it, to redact in place.
    fn texts(&mut self) -> Vec<&mut String> {
        match self {
            Self::ProfileFetched { url, because, .. } => vec![url, because],
            Self::ProfileCached { url, .. } => vec![url],
            Self::Dropped { name, because } => vec![name, because],
            Self::Sent { request, .. } => vec![request],
            Self::Message { content, .. } => vec![content],
            Self::NoAnswer { because, .. }
            | Self::Waiting { because, .. }
            | Self::Refused { because, .. }
            | Self::Decided { because, .. } => vec![because],
            Self::Webhook { verdict, .. } => vec![verdict],
            Self::VersionChosen { .. }
            | Self::Negotiated { .. }
            | Self::Answered { .. }
            | Self::Verified { .. }
            | Self::HandedOver { .. } => Vec::new(),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProfileFetched { url, status: Some(status), because } => {
                write!(f, "fetched {url}: {status} ({because})")
            }
            Self::ProfileFetched { url, status: None, because } => write!(f, "cannot fetch {url}: {because}"),
            Self::ProfileCached { url, seconds_left } => {
                write!(f, "used the cached {url}, fresh for {seconds_left} s more")
            }
            Self::VersionChosen { version } => write!(f, "speaks UCP {version}"),
            Self::Dropped { name, because } => write!(f, "does not use {name}: {because}"),
            Self::Negotiated { capabilities, endpoint } => {
                write!(f, "agreed on {} at {endpoint}", capabilities.join(", "))
            }
            Self::Sent { operation, request, attempt: 1, .. } => write!(f, "-> {operation}: {request}"),
            Self::Sent { operation, request, attempt, .. } => {
                write!(f, "-> {operation}, attempt {attempt}: {request}")
            }
            Self::Answered { operation, status, state, total } => {
                write!(f, "<- {operation}: {status}")?;
                state.iter().try_for_each(|state| write!(f, ", {state}"))?;
                total.iter().try_for_each(|total| write!(f, ", total {total}"))
            }
            Self::NoAnswer { operation, because } => write!(f, "<- {operation}: no answer, {because}"),
            Self::Waiting { millis, because } => write!(f, "waits {millis} ms: {because}"),
            Self::Verified { what, kid } => write!(f, "verified the signature of {what} (key {kid})"),
            Self::Message { kind, code, severity, content } => {
                write!(f, "the business says {kind} {code}")?;
                severity.iter().try_for_each(|severity| write!(f, " ({severity})"))?;
                write!(f, ": {content}")
            }
            Self::Refused { code, because } => write!(f, "refused, {code}: {because}"),
            Self::Decided { step, because } => write!(f, "{step}: {because}"),
            Self::HandedOver { continue_url } => write!(f, "hands the buyer over to {continue_url}"),
            Self::Webhook { event_id, order_id, verdict } => {
                write!(f, "webhook {event_id} about order {order_id}: {verdict}")
            }
        }
    }
}

/// Told of every event as it happens.
type Listener = Box<dyn Fn(&Entry) + Send + Sync>;

/// The events of one connector, oldest first, with nothing secret or personal in them. Cheap to
/// clone; clones share the events.
#[derive(Clone)]
pub struct Trace {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    kept: Mutex<Kept>,
    listener: Option<Listener>,
}

#[derive(Default)]
struct Kept {
    entries: VecDeque<Entry>,
    count: u64,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace").field("count", &self.lock().count).finish_non_exhaustive()
    }
}

impl Trace {
    /// An empty trace that dates its events by this clock.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { inner: Arc::new(Inner { clock, kept: Mutex::default(), listener: None }) }
    }

    /// The same, and `listener` is told of every event as it happens. It must be short.
    #[must_use]
    pub fn with_listener(clock: Clock, listener: impl Fn(&Entry) + Send + Sync + 'static) -> Self {
        Self { inner: Arc::new(Inner { clock, kept: Mutex::default(), listener: Some(Box::new(listener)) }) }
    }

    /// Adds an event; its texts are redacted.
    pub fn tell(&self, mut event: Event) {
        for text in event.texts() {
            *text = redact_text(text);
        }
        self.tell_raw(event);
    }

    /// Adds an event as it is.
    pub(super) fn tell_raw(&self, event: Event) {
        let at = self.inner.clock.now();
        let entry = {
            let mut kept = self.lock();
            kept.count += 1;
            let entry = Entry { number: kept.count, at, what: event };
            kept.entries.push_back(entry.clone());
            if kept.entries.len() > KEPT {
                kept.entries.pop_front();
            }
            entry
        };
        if let Some(listener) = &self.inner.listener {
            listener(&entry);
        }
    }

    /// The events kept, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().entries.iter().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.inner.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_numbered_bounded_and_redacted() {
        let trace = Trace::new(Clock::frozen(Instant::from_millis(5)));
        for _ in 0..=KEPT {
            let because = r#"sent {"credential":{"type":"token","token":"tok_live_secret"}}"#.to_owned();
            trace.tell(Event::Decided { step: "stop".to_owned(), because });
        }
        let entries = trace.entries();
        assert_eq!((entries.len(), entries[0].number), (KEPT, 2));
        assert!(!serde_json::to_string(&entries).expect("JSON").contains("tok_live_secret"));
    }

    #[test]
    fn an_event_reads_as_a_line() {
        let sent = Event::Sent {
            operation: "create_checkout".to_owned(),
            request: "POST https://shop.example/checkout-sessions".to_owned(),
            attempt: 2,
            idempotency_key: None,
        };
        assert_eq!(
            sent.to_string(),
            "-> create_checkout, attempt 2: POST https://shop.example/checkout-sessions"
        );
    }
}
