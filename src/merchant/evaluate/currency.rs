//! Which currency a checkout is in: the business decides, verified data before hints.

use crate::merchant::world::World;
use crate::protocol::checkout::BuyerContext;
use crate::protocol::money::Currency;

/// The delivery country's currency; without a verified country the currency hinted at, then the
/// hinted country's; else the default.
pub(super) fn decide(world: &World, verified: Option<&str>, context: Option<&BuyerContext>) -> Currency {
    let rules = &world.currency;
    let of_country = |country: &str| {
        let known = rules.by_country.iter().find(|(code, _)| code.eq_ignore_ascii_case(country));
        known.map(|(_, currency)| *currency)
    };
    let hinted = || {
        let code = context?.currency.as_deref()?;
        Currency::parse(&code.to_ascii_uppercase()).ok().filter(|currency| rules.accepts(*currency))
    };
    let hinted_country = || of_country(context?.address_country.as_deref()?);
    verified.and_then(of_country).or_else(hinted).or_else(hinted_country).unwrap_or(rules.default)
}
