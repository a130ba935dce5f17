//! The plan file, typed. Every section rejects unknown fields; durations are whole milliseconds.

use super::vocabulary::{Entry, Group, VOCABULARY, resolve_phrase};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::transport::neutral::Accommodation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// A plan.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Who is certified.
    #[serde(default)]
    pub target: TargetPlan,
    /// How platforms prove who they are.
    #[serde(default)]
    pub authentication: Authentication,
    /// Where the harness's own platform profiles and webhooks are reachable for the target.
    #[serde(default)]
    pub platform: PlatformHost,
    /// Trust in the target's certificate.
    #[serde(default)]
    pub tls: Tls,
    /// Limits of every wait.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// The payment handler to pay with; default: the first one the profile declares.
    #[serde(default)]
    pub payment_handler: Option<String>,
    /// ISO 4217 currency the target answers in by default.
    #[serde(default)]
    pub currency: Option<String>,
    /// Things to buy, by symbolic name.
    #[serde(default)]
    pub products: BTreeMap<String, Product>,
    /// Discount codes, by symbolic name.
    #[serde(default)]
    pub codes: BTreeMap<String, Code>,
    /// Payment tokens, by symbolic name.
    #[serde(default)]
    pub tokens: BTreeMap<String, Token>,
    /// Addresses, by symbolic name.
    #[serde(default)]
    pub addresses: BTreeMap<String, Address>,
    /// Eligibility claims, by symbolic name.
    #[serde(default)]
    pub claims: BTreeMap<String, String>,
    /// People who buy, by symbolic name.
    #[serde(default)]
    pub buyers: BTreeMap<String, Buyer>,
    /// Anything else, by symbolic name.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Failures that are known and accepted for now.
    #[serde(default)]
    pub expected_failures: Vec<ExpectedFailure>,
}

/// Who is certified.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct TargetPlan {
    /// Base URL; the profile is read at `/.well-known/ucp` below its origin.
    #[serde(default)]
    pub url: Option<String>,
    /// Protocol version to certify against; default: the newest this program speaks.
    #[serde(default)]
    pub version: Option<String>,
    /// What the target needs in requests although the protocol does not ask for it, so that more can be
    /// seen than this one defect. The report says so, and scenarios tagged `@as-specified:NAME` do without.
    #[serde(default)]
    pub accommodate: Vec<Accommodation>,
}

/// How platforms prove who they are.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// The mechanism; signatures when it is not said. Where a version names a signature header and
    /// not its form, only a plan that says `signature` has the target judged by it.
    #[serde(default)]
    pub mode: Option<AuthenticationMode>,
    /// Name of the environment variable that holds the API key or bearer token; plans hold no
    /// secrets.
    #[serde(default)]
    pub credential_variable: Option<String>,
}

impl Authentication {
    /// The mechanism used.
    #[must_use]
    pub fn mode(&self) -> AuthenticationMode {
        self.mode.unwrap_or_default()
    }
}

/// The mechanism of authentication.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum AuthenticationMode {
    /// HTTP message signatures with the key of the platform's profile.
    #[default]
    Signature,
    /// `X-API-Key`.
    ApiKey,
    /// `Authorization: Bearer`.
    Bearer,
    /// None: requests are not authenticated.
    None,
}

/// Where the harness's platform side is reachable.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PlatformHost {
    /// Address to listen on, `127.0.0.1:0` by default.
    #[serde(default)]
    pub listen: Option<String>,
    /// The https URL under which the target reaches that listener; without a certificate below,
    /// somebody else (a tunnel, a proxy) ends TLS for it.
    #[serde(default)]
    pub public_url: Option<String>,
    /// PEM file with the listener's certificate chain, leaf first; without it a certificate is made
    /// by an authority generated for the run.
    #[serde(default)]
    pub certificate: Option<String>,
    /// PEM file with the key of that certificate.
    #[serde(default)]
    pub key: Option<String>,
    /// Development: profiles and inboxes over plain http, for a merchant on this machine that was
    /// told to accept them. The report says so.
    #[serde(default)]
    pub plain_http: bool,
}

/// Trust in the target's certificate.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM files with extra roots.
    #[serde(default)]
    pub roots: Vec<String>,
    /// Accept any certificate; the report says so.
    #[serde(default)]
    pub insecure: bool,
}

/// Limits of every wait, in milliseconds.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// Establishing a connection.
    pub connect: u64,
    /// One answer of the target.
    pub answer: u64,
    /// One step of a scenario.
    pub step: u64,
    /// One webhook to arrive.
    pub webhook: u64,
    /// How long "nothing arrives" is watched.
    pub quiet: u64,
    /// Answers missing in a row after which the run stops.
    pub silent_answers: u32,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: 3_000, answer: 10_000, step: 30_000, webhook: 10_000, quiet: 500, silent_answers: 3 }
    }
}

