//! Where tax is due: a verified address, or what the context hints at.

use crate::protocol::checkout::{BuyerContext, PostalAddress};

/// A country and region.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fallback<'a> {
    pub(super) country: Option<&'a str>,
    pub(super) region: Option<&'a str>,
}

impl<'a> Fallback<'a> {
    /// The place a context hints at.
    pub(super) fn of(context: Option<&'a BuyerContext>) -> Self {
        context.map_or_else(Self::default, |context| Self {
            country: context.address_country.as_deref(),
            region: context.address_region.as_deref(),
        })
    }

    /// The place of an address.
    pub(super) fn at(address: &'a PostalAddress) -> Self {
        Self { country: address.address_country.as_deref(), region: address.address_region.as_deref() }
    }

    /// Whether a rule for this country, and this region if any, concerns the place.
    pub(super) fn within(self, country: &str, region: Option<&str>) -> bool {
        let same =
            |known: Option<&str>, wanted: &str| known.is_some_and(|known| known.eq_ignore_ascii_case(wanted));
        same(self.country, country) && region.is_none_or(|region| same(self.region, region))
    }
}
