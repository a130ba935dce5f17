//! What a schema cannot say: identifiers are unique and references lead somewhere.

use std::collections::HashSet;
use std::sync::Arc;

use super::catalogue::PriceList;
use super::error::{Problem, WorldError};
use super::file::WorldFile;
use super::offers::Discount;
use crate::document::Document;

/// Every broken reference, as advice.
pub(super) fn references(file: &WorldFile, document: &Document) -> Result<(), WorldError> {
    let mut check = Check { file, document, problems: Vec::new() };
    check.unique("/products", "id", file.products.iter().map(|product| &*product.id));
    check.unique("/delivery/shipping", "id", file.delivery.shipping.iter().map(|rate| &*rate.id));
    check.unique("/delivery/pickup", "id", file.delivery.pickup.iter().map(|place| &*place.id));
    check.unique("/discounts", "id", file.discounts.iter().map(|discount| &*discount.id));
    check.unique("/payment/handlers", "id", file.payment.handlers.iter().map(|handler| &*handler.id));
    check.unique("/payment/tokens", "token", file.payment.tokens.iter().map(|rule| &*rule.token));
    check.codes();
    check.products();
    check.rates();
    check.discounts();
    check.handlers();
    let problems = check.problems;
    if problems.is_empty() { Ok(()) } else { Err(document.error(problems)) }
}

