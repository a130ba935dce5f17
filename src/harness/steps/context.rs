//! Hints, claims, signals and attribution.

use super::{checkout_state, prepare};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::protocol::operation::Operation;
use crate::transport::view::View;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "a checkout claiming {string} that is ready for completion", is_ready_with_claim,
        doc: "Prepares a checkout with this eligibility claim, of the product that the plan says claims make cheaper, else of an available product. Blocks the scenario unless it becomes ready_for_complete.",
        example: "a checkout claiming \"an accepted claim\" that is ready for completion"),
    step!(When "the platform prepares a checkout for {int} of {string} claiming {string}", prepares_claiming,
        doc: "Creates a checkout with this eligibility claim in its context and supplies everything it asks for.",
        example: "the platform prepares a checkout for 1 of \"an available product\" claiming \"an unknown claim\""),
    step!(When "the platform withdraws the claim", withdraws_claim,
        doc: "Sends update_checkout with the same content but without the claim.",
        example: "the platform withdraws the claim"),
    step!(When "the platform prepares a checkout to {string} with a context of another country", prepares_with_and_without,
        doc: "Prepares the same checkout to this address twice: with `context.address_country` of another country of the plan, then without.",
        example: "the platform prepares a checkout to \"a domestic address\" with a context of another country"),
    step!(When "the platform creates a checkout for {int} of {string} with a context of each country the plan names", creates_for_each_country,
        doc: "Sends one create_checkout per country among the plan's deliverable addresses, without an address; not tested when the plan names one country only.",
        example: "the platform creates a checkout for 1 of \"an available product\" with a context of each country the plan names"),
    step!(When "the platform creates a checkout for {int} of {string} with the signal {string}", creates_with_signal,
        doc: "Sends create_checkout with one signal of this name.",
        example: "the platform creates a checkout for 1 of \"an available product\" with the signal \"dev.ucp.user_agent\""),
    step!(When "the platform creates a checkout for {int} of {string} with and without attribution", creates_with_and_without_attribution,
        doc: "Sends the same create_checkout twice, with attribution and without.",
        example: "the platform creates a checkout for 1 of \"an available product\" with and without attribution"),
    step!(Then "the totals are those of the same checkout without the context", totals_are_the_same,
        doc: "Fails unless currency and totals of the checkout with the context are those of the one without.",
        example: "the totals are those of the same checkout without the context"),
    step!(Then "the checkouts differ in currency, tax or disclosures", checkouts_differ,
        doc: "Warns unless the answers to the creates for different countries differ in currency, tax or disclosures.",
        example: "the checkouts differ in currency, tax or disclosures"),
    step!(Then "both have the same active capabilities", same_capabilities,
        doc: "Fails unless the last two answers list the same capabilities.",
        example: "both have the same active capabilities"),
];

/// Under which the checkout with the context is kept while the one without is made.
const WITH_CONTEXT: &str = "checkout with the context";

async fn is_ready_with_claim(world: &mut AssayWorld, claim: String) -> StepResult {
    let cheaper = "a product that claims make cheaper";
    let known = world.plan()?.product(cheaper).is_ok();
    let product = if known { cheaper } else { "an available product" };
    prepares_claiming(world, (1, product.to_owned(), claim)).await?;
    prepare::expect_status(world, "ready_for_complete")?;
    super::snapshot::keep_as_it_was(world)
}

async fn prepares_claiming(
    world: &mut AssayWorld,
    (quantity, product, claim): (u64, String, String),
) -> StepResult {
    let mut content = prepare::content(world, &[(quantity, &product)])?;
    content["context"] = json!({ "eligibility": [world.plan()?.claim(&claim)?] });
    prepare::create(world, content).await?;
    prepare::supply_everything(world).await
}

async fn withdraws_claim(world: &mut AssayWorld, (): ()) -> StepResult {
    prepare::update(world, |content| {
        if let Some(content) = content.as_object_mut() {
            content.remove("context");
        }
    })
    .await
}

async fn prepares_with_and_without(world: &mut AssayWorld, address: String) -> StepResult {
    let at = world.plan()?.address(&address)?.address_country.clone();
    let other = countries(world)?.into_iter().find(|country| *country != at);
    let other = other.ok_or_else(|| one_country_only(&at))?;
    prepare::deliver_to(world, &address)?;
    let plain = prepare::content(world, &[(1, "an available product")])?;
    let mut hinted = plain.clone();
    hinted["context"] = json!({ "address_country": other });
    prepare::create(world, hinted).await?;
    prepare::supply_everything(world).await?;
    let with = world.last()?.value().clone();
    world.keep(WITH_CONTEXT, with);
    prepare::create(world, plain).await?;
    prepare::supply_everything(world).await
}

async fn creates_for_each_country(world: &mut AssayWorld, (quantity, product): (u64, String)) -> StepResult {
    let countries = countries(world)?;
    if countries.len() < 2 {
        return Err(one_country_only(&countries.into_iter().collect::<String>()));
    }
    for country in countries {
        let mut content = prepare::content(world, &[(quantity, &product)])?;
        content["context"] = json!({ "address_country": country });
        prepare::create(world, content).await?;
    }
    Ok(())
}

