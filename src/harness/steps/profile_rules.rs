//! Rules about what stands in a profile, as functions of plain text.

use crate::harness::check;
use crate::harness::interrupt::StepResult;
use crate::transport::view::View;

/// The protocol's own prefix; its authority has two labels.
const OWN_PREFIX: &str = "dev.ucp";

/// The directives of Cache-Control, lower case, with their values.
pub(super) fn directives(view: &View) -> StepResult<Vec<(String, Option<String>)>> {
    let header =
        check::present(view.header("cache-control"), "Cache-Control is missing", "public, max-age=60")?;
    Ok(header
        .split(',')
        .map(|directive| match directive.trim().split_once('=') {
            Some((name, value)) => {
                (name.trim().to_ascii_lowercase(), Some(value.trim().trim_matches('"').to_owned()))
            }
            None => (directive.trim().to_ascii_lowercase(), None),
        })
        .collect())
}

pub(super) fn has_directive(view: &View, wanted: &str) -> StepResult<bool> {
    Ok(directives(view)?.iter().any(|(name, _)| name == wanted))
}

pub(super) fn max_age(view: &View, seconds: u64) -> StepResult {
    let directives = directives(view)?;
    let age = directives
        .iter()
        .find(|(name, _)| name == "max-age")
        .and_then(|(_, value)| value.as_deref()?.parse::<u64>().ok());
    let age = check::present(age, "Cache-Control has no max-age", &format!("max-age={seconds} or more"))?;
    check::holds(age >= seconds, "max-age", &format!("{seconds} or more"), &age.to_string())
}

/// `com.example.thing`: at least two labels, lower case, digits and underscores after the first letter.
pub(super) fn is_reverse_domain(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let letters =
        |label: &str| label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    labels.len() >= 2
        && labels
            .iter()
            .all(|label| letters(label) && label.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// Whether the host of an https URL, reversed, is what the name begins with.
pub(super) fn is_at_authority(name: &str, document: &str) -> bool {
    let Ok(url) = url::Url::parse(document) else { return false };
    let Some(host) = url.host_str() else { return false };
    let reversed: Vec<&str> = host.split('.').rev().collect();
    let labels: Vec<&str> = name.split('.').collect();
    let own = name.starts_with(&format!("{OWN_PREFIX}."));
    let authority = if own { 2 } else { reversed.len() };
    url.scheme() == "https"
        && reversed.len() == authority
        && authority >= 2
        && labels.len() > authority
        && labels[..authority] == reversed[..]
}

/// Whether the text is a calendar date, `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn cached(header: &str) -> View {
        View::new("x".into(), 200, vec![("Cache-Control".into(), header.into())], b"{}".to_vec())
    }

    #[rstest]
    #[case("public, max-age=60", true)]
    #[case("PUBLIC, Max-Age=3600", true)]
    #[case("public, max-age=59", false)]
    #[case("public", false)]
    #[case("public, max-age=soon", false)]
    fn a_profile_is_cacheable_for_a_minute(#[case] header: &str, #[case] good: bool) {
        assert_eq!(max_age(&cached(header), 60).is_ok(), good);
    }

    #[test]
    fn directives_are_compared_whole() {
        assert!(has_directive(&cached("Public, no-storey"), "public").unwrap());
        assert!(!has_directive(&cached("public, no-storey"), "no-store").unwrap());
        assert!(has_directive(&View::new("x".into(), 200, vec![], vec![]), "public").is_err());
    }

    #[rstest]
    #[case("dev.ucp.shopping.checkout", "https://ucp.dev/specification/checkout", true)]
    #[case("dev.ucp.shopping.checkout", "https://shop.example/checkout", false)]
    #[case("dev.ucp.shopping.checkout", "http://ucp.dev/checkout", false)]
    #[case("com.example.gift", "https://example.com/gift.json", true)]
    #[case("com.example.gift", "https://evil.com/gift.json", false)]
    #[case("com.example.gift", "https://com/gift.json", false)]
    #[case("com.example.gift", "gift.json", false)]
    fn documents_belong_to_the_authority_of_the_name(
        #[case] name: &str,
        #[case] url: &str,
        #[case] good: bool,
    ) {
        assert_eq!(is_at_authority(name, url), good);
    }

    #[rstest]
    #[case("dev.ucp.shopping", true)]
    #[case("com.example.gift_wrap2", true)]
    #[case("checkout", false)]
    #[case("Dev.ucp.shopping", false)]
    #[case("com.my-shop.x", false)]
    #[case("com..x", false)]
    fn names_are_recognised(#[case] name: &str, #[case] good: bool) {
        assert_eq!(is_reverse_domain(name), good);
    }

    #[rstest]
    #[case("2026-04-08", true)]
    #[case("draft", false)]
    #[case("2026-13-01", false)]
    #[case("2026-4-8", false)]
    fn dates_are_recognised(#[case] text: &str, #[case] good: bool) {
        assert_eq!(is_date(text), good);
    }
}
