//! Discounts: codes and automatic reductions.

use super::prepare;
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::transport::view::View;
use serde_json::{Value, json};

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout for {int} of {string} with the code {string}", has_checkout_with_code,
        doc: "Opens a checkout with one line item and this code, which must be applied; blocks the scenario otherwise.",
        example: "a checkout for 2 of \"an available product\" with the code \"a percent code\""),
    step!(When "the platform creates a checkout for {int} of {string} with the code {string}", creates_with_code,
        doc: "Sends create_checkout with one line item and this code.",
        example: "the platform creates a checkout for 2 of \"an available product\" with the code \"a percent code\""),
    step!(When "the platform creates a checkout for {int} of {string} with the code {string} in the other case", creates_with_other_case,
        doc: "As with the code, but with upper and lower case exchanged.",
        example: "the platform creates a checkout for 2 of \"an available product\" with the code \"a percent code\" in the other case"),
    step!(When "the platform creates a checkout for {int} of {string} with the codes {string} and {string}", creates_with_two_codes,
        doc: "Sends create_checkout with one line item and these codes.",
        example: "the platform creates a checkout for 2 of \"an available product\" with the codes \"a percent code\" and \"an exclusive code\""),
    step!(When "the platform prepares a checkout that earns an automatic discount", earns_automatic,
        doc: "Creates a checkout for as many of the product with an automatic discount as the plan says, and supplies everything it asks for.",
        example: "the platform prepares a checkout that earns an automatic discount"),
    step!(When "the platform replaces its codes by {string}", replaces_codes,
        doc: "Sends update_checkout with the same content but this code only.",
        example: "the platform replaces its codes by \"a fixed-amount code\""),
    step!(When "the platform replaces its codes by none", clears_codes,
        doc: "Sends update_checkout with the same content but an empty list of codes.",
        example: "the platform replaces its codes by none"),
    step!(Then "the code {string} is applied", is_applied,
        doc: "Fails unless an entry of `discounts.applied` has this code, whatever its case.",
        example: "the code \"a percent code\" is applied"),
    step!(Then "the code {string} is not applied", is_not_applied,
        doc: "Fails when an entry of `discounts.applied` has this code, or when the answer is no checkout.",
        example: "the code \"an expired code\" is not applied"),
    step!(Then "the code {string} is listed", is_listed,
        doc: "Fails unless `discounts.codes` has this code.",
        example: "the code \"an unknown code\" is listed"),
    step!(Then "the codes {string} and {string} are not both applied", are_not_both_applied,
        doc: "Fails when both codes are applied, or when neither is.",
        example: "the codes \"a percent code\" and \"an exclusive code\" are not both applied"),
    step!(Then "no code is applied", none_is_applied,
        doc: "Fails when an entry of `discounts.applied` has a code, or when the answer is no checkout.",
        example: "no code is applied"),
    step!(Then "some applied discount has allocations", some_has_allocations,
        doc: "Fails unless an entry of `discounts.applied` has allocations.",
        example: "some applied discount has allocations"),
    step!(Then "the allocations of every applied discount add up to its amount", allocations_add_up,
        doc: "Fails when the allocations of an applied discount do not add up to its amount.",
        example: "the allocations of every applied discount add up to its amount"),
    step!(Then "every applied discount is above zero", applied_are_positive,
        doc: "Fails when an applied discount is zero or less, or when there is none.",
        example: "every applied discount is above zero"),
    step!(Then "an applied discount is automatic and without a code", one_is_automatic,
        doc: "Fails unless an entry of `discounts.applied` has `automatic: true` and no code.",
        example: "an applied discount is automatic and without a code"),
    step!(Then "an applied discount is provisional, automatic, without a code, and names {string}", one_is_provisional,
        doc: "Fails unless an entry of `discounts.applied` is provisional and automatic, has no code, and names this claim in `eligibility`.",
        example: "an applied discount is provisional, automatic, without a code, and names \"an accepted claim\""),
    step!(Then "the checkout has a warning {string} that points at the code", warning_points_at_code,
        doc: "Fails unless there is a warning of this code whose path is that of an entry of `discounts.codes`.",
        example: "the checkout has a warning \"discount_code_expired\" that points at the code"),
];

async fn has_checkout_with_code(world: &mut AssayWorld, wanted: (u64, String, String)) -> StepResult {
    let code = world.plan()?.code(&wanted.2)?.code.clone();
    creates_with_code(world, wanted).await?;
    let view = world.last()?;
    if applied_codes(view).iter().any(|applied| applied.eq_ignore_ascii_case(&code)) {
        return Ok(());
    }
    Err(Interrupt::blocked(
        format!("the code was not applied: {}", view.status),
        Cause::other("a valid code is not applied"),
    ))
}

async fn creates_with_code(
    world: &mut AssayWorld,
    (quantity, product, code): (u64, String, String),
) -> StepResult {
    let code = world.plan()?.code(&code)?.code.clone();
    create(world, quantity, &product, vec![code]).await
}

