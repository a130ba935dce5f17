//! Fulfilment: what is offered for an address, how it is described, and what a choice costs.

use super::{answer, delivery_text, prepare};
use crate::harness::check::{self, Explain};
use crate::harness::interrupt::{Cause, Interrupt, StepResult};
use crate::harness::step::{StepDef, step};
use crate::harness::world::AssayWorld;
use crate::platform::identity::ShoppingCapability;
use crate::transport::view::{View, amounts};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The rows.
pub const STEPS: &[StepDef] = &[
    step!(Given "the platform does not support several groups", supports_one_group,
        doc: "Publishes a platform profile whose fulfilment capability says supports_multi_group: false.",
        example: "the platform does not support several groups"),
    step!(When "the platform chooses the dearest option", chooses_dearest,
        doc: "Replaces the checkout by the same with the dearest option of every group chosen.",
        example: "the platform chooses the dearest option"),
    step!(Then "there are options", has_options,
        doc: "Fails unless the last answer is a checkout with at least one option.",
        example: "there are options"),
    step!(Then "every option has a title and exactly one total", are_priced,
        doc: "Fails when an option has no title or not exactly one entry of type total, or when there are no options.",
        example: "every option has a title and exactly one total"),
    step!(Then "no two options of a group share a title", are_told_apart,
        doc: "Fails when two options of a group have the same title, whatever case and white space, or when there are no options.",
        example: "no two options of a group share a title"),
    step!(Then "no option's description contains its title or its price", add_to_title,
        doc: "Fails when a description repeats the option's title or its price, or when there are no options.",
        example: "no option's description contains its title or its price"),
    step!(Then "every option's title has at least two words", have_telling_titles,
        doc: "Warns unless every title has two words, so that it can name method and speed; fails when there are no options.",
        example: "every option's title has at least two words"),
    step!(Then "every option's description adds a timing or a carrier", have_telling_descriptions,
        doc: "Warns unless every description is a phrase that tells a time or who carries. Not tested when no option is described.",
        example: "every option's description adds a timing or a carrier"),
    step!(Then "the options are ordered by price or by speed", are_ordered,
        doc: "Warns unless the options of every group come in order of price or of time. Not tested when no group has two options.",
        example: "the options are ordered by price or by speed"),
    step!(Then "every description of an available method is a sentence of its own", are_sentences,
        doc: "Fails when a described available method is not told in a sentence of at least five words. Not tested when none is described.",
        example: "every description of an available method is a sentence of its own"),
    step!(Then "every method has exactly one group", have_one_group,
        doc: "Fails unless the last answer has methods and each exactly one group.",
        example: "every method has exactly one group"),
    step!(Then "that group holds all the line items of its method", groups_are_whole,
        doc: "Fails unless the groups of each method hold exactly its line items.",
        example: "that group holds all the line items of its method"),
    step!(Then "the totals have a {string} entry of the price of that option", option_is_charged,
        doc: "Fails unless the entries of this type add up to the price of the options chosen before.",
        example: "the totals have a \"fulfillment\" entry of the price of that option"),
];

/// Name under which the price of the chosen options is kept.
const CHOSEN: &str = "price of the chosen options";

async fn supports_one_group(world: &mut AssayWorld, (): ()) -> StepResult {
    let platform = world.platforms_mut().acting_mut()?;
    let profile = platform.identity.profile_mut();
    profile.configure(ShoppingCapability::Fulfillment, "supports_multi_group", false);
    platform.publish()
}

async fn chooses_dearest(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?.clone();
    let mut sum = 0;
    let mut choices = Vec::new();
    for group in groups(&view)? {
        let dearest = list(group, "options").iter().filter_map(|option| Some((price(option)?, option)));
        let (cost, option) = dearest.max_by_key(|(cost, _)| *cost).ok_or_else(|| {
            let what = "no option has a price to choose it by";
            Interrupt::blocked(what, Cause::other(what))
        })?;
        sum += cost;
        choices.push((group["id"].clone(), option["id"].clone()));
    }
    world.keep(CHOSEN, json!(sum));
    prepare::update(world, |content| choose(content, &view, &choices)).await
}

