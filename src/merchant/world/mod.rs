//! A merchant world: catalogue, prices, rules and people, read from `scenarios/*.yaml`.

mod catalogue;
mod check;
mod delivery;
mod error;
mod file;
mod offers;
mod payment;
mod people;
mod schema;
mod shipped;
#[cfg(test)]
mod tests;

pub use catalogue::{Disclosure, PriceList, Product, ProductFee};
pub use delivery::{Delivery, PickupLocation, ShippingRate, TaxRule, Undeliverable};
pub use error::{Problem, WorldError};
pub use offers::{Discount, DiscountScope, Eligibility};
pub use payment::{HandlerRule, PaymentRules, TokenOutcome, TokenRule};
pub use people::{
    BuyerField, BuyerQuestion, CurrencyRules, Escalation, KnownAddress, KnownCustomer, OrderRules, PolicyLink,
};

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use file::WorldFile;

use super::input::MethodKind;
use crate::document::Document;
use crate::protocol::money::{Amount, Currency};
use crate::protocol::payment::HandlerDeclaration;

/// What the file of a world is, in words.
const SHAPE: &str = "a mapping with `name`, `currency` and `products`";

/// A merchant world, checked and indexed. Immutable; share it behind an `Arc`.
#[derive(Clone, Debug)]
pub struct World {
    /// Name of the business.
    pub name: Arc<str>,
    /// Payment handlers of the business profile.
    pub payment_handlers: Arc<[HandlerDeclaration]>,
    /// What the business profile says of fulfilment.
    pub fulfillment_config: FulfillmentConfig,
    /// Which currency a checkout is in.
    pub currency: CurrencyRules,
    /// Everything for sale.
    pub products: Vec<Product>,
    /// How goods reach buyers.
    pub delivery: Delivery,
    /// Taxes.
    pub taxes: Vec<TaxRule>,
    /// Reductions.
    pub discounts: Vec<Discount>,
    /// Claims the merchant accepts.
    pub eligibility: Vec<Eligibility>,
    /// Known buyers.
    pub customers: Vec<KnownCustomer>,
    /// Whether addresses given in a checkout are remembered for the buyer's e-mail.
    pub remember_addresses: bool,
    /// How the merchant is paid.
    pub payment: PaymentRules,
    /// What moves a checkout to the buyer.
    pub escalation: Escalation,
    /// Buyer fields the merchant insists on.
    pub buyer_required: Vec<BuyerField>,
    /// Internet addresses of buyers that are refused.
    pub blocked_ips: Vec<Arc<str>>,
    /// Policies.
    pub links: Vec<PolicyLink>,
    /// Life of a checkout.
    pub expiry: Duration,
    /// Orders after they were placed.
    pub orders: OrderRules,
    /// What is to go wrong, as written: rules for the fault engine, which the merchant does not know.
    pub faults: Vec<Oddity>,
    index: Index,
}

/// A rule of a world's `faults`, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Oddity {
    /// File or built-in name, line and column.
    pub place: String,
    /// The rule as written.
    pub rule: serde_json::Value,
}

/// Look-up tables into the lists.
#[derive(Clone, Debug, Default)]
struct Index {
    products: HashMap<Arc<str>, usize>,
    /// By code in upper case.
    codes: HashMap<String, usize>,
}

/// The fulfilment extension's configuration in the business profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FulfillmentConfig {
    /// Whether one checkout may ship to several addresses.
    pub multi_destination_shipping: bool,
    /// Whether one checkout may be picked up at several locations.
    pub multi_destination_pickup: bool,
    /// Combinations of methods allowed in one checkout; empty means any single one.
    pub method_combinations: Vec<Vec<MethodKind>>,
}

impl World {
    /// Reads a world.
    ///
    /// # Errors
    /// When the text is not a world: says where, what was expected and how to mend it.
    pub fn from_yaml(text: &str, source_name: &str) -> Result<Self, WorldError> {
        let document = shipped::on_base(Document::parse(text, source_name, SHAPE)?)?;
        schema::check(&document)?;
        let file = WorldFile::read(&document)?;
        check::references(&file, &document)?;
        Ok(Self::build(file, &document))
    }

    /// A world that comes with the program (`flower-shop`, `electronics`, `minimal`), or one of its stories.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn built_in(name: &str) -> Result<Self, WorldError> {
        shipped::text(name).map_or_else(|| Err(WorldError::unknown(name)), |text| Self::from_yaml(text, name))
    }

    /// Names of the worlds that come with the program, without its stories.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        shipped::WORLDS.iter().map(|(name, _)| *name)
    }

    /// Names of the stories that come with the program, in alphabetical order.
    #[must_use]
    pub fn story_names() -> Vec<&'static str> {
        shipped::story_names()
    }

    /// Name of the world that a story builds on; `None` for what is no story.
    #[must_use]
    pub fn base_of(name: &str) -> Option<&'static str> {
        shipped::base_of(name)
    }

    /// The product of that identifier.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.index.products.get(id).and_then(|at| self.products.get(*at))
    }

    /// The discount of that code, any case.
    #[must_use]
    pub fn discount_by_code(&self, code: &str) -> Option<&Discount> {
        self.index.codes.get(&code.to_uppercase()).and_then(|at| self.discounts.get(*at))
    }

    /// The same world with another price of a product; `None` when the product is not sold in that currency.
    #[must_use]
    pub fn with_price(&self, product: &str, currency: Currency, amount: Amount) -> Option<Self> {
        let at = *self.index.products.get(product)?;
        let mut changed = self.clone();
        *changed.products.get_mut(at)?.price.get_mut(&currency)? = amount;
        Some(changed)
    }

    fn build(file: WorldFile, document: &Document) -> Self {
        let products = file.products.iter().enumerate().map(|(at, p)| (Arc::clone(&p.id), at)).collect();
        let codes = file.discounts.iter().enumerate();
        let codes =
            codes.filter_map(|(at, d)| d.code.as_ref().map(|code| (code.to_uppercase(), at))).collect();
        Self {
            name: file.name,
            payment_handlers: file.payment.handlers.iter().map(HandlerRule::declaration).collect(),
            fulfillment_config: FulfillmentConfig {
                multi_destination_shipping: file.delivery.multi_destination_shipping,
                multi_destination_pickup: file.delivery.multi_destination_pickup,
                method_combinations: file.delivery.method_combinations.clone(),
            },
            currency: file.currency,
            products: file.products,
            delivery: file.delivery,
            taxes: file.taxes,
            discounts: file.discounts,
            eligibility: file.eligibility,
            customers: file.customers,
            remember_addresses: file.remember_addresses,
            payment: file.payment,
            escalation: file.escalation,
            buyer_required: file.buyer_required,
            blocked_ips: file.blocked_ips,
            links: file.links,
            expiry: Duration::from_secs(file.expiry_minutes.unwrap_or(6 * 60) * 60),
            orders: file.orders,
            faults: oddities(file.faults, document),
            index: Index { products, codes },
        }
    }
}

/// The rules with their places.
fn oddities(rules: Vec<serde_json::Value>, document: &Document) -> Vec<Oddity> {
    let place = |at: usize| {
        let (line, column) = document.place(&format!("/faults/{at}"));
        format!("{}:{line}:{column}: /faults/{at}", document.source_name)
    };
    rules.into_iter().enumerate().map(|(at, rule)| Oddity { place: place(at), rule }).collect()
}