/// The countries that the plan's deliverable addresses are in.
fn countries(world: &AssayWorld) -> StepResult<BTreeSet<String>> {
    let addresses = world.plan()?.addresses.iter().filter(|(key, _)| *key != "undeliverable");
    Ok(addresses.map(|(_, address)| address.address_country.clone()).collect())
}

fn one_country_only(country: &str) -> Interrupt {
    Interrupt::NotTested(format!("the plan's addresses are in one country only ({country})"))
}

async fn creates_with_signal(
    world: &mut AssayWorld,
    (quantity, product, signal): (u64, String, String),
) -> StepResult {
    let mut content = prepare::content(world, &[(quantity, &product)])?;
    content["signals"] = json!({ signal: "assay/1.0" });
    let draft = world.draft(Operation::CreateCheckout, None)?.with_json(&content);
    world.send(draft).await.map(drop)
}

async fn creates_with_and_without_attribution(
    world: &mut AssayWorld,
    (quantity, product): (u64, String),
) -> StepResult {
    let plain = prepare::content(world, &[(quantity, &product)])?;
    let mut campaign = plain.clone();
    campaign["attribution"] = json!({ "utm_source": "assay", "utm_campaign": "spring", "clicks": "3" });
    prepare::create(world, campaign).await?;
    prepare::create(world, plain).await
}

async fn totals_are_the_same(world: &mut AssayWorld, (): ()) -> StepResult {
    let with = world.kept(WITH_CONTEXT)?;
    let view = world.last()?;
    same_totals(with, view).seen_in(view)
}

fn same_totals(with: &Value, without: &View) -> StepResult {
    checkout_state::checkout(without)?;
    check::holds(with["totals"].is_array(), "the checkout with the context", "a checkout", "none")?;
    for member in ["currency", "totals"] {
        let title = format!("{member} with the context of another country");
        check::json_equal(&title, &without.value()[member], &with[member])?;
    }
    Ok(())
}

async fn checkouts_differ(world: &mut AssayWorld, (): ()) -> StepResult {
    differ(world.answers()).seen_in(world.last()?).recommended()
}

fn differ(views: &[View]) -> StepResult {
    let checkouts: Vec<&View> = views.iter().filter(|view| checkout_state::checkout(view).is_ok()).collect();
    let facts = |view: &&View| {
        let tax: i64 = view.totals("tax").iter().sum();
        let disclosures = super::message::presented(view, "disclosure");
        format!("{} tax {tax} disclosures {}", view.text("/currency").unwrap_or_default(), json!(disclosures))
    };
    let seen: BTreeSet<String> = checkouts.iter().map(facts).collect();
    let actual = format!("{} checkouts, all alike", checkouts.len());
    check::holds(
        seen.len() > 1,
        "the country hinted at changes nothing",
        "currency, tax or disclosures of the country",
        &actual,
    )
}

async fn same_capabilities(world: &mut AssayWorld, (): ()) -> StepResult {
    let (first, second) = (world.previous()?, world.last()?);
    equal_capabilities(first, second).seen_in(second)
}

fn equal_capabilities(first: &View, second: &View) -> StepResult {
    let names = |view: &View| {
        let mut names = view.capabilities();
        names.sort();
        names.join(", ")
    };
    check::holds(!first.capabilities().is_empty(), "no capability is listed", "active capabilities", "none")?;
    check::equal("active capabilities", &names(first), &names(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(currency: &str, tax: i64, capability: &str) -> View {
        let body = json!({ "ucp": { "version": "v", "capabilities": { capability: [] } }, "id": "c",
            "status": "incomplete", "currency": currency, "line_items": [],
            "totals": [{ "type": "tax", "amount": tax }] });
        View::new("x1".into(), 201, Vec::new(), body.to_string().into_bytes())
    }

    #[test]
    fn hints_make_a_difference_or_none() {
        assert!(differ(&[view("USD", 5, "a"), view("EUR", 5, "a")]).is_ok());
        assert!(differ(&[view("USD", 5, "a"), view("USD", 6, "a")]).is_ok());
        assert!(differ(&[view("USD", 5, "a"), view("USD", 5, "a")]).is_err());
        assert!(differ(&[]).is_err());
    }

    #[test]
    fn totals_are_compared_with_their_currency() {
        let with = view("USD", 5, "a").value().clone();
        assert!(same_totals(&with, &view("USD", 5, "a")).is_ok());
        assert!(same_totals(&with, &view("EUR", 5, "a")).is_err());
        assert!(same_totals(&with, &view("USD", 6, "a")).is_err());
        assert!(same_totals(&Value::Null, &view("USD", 6, "a")).is_err());
    }

    #[test]
    fn capabilities_are_compared() {
        assert!(equal_capabilities(&view("USD", 5, "a"), &view("USD", 5, "a")).is_ok());
        assert!(equal_capabilities(&view("USD", 5, "a"), &view("USD", 5, "b")).is_err());
        let none = View::new("x1".into(), 200, Vec::new(), b"{}".to_vec());
        assert!(equal_capabilities(&none, &none).is_err());
    }
}