struct Check<'a> {
    file: &'a WorldFile,
    document: &'a Document,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn add(&mut self, pointer: &str, found: String, expected: &str, fix: &str) {
        self.problems.push(self.document.problem(pointer, found, expected.to_owned(), fix.to_owned()));
    }

    fn unique<'n>(&mut self, list: &str, key: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = HashSet::new();
        for (at, name) in names.enumerate() {
            if !seen.insert(name) {
                let pointer = format!("{list}/{at}/{key}");
                self.add(
                    &pointer,
                    format!("`{name}` a second time"),
                    "a name used once",
                    "Rename one of them.",
                );
            }
        }
    }

    fn codes(&mut self) {
        let mut seen = HashSet::new();
        for (at, discount) in self.file.discounts.iter().enumerate() {
            let Some(code) = &discount.code else { continue };
            if !seen.insert(code.to_uppercase()) {
                let pointer = format!("/discounts/{at}/code");
                let expected = "codes that differ in more than upper and lower case";
                self.add(&pointer, format!("code `{code}` a second time"), expected, "Rename one of them.");
            }
        }
    }

    /// Every currency of a price list is one the merchant sells in.
    fn prices(&mut self, pointer: &str, prices: &PriceList) {
        for currency in prices.keys().filter(|currency| !self.file.currency.accepts(**currency)) {
            let fix = "Add the currency to `currency.others`, or remove the price.";
            let pointer = format!("{pointer}/{currency}");
            self.add(&pointer, format!("a price in {currency}"), "a currency this merchant sells in", fix);
        }
    }

    /// The default currency has to be among these prices.
    fn default_price(&mut self, pointer: &str, prices: &PriceList) {
        let default = self.file.currency.default;
        if !prices.contains_key(&default) {
            let expected = "a price in the default currency";
            self.add(
                pointer,
                format!("no price in {default}"),
                expected,
                &format!("Add `{default}: <minor units>`."),
            );
        }
        self.prices(pointer, prices);
    }

    fn known_products(&mut self, pointer: &str, products: &[Arc<str>]) {
        for (at, id) in products.iter().enumerate() {
            if !self.file.products.iter().any(|product| product.id == *id) {
                let fix = "Correct it, or add the product.";
                self.add(
                    &format!("{pointer}/{at}"),
                    format!("unknown product `{id}`"),
                    "the id of a product",
                    fix,
                );
            }
        }
    }

    fn products(&mut self) {
        for (at, product) in self.file.products.iter().enumerate() {
            self.default_price(&format!("/products/{at}/price"), &product.price);
            if let Some(fee) = &product.fee {
                self.default_price(&format!("/products/{at}/fee/amount"), &fee.amount);
            }
            if product.pickup && self.file.delivery.pickup.is_empty() {
                let fix = "Add `delivery.pickup`, or remove `pickup`.";
                let pointer = format!("/products/{at}/pickup");
                self.add(
                    &pointer,
                    "pickup without locations".to_owned(),
                    "at least one pickup location",
                    fix,
                );
            }
        }
    }

    fn rates(&mut self) {
        for (at, rate) in self.file.delivery.shipping.iter().enumerate() {
            let pointer = format!("/delivery/shipping/{at}");
            self.default_price(&format!("{pointer}/price"), &rate.price);
            self.known_products(&format!("{pointer}/free_with_products"), &rate.free_with_products);
            if let Some(limit) = &rate.free_over {
                self.prices(&format!("{pointer}/free_over"), limit);
            }
            let overlaps = |other: &super::ShippingRate| {
                other.title == rate.title
                    && (other.countries.is_empty()
                        || other.countries.iter().any(|country| rate.serves(country)))
            };
            if self.file.delivery.shipping.iter().take(at).any(overlaps) {
                let found = format!("title `{}` a second time for the same country", rate.title);
                self.add(
                    &format!("{pointer}/title"),
                    found,
                    "titles that tell options apart",
                    "Change one title.",
                );
            }
        }
    }

    fn discounts(&mut self) {
        for (at, discount) in self.file.discounts.iter().enumerate() {
            let pointer = format!("/discounts/{at}");
            self.known_products(&format!("{pointer}/products"), &discount.products);
            if let Some(amount) = &discount.amount {
                self.default_price(&format!("{pointer}/amount"), amount);
            }
            self.triggers(&pointer, discount);
            if discount.basis_points.is_some() == discount.amount.is_some() {
                let found = "neither or both of `basis_points` and `amount`".to_owned();
                self.add(&pointer, found, "exactly one of them", "Keep one.");
            }
            self.stacking(&pointer, discount);
        }
    }

    fn triggers(&mut self, pointer: &str, discount: &Discount) {
        let triggers = [discount.code.is_some(), discount.automatic, discount.claim.is_some()];
        if triggers.iter().filter(|given| **given).count() != 1 {
            let found = "not exactly one of `code`, `automatic: true` and `claim`".to_owned();
            self.add(pointer, found, "one way to get the discount", "Keep one.");
        }
        if let Some(claim) = &discount.claim
            && !self.file.eligibility.iter().any(|known| known.claim == *claim)
        {
            let found = format!("claim `{claim}` that is not accepted");
            let fix = "List it under `eligibility`.";
            self.add(&format!("{pointer}/claim"), found, "a claim listed under `eligibility`", fix);
        }
    }

    /// Line discounts come before order discounts, those before shipping: shown priorities are the
    /// order of computation.
    fn stacking(&mut self, pointer: &str, discount: &Discount) {
        let rank = |d: &Discount| {
            if d.scope.on_lines() { 0 } else { 1 + u8::from(d.scope == super::DiscountScope::Shipping) }
        };
        let later = self.file.discounts.iter().find(|other| {
            rank(other) > rank(discount) && other.effective_priority() <= discount.effective_priority()
        });
        if let Some(other) = later {
            let found = format!("priority {} not before `{}`", discount.effective_priority(), other.id);
            let expected = "line discounts before order discounts before shipping discounts";
            self.add(pointer, found, expected, "Lower this priority or raise the other.");
        }
    }

    fn handlers(&mut self) {
        for (at, handler) in self.file.payment.handlers.iter().enumerate() {
            let pointer = format!("/payment/handlers/{at}");
            self.known_products(&format!("{pointer}/except_products"), &handler.except_products);
            if let Some(limit) = &handler.max_total {
                self.prices(&format!("{pointer}/max_total"), limit);
            }
        }
        self.prices("/escalation/review_over", &self.file.escalation.review_over);
    }
}