/// Names the chosen option of every group in an update's methods.
fn choose(content: &mut Value, view: &View, choices: &[(Value, Value)]) {
    let methods = content["fulfillment"]["methods"].as_array_mut().into_iter().flatten();
    for (method, shown) in methods.zip(view.list("/fulfillment/methods")) {
        let own = |group: &Value| list(shown, "groups").iter().any(|known| known["id"] == *group);
        let chosen = choices.iter().filter(|(group, _)| own(group));
        let chosen = chosen.map(|(group, option)| json!({ "id": group, "selected_option_id": option }));
        method["groups"] = chosen.collect();
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The single total of an option, in minor units.
fn price(option: &Value) -> Option<i64> {
    match amounts(list(option, "totals"), "total")[..] {
        [amount] => Some(amount),
        _ => None,
    }
}

/// The groups of a checkout that have options; fails when there is none.
fn groups(view: &View) -> StepResult<Vec<&Value>> {
    answer::resource(view)?;
    let all = view.list("/fulfillment/methods").iter().flat_map(|method| list(method, "groups"));
    let with_options: Vec<&Value> = all.filter(|group| !list(group, "options").is_empty()).collect();
    check::holds(!with_options.is_empty(), "there are no options", "a group with options", "none")?;
    Ok(with_options)
}

/// Every option of a checkout; fails when there is none.
fn options(view: &View) -> StepResult<Vec<&Value>> {
    Ok(groups(view)?.into_iter().flat_map(|group| list(group, "options")).collect())
}

async fn has_options(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    options(view).map(drop).seen_in(view).fix("Offer options for a deliverable address")
}

async fn are_priced(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    priced(view).seen_in(view).fix("Give every option a title and one totals entry of type total")
}

fn priced(view: &View) -> StepResult {
    options(view)?.into_iter().try_for_each(|option| {
        let name = text(option, "id");
        check::holds(!text(option, "title").trim().is_empty(), "an option has no title", "a title", name)?;
        let totals = amounts(list(option, "totals"), "total").len();
        check::equal(&format!("number of `total` entries of option {name}"), &1, &totals)
    })
}

async fn are_told_apart(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    distinct(view).seen_in(view).fix("Give each option of a group a title of its own")
}

fn distinct(view: &View) -> StepResult {
    groups(view)?.into_iter().try_for_each(|group| {
        let mut seen = BTreeSet::new();
        let titles = list(group, "options").iter().map(|option| delivery_text::plain(text(option, "title")));
        let twice: Vec<String> = titles.filter(|title| !seen.insert(title.clone())).collect();
        check::holds(twice.is_empty(), "options share a title", "titles of their own", &twice.join(", "))
    })
}

async fn add_to_title(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    unrepeated(view).seen_in(view).fix("Leave title and price out of an option's description")
}

fn unrepeated(view: &View) -> StepResult {
    let currency = view.text("/currency").unwrap_or_default();
    options(view)?.into_iter().try_for_each(|option| {
        let description = text(option, "description");
        let title = text(option, "title");
        let repeats_title = delivery_text::contains(description, title);
        check::holds(!repeats_title, "a description repeats its title", "something else", description)?;
        let price = price(option).unwrap_or_default();
        let repeats_price = delivery_text::names_price(description, price, currency);
        check::holds(!repeats_price, "a description repeats its price", "something else", description)
    })
}

async fn have_telling_titles(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let options = options(view).seen_in(view)?;
    let titles = options.into_iter().map(|option| text(option, "title"));
    delivery_text::telling_titles(titles)
        .seen_in(view)
        .fix("Name method and speed in the title: Express shipping")
        .recommended()
}

async fn have_telling_descriptions(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let options = options(view).seen_in(view)?;
    let carrier = |option: &Value| text(option, "carrier").to_owned();
    let described = options.into_iter().filter(|option| !text(option, "description").is_empty());
    let described: Vec<(&str, String)> =
        described.map(|option| (text(option, "description"), carrier(option))).collect();
    if described.is_empty() {
        return Err(Interrupt::NotTested("no option has a description".to_owned()));
    }
    delivery_text::telling_descriptions(&described)
        .seen_in(view)
        .fix("Tell in a phrase when it arrives and who carries: Arrives within two days by courier")
        .recommended()
}

async fn are_ordered(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    let groups = groups(view).seen_in(view)?;
    let lists: Vec<&[Value]> = groups.into_iter().map(|group| list(group, "options")).collect();
    if lists.iter().all(|options| options.len() < 2) {
        return Err(Interrupt::NotTested("no group has two options to order".to_owned()));
    }
    lists
        .into_iter()
        .try_for_each(ordered)
        .seen_in(view)
        .fix("List the cheapest or the fastest first")
        .recommended()
}

fn ordered(options: &[Value]) -> StepResult {
    let prices: Vec<Option<i64>> = options.iter().map(price).collect();
    let times = |name: &str| options.iter().map(|option| option[name].as_str()).collect::<Vec<_>>();
    let (earliest, latest) = (times("earliest_fulfillment_time"), times("latest_fulfillment_time"));
    let good = is_monotonic(&prices) || is_monotonic(&earliest) || is_monotonic(&latest);
    check::holds(good, "order of the options", "by price or by time", &format!("prices {prices:?}"))
}

/// Whether values are all known and only ever rise, or only ever fall.
fn is_monotonic<T: PartialOrd>(values: &[Option<T>]) -> bool {
    let known = values.iter().all(Option::is_some);
    let pairs = || values.windows(2);
    known && (pairs().all(|pair| pair[0] <= pair[1]) || pairs().all(|pair| pair[0] >= pair[1]))
}

async fn are_sentences(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    answer::resource(view).seen_in(view)?;
    let methods = view.list("/fulfillment/available_methods").iter();
    let described: Vec<&str> =
        methods.map(|method| text(method, "description")).filter(|text| !text.is_empty()).collect();
    if described.is_empty() {
        return Err(Interrupt::NotTested("no available method is described".to_owned()));
    }
    described
        .into_iter()
        .try_for_each(delivery_text::sentence)
        .seen_in(view)
        .fix("Tell what is available when and where, so that it can be said as it is")
}

async fn have_one_group(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    one_group(view).seen_in(view).fix("Offer one group per method unless the platform supports several")
}

/// The methods of a checkout; fails when there is none.
fn methods(view: &View) -> StepResult<&[Value]> {
    answer::resource(view)?;
    let methods = view.list("/fulfillment/methods");
    check::holds(!methods.is_empty(), "there are no methods", "a method", "none")?;
    Ok(methods)
}

fn one_group(view: &View) -> StepResult {
    methods(view)?.iter().try_for_each(|method| {
        let title = format!("groups of method {}", text(method, "id"));
        check::equal(&title, &1, &list(method, "groups").len())
    })
}

async fn groups_are_whole(world: &mut AssayWorld, (): ()) -> StepResult {
    let view = world.last()?;
    whole(view).seen_in(view).fix("Put all line items of a method into its only group")
}

fn whole(view: &View) -> StepResult {
    methods(view)?.iter().try_for_each(|method| {
        let ids = |value: &Value| {
            list(value, "line_item_ids").iter().map(Value::to_string).collect::<BTreeSet<_>>()
        };
        let grouped: BTreeSet<String> = list(method, "groups").iter().flat_map(ids).collect();
        let own = ids(method);
        check::holds(!own.is_empty(), "a method has no line items", "line items", "none")?;
        check::holds(own == grouped, "line items in the groups", &format!("{own:?}"), &format!("{grouped:?}"))
    })
}

async fn option_is_charged(world: &mut AssayWorld, kind: String) -> StepResult {
    let price = world.kept(CHOSEN)?.as_i64().unwrap_or_default();
    let view = world.last()?;
    charged(view, &kind, price).seen_in(view).fix("Charge the chosen option in the totals")
}

fn charged(view: &View, kind: &str, price: i64) -> StepResult {
    answer::resource(view)?;
    let entries = view.totals(kind);
    // What costs nothing may be left out.
    let missing = entries.is_empty() && price != 0;
    check::holds(!missing, "the option is not charged", &format!("a `{kind}` entry of {price}"), "none")?;
    check::equal(&format!("`{kind}` of the totals"), &price, &entries.iter().sum())
}

#[cfg(test)]
mod tests;