async fn creates_with_other_case(
    world: &mut AssayWorld,
    (quantity, product, code): (u64, String, String),
) -> StepResult {
    let code = other_case(&world.plan()?.code(&code)?.code);
    create(world, quantity, &product, vec![code]).await
}

fn other_case(text: &str) -> String {
    let flip = |c: char| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    text.chars().map(flip).collect()
}

async fn creates_with_two_codes(
    world: &mut AssayWorld,
    (quantity, product, one, other): (u64, String, String, String),
) -> StepResult {
    let plan = world.plan()?;
    let codes = vec![plan.code(&one)?.code.clone(), plan.code(&other)?.code.clone()];
    create(world, quantity, &product, codes).await
}

async fn create(world: &mut AssayWorld, quantity: u64, product: &str, codes: Vec<String>) -> StepResult {
    let mut content = prepare::content(world, &[(quantity, product)])?;
    content["discounts"] = json!({ "codes": codes });
    prepare::create(world, content).await
}

/// As many of the product as the plan says bring the discount.
async fn earns_automatic(world: &mut AssayWorld, (): ()) -> StepResult {
    let product = "a product with an automatic discount";
    let quantity = world.plan()?.product(product)?.quantity.unwrap_or(1);
    let content = prepare::content(world, &[(quantity, product)])?;
    prepare::create(world, content).await?;
    prepare::supply_everything(world).await
}

async fn replaces_codes(world: &mut AssayWorld, code: String) -> StepResult {
    let code = world.plan()?.code(&code)?.code.clone();
    replace(world, vec![code]).await
}

async fn clears_codes(world: &mut AssayWorld, (): ()) -> StepResult {
    replace(world, Vec::new()).await
}

/// The checkout as it is, with other codes.
async fn replace(world: &mut AssayWorld, codes: Vec<String>) -> StepResult {
    prepare::update(world, |content| content["discounts"] = json!({ "codes": codes })).await
}

/// `discounts.applied` of a checkout; fails when the answer is none.
fn applied(view: &View) -> StepResult<&[Value]> {
    check::present(view.checkout_status(), "the answer is no checkout", "a checkout")?;
    Ok(view.list("/discounts/applied"))
}

fn applied_codes(view: &View) -> Vec<&str> {
    view.list("/discounts/applied").iter().filter_map(|entry| entry.get("code")?.as_str()).collect()
}

fn has(codes: &[&str], code: &str) -> bool {
    codes.iter().any(|known| known.eq_ignore_ascii_case(code))
}

async fn is_applied(world: &mut AssayWorld, code: String) -> StepResult {
    let code = world.plan()?.code(&code)?.code.clone();
    let view = world.last()?;
    let codes = applied_codes(view);
    check::holds(has(&codes, &code), "applied codes", &code, &codes.join(", ")).seen_in(view)
}

async fn is_not_applied(world: &mut AssayWorld, code: String) -> StepResult {
    let code = world.plan()?.code(&code)?.code.clone();
    let view = world.last()?;
    applied(view).map(drop).seen_in(view)?;
    let codes = applied_codes(view);
    check::holds(!has(&codes, &code), "applied codes", &format!("no {code}"), &codes.join(", ")).seen_in(view)
}

async fn is_listed(world: &mut AssayWorld, code: String) -> StepResult {
    let code = world.plan()?.code(&code)?.code.clone();
    let view = world.last()?;
    let listed: Vec<&str> = view.list("/discounts/codes").iter().filter_map(Value::as_str).collect();
    check::holds(has(&listed, &code), "discounts.codes", &code, &listed.join(", ")).seen_in(view)
}

async fn are_not_both_applied(world: &mut AssayWorld, (one, other): (String, String)) -> StepResult {
    let plan = world.plan()?;
    let (one, other) = (plan.code(&one)?.code.clone(), plan.code(&other)?.code.clone());
    let view = world.last()?;
    let codes = applied_codes(view);
    let exactly_one = has(&codes, &one) != has(&codes, &other);
    check::holds(exactly_one, "applied codes", &format!("either {one} or {other}"), &codes.join(", "))
        .seen_in(view)
}

async fn none_is_applied(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    applied(view).map(drop).seen_in(view)?;
    let codes = applied_codes(view);
    check::holds(codes.is_empty(), "applied codes", "none", &codes.join(", ")).seen_in(view)
}

async fn some_has_allocations(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let found = applied(view).seen_in(view)?.iter().any(|entry| !allocations(entry).is_empty());
    check::holds(found, "no applied discount has allocations", "allocations", "none").seen_in(view)
}

fn allocations(entry: &Value) -> Vec<i64> {
    let list = entry.get("allocations").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(|part| part.get("amount")?.as_i64()).collect()
}

async fn allocations_add_up(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    add_up(applied(view).seen_in(view)?)
        .seen_in(view)
        .fix("Let the allocations of a discount add up to its amount")
}

