//! The journal: queried, read, waited on. What leaves is redacted, and what is looked for is looked for in the
//! redacted text: a question must not find out what an answer would not show.

use crate::exchange::Exchange;
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::control::Control;
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::matcher::Matcher;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::journal::Journal;
use serde_json::{Value, json};
use std::time::Duration;

/// Exchanges looked at in one go.
const BATCH: usize = 256;

/// An exchange as shown.
pub(in super::super) fn view(number: u64, exchange: &Exchange) -> Value {
    let redacted = exchange.redacted();
    json!({"number": number, "curl": redacted.curl_line(), "exchange": redacted})
}

/// Exchanges still kept that match, oldest first.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<u64> = Wanted::read("exchanges", &call.query)?;
    let matcher = Matcher::of_query(&call.query);
    let all = from(session.journal(), wanted.after().copied().unwrap_or(0));
    let matching = all.filter(|(_, exchange)| matcher.fits(exchange));
    Ok(Reply::ok(
        wanted.page("exchanges", matching.map(|(number, exchange)| (number, view(number, &exchange)))),
    ))
}

/// The exchanges behind a number, fetched as they are needed.
fn from(journal: &Journal, after: u64) -> impl Iterator<Item = (u64, Exchange)> {
    let mut last = after;
    std::iter::from_fn(move || {
        let batch = journal.after(last, BATCH);
        last = batch.last()?.0;
        Some(batch)
    })
    .flatten()
}

/// One exchange.
pub(in super::super) async fn get(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let text = call.path("number");
    let number: u64 = text.parse().unwrap_or(0);
    let found = session.journal().after(number.saturating_sub(1), 1).into_iter().next();
    let found = found.filter(|(kept, _)| *kept == number);
    let (number, exchange) = found.ok_or_else(|| Problem::missing("exchange", text, "GET …/journal"))?;
    Ok(Reply::ok(view(number, &exchange)))
}

/// Waits until so many exchanges behind a number match.
pub(in super::super) async fn wait(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let number = |name: &str| call.body[name].as_u64();
    let count = usize::try_from(number("count").unwrap_or(1)).unwrap_or(usize::MAX);
    let longest = call.control.limits.longest_wait;
    let timeout = number("timeout_millis").map_or(longest, Duration::from_millis).min(longest);
    let matcher = Matcher::of_body(&call.body["match"]);
    let after = number("after").unwrap_or(0);
    let _place = place(&call.control)?;
    let gone = || session.session().is_retired();
    let found = matching(session.journal(), after, count, timeout, |one| matcher.fits(one), gone).await;
    let found = found.map_err(|end| match end {
        End::Late(seen) => Problem::new(
            Code::WaitTimeout,
            format!("{seen} of {count} awaited exchanges were recorded in time"),
        )
        .at("body /match")
        .expected(format!("{count} matching exchanges within {} ms", timeout.as_millis()))
        .mend("compare with GET …/journal; the matcher sees redacted texts; wait longer or for fewer"),
        End::Gone => Problem::new(Code::Conflict, "the session was reset or removed meanwhile")
            .at("the path")
            .expected("a session that lasts as long as the wait")
            .mend("wait again, in the session that took its place"),
    })?;
    let shown: Vec<Value> = found.iter().map(|(number, exchange)| view(*number, exchange)).collect();
    Ok(Reply::ok(json!({"exchanges": shown})))
}

fn place(control: &Control) -> Result<tokio::sync::SemaphorePermit<'_>, Problem> {
    control.waits.try_acquire().map_err(|_| {
        Problem::new(Code::Unavailable, "too many calls wait already")
            .expected(format!("at most {} at once", control.limits.waits))
            .mend("wait for another to end")
            .retry_after(Duration::from_secs(1))
    })
}

/// How a wait ends without what was awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum End {
    /// The time ran out, with so many recorded.
    Late(usize),
    /// The session is no longer the one of its name.
    Gone,
}

