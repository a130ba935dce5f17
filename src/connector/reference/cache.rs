//! How long a profile may be used: what `Cache-Control` says, but never less than the floor that
//! protects businesses and never longer than a day.

use std::time::Duration;

/// Least time a profile is kept, whatever its headers say.
pub const FLOOR: Duration = Duration::from_mins(1);
/// Longest time a profile is kept.
const CEILING: Duration = Duration::from_hours(24);

/// How long a profile with these headers is fresh.
#[must_use]
pub fn freshness(headers: &[(String, String)]) -> Duration {
    let values = |wanted: &'static str| {
        headers.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let directives = || {
        values("cache-control").flat_map(|line| line.split(',')).map(|part| part.trim().to_ascii_lowercase())
    };
    let uncached = directives().any(|one| matches!(one.as_str(), "no-store" | "no-cache" | "private"));
    let age: u64 = values("age").find_map(|value| value.trim().parse().ok()).unwrap_or(0);
    let seconds = |name: &str| {
        directives().find_map(|one| one.strip_prefix(name)?.trim_matches('"').parse::<u64>().ok())
    };
    match seconds("max-age=") {
        Some(max_age) if !uncached => Duration::from_secs(max_age.saturating_sub(age)).clamp(FLOOR, CEILING),
        Some(_) | None => FLOOR,
    }
}

/// The first value of a header.
#[must_use]
pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(&[("Cache-Control", "public, max-age=300")], 300)]
    #[case(&[("cache-control", "MAX-AGE=120")], 120)]
    #[case(&[("cache-control", "public, max-age=300"), ("age", "100")], 200)]
    #[case(&[("cache-control", "max-age=300"), ("age", "290")], 60)]
    #[case(&[("cache-control", "max-age=5")], 60)]
    #[case(&[("cache-control", "no-store, max-age=300")], 60)]
    #[case(&[("cache-control", "private, max-age=300")], 60)]
    #[case(&[("cache-control", "max-age=never")], 60)]
    #[case(&[("cache-control", "public"), ("cache-control", "max-age=90")], 90)]
    #[case(&[("cache-control", "max-age=99999999")], 86_400)]
    #[case(&[], 60)]
    fn a_profile_is_fresh_for(#[case] headers: &[(&str, &str)], #[case] seconds: u64) {
        let headers: Vec<_> = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(freshness(&headers), Duration::from_secs(seconds));
    }
}
