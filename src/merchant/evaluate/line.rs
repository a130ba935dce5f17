//! Lines: identity, price, availability.

use std::sync::Arc;

use super::{Facts, Messages, absolute};
use crate::merchant::input::CheckoutInput;
use crate::merchant::view::{ItemView, LineItemView};
use crate::merchant::world::Product;
use crate::protocol::checkout::TotalKind;
use crate::protocol::message::{Message, Presentation, Severity};
use crate::protocol::money::{Amount, AmountError, Currency};

/// Title of a line whose product does not exist.
const UNKNOWN_TITLE: &str = "Unavailable item";

/// A line on its way to being shown.
pub(super) struct Line<'w> {
    pub(super) id: Arc<str>,
    /// Identifier the platform used, when it differs.
    pub(super) sent_id: Option<Arc<str>>,
    pub(super) item_id: Arc<str>,
    pub(super) product: Option<&'w Product>,
    pub(super) quantity: u64,
    pub(super) parent: Option<Arc<str>>,
    pub(super) price: Amount,
    pub(super) subtotal: Amount,
    /// Taken off by line discounts, zero or more.
    pub(super) off: Amount,
}

impl Line<'_> {
    /// What remains to pay for the line.
    pub(super) fn net(&self) -> Amount {
        self.subtotal.minus(self.off).unwrap_or(Amount::ZERO)
    }

    /// Whether the line has to be sent or collected.
    pub(super) fn is_physical(&self) -> bool {
        self.product.is_some_and(|product| !product.digital)
    }
}

/// Lines and the number ever given.
pub(super) struct Lines<'w> {
    pub(super) items: Vec<Line<'w>>,
    pub(super) ever: u32,
}

/// Finds products and keeps identifiers stable: a known identifier stays, a line without one takes
/// over the identifier of an unclaimed earlier line of the same product.
pub(super) fn resolve<'w>(facts: &Facts<'w>, input: &CheckoutInput) -> Lines<'w> {
    let before = facts.previous.map(|view| view.line_items.as_slice()).unwrap_or_default();
    let sent = input.line_items.iter().filter_map(|line| line.id.as_ref());
    let mut taken: Vec<Arc<str>> =
        sent.filter(|id| before.iter().any(|old| old.id == **id)).cloned().collect();
    let mut ever = facts.lines_ever;
    let mut items: Vec<Line<'w>> = Vec::with_capacity(input.line_items.len());
    for line in &input.line_items {
        let known =
            line.id.as_ref().filter(|id| taken.contains(id) && !items.iter().any(|item| item.id == **id));
        let inherited = || {
            before
                .iter()
                .find(|old| old.item.id == line.item.id && !taken.contains(&old.id))
                .map(|old| Arc::clone(&old.id))
        };
        let id = known.cloned().or_else(inherited).unwrap_or_else(|| {
            ever += 1;
            format!("li_{ever}").into()
        });
        taken.push(Arc::clone(&id));
        items.push(Line {
            sent_id: line.id.clone().filter(|sent| *sent != id),
            id,
            item_id: Arc::clone(&line.item.id),
            product: facts.world.product(&line.item.id),
            quantity: u64::try_from(line.quantity).unwrap_or(0),
            parent: line.parent_id.clone(),
            price: Amount::ZERO,
            subtotal: Amount::ZERO,
            off: Amount::ZERO,
        });
    }
    Lines { items, ever }
}

