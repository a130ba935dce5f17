//! Which instruments may be used: what the platform declares ∩ what the business declares ∩ what
//! the cart allows. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::handler::{AvailableInstrument, HandlerDeclaration};
use super::instrument::Instrument;

/// The business's handlers, restricted to what the platform can do. Handlers the platform does not
/// declare, or with nothing left in common, are dropped; a platform that declares none at all
/// (`None`) restricts nothing. Identifiers and versions stay the business's.
#[must_use]
pub fn resolve_handlers(
    business: impl IntoIterator<Item = HandlerDeclaration>,
    platform: Option<&[HandlerDeclaration]>,
) -> Vec<HandlerDeclaration> {
    business.into_iter().filter_map(|handler| resolve(handler, platform)).collect()
}

fn resolve(
    mut handler: HandlerDeclaration,
    platform: Option<&[HandlerDeclaration]>,
) -> Option<HandlerDeclaration> {
    let Some(platform) = platform else { return Some(handler) };
    let mut counterparts = platform.iter().filter(|declared| declared.name == handler.name).peekable();
    counterparts.peek()?;
    let mut offered = Vec::new();
    for counterpart in counterparts {
        let Some(theirs) = &counterpart.available_instruments else { return Some(handler) };
        offered.extend(theirs.iter());
    }
    let common = match &handler.available_instruments {
        None => offered.into_iter().cloned().collect::<Vec<_>>(),
        Some(ours) => {
            ours.iter().flat_map(|one| offered.iter().filter_map(|two| intersect(one, two))).collect()
        }
    };
    if common.is_empty() {
        return None;
    }
    handler.available_instruments = Some(common);
    Some(handler)
}

/// What two declarations of one kind have in common; `None` when nothing is.
fn intersect(one: &AvailableInstrument, two: &AvailableInstrument) -> Option<AvailableInstrument> {
    if one.kind != two.kind {
        return None;
    }
    let mut constraints: BTreeMap<Arc<str>, Vec<Arc<str>>> = one.constraints.clone();
    for (property, theirs) in &two.constraints {
        let allowed = match constraints.get(property) {
            None => theirs.clone(),
            Some(ours) => ours.iter().filter(|value| listed(theirs, value)).cloned().collect(),
        };
        constraints.insert(Arc::clone(property), allowed);
    }
    let possible = constraints.values().all(|allowed| !allowed.is_empty());
    possible.then(|| AvailableInstrument { kind: Arc::clone(&one.kind), constraints })
}

fn listed(values: &[Arc<str>], value: &str) -> bool {
    values.iter().any(|known| known.eq_ignore_ascii_case(value))
}

/// Why an instrument cannot be used with a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstrumentMismatch {
    /// Its kind is not among the available ones.
    Kind,
    /// Its kind is available, its brand is not.
    Brand,
}

