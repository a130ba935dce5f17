use super::*;
use crate::protocol::profile::{Requires, VersionRange};
use rstest::rstest;

const RULE: NegotiationRule = NegotiationRule::HighestCommonVersion;
const PROTOCOL: &str = "2026-04-08";

/// `name@version<parent|parent` as a declaration.
fn capability(text: &str) -> Capability {
    let (head, parents) = text.split_once('<').unwrap_or((text, ""));
    let (name, version) = head.split_once('@').unwrap_or((head, PROTOCOL));
    Capability {
        name: name.to_owned(),
        version: version.to_owned(),
        extends: parents.split('|').filter(|parent| !parent.is_empty()).map(str::to_owned).collect(),
        ..Capability::default()
    }
}

fn set(text: &str) -> Vec<Capability> {
    text.split_whitespace().map(capability).collect()
}

fn names(active: &[&Capability]) -> String {
    active.iter().map(|one| format!("{}@{}", one.name, one.version)).collect::<Vec<_>>().join(" ")
}

#[rstest]
#[case::nothing_shared("a", "b", "")]
#[case::one_shared("a b", "b c", "b@2026-04-08")]
#[case::no_common_version("a@2026-01-01", "a@2026-02-01", "")]
#[case::greatest_common(
    "a@2026-01-01 a@2026-03-01 a@2026-02-01",
    "a@2026-01-01 a@2026-02-01",
    "a@2026-02-01"
)]
#[case::greatest_is_by_date("a@2026-01-31 a@2026-10-01", "a@2026-10-01 a@2026-01-31", "a@2026-10-01")]
#[case::parent_missing("root ext<root", "ext<root", "")]
#[case::parent_without_common_version("root@2026-01-01 ext<root", "root@2026-02-01 ext<root", "")]
#[case::one_parent_of_two("a b ext<a|b", "b ext<a|b", "b@2026-04-08 ext@2026-04-08")]
#[case::no_parent_of_two("a b ext<a|b", "ext<a|b", "")]
#[case::chain_kept("r x<r y<x", "r x y", "r@2026-04-08 x@2026-04-08 y@2026-04-08")]
#[case::chain_falls_with_its_root("y<x x<r r z", "x y z", "z@2026-04-08")]
#[case::chain_of_three("d<c c<b b<a a", "d c b", "")]
#[case::cycle_without_root_keeps_itself("x<y y<x", "x y", "x@2026-04-08 y@2026-04-08")]
#[case::platform_extends_does_not_count("r x<r", "r x<other", "r@2026-04-08 x@2026-04-08")]
fn intersection(#[case] business: &str, #[case] platform: &str, #[case] expected: &str) {
    let business = set(business);
    assert_eq!(names(&negotiate(RULE, &business, &set(platform), PROTOCOL)), expected);
}

fn range(min: &str, max: Option<&str>) -> VersionRange {
    VersionRange { min: min.to_owned(), max: max.map(str::to_owned) }
}

#[rstest]
#[case::at_minimum("2026-04-08", None, true)]
#[case::below_minimum("2026-04-09", None, false)]
#[case::at_maximum("2026-01-01", Some("2026-04-08"), true)]
#[case::above_maximum("2026-01-01", Some("2026-04-07"), false)]
fn protocol_requirement(#[case] min: &str, #[case] max: Option<&str>, #[case] kept: bool) {
    let mut business = set("root ext<root deep<ext");
    business[1].requires = Requires { protocol: Some(range(min, max)), capabilities: Vec::new() };
    let platform = set("root ext deep");
    let active = negotiate(RULE, &business, &platform, PROTOCOL);
    assert_eq!(active.iter().any(|one| one.name == "ext"), kept);
    assert_eq!(
        active.iter().any(|one| one.name == "deep"),
        kept,
        "what extends a dropped extension falls too"
    );
    assert!(active.iter().any(|one| one.name == "root"));
}