/// Prices every line; what is not sold in the currency stays at zero and is judged later.
pub(super) fn price(lines: &mut [Line<'_>], currency: Currency) -> Result<(), AmountError> {
    for line in lines.iter_mut() {
        line.price =
            line.product.and_then(|product| product.price.get(&currency)).copied().unwrap_or_default();
        line.subtotal = line.price.times(line.quantity)?;
    }
    Amount::sum(lines.iter().map(|line| line.subtotal)).map(|_| ())
}

/// Says what cannot be bought, and what has to be shown beside a line.
pub(super) fn judge(
    facts: &Facts<'_>,
    lines: &[Line<'_>],
    country: Option<&str>,
    currency: Currency,
    messages: &mut Messages,
) {
    if lines.is_empty() {
        let content = "The checkout has no items. Add at least one.";
        messages.push(Message::error("missing", Severity::Recoverable, content).at("$.line_items"));
    }
    for (at, line) in lines.iter().enumerate() {
        let path = format!("$.line_items[{at}]");
        if let Some(refusal) = refuse(facts, lines, line, country, currency) {
            let path = if refusal.about_quantity { format!("{path}.quantity") } else { path.clone() };
            messages.push(Message::error(refusal.code, Severity::Recoverable, refusal.content).at(path));
        }
        if let Some(product) = line.product {
            disclose(facts, product, country, &path, messages);
        }
    }
}

struct Refusal {
    code: &'static str,
    content: String,
    about_quantity: bool,
}

fn refuse(
    facts: &Facts<'_>,
    lines: &[Line<'_>],
    line: &Line<'_>,
    country: Option<&str>,
    currency: Currency,
) -> Option<Refusal> {
    let refusal = |code, content| Some(Refusal { code, content, about_quantity: false });
    let Some(product) = line.product else {
        return refusal("not_found", format!("There is no product `{}`: not found.", line.item_id));
    };
    if product.discontinued {
        return refusal("item_unavailable", format!("{} is no longer sold.", product.title));
    }
    let sold_to =
        |country: &str| product.only_countries.iter().any(|known| known.eq_ignore_ascii_case(country));
    if !product.only_countries.is_empty() && country.is_some_and(|country| !sold_to(country)) {
        return refusal("item_unavailable", format!("{} is not sold to this country.", product.title));
    }
    if !product.price.contains_key(&currency) {
        return refusal("item_unavailable", format!("{} is not sold in {currency}.", product.title));
    }
    let left = facts.state.available(&product.id)?;
    let same = lines.iter().filter(|other| other.item_id == line.item_id);
    let wanted = same.fold(0_u64, |sum, other| sum.saturating_add(other.quantity));
    if wanted <= left {
        return None;
    }
    let content = format!("Insufficient stock: {left} of {} left, {wanted} wanted.", product.title);
    Some(Refusal { code: "out_of_stock", content, about_quantity: left > 0 })
}

fn disclose(
    facts: &Facts<'_>,
    product: &Product,
    country: Option<&str>,
    path: &str,
    messages: &mut Messages,
) {
    for disclosure in &product.disclosures {
        let listed = |country| disclosure.countries.iter().any(|known| known.eq_ignore_ascii_case(country));
        if !disclosure.countries.is_empty() && !country.is_some_and(listed) {
            continue;
        }
        let mut message = crate::protocol::message::WarningMessage {
            code: disclosure.code.to_string().into(),
            content: Arc::clone(&disclosure.content),
            path: Some(path.into()),
            content_type: None,
            presentation: Some(Presentation::Disclosure),
            image_url: None,
            url: None,
        };
        message.image_url = disclosure.image_url.as_ref().map(|url| absolute(facts.base_url, url));
        message.url = disclosure.url.as_ref().map(|url| absolute(facts.base_url, url));
        messages.push(Message::Warning(message));
    }
}

/// Lines as shown.
pub(super) fn views(lines: &[Line<'_>], base_url: &str) -> Result<Vec<LineItemView>, AmountError> {
    let known = |parent: &Arc<str>| {
        lines.iter().find(|line| line.id == *parent || line.sent_id.as_ref() == Some(parent))
    };
    let view = |line: &Line<'_>| {
        let mut totals = vec![super::totals::plain(TotalKind::Subtotal, line.subtotal)];
        if line.off > Amount::ZERO {
            totals.push(super::totals::plain(TotalKind::ItemsDiscount, line.off.negated()));
        }
        totals.push(super::totals::plain(TotalKind::Total, line.subtotal.minus(line.off)?));
        Ok(LineItemView {
            id: Arc::clone(&line.id),
            item: item(line, base_url),
            quantity: line.quantity,
            totals,
            parent_id: line.parent.as_ref().and_then(known).map(|parent| Arc::clone(&parent.id)),
        })
    };
    lines.iter().map(view).collect()
}

fn item(line: &Line<'_>, base_url: &str) -> ItemView {
    let product = line.product;
    ItemView {
        id: Arc::clone(&line.item_id),
        title: product.map_or_else(|| UNKNOWN_TITLE.into(), |product| Arc::clone(&product.title)),
        price: line.price,
        image_url: product.and_then(|product| product.image_url.as_ref()).map(|url| absolute(base_url, url)),
    }
}