impl Timeouts {
    /// One answer of the target.
    #[must_use]
    pub const fn answer(&self) -> Duration {
        Duration::from_millis(self.answer)
    }

    /// One step of a scenario.
    #[must_use]
    pub const fn step(&self) -> Duration {
        Duration::from_millis(self.step)
    }

    /// One webhook to arrive.
    #[must_use]
    pub const fn webhook(&self) -> Duration {
        Duration::from_millis(self.webhook)
    }

    /// How long "nothing arrives" is watched.
    #[must_use]
    pub const fn quiet(&self) -> Duration {
        Duration::from_millis(self.quiet)
    }

    /// Establishing a connection.
    #[must_use]
    pub const fn connect(&self) -> Duration {
        Duration::from_millis(self.connect)
    }
}

/// A thing to buy.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Identifier to put in `item.id`.
    pub id: String,
    /// Price in minor units, when the plan knows it.
    #[serde(default)]
    pub price: Option<i64>,
    /// Title, when the plan knows it.
    #[serde(default)]
    pub title: Option<String>,
    /// Units in stock, when the plan knows them.
    #[serde(default)]
    pub stock: Option<u64>,
    /// Units to buy for what the name says to happen; one when absent.
    #[serde(default)]
    pub quantity: Option<u64>,
}

/// A discount code.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code as a buyer types it.
    pub code: String,
    /// Percentage taken off, of percentage codes.
    #[serde(default)]
    pub percent: Option<i64>,
    /// Minor units taken off, of fixed-amount codes.
    #[serde(default)]
    pub amount: Option<i64>,
}

/// A payment token of the handler's test mode.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The token.
    pub token: String,
    /// Instrument type that carries it, `card` by default.
    #[serde(default)]
    pub instrument: Option<String>,
}

/// A postal address in the protocol's own fields.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// ISO 3166 country.
    pub address_country: String,
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// Apartment, floor, company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_address: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_locality: Option<String>,
    /// State or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_region: Option<String>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

/// Somebody who buys, in the protocol's own fields.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Buyer {
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number (E.164).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// A failure that is known and accepted for now; when it does not happen, the run says so.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFailure {
    /// Identifier of the scenario.
    pub scenario: String,
    /// Why it is accepted.
    pub reason: String,
}

impl Plan {
    /// The product of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn product(&self, word: &str) -> StepResult<&Product> {
        lookup(&self.products, Group::Products, word)
    }

    /// The discount code of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn code(&self, word: &str) -> StepResult<&Code> {
        lookup(&self.codes, Group::Codes, word)
    }

    /// The payment token of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn token(&self, word: &str) -> StepResult<&Token> {
        lookup(&self.tokens, Group::Tokens, word)
    }

    /// The address of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn address(&self, word: &str) -> StepResult<&Address> {
        lookup(&self.addresses, Group::Addresses, word)
    }

    /// The eligibility claim of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn claim(&self, word: &str) -> StepResult<&str> {
        lookup(&self.claims, Group::Claims, word).map(String::as_str)
    }

    /// Names of the vocabulary that the plan leaves out, `products.digital`.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let has = |entry: &Entry| match entry.group {
            Group::Products => self.products.contains_key(entry.key),
            Group::Codes => self.codes.contains_key(entry.key),
            Group::Tokens => self.tokens.contains_key(entry.key),
            Group::Addresses => self.addresses.contains_key(entry.key),
            Group::Claims => self.claims.contains_key(entry.key),
            Group::Buyers => self.buyers.contains_key(entry.key),
            Group::Values => self.values.contains_key(entry.key),
        };
        let missing = VOCABULARY.iter().filter(|entry| !has(entry));
        missing.map(|entry| format!("{}.{}", entry.group.key(), entry.key)).collect()
    }

    /// The buyer of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn buyer(&self, word: &str) -> StepResult<&Buyer> {
        lookup(&self.buyers, Group::Buyers, word)
    }

    /// The text of that phrase or key.
    ///
    /// # Errors
    /// [`Interrupt::NotTested`] naming the plan's missing entry.
    pub fn value(&self, word: &str) -> StepResult<&str> {
        lookup(&self.values, Group::Values, word).map(String::as_str)
    }
}

fn lookup<'a, T>(map: &'a BTreeMap<String, T>, group: Group, word: &str) -> StepResult<&'a T> {
    let key = resolve_phrase(group, word);
    map.get(key).ok_or_else(|| Interrupt::plan_lacks(&format!("{}.{key}", group.key())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_entry_is_named_and_not_tested() {
        let Err(Interrupt::NotTested(reason)) = Plan::default().product("an out-of-stock product") else {
            unreachable!("an empty plan has no products")
        };
        assert_eq!(reason, "the plan has no entry `products.out_of_stock`");
    }
}