#[rstest]
#[case::satisfied("root@2026-05-01", true)]
#[case::too_old("root@2026-03-01", false)]
fn capability_requirement(#[case] platform_root: &str, #[case] kept: bool) {
    let mut business = set("root@2026-03-01 root@2026-05-01 ext<root");
    business[2].requires =
        Requires { protocol: None, capabilities: vec![("root".to_owned(), range("2026-04-01", None))] };
    let platform = set(&format!("{platform_root} ext"));
    let active = negotiate(RULE, &business, &platform, PROTOCOL);
    assert_eq!(active.iter().any(|one| one.name == "ext"), kept);
}

#[test]
fn a_requirement_on_an_absent_parent_does_not_exclude_when_another_parent_is_there() {
    let mut business = set("a b ext<a|b");
    business[2].requires =
        Requires { protocol: None, capabilities: vec![("a".to_owned(), range("2030-01-01", None))] };
    let platform = set("b ext");
    assert_eq!(names(&negotiate(RULE, &business, &platform, PROTOCOL)), "b@2026-04-08 ext@2026-04-08");
}

#[test]
fn relevance_is_the_root_and_its_own_extensions() {
    let business = set("checkout order discount<cart|checkout gift<discount refund<order");
    let active = negotiate(RULE, &business, &business, PROTOCOL);
    let of = |root| relevant(&active, root).map(|one| one.name.as_str()).collect::<Vec<_>>();
    assert_eq!(of("checkout"), ["checkout", "discount"]);
    assert_eq!(of("order"), ["order", "refund"]);
    assert_eq!(of("cart"), ["discount"]);
}

#[rstest]
#[case::own("2026-04-08", true)]
#[case::listed("2026-02-02", true)]
#[case::older_not_listed("2026-01-01", false)]
#[case::newer("2026-09-09", false)]
#[case::not_a_date("draft", false)]
fn version(#[case] platform: &str, #[case] served: bool) {
    let listed = vec!["2026-02-02".to_owned()];
    let choice = choose_version(VersionRule::ExactOrListed, PROTOCOL, &listed, platform);
    assert_eq!(choice == VersionChoice::Served, served);
    if let VersionChoice::Unsupported { served } = choice {
        assert_eq!(served, ["2026-04-08", "2026-02-02"]);
    }
}

#[rstest]
#[case::own("2026-01-11", true)]
#[case::older("2025-11-30", true)]
#[case::newer("2026-01-12", false)]
#[case::newer_by_a_later_release("2026-04-08", false)]
#[case::not_a_date("draft", false)]
#[case::not_in_the_calendar("2026-01-00", false)]
#[case::a_prefix_of_a_date("2026-01", false)]
fn ordered_version(#[case] platform: &str, #[case] served: bool) {
    let choice = choose_version(VersionRule::NotNewer, "2026-01-11", &[], platform);
    assert_eq!(choice == VersionChoice::Served, served);
}

#[rstest]
#[case::nothing_shared("a", "b", "")]
#[case::same_version("a b", "b", "b@2026-04-08")]
#[case::platform_older("a", "a@2025-11-30", "a@2026-04-08")]
#[case::platform_newer("a b", "a@2026-04-09 b", "b@2026-04-08")]
#[case::newer_extension_is_dropped("r x<r", "r x@2026-05-01", "r@2026-04-08")]
#[case::newer_root_takes_its_extensions_along("r x<r z", "r@2026-05-01 x z", "z@2026-04-08")]
#[case::chain_falls_with_its_root("y<x x<r r z", "x y z", "z@2026-04-08")]
#[case::latest_of_several("a@2026-01-01 a@2026-03-01", "a@2026-02-01", "a@2026-03-01")]
#[case::one_of_the_platforms_is_enough("a", "a@2026-05-01 a@2026-01-01", "a@2026-04-08")]
#[case::not_a_date("a", "a@draft", "")]
fn intersection_by_name(#[case] business: &str, #[case] platform: &str, #[case] expected: &str) {
    let business = set(business);
    let active = negotiate(NegotiationRule::ByName, &business, &set(platform), PROTOCOL);
    assert_eq!(names(&active), expected);
}