/// The first `count` exchanges behind `after` that match, as soon as the last of them is recorded. Each
/// exchange is looked at once.
pub(in super::super) async fn matching(
    journal: &Journal,
    after: u64,
    count: usize,
    timeout: Duration,
    fits: impl Fn(&Exchange) -> bool,
    gone: impl Fn() -> bool,
) -> Result<Vec<(u64, Exchange)>, End> {
    let mut recorded = journal.watch();
    let deadline = tokio::time::Instant::now() + timeout;
    let mut last = after;
    let mut found = Vec::new();
    loop {
        recorded.mark_unchanged();
        for (number, exchange) in from(journal, last) {
            last = number;
            if fits(&exchange) {
                found.push((number, exchange));
                if found.len() == count {
                    return Ok(found);
                }
            }
        }
        if gone() {
            return Err(End::Gone);
        }
        if tokio::time::timeout_at(deadline, recorded.changed()).await.is_err() {
            return Err(End::Late(found.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::exchange::{ExchangeKind, RequestRecord};
    use futures::FutureExt;
    use proptest::prelude::*;

    fn exchange(url: &str) -> Exchange {
        Exchange {
            id: String::new(),
            at: Instant::from_millis(0),
            kind: ExchangeKind::Webhook,
            operation: None,
            request: RequestRecord {
                method: "POST".to_owned(),
                url: url.to_owned(),
                headers: Vec::new(),
                body: Vec::new(),
            },
            response: None,
            elapsed_micros: 0,
            notes: Vec::new(),
        }
    }

    proptest! {
        /// Pending until the last awaited exchange is there, ready with exactly those at that very moment,
        /// whatever came before the wait began and whatever comes in between.
        #[test]
        fn it_ends_with_the_last_awaited_exchange_and_not_before(
            before in prop::collection::vec(any::<bool>(), 0..6),
            then in prop::collection::vec(any::<bool>(), 0..20),
            count in 1..8_usize,
            after in 0..8_u64,
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let _inside = runtime.enter();
            let journal = Journal::new(1_000, 10_000_000);
            let mut expected = Vec::new();
            let record = |yes: bool| journal.record(exchange(if yes { "https://a/yes" } else { "https://a/no" }));
            let mut number = 0;
            let mut note = |yes: bool, expected: &mut Vec<u64>| {
                number += 1;
                if yes && number > after {
                    expected.push(number);
                }
            };
            for yes in before {
                record(yes);
                note(yes, &mut expected);
            }
            let waiting = matching(&journal, after, count, Duration::from_hours(1), |one| one.request.url.ends_with("yes"), || false);
            let mut waiting = Box::pin(waiting);
            let mut moments = then.into_iter();
            loop {
                let polled = waiting.as_mut().now_or_never();
                prop_assert_eq!(polled.is_some(), expected.len() >= count);
                if let Some(found) = polled {
                    let numbers: Vec<u64> = found.unwrap().into_iter().map(|(number, _)| number).collect();
                    prop_assert_eq!(numbers, expected[..count].to_vec());
                    break;
                }
                let Some(yes) = moments.next() else { break };
                record(yes);
                note(yes, &mut expected);
            }
        }
    }

    #[tokio::test]
    async fn it_ends_with_the_session() {
        let journal = Journal::new(10, 100_000);
        let gone = std::sync::atomic::AtomicBool::new(false);
        let over = || gone.load(std::sync::atomic::Ordering::SeqCst);
        let mut waiting = Box::pin(matching(&journal, 0, 1, Duration::from_hours(1), |_| false, over));
        assert!(waiting.as_mut().now_or_never().is_none());
        gone.store(true, std::sync::atomic::Ordering::SeqCst);
        journal.wake();
        assert_eq!(waiting.as_mut().now_or_never().map(|end| end.unwrap_err()), Some(End::Gone));
    }

    #[tokio::test]
    async fn it_ends_when_the_time_runs_out() {
        let journal = Journal::new(10, 100_000);
        journal.record(exchange("https://a/yes"));
        let seen = matching(&journal, 0, 2, Duration::from_millis(5), |_| true, || false).await;
        assert_eq!(seen.unwrap_err(), End::Late(1));
    }
}
