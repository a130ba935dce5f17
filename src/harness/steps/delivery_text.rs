//! What can be said of the texts that describe a delivery without understanding them.

use crate::harness::check;
use crate::harness::interrupt::StepResult;
use crate::protocol::money::Currency;

/// Words in which a time is told, beside numbers.
const TIMES: [&str; 22] = [
    "today",
    "tomorrow",
    "tonight",
    "now",
    "immediately",
    "instant",
    "instantly",
    "overnight",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "noon",
    "morning",
    "evening",
    "business",
    "weekday",
    "soon",
    "same-day",
];
/// Words that name a carrier in general.
const CARRIERS: [&str; 8] = ["courier", "post", "mail", "carrier", "ups", "fedex", "dhl", "usps"];
/// Fewest words of a title that can name method and speed.
const TITLE: usize = 2;
/// Fewest words of a phrase.
const PHRASE: usize = 3;
/// Fewest words of a sentence that tells what, when and where.
const SENTENCE: usize = 5;

/// A text in lower case with single spaces.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether a text contains another, whatever case and white space.
pub(super) fn contains(text: &str, part: &str) -> bool {
    let part = plain(part);
    !part.is_empty() && plain(text).contains(&part)
}

/// Whether a text names an amount: its decimal form, or its whole units beside a sign of money.
pub(super) fn names_price(text: &str, minor: i64, currency: &str) -> bool {
    let exponent = Currency::parse(currency).map_or(2, Currency::exponent);
    let unit = 10_u64.pow(u32::from(exponent));
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let digits = usize::from(exponent);
    let decimal = format!("{whole}.{part:0digits$}");
    numbers(text).any(|(before, number, after)| {
        let money = before.chars().next_back().is_some_and(|sign| "$€£¥".contains(sign))
            || [before, after].iter().any(|near| names_currency(near, currency));
        let number = number.replace(',', ".");
        (exponent > 0 && number == decimal) || (money && part == 0 && number == whole.to_string())
    })
}

/// Whether the word next to a number is a sign of money.
fn names_currency(near: &str, currency: &str) -> bool {
    let near = near.trim();
    let code = !currency.is_empty() && (near.starts_with(currency) || near.ends_with(currency));
    code || near.starts_with(['€', '¥', '£'])
}

/// The numbers of a text, each with what stands before and after it.
fn numbers(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    text.split(move |c| !is_part(c)).filter_map(move |word| {
        let number = word.trim_matches(['.', ',']);
        let at = number.as_ptr() as usize - text.as_ptr() as usize;
        (!number.is_empty()).then(|| (&text[..at], number, &text[at + number.len()..]))
    })
}

fn words(text: &str) -> Vec<String> {
    let clean = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(clean).filter(|word| !word.is_empty()).collect()
}

/// Fails unless every title has two words.
///
/// # Errors
/// [`crate::harness::interrupt::Interrupt::Fail`].
pub(super) fn telling_titles<'a>(mut titles: impl Iterator<Item = &'a str>) -> StepResult {
    titles.try_for_each(|title| {
        check::holds(words(title).len() >= TITLE, "a title is one word", "method and speed", title)
    })
}

/// Fails unless every description is a phrase that tells a time or who carries. Each comes with
/// the carrier of its option.
///
/// # Errors
/// [`crate::harness::interrupt::Interrupt::Fail`].
pub(super) fn telling_descriptions(described: &[(&str, String)]) -> StepResult {
    described.iter().try_for_each(|(description, carrier)| {
        let words = words(description);
        check::holds(
            words.len() >= PHRASE,
            "a description is no phrase",
            "three words or more",
            description,
        )?;
        let number = description.contains(|c: char| c.is_ascii_digit());
        let known = |word: &String| TIMES.contains(&word.as_str()) || CARRIERS.contains(&word.as_str());
        let tells = number || words.iter().any(known) || contains(description, carrier);
        check::holds(tells, "a description adds nothing to decide by", "a time or a carrier", description)
    })
}

/// Fails unless a text is long enough to stand alone.
///
/// # Errors
/// [`crate::harness::interrupt::Interrupt::Fail`].
pub(super) fn sentence(text: &str) -> StepResult {
    let expected = "a sentence that tells what, when and where";
    check::holds(
        words(text).len() >= SENTENCE,
        "an available method is not told in a sentence",
        expected,
        text,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Arrives soon for 5.99", 599, "USD", true)]
    #[case("Arrives soon for $5.99.", 599, "USD", true)]
    #[case("Kommt bald, 5,99 €", 599, "EUR", true)]
    #[case("Arrives within 15 days", 1500, "USD", false)]
    #[case("Arrives within 15 days for $15", 1500, "USD", true)]
    #[case("Costs 15 USD", 1500, "USD", true)]
    #[case("Costs 600 JPY", 600, "JPY", true)]
    #[case("Arrives in 600 minutes", 600, "JPY", false)]
    #[case("Arrives within a week", 599, "USD", false)]
    #[case("", 599, "USD", false)]
    fn a_price_is_found_in_a_text(
        #[case] text: &str,
        #[case] minor: i64,
        #[case] currency: &str,
        #[case] found: bool,
    ) {
        assert_eq!(names_price(text, minor, currency), found);
    }

    #[test]
    fn a_text_contains_another_whatever_case_and_space() {
        assert!(contains("It is  express SHIPPING by air", "Express shipping"));
        assert!(!contains("By air", "Express shipping"));
        assert!(!contains("By air", ""));
    }

    #[rstest]
    #[case("Arrives within a week by parcel post", "", true)]
    #[case("Brought by Swift", "Swift", true)]
    #[case("The very best choice", "", false)]
    #[case("Fast", "", false)]
    fn a_description_tells_something(#[case] text: &str, #[case] carrier: &str, #[case] good: bool) {
        assert_eq!(telling_descriptions(&[(text, carrier.to_owned())]).is_ok(), good);
    }

    #[test]
    fn titles_and_sentences_are_long_enough() {
        assert!(telling_titles(["Express shipping"].into_iter()).is_ok());
        assert!(telling_titles(["Express shipping", "Standard"].into_iter()).is_err());
        assert!(sentence("Pants can be collected downtown today.").is_ok());
        assert!(sentence("Pickup available").is_err());
    }
}
