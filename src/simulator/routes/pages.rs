//! Plain pages behind the other URLs a business hands out: the storefront, an order's permalink, and the
//! policies, help pages and pictures its world names. What they say is public: no personal data.

use crate::merchant::World;
use crate::merchant::view::OrderView;
use crate::protocol::order::LineStatus;
use crate::simulator::continue_page;
use crate::simulator::session::Session;
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

/// The page or picture at a path, when the business names one.
pub(super) fn page(session: &Session, path: &str) -> Option<HttpResponse> {
    if path == "/" {
        let explanation = "A simulated business. Nothing is sold here; no money moves.";
        return Some(html(session, StatusCode::OK, &session.world().name, explanation));
    }
    if let Some(id) = path.strip_prefix("/order/").filter(|id| !id.is_empty() && !id.contains('/')) {
        return Some(order(session, id));
    }
    if let Some(title) = document(&session.world(), path) {
        let explanation = "A page of a simulated business, here so that the link leads somewhere.";
        return Some(html(session, StatusCode::OK, title, explanation));
    }
    pictures(&session.world()).any(|url| is_at(url, path)).then(picture)
}

/// An order by its permalink, which anybody may follow: its name and how far it is, nothing else.
fn order(session: &Session, id: &str) -> HttpResponse {
    let found = session.state().order(id).map(|order| {
        let label =
            order.view.label.as_ref().map_or_else(|| "Your order".to_owned(), |l| format!("Order {l}"));
        (label, progress(&order.view))
    });
    match found {
        Some((label, progress)) => html(session, StatusCode::OK, &label, progress),
        None => html(session, StatusCode::NOT_FOUND, "Nothing here", "There is no such order."),
    }
}

/// How far an order is, from its lines.
fn progress(order: &OrderView) -> &'static str {
    let lines = || order.line_items.iter().map(|line| line.status);
    if lines().all(|status| status == LineStatus::Removed) {
        "This order was canceled."
    } else if lines().all(|status| matches!(status, LineStatus::Removed | LineStatus::Fulfilled)) {
        "This order is fulfilled."
    } else if lines().any(|status| matches!(status, LineStatus::Partial | LineStatus::Fulfilled)) {
        "This order is partly fulfilled."
    } else {
        "This order is being prepared."
    }
}

/// The title of a policy or help page of the world.
fn document<'w>(world: &'w World, path: &str) -> Option<&'w str> {
    let policy = world.links.iter().find(|link| is_at(&link.url, path));
    let disclosures = || world.products.iter().flat_map(|product| &product.disclosures);
    let policy = policy.map(|link| &**link.title.as_ref().unwrap_or(&link.kind));
    policy.or_else(|| {
        let told = disclosures().find(|one| one.url.as_ref().is_some_and(|url| is_at(url, path)));
        told.map(|disclosure| &*disclosure.content)
    })
}

/// URLs of every picture of the world.
fn pictures(world: &World) -> impl Iterator<Item = &str> {
    world.products.iter().flat_map(|product| {
        let shown = product.disclosures.iter().filter_map(|disclosure| disclosure.image_url.as_deref());
        product.image_url.as_deref().into_iter().chain(shown)
    })
}

/// Whether a URL of the world is that path of the business.
fn is_at(url: &str, path: &str) -> bool {
    url.split(['?', '#']).next() == Some(path)
}

fn html(session: &Session, status: StatusCode, title: &str, explanation: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    for (name, value) in continue_page::HEADERS.iter() {
        response.insert_header((*name, value.as_str()));
    }
    let world = session.world();
    let links = world.links.iter().map(|link| {
        let name = link.title.as_ref().unwrap_or(&link.kind);
        (name.to_string(), crate::merchant::absolute_url(session.base_url(), &link.url).to_string())
    });
    response.body(continue_page::plain_page(title, explanation, links))
}

/// One picture for everything.
const PICTURE: &str = concat!(
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" role=\"img\">",
    "<title>Picture</title><rect width=\"64\" height=\"64\" fill=\"#e8e8e8\"/>",
    "<circle cx=\"32\" cy=\"32\" r=\"16\" fill=\"#9a9a9a\"/></svg>",
);

fn picture() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/svg+xml"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(PICTURE)
}
