//! Shipping, pickup, taxes.

use std::sync::Arc;

use serde::Deserialize;

use super::catalogue::PriceList;
use crate::merchant::input::MethodKind;
use crate::protocol::checkout::PostalAddress;

/// How goods reach buyers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delivery {
    /// Shipping rates, in the order they are offered.
    pub shipping: Vec<ShippingRate>,
    /// Places the merchant cannot deliver to.
    pub undeliverable: Undeliverable,
    /// Pickup locations.
    pub pickup: Vec<PickupLocation>,
    /// Whether parcels are offered apart to platforms that can show several groups.
    pub split_parcels: bool,
    /// Whether one checkout may ship to several addresses.
    pub multi_destination_shipping: bool,
    /// Whether one checkout may be collected at several locations.
    pub multi_destination_pickup: bool,
    /// Combinations of methods allowed in one checkout.
    pub method_combinations: Vec<Vec<MethodKind>>,
}

/// One way to ship.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingRate {
    /// Identifier, what `selected_option_id` refers to.
    pub id: Arc<str>,
    /// Unique among the rates of a country.
    pub title: Arc<str>,
    /// Repeats neither title nor price.
    #[serde(default)]
    pub description: Option<Arc<str>>,
    /// Who carries.
    #[serde(default)]
    pub carrier: Option<Arc<str>>,
    /// Price per parcel.
    pub price: PriceList,
    /// Countries served; empty is everywhere.
    #[serde(default)]
    pub countries: Vec<Arc<str>>,
    /// Countries not served.
    #[serde(default)]
    pub except_countries: Vec<Arc<str>>,
    /// Days until the earliest arrival.
    #[serde(default)]
    pub min_days: Option<u16>,
    /// Days until the latest arrival.
    #[serde(default)]
    pub max_days: Option<u16>,
    /// Free when goods are worth more than this.
    #[serde(default)]
    pub free_over: Option<PriceList>,
    /// Free when one of these products is in the cart.
    #[serde(default)]
    pub free_with_products: Vec<Arc<str>>,
    /// Title when free; by default `Free` before the title.
    #[serde(default)]
    pub free_title: Option<Arc<str>>,
}

impl ShippingRate {
    /// Whether the rate serves the country.
    #[must_use]
    pub fn serves(&self, country: &str) -> bool {
        let listed = |list: &[Arc<str>]| list.iter().any(|known| known.eq_ignore_ascii_case(country));
        (self.countries.is_empty() || listed(&self.countries)) && !listed(&self.except_countries)
    }
}

/// Places without delivery.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Undeliverable {
    /// Countries (ISO 3166-1 alpha-2).
    pub countries: Vec<Arc<str>>,
    /// Regions, as `US-AK`.
    pub regions: Vec<Arc<str>>,
    /// Postal codes.
    pub postal_codes: Vec<Arc<str>>,
}

/// A place to collect goods.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickupLocation {
    /// Identifier, what `selected_destination_id` refers to.
    pub id: Arc<str>,
    /// Name.
    pub name: Arc<str>,
    /// Where.
    pub address: PostalAddress,
    /// Hours until goods are ready.
    #[serde(default)]
    pub ready_in_hours: u16,
}

/// A tax.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxRule {
    /// Label.
    pub title: Arc<str>,
    /// Country (ISO 3166-1 alpha-2).
    pub country: Arc<str>,
    /// Region within the country; absent is the whole country.
    #[serde(default)]
    pub region: Option<Arc<str>>,
    /// Hundredths of a percent: 825 is 8.25 %.
    pub basis_points: u64,
    /// Prices already contain it.
    #[serde(default)]
    pub inclusive: bool,
    /// Also on delivery.
    #[serde(default)]
    pub on_shipping: bool,
}