/// Whether an instrument is among those the handler makes available. A brand that is not shown
/// cannot be judged and passes.
///
/// # Errors
/// What does not fit.
pub fn admits(handler: &HandlerDeclaration, instrument: &Instrument) -> Result<(), InstrumentMismatch> {
    let Some(available) = &handler.available_instruments else { return Ok(()) };
    let mut same_kind = available.iter().filter(|declared| declared.kind == instrument.kind).peekable();
    if same_kind.peek().is_none() {
        return Err(InstrumentMismatch::Kind);
    }
    let Some(brand) = instrument.display.as_ref().and_then(|display| display.brand.as_ref()) else {
        return Ok(());
    };
    let fits = |declared: &AvailableInstrument| {
        declared.constraints.get("brands").is_none_or(|brands| listed(brands, brand))
    };
    if same_kind.any(fits) { Ok(()) } else { Err(InstrumentMismatch::Brand) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instrument(kind: &str, brands: &[&str]) -> AvailableInstrument {
        let brands: Vec<Arc<str>> = brands.iter().map(|brand| Arc::from(*brand)).collect();
        let constraints =
            if brands.is_empty() { BTreeMap::new() } else { BTreeMap::from([("brands".into(), brands)]) };
        AvailableInstrument { kind: kind.into(), constraints }
    }

    fn handler(name: &str, id: &str, available: Option<Vec<AvailableInstrument>>) -> HandlerDeclaration {
        HandlerDeclaration {
            name: name.into(),
            version: "2026-01-15".into(),
            id: id.into(),
            available_instruments: available,
        }
    }

    /// Brands of cards on each side and after resolution; no brands is no declaration.
    #[rstest::rstest]
    #[case::nobody_restricts(&[], &[], Some(vec![]))]
    #[case::platform_unrestricted(&["visa"], &[], Some(vec!["visa"]))]
    #[case::business_unrestricted(&[], &["visa"], Some(vec!["visa"]))]
    #[case::brands_meet(&["visa", "amex"], &["AMEX", "jcb"], Some(vec!["amex"]))]
    #[case::brands_apart(&["visa"], &["amex"], None)]
    fn resolution(#[case] ours: &[&str], #[case] theirs: &[&str], #[case] expected: Option<Vec<&str>>) {
        let declared = |brands: &[&str]| (!brands.is_empty()).then(|| vec![instrument("card", brands)]);
        let platform = [handler("com.example.pay", "theirs", declared(theirs))];
        let resolved =
            resolve_handlers([handler("com.example.pay", "ours", declared(ours))], Some(&platform));
        let wanted: Vec<_> =
            expected.iter().map(|brands| handler("com.example.pay", "ours", declared(brands))).collect();
        assert_eq!(resolved, wanted);
    }

    #[rstest::rstest]
    #[case::kinds_apart("card", "wallet", &[], None)]
    #[case::one_sided("card", "card", &["visa"], Some(vec!["visa"]))]
    fn kinds(
        #[case] ours: &str,
        #[case] theirs: &str,
        #[case] brands: &[&str],
        #[case] expected: Option<Vec<&str>>,
    ) {
        let platform = [handler("com.example.pay", "theirs", Some(vec![instrument(theirs, brands)]))];
        let business = handler("com.example.pay", "ours", Some(vec![instrument(ours, &[])]));
        let resolved = resolve_handlers([business], Some(&platform));
        let wanted = expected.map(|brands| vec![instrument(theirs, &brands)]);
        assert_eq!(resolved.first().and_then(|found| found.available_instruments.clone()), wanted);
    }

    #[test]
    fn a_platform_without_declarations_restricts_nothing() {
        let ours = handler("com.example.pay", "ours", Some(vec![instrument("card", &["visa"])]));
        assert_eq!(resolve_handlers([ours.clone()], None), [ours]);
    }

    #[test]
    fn handlers_the_platform_does_not_know_are_dropped() {
        let platform = [handler("com.other.pay", "x", None)];
        assert!(resolve_handlers([handler("com.example.pay", "ours", None)], Some(&platform)).is_empty());
    }

    #[rstest::rstest]
    #[case("card", Some("Visa"), Ok(()))]
    #[case("card", None, Ok(()))]
    #[case("card", Some("jcb"), Err(InstrumentMismatch::Brand))]
    #[case("wallet", None, Err(InstrumentMismatch::Kind))]
    fn admission(
        #[case] kind: &str,
        #[case] brand: Option<&str>,
        #[case] expected: Result<(), InstrumentMismatch>,
    ) {
        let display = brand
            .map(|brand| super::super::InstrumentDisplay { brand: Some(brand.into()), ..Default::default() });
        let paid = Instrument {
            id: "i".into(),
            handler_id: "ours".into(),
            kind: kind.into(),
            billing_address: None,
            display,
            selected: None,
        };
        let declared = handler("com.example.pay", "ours", Some(vec![instrument("card", &["visa"])]));
        assert_eq!(admits(&declared, &paid), expected);
    }
}