fn add_up(applied: &[Value]) -> StepResult {
    let divided = applied.iter().filter(|entry| entry.get("allocations").is_some());
    divided.map(|entry| (entry["amount"].as_i64().unwrap_or_default(), allocations(entry))).try_for_each(
        |(amount, parts)| check::equal("sum of the allocations of a discount", &amount, &parts.iter().sum()),
    )
}

async fn applied_are_positive(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    positive(applied(view).seen_in(view)?).seen_in(view)
}

fn positive(applied: &[Value]) -> StepResult {
    check::holds(!applied.is_empty(), "no discount is applied", "at least one", "none")?;
    applied.iter().try_for_each(|entry| {
        let amount =
            check::present(entry["amount"].as_i64(), "an applied discount has no amount", "an amount")?;
        check::holds(amount > 0, "amount of an applied discount", "above zero", &amount.to_string())
    })
}

fn is_automatic(entry: &Value) -> bool {
    entry["automatic"] == true && entry.get("code").is_none()
}

async fn one_is_automatic(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let found = applied(view).seen_in(view)?.iter().any(is_automatic);
    check::holds(found, "no automatic discount", "automatic: true and no code", "none").seen_in(view)
}

async fn one_is_provisional(world: &mut AssayWorld, claim: String) -> StepResult {
    let claim = world.plan()?.claim(&claim)?.to_owned();
    let view = world.last()?;
    let found = applied(view).seen_in(view)?.iter().any(|entry| is_provisional(entry, &claim));
    let expected = format!("automatic, provisional, no code, eligibility {claim}");
    check::holds(found, "no provisional discount of the claim", &expected, "none").seen_in(view)
}

fn is_provisional(entry: &Value, claim: &str) -> bool {
    is_automatic(entry) && entry["provisional"] == true && entry["eligibility"] == claim
}

async fn warning_points_at_code(world: &mut AssayWorld, code: String) -> StepResult {
    let view = world.last()?;
    points_at_code(view, &code)
        .seen_in(view)
        .fix("Report rejected codes as warnings with a path such as $.discounts.codes[0]")
}

fn points_at_code(view: &View, code: &str) -> StepResult {
    let warning = check::present(view.message("warning", code), "the warning is missing", code)?;
    let path = warning.path.unwrap_or_default();
    let listed = view.list("/discounts/codes").len();
    let index = path
        .strip_prefix("$.discounts.codes[")
        .and_then(|rest| rest.strip_suffix(']')?.parse::<usize>().ok());
    check::holds(
        index.is_some_and(|index| index < listed),
        "path of the warning",
        "$.discounts.codes[i]",
        &path,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(json!([{"amount": 10, "allocations": [{"amount": 4}, {"amount": 6}]}]), true)]
    #[case(json!([{"amount": 10, "allocations": [{"amount": 4}, {"amount": 5}]}]), false)]
    #[case(json!([{"amount": 10, "allocations": []}]), false)]
    fn parts_add_up_to_the_whole(#[case] applied: Value, #[case] good: bool) {
        assert_eq!(add_up(applied.as_array().unwrap()).is_ok(), good);
    }

    #[rstest]
    #[case(json!([{"amount": 1}]), true)]
    #[case(json!([{"amount": 0}]), false)]
    #[case(json!([{"amount": -5}]), false)]
    #[case(json!([{}]), false)]
    #[case(json!([]), false)]
    fn applied_discounts_are_above_zero(#[case] applied: Value, #[case] good: bool) {
        assert_eq!(positive(applied.as_array().unwrap()).is_ok(), good);
    }

    #[rstest]
    #[case(json!({"automatic": true, "provisional": true, "eligibility": "com.example.gold"}), true)]
    #[case(json!({"automatic": true, "provisional": true, "eligibility": "com.example.other"}), false)]
    #[case(json!({"automatic": true, "eligibility": "com.example.gold"}), false)]
    #[case(json!({"automatic": true, "provisional": true, "eligibility": "com.example.gold", "code": "X"}), false)]
    fn a_provisional_discount_has_all_its_marks(#[case] entry: Value, #[case] good: bool) {
        assert_eq!(is_provisional(&entry, "com.example.gold"), good);
    }

    #[rstest]
    #[case("$.discounts.codes[0]", true)]
    #[case("$.discounts.codes[1]", false)]
    #[case("$.discounts", false)]
    #[case("", false)]
    fn the_path_names_a_listed_code(#[case] path: &str, #[case] good: bool) {
        let body = json!({"discounts": {"codes": ["X"]}, "messages": [{"type": "warning", "code": "c", "content": "t", "path": path}]});
        let view = View::new("x".into(), 200, Vec::new(), body.to_string().into_bytes());
        assert_eq!(points_at_code(&view, "c").is_ok(), good);
    }

    #[test]
    fn case_is_exchanged() {
        assert_eq!(other_case("Five5"), "fIVE5");
    }
}
