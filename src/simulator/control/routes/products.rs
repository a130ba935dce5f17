//! Products: their stock and their prices.

use crate::merchant::world::Product;
use crate::protocol::money::{Amount, Currency};
use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::cursor::Wanted;
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::session::SessionHandle;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

fn view(session: &SessionHandle, product: &Product) -> Value {
    let stock = session.session().state().stock(&product.id).map(
        |level| json!({"on_hand": level.on_hand, "reserved": level.reserved, "available": level.available()}),
    );
    let prices = product.price.iter();
    let prices: Map<String, Value> =
        prices.map(|(currency, amount)| (currency.code().to_owned(), json!(amount.minor()))).collect();
    json!({"id": product.id, "title": product.title, "prices": prices, "stock": stock})
}

fn find(session: &SessionHandle, id: &str) -> Result<Value, Problem> {
    let world = session.world();
    let product = world.product(id).ok_or_else(|| Problem::missing("product", id, "GET …/products"))?;
    Ok(view(session, product))
}

/// Everything for sale.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let wanted: Wanted<String> = Wanted::read("products", &call.query)?;
    let world = session.world();
    let mut products: Vec<&Product> = world.products.iter().collect();
    products.sort_by_key(|product| Arc::clone(&product.id));
    let all = products.into_iter().map(|product| (product.id.to_string(), view(&session, product)));
    Ok(Reply::ok(wanted.page("products", all)))
}

/// Counts the pieces in the house anew.
pub(in super::super) async fn stock(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let product = call.path("product");
    session.set_stock(product, call.body["on_hand"].as_u64().unwrap_or(0)).await?;
    find(&session, product).map(Reply::ok)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    currency: String,
    amount: Amount,
}

/// Changes the price of one piece.
pub(in super::super) async fn price(mut call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    let Price { currency, amount } = call.typed()?;
    let product = call.path("product");
    let Ok(currency) = Currency::parse(&currency) else {
        return Err(Problem::new(Code::InvalidBody, format!("{currency:?} is no currency"))
            .at("body /currency")
            .expected("an ISO 4217 code the product is sold in")
            .mend("see GET …/products"));
    };
    session.set_price(product, currency, amount).await?;
    find(&session, product).map(Reply::ok)
}
