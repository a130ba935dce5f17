//! The symbolic names a plan may define, with what each must stand for. Features use the phrase,
//! plans the key; both are listed in the generated documentation.

/// A section of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Things to buy.
    Products,
    /// Discount codes.
    Codes,
    /// Payment tokens of the test handler.
    Tokens,
    /// Postal addresses.
    Addresses,
    /// Eligibility claims.
    Claims,
    /// People who buy.
    Buyers,
    /// Anything else, as text.
    Values,
}

impl Group {
    /// Every section, in the order of a plan file.
    pub const ALL: [Self; 7] = [
        Self::Products,
        Self::Codes,
        Self::Tokens,
        Self::Addresses,
        Self::Claims,
        Self::Buyers,
        Self::Values,
    ];

    /// What an entry looks like, for people who fill in a plan.
    #[must_use]
    pub const fn sample(self) -> &'static str {
        match self {
            Self::Products => "{ id: PRODUCT_ID }",
            Self::Codes => "{ code: CODE }",
            Self::Tokens => "{ token: TOKEN }",
            Self::Addresses => "{ address_country: US, postal_code: \"10001\" }",
            Self::Claims => "com.example.claim",
            Self::Buyers => "{ email: buyer@example.com }",
            Self::Values => "VALUE",
        }
    }

    /// The section's name in the plan file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Codes => "codes",
            Self::Tokens => "tokens",
            Self::Addresses => "addresses",
            Self::Claims => "claims",
            Self::Buyers => "buyers",
            Self::Values => "values",
        }
    }
}

/// One symbolic name.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Section.
    pub group: Group,
    /// Key in the plan file.
    pub key: &'static str,
    /// Phrase in features.
    pub phrase: &'static str,
    /// What it must stand for at the target.
    pub meaning: &'static str,
}

const fn entry(group: Group, key: &'static str, phrase: &'static str, meaning: &'static str) -> Entry {
    Entry { group, key, phrase, meaning }
}

