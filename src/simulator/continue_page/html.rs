//! From a checkout to the page.

use crate::merchant::view::{CheckoutSnapshot, CheckoutView};
use crate::protocol::checkout::{CheckoutStatus, TotalKind};
use crate::protocol::message::Message;
use crate::simulator::continue_page::FormError;
use crate::simulator::continue_page::steps::forms;
use crate::simulator::continue_page::view::{Amount, Line, Link, Notice, Order, PageView};
use base64::Engine as _;
use minijinja::value::Serde;
use minijinja::{Environment, context};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const TEMPLATE: &str = include_str!("../assets/continue.html");
const STYLE: &str = include_str!("../assets/continue.css");

/// Headers of every page: nothing is loaded from anywhere, nobody may frame the page (its buttons
/// spend money), the address is not passed on to other sites, and nothing is kept by caches.
pub static HEADERS: LazyLock<[(&str, String); 6]> = LazyLock::new(|| {
    let style = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    [
        ("content-type", "text/html; charset=utf-8".to_owned()),
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff".to_owned()),
        // Not `no-referrer`: with it browsers would hide the form's origin too.
        ("referrer-policy", "same-origin".to_owned()),
        ("cache-control", "no-store".to_owned()),
        ("x-frame-options", "DENY".to_owned()),
    ]
});

/// Title and explanation of every status.
const STATUSES: [(CheckoutStatus, &str, &str); 6] = [
    (
        CheckoutStatus::Incomplete,
        "Your checkout",
        "Something is still missing. Your assistant can supply it.",
    ),
    (CheckoutStatus::RequiresEscalation, "Your checkout needs you", "Please finish the step below."),
    (CheckoutStatus::ReadyForComplete, "Your checkout is ready", "The order has not been placed yet."),
    (CheckoutStatus::CompleteInProgress, "Your order is being placed", "Nothing is left for you to do."),
    (CheckoutStatus::Completed, "Thank you", "Your order is placed."),
    (
        CheckoutStatus::Canceled,
        "This checkout is closed",
        "It was canceled or has expired. Nothing was ordered.",
    ),
];

/// The page of a checkout.
#[must_use]
pub fn page(snapshot: &CheckoutSnapshot) -> String {
    let checkout = &snapshot.checkout;
    let known = STATUSES.iter().find(|(status, _, _)| *status == checkout.status);
    let (title, explanation) = known.map_or(("Your checkout", ""), |(_, title, text)| (title, text));
    render(&PageView {
        title: title.to_owned(),
        explanation: explanation.to_owned(),
        notices: checkout.messages.iter().map(notice).collect(),
        forms: forms(checkout),
        lines: lines(checkout),
        totals: totals(checkout),
        order: checkout.order.as_ref().map(|order| Order {
            name: order.label.as_ref().unwrap_or(&order.id).to_string(),
            url: http_url(&order.permalink_url),
        }),
        expires: checkout.expires_at.as_ref().map(ToString::to_string),
        links: links(checkout),
    })
}

/// A page that only says something, with links (name, URL) to others.
#[must_use]
pub fn plain_page(title: &str, explanation: &str, links: impl Iterator<Item = (String, String)>) -> String {
    let links = links.map(|(name, url)| Link { name, url: http_url(&url) });
    render(&PageView {
        title: title.to_owned(),
        explanation: explanation.to_owned(),
        links: links.collect(),
        ..PageView::default()
    })
}

/// The page of a checkout that does not exist. It does not tell whether it ever did.
#[must_use]
pub fn not_found() -> String {
    plain("Nothing here", "There is no such checkout. The link may be incomplete or too old.")
}

/// The page for a form that was refused.
#[must_use]
pub fn refused(error: &FormError) -> String {
    plain("That did not work", &format!("{error}. Go back and try again."))
}

fn plain(title: &str, explanation: &str) -> String {
    plain_page(title, explanation, std::iter::empty())
}

fn render(page: &PageView) -> String {
    let mut environment = Environment::new();
    let rendered = environment.add_template("continue.html", TEMPLATE).and_then(|()| {
        environment.get_template("continue.html")?.render(context! { page => Serde(page), style => STYLE })
    });
    rendered.unwrap_or_else(|cause| {
        tracing::error!(%cause, "the buyer's page cannot be rendered");
        "<!doctype html><title>Unavailable</title><p>This page is unavailable.</p>".to_owned()
    })
}

fn notice(message: &Message) -> Notice {
    match message {
        Message::Error(error) => Notice { kind: "error", text: error.content.to_string() },
        Message::Warning(warning) => Notice { kind: "warning", text: warning.content.to_string() },
        Message::Info(info) => Notice { kind: "note", text: info.content.to_string() },
    }
}

fn lines(checkout: &CheckoutView) -> Vec<Line> {
    let price = |line: &crate::merchant::view::LineItemView| {
        let total = line.totals.iter().find(|total| total.kind == TotalKind::Total);
        total.map_or_else(String::new, |total| checkout.currency.display(total.amount))
    };
    let show = |line| Line { title: title(line), quantity: line.quantity, price: price(line) };
    checkout.line_items.iter().map(show).collect()
}

fn title(line: &crate::merchant::view::LineItemView) -> String {
    line.item.title.to_string()
}

fn totals(checkout: &CheckoutView) -> Vec<Amount> {
    let show = |total: &crate::protocol::checkout::Total| Amount {
        label: total.label().unwrap_or_else(|| total.kind.name()).to_owned(),
        value: checkout.currency.display(total.amount),
        grand: total.kind == TotalKind::Total,
    };
    checkout.totals.iter().map(show).collect()
}

fn links(checkout: &CheckoutView) -> Vec<Link> {
    let show = |link: &crate::merchant::view::LinkView| Link {
        name: link.title.as_ref().unwrap_or(&link.kind).to_string(),
        url: http_url(&link.url),
    };
    checkout.links.iter().map(show).collect()
}

/// A URL fit for a link: http or https; anything else (`javascript:`) leads nowhere.
fn http_url(url: &str) -> String {
    let parsed = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    parsed.map_or_else(|| "#".to_owned(), String::from)
}
