//! Whether an answer can be the answer to this request, or was given before: its dates, its state,
//! its content. Pure.

use std::time::Duration;

use serde_json::Value;

use super::{backoff, moves};
use crate::clock::Instant;
use crate::transport::view::{MessageView, View};

/// How far the clocks of both sides may be apart.
const TOLERANCE: Duration = Duration::from_mins(5);

/// Why an answer that came to a request sent at this time is an old one; `None` when it may be new.
/// `known` is the last answer about the same resource, `sent` the content sent now.
#[must_use]
pub fn staleness(
    view: &View,
    sent_at: Instant,
    known: Option<&View>,
    sent: Option<&Value>,
) -> Option<String> {
    outdated(view, sent_at)
        .or_else(|| known.and_then(|known| gone_back(view, known)))
        .or_else(|| sent.and_then(|sent| not_reflected(view, sent)))
}

fn outdated(view: &View, sent_at: Instant) -> Option<String> {
    let date = view.header("date").and_then(backoff::http_date).map(|at| ("Date", at));
    let created = view.header("signature-input").and_then(created).map(|at| ("signature", at));
    let too_old = |at: Instant| at.plus(TOLERANCE) < sent_at;
    let (what, at) = [date, created].into_iter().flatten().find(|(_, at)| too_old(*at))?;
    Some(format!("its {what} is of {}, the request of {}", at.rfc3339(), sent_at.rfc3339()))
}

/// The `created` parameter of a signature.
fn created(input: &str) -> Option<Instant> {
    let digits: String = input.split(";created=").nth(1)?.chars().take_while(char::is_ascii_digit).collect();
    let seconds: i64 = digits.parse().ok()?;
    Some(Instant::from_millis(seconds.saturating_mul(1000)))
}

fn gone_back(view: &View, known: &View) -> Option<String> {
    let (before, now) = (moves::status(known)?, moves::status(view)?);
    (before.is_terminal() && now != before)
        .then(|| format!("it says {}, and the checkout was {} for good", now.name(), before.name()))
}

/// Whether a message may be about goods: it says so, or it does not say what it is about.
fn may_concern_goods(message: &MessageView) -> bool {
    message.path.as_deref().is_none_or(|path| path.contains("line_items"))
}

/// An answer to a create or update shows the items that were sent, or says why not.
fn not_reflected(view: &View, sent: &Value) -> Option<String> {
    let wanted = sent.get("line_items")?.as_array()?;
    if view.messages().iter().any(may_concern_goods) {
        return None;
    }
    let shown = view.list("/line_items");
    let quantity = |lines: &[Value], item: &Value| -> i64 {
        let of_item = lines.iter().filter(|line| line.pointer("/item/id") == Some(item));
        of_item.filter_map(|line| line.get("quantity").and_then(Value::as_i64)).fold(0, i64::saturating_add)
    };
    wanted.iter().filter_map(|line| line.pointer("/item/id")).find_map(|item| {
        let (asked, got) = (quantity(wanted, item), quantity(shown, item));
        (asked != got).then(|| format!("it shows {got} of {item}, {asked} were sent"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn view(headers: &[(&str, &str)], body: &Value) -> View {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        View::new("x".to_owned(), 200, headers, body.to_string().into_bytes())
    }

    #[rstest::rstest]
    #[case(&[], false)]
    #[case(&[("date", "Thu, 01 Jan 1970 00:16:40 GMT")], false)]
    #[case(&[("date", "Thu, 01 Jan 1970 00:00:01 GMT")], true)]
    #[case(&[("date", "whenever")], false)]
    #[case(&[("signature-input", "sig1=(\"@status\");created=1000;keyid=\"k\"")], false)]
    #[case(&[("signature-input", "sig1=(\"@status\");created=10;keyid=\"k\"")], true)]
    fn an_answer_dated_before_the_request_is_stale(#[case] headers: &[(&str, &str)], #[case] stale: bool) {
        let sent_at = Instant::from_millis(1_000_000);
        assert_eq!(staleness(&view(headers, &json!({})), sent_at, None, None).is_some(), stale);
    }

    #[rstest::rstest]
    #[case("completed", "ready_for_complete", true)]
    #[case("completed", "completed", false)]
    #[case("canceled", "incomplete", true)]
    #[case("ready_for_complete", "incomplete", false)]
    fn what_was_final_stays_final(#[case] before: &str, #[case] now: &str, #[case] stale: bool) {
        let (before, now) = (view(&[], &json!({"status": before})), view(&[], &json!({"status": now})));
        assert_eq!(staleness(&now, Instant::from_millis(0), Some(&before), None).is_some(), stale);
    }

    #[rstest::rstest]
    #[case(json!({"line_items": [{"item": {"id": "rose"}, "quantity": 2}]}), false)]
    #[case(json!({"line_items": [{"item": {"id": "rose"}, "quantity": 1}]}), true)]
    #[case(json!({"line_items": []}), true)]
    #[case(json!({"line_items": [], "messages": [{"type": "warning", "code": "x", "content": "x"}]}), false)]
    #[case(json!({"line_items": [], "messages": [
        {"type": "error", "code": "x", "content": "x", "path": "$.buyer.email"}
    ]}), true)]
    #[case(json!({"line_items": [], "messages": [
        {"type": "error", "code": "x", "content": "x", "path": "$.line_items[0]"}
    ]}), false)]
    fn an_answer_shows_what_was_sent(#[case] body: Value, #[case] stale: bool) {
        let sent = json!({"line_items": [{"item": {"id": "rose"}, "quantity": 2}]});
        assert_eq!(staleness(&view(&[], &body), Instant::from_millis(0), None, Some(&sent)).is_some(), stale);
    }
}