/// Every symbolic name that shipped features use.
pub const VOCABULARY: &[Entry] = &[
    entry(Group::Products, "available", "an available product", "in stock, at least 10 units, shippable"),
    entry(Group::Products, "second", "another available product", "a different one, in stock, shippable"),
    entry(
        Group::Products,
        "third",
        "a third available product",
        "again a different one, in stock, shippable",
    ),
    entry(Group::Products, "out_of_stock", "an out-of-stock product", "known but with no unit left"),
    entry(Group::Products, "unknown", "an unknown product", "an identifier the catalogue does not have"),
    entry(Group::Products, "discontinued", "a discontinued product", "known but no longer sold"),
    entry(Group::Products, "scarce", "a scarce product", "in stock with few units; `stock` says how many"),
    entry(
        Group::Products,
        "high_value",
        "a high-value product",
        "needs the buyer's review before completion",
    ),
    entry(
        Group::Products,
        "needs_question",
        "a product with a question to the buyer",
        "the buyer must answer on the merchant's page",
    ),
    entry(Group::Products, "digital", "a digital product", "needs no fulfilment"),
    entry(Group::Products, "pickup", "a product for pickup", "can be collected in a shop"),
    entry(Group::Products, "disclosure", "a product with a disclosure", "carries a warning to be displayed"),
    entry(Group::Products, "ships_free", "a product that ships free", "shipping costs nothing with it"),
    entry(Group::Products, "fee", "a product with a fee", "adds an entry of type fee to the totals"),
    entry(
        Group::Products,
        "own_charge",
        "a product with a charge of the shop's own type",
        "adds an entry of a type that the protocol does not define to the totals",
    ),
    entry(
        Group::Products,
        "broken_down",
        "a product with a broken-down charge",
        "brings an entry of the totals that has lines",
    ),
    entry(
        Group::Products,
        "claimed",
        "a product that claims make cheaper",
        "every accepted claim of this plan takes something off its price",
    ),
    entry(
        Group::Products,
        "by_country",
        "a product priced by country",
        "its currency, tax or disclosures differ between the countries of the plan's addresses",
    ),
    entry(
        Group::Products,
        "disclosed_by_country",
        "a product with a disclosure by country",
        "its disclosures differ between the countries of the plan's addresses",
    ),
    entry(Group::Products, "regional", "a regional product", "sold in the merchant's own country only"),
    entry(
        Group::Products,
        "bundle",
        "a product with an automatic discount",
        "`quantity` of it bring an automatic discount",
    ),
    entry(
        Group::Products,
        "fewer_handlers",
        "a product with fewer payment handlers",
        "cannot be paid through all payment handlers of the available product",
    ),
    entry(
        Group::Products,
        "ships_separately",
        "a product that ships separately",
        "shippable, in another parcel than the available product",
    ),
    entry(Group::Codes, "percent", "a percent code", "takes a percentage off the order"),
    entry(
        Group::Codes,
        "second_percent",
        "another percent code",
        "a different one, combinable with the first",
    ),
    entry(
        Group::Codes,
        "across",
        "a code spread over line items",
        "its amount is allocated to several lines",
    ),
    entry(Group::Codes, "fixed", "a fixed-amount code", "takes an amount off the order"),
    entry(
        Group::Codes,
        "line",
        "a line-item code",
        "takes something off line items of the available product",
    ),
    entry(Group::Codes, "free_shipping", "a free-shipping code", "waives the cost of shipping"),
    entry(Group::Codes, "expired", "an expired code", "once valid, no longer"),
    entry(Group::Codes, "unknown", "an unknown code", "never existed"),
    entry(Group::Codes, "exclusive", "an exclusive code", "cannot be combined with another"),
    entry(Group::Codes, "ineligible", "an ineligible code", "exists but not for this buyer"),
    entry(Group::Tokens, "success", "a token that succeeds", "the payment is taken at once"),
    entry(Group::Tokens, "fail", "a token that is declined", "the payment is declined, recoverably"),
    entry(Group::Tokens, "challenge", "a token that asks for a challenge", "the buyer must pass 3DS"),
    entry(Group::Tokens, "slow", "a slow token", "the payment takes a while, then succeeds"),
    entry(Group::Tokens, "late_fail", "a token that fails late", "the payment takes a while, then fails"),
    entry(
        Group::Tokens,
        "verifying",
        "a token that verifies the claim",
        "the payment proves the accepted claim",
    ),
    entry(Group::Addresses, "domestic", "a domestic address", "deliverable, the merchant's own country"),
    entry(Group::Addresses, "second_domestic", "another domestic address", "a different one, deliverable"),
    entry(
        Group::Addresses,
        "third_country",
        "an address in a third country",
        "deliverable, with another currency",
    ),
    entry(Group::Addresses, "foreign", "a foreign address", "deliverable, another country"),
    entry(Group::Addresses, "undeliverable", "an undeliverable address", "the merchant does not ship there"),
    entry(
        Group::Claims,
        "accepted",
        "an accepted claim",
        "changes a price and can be verified at completion",
    ),
    entry(
        Group::Claims,
        "accepted_unverifiable",
        "an accepted claim that cannot be verified",
        "changes a price at first, then fails at completion",
    ),
    entry(Group::Claims, "unknown", "an unknown claim", "the merchant does not recognise it"),
    entry(Group::Buyers, "new", "a new buyer", "the merchant does not know them"),
    entry(Group::Buyers, "known", "a known buyer", "the merchant has addresses of theirs"),
    entry(Group::Values, "blocked_ip", "a blocked IP address", "the merchant refuses to go on with it"),
    entry(Group::Values, "ordinary_ip", "an ordinary IP address", "nothing is held against it"),
];

/// The key that a phrase or a key stands for in a section: `an available product` and `available`
/// both give `available`; an unknown word is taken as a key of the plan's own.
#[must_use]
pub fn resolve_phrase(group: Group, word: &str) -> &str {
    VOCABULARY
        .iter()
        .find(|entry| entry.group == group && entry.phrase == word)
        .map_or(word, |entry| entry.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn phrases_and_keys_are_unique() {
        let phrases: BTreeSet<_> = VOCABULARY.iter().map(|entry| entry.phrase).collect();
        let keys: BTreeSet<_> = VOCABULARY.iter().map(|entry| (entry.group, entry.key)).collect();
        assert_eq!((phrases.len(), keys.len()), (VOCABULARY.len(), VOCABULARY.len()));
    }

    #[test]
    fn a_phrase_resolves_to_its_key_and_a_key_to_itself() {
        assert_eq!(resolve_phrase(Group::Products, "an available product"), "available");
        assert_eq!(resolve_phrase(Group::Products, "my_own"), "my_own");
    }
}
