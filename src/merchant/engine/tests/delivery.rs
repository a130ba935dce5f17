//! Methods, destinations, options, currency, tax.

use rstest::rstest;
use serde_json::{Value, json};

use super::shop::*;
use crate::merchant::view::{CheckoutView, DestinationView, MethodView};
use crate::protocol::checkout::CheckoutStatus::*;
use crate::protocol::checkout::TotalKind::*;

fn method(view: &CheckoutView) -> &MethodView {
    &view.fulfillment.as_ref().expect("fulfillment").methods[0]
}

fn options(view: &CheckoutView) -> Vec<(&str, i64)> {
    let groups = &method(view).groups;
    groups[0].options.iter().map(|o| (&*o.id, o.totals.last().map_or(-1, |t| t.amount.minor()))).collect()
}

fn places(view: &CheckoutView) -> Vec<&str> {
    method(view).destinations.iter().map(|place| &**place.id()).collect()
}

#[test]
fn the_usual_flow() {
    let mut shop = Shop::open("flower-shop");
    let view = shop.create(&cart("bouquet_tulips", 1));
    assert_eq!(codes(&view.messages), [("missing", "$.fulfillment.methods[0].selected_destination_id")]);
    let address = json!({ "methods": [{ "type": "shipping", "destinations": [{ "street_address": "1 Way", "address_country": "US" }], "selected_destination_id": "d1" }] });
    let view = shop.update(&view.id, &with(cart("bouquet_tulips", 1), json!({ "fulfillment": address })));
    assert_eq!(places(&view), ["dest_1"]);
    assert_eq!(codes(&view.messages), [("missing", "$.fulfillment.methods[0].groups[0].selected_option_id")]);
    assert_eq!(options(&view), [("std-ship", 500), ("exp-ship-us", 1500)]);
    let known = method(&view);
    let choice = json!({ "methods": [{ "id": known.id, "line_item_ids": known.line_item_ids, "selected_destination_id": "dest_1",
        "groups": [{ "id": known.groups[0].id, "selected_option_id": "exp-ship-us" }] }] });
    let view = shop.update(&view.id, &with(cart("bouquet_tulips", 1), json!({ "fulfillment": choice })));
    assert_eq!((view.status, total(&view), amount(&view, Fulfillment)), (ReadyForComplete, 4500, Some(1500)));
}

#[rstest]
#[case::domestic("bouquet_tulips", 1, "US", &[("std-ship", 500), ("exp-ship-us", 1500)])]
#[case::abroad("bouquet_tulips", 1, "CA", &[("std-ship", 500), ("exp-ship-intl", 2500)])]
#[case::not_quite_free("bouquet_sunflowers", 4, "US", &[("std-ship", 500), ("exp-ship-us", 1500)])]
#[case::free_over("bouquet_sunflowers", 5, "US", &[("std-ship", 0), ("exp-ship-us", 1500)])]
#[case::free_with("bouquet_roses", 1, "CA", &[("std-ship", 0), ("exp-ship-intl", 2500)])]
fn rates(#[case] item: &str, #[case] quantity: i64, #[case] country: &str, #[case] expected: &[(&str, i64)]) {
    let mut shop = Shop::open("flower-shop");
    let view =
        shop.create(&with(cart(item, quantity), json!({ "fulfillment": shipping(country, "std-ship") })));
    assert_eq!(options(&view), expected);
    let titles: std::collections::HashSet<_> =
        method(&view).groups[0].options.iter().map(|o| &o.title).collect();
    assert_eq!(titles.len(), expected.len());
    let free = method(&view).groups[0].options[0].title.contains("Free");
    assert_eq!(free, expected[0].1 == 0);
}

#[rstest]
#[case::country(json!({ "address_country": "AQ" }), "address_undeliverable", "$.fulfillment.methods[0].destinations[0]")]
#[case::region(json!({ "address_country": "US", "address_region": "PR" }), "address_undeliverable", "$.fulfillment.methods[0].destinations[0]")]
#[case::postal_code(json!({ "address_country": "US", "postal_code": "00000" }), "address_undeliverable", "$.fulfillment.methods[0].destinations[0]")]
#[case::no_country(json!({ "postal_code": "1" }), "missing", "$.fulfillment.methods[0].destinations[0].address_country")]
fn unreachable_addresses(#[case] address: Value, #[case] code: &str, #[case] path: &str) {
    let mut shop = Shop::open("flower-shop");
    let destination = with(address, json!({ "id": "d" }));
    let body = json!({ "fulfillment": { "methods": [{ "type": "shipping", "destinations": [destination], "selected_destination_id": "d" }] } });
    let view = shop.create(&with(cart("bouquet_tulips", 1), body));
    assert_eq!((view.status, codes(&view.messages)), (Incomplete, vec![(code, path)]));
    assert!(method(&view).groups.is_empty());
}

#[rstest]
#[case::destination(json!({ "selected_destination_id": "nowhere" }), "invalid_destination", "$.fulfillment.methods[0].selected_destination_id")]
#[case::option(json!({ "groups": [{ "selected_option_id": "teleport" }] }), "invalid_option", "$.fulfillment.methods[0].groups[0].selected_option_id")]
#[case::line(json!({ "line_item_ids": ["li_99"] }), "invalid_line_item", "$.fulfillment.methods[0].line_item_ids[0]")]
#[case::kind(json!({ "type": "pickup" }), "method_unavailable", "$.fulfillment.methods[0].type")]
fn wrong_choices(#[case] change: Value, #[case] code: &str, #[case] path: &str) {
    let mut shop = Shop::open("flower-shop");
    let mut body = deliverable("bouquet_tulips", 1);
    let chosen = body["fulfillment"]["methods"][0].take();
    body["fulfillment"]["methods"][0] = with(chosen, change);
    let view = shop.create(&body);
    assert!(codes(&view.messages).contains(&(code, path)), "{:?}", view.messages);
    assert_eq!(view.status, Incomplete);
}

fn buyer(email: &str, method: &Value) -> Value {
    with(
        cart("bouquet_tulips", 1),
        json!({ "buyer": { "email": email }, "fulfillment": { "methods": [method] } }),
    )
}

#[rstest]
#[case::stranger("nobody@example.com", &[])]
#[case::without_address("jane.doe@example.com", &[])]
#[case::known("John.Doe@example.com", &["addr_1", "addr_2"])]
fn known_addresses_are_offered(#[case] email: &str, #[case] expected: &[&str]) {
    let mut shop = Shop::open("flower-shop");
    let view = shop.create(&buyer(email, &json!({ "type": "shipping" })));
    assert_eq!(places(&view), expected);
}

#[test]
fn a_known_address_can_be_chosen() {
    let mut shop = Shop::open("flower-shop");
    let view = shop.create(&buyer(
        "john.doe@example.com",
        &json!({ "type": "shipping", "selected_destination_id": "addr_2" }),
    ));
    assert_eq!(method(&view).selected_destination_id.as_deref(), Some("addr_2"));
    assert_eq!(method(&view).destinations[1].address().postal_code.as_deref(), Some("10012"));
    assert!(!options(&view).is_empty());
}

#[test]
fn equal_addresses_keep_their_identifier() {
    let mut shop = Shop::open("flower-shop");
    let known = json!({ "street_address": "123 Main St", "address_locality": "Springfield",
        "address_region": "IL", "postal_code": "62704", "address_country": "US" });
    let view =
        shop.create(&buyer("john.doe@example.com", &json!({ "type": "shipping", "destinations": [known] })));
    assert_eq!(places(&view), ["addr_1"]);
    let own = json!({ "id": "dest_new", "address_country": "CA" });
    let view =
        shop.create(&buyer("john.doe@example.com", &json!({ "type": "shipping", "destinations": [own] })));
    assert_eq!(places(&view), ["dest_new"]);
}

#[test]
fn new_addresses_are_remembered_where_the_world_says_so() {
    let mut shop = Shop::open("flower-shop");
    let address = json!({ "street_address": "9 New Rd", "address_country": "US" });
    let view =
        shop.create(&buyer("new@example.com", &json!({ "type": "shipping", "destinations": [address] })));
    let id = places(&view)[0].to_owned();
    let again = shop.create(&buyer("new@example.com", &json!({ "type": "shipping" })));
    assert_eq!(places(&again), [id.as_str()]);
    let mut other = Shop::open("electronics");
    let body = |m: Value| {
        with(
            cart("phone_one", 1),
            json!({ "buyer": { "email": "new@example.com" }, "fulfillment": { "methods": [m] } }),
        )
    };
    other.create(&body(json!({ "type": "shipping", "destinations": [address] })));
    assert!(places(&other.create(&body(json!({ "type": "shipping" })))).is_empty());
}

fn electronics(items: &[&str], more: Value) -> CheckoutView {
    let mut shop = Shop::open("electronics");
    let lines: Vec<_> = items.iter().map(|id| json!({ "item": { "id": id }, "quantity": 1 })).collect();
    let base = json!({ "line_items": lines, "buyer": { "email": "x@example.com" } });
    shop.create(&with(base, more))
}

#[test]
fn digital_goods_need_no_method() {
    let view = electronics(&["warranty_3y", "ebook_repair"], json!({}));
    assert_eq!((view.status, total(&view)), (ReadyForComplete, 11_800));
    assert_eq!(view.fulfillment.map(|f| f.methods.len()), Some(0));
}

#[rstest]
#[case::nothing(json!({}), "USD", 69_900)]
#[case::hint(json!({ "context": { "currency": "JPY" } }), "JPY", 99_800)]
#[case::hinted_country(json!({ "context": { "address_country": "KW" } }), "KWD", 214_500)]
#[case::unknown_hint(json!({ "context": { "currency": "CHF" } }), "USD", 69_900)]
#[case::verified_wins(json!({ "context": { "currency": "JPY" }, "fulfillment": shipping("DE", "economy") }), "EUR", 72_900)]
fn the_business_decides_the_currency(#[case] more: Value, #[case] currency: &str, #[case] price: i64) {
    let view = electronics(&["phone_one"], more);
    assert_eq!((view.currency.code(), view.line_items[0].item.price.minor()), (currency, price));
}

fn california() -> Value {
    json!({ "fulfillment": { "methods": [{ "type": "shipping", "destinations": [{ "id": "d", "address_country": "US", "address_region": "CA" }],
        "selected_destination_id": "d", "groups": [{ "selected_option_id": "economy" }] }] } })
}

#[test]
fn taxes_follow_the_address_and_show_their_parts() {
    let view = electronics(&["headphones", "warranty_3y"], california());
    let tax = view.totals.iter().find(|total| total.kind == Tax).expect("tax");
    let parts: Vec<i64> = tax.lines.iter().map(|part| part.amount.minor()).collect();
    assert_eq!((tax.amount.minor(), parts), (935 + 178, vec![935, 178]), "the warranty is exempt");
}

#[rstest]
#[case::texas_taxes_shipping(json!({ "address_country": "US", "address_region": "TX" }), Some(844))]
#[case::inclusive(json!({ "address_country": "DE" }), None)]
#[case::no_rule(json!({ "address_country": "US", "address_region": "OR" }), None)]
fn taxes_by_place(#[case] address: Value, #[case] expected: Option<i64>) {
    let destination = with(address, json!({ "id": "d" }));
    let view = electronics(
        &["headphones"],
        json!({ "fulfillment": { "methods": [{ "type": "shipping", "destinations": [destination],
        "selected_destination_id": "d", "groups": [{ "selected_option_id": "economy" }] }] } }),
    );
    assert_eq!((view.status, amount(&view, Tax)), (ReadyForComplete, expected));
}

#[test]
fn hints_estimate_taxes_until_an_address_is_known() {
    let hint = json!({ "context": { "address_country": "US", "address_region": "CA" } });
    assert_eq!(amount(&electronics(&["headphones"], hint.clone()), Tax), Some(935 + 178));
    let known = with(hint, json!({ "fulfillment": shipping("US", "economy") }));
    assert_eq!(amount(&electronics(&["headphones"], known), Tax), None);
}

#[test]
fn fees_are_shown() {
    let view = electronics(&["monitor"], california());
    assert_eq!((amount(&view, Fee), amount(&view, Fulfillment)), (Some(500), Some(599)));
}

#[test]
fn a_fee_of_the_shops_own_type_is_an_entry_of_its_own() {
    let view = electronics(&["monitor", "power_bank"], california());
    let deposit = view.totals.iter().find(|entry| entry.kind == Own("battery_deposit".into()));
    let deposit = deposit.expect("an entry of the shop's own type");
    assert_eq!((deposit.amount.minor(), deposit.display_text.as_deref()), (250, Some("Battery deposit")));
    assert_eq!(amount(&view, Fee), Some(500));
    let others = view.totals.iter().filter(|entry| entry.kind != Total).map(|entry| entry.amount.minor());
    assert_eq!(Some(others.sum::<i64>()), amount(&view, Total));
}

#[test]
fn goods_can_be_collected() {
    let pickup = |lines: Value| json!({ "type": "pickup", "line_item_ids": lines, "selected_destination_id": "store_market", "groups": [{ "selected_option_id": "in-store-pickup" }] });
    let view = electronics(&["headphones"], json!({ "fulfillment": { "methods": [pickup(json!([]))] } }));
    assert_eq!((view.status, amount(&view, Fulfillment)), (ReadyForComplete, Some(0)), "{:?}", view.messages);
    assert!(matches!(method(&view).destinations[0], DestinationView::Retail { .. }));
    let available = view.fulfillment.expect("fulfillment").available_methods;
    assert!(available.iter().any(|m| {
        m.description.as_deref().is_some_and(|text| text.contains("Over-ear headphones can be collected"))
    }));
    let view = electronics(&["phone_one"], json!({ "fulfillment": { "methods": [pickup(json!([]))] } }));
    assert!(
        codes(&view.messages).contains(&("method_unavailable", "$.fulfillment.methods[0].line_item_ids[0]"))
    );
}

#[test]
fn methods_combine_and_addresses_multiply_where_allowed() {
    let ship = |lines: Value, d: &str| {
        json!({ "type": "shipping", "line_item_ids": lines, "destinations": [{ "id": d, "address_country": "US", "street_address": d }],
        "selected_destination_id": d, "groups": [{ "selected_option_id": "economy" }] })
    };
    let pick = json!({ "type": "pickup", "line_item_ids": ["li_2"], "selected_destination_id": "store_market", "groups": [{ "selected_option_id": "in-store-pickup" }] });
    let view = electronics(
        &["phone_one", "headphones"],
        json!({ "fulfillment": { "methods": [ship(json!(["li_1"]), "a"), pick] } }),
    );
    assert_eq!(view.status, ReadyForComplete, "{:?}", view.messages);
    let two =
        json!({ "fulfillment": { "methods": [ship(json!(["li_1"]), "a"), ship(json!(["li_2"]), "b")] } });
    let view = electronics(&["sticker", "cable_usb"], two.clone());
    let delivery = view.totals.iter().find(|total| total.kind == Fulfillment).expect("fulfillment");
    assert_eq!((view.status, delivery.amount.minor(), delivery.lines.len()), (ReadyForComplete, 1198, 2));
    let mut florist = Shop::open("flower-shop");
    let lines = ["bouquet_tulips", "pot_ceramic"].map(|id| json!({ "item": { "id": id }, "quantity": 1 }));
    let view = florist.create(&with(json!({ "line_items": lines }), two));
    assert!(codes(&view.messages).contains(&("multi_destination_unavailable", "$.fulfillment.methods")));
}

#[test]
fn lines_without_a_method_are_named() {
    let view = electronics(
        &["phone_one", "headphones"],
        json!({ "fulfillment": { "methods": [{ "type": "shipping", "line_item_ids": ["li_1"] }] } }),
    );
    assert!(codes(&view.messages).contains(&("missing", "$.fulfillment.methods")));
}

#[rstest]
#[case(false, 1)]
#[case(true, 2)]
fn parcels_are_kept_apart_only_for_platforms_that_can_show_it(#[case] can: bool, #[case] parcels: usize) {
    let mut shop = Shop::open("electronics");
    shop.caller.supports_multi_group = can;
    let lines = ["laptop_studio", "cable_usb"].map(|id| json!({ "item": { "id": id }, "quantity": 1 }));
    let view = shop.create(&json!({ "line_items": lines, "fulfillment": shipping("US", "economy") }));
    assert_eq!(method(&view).groups.len(), parcels);
}

#[rstest]
#[case::abroad(json!({ "fulfillment": shipping("DE", "economy") }), Some("item_unavailable"))]
#[case::hinted(json!({ "context": { "address_country": "FR" } }), Some("item_unavailable"))]
#[case::at_home(json!({ "fulfillment": shipping("US", "economy") }), None)]
fn some_goods_stay_in_their_country(#[case] more: Value, #[case] code: Option<&str>) {
    let view = electronics(&["radio_kit", "phone_one"], more);
    let found = view.messages.iter().find(|m| m.path() == Some("$.line_items[0]"));
    assert_eq!(found.and_then(|m| m.code()), code);
}

#[rstest]
#[case("US", "prop65")]
#[case("DE", "energy_label")]
fn disclosures_follow_the_country(#[case] country: &str, #[case] code: &str) {
    let view = electronics(&["headphones"], json!({ "fulfillment": shipping(country, "economy") }));
    assert_eq!(codes(&view.messages), [(code, "$.line_items[0]")]);
    assert_eq!(view.status, ReadyForComplete, "a disclosure does not block");
    let text = serde_json::to_value(&view.messages[0]).expect("JSON");
    assert_eq!(text["presentation"], "disclosure");
    assert!(text["url"].as_str().is_some_and(|url| url.starts_with("https://")));
}

#[rstest]
#[case::no_email(json!({}), "missing", "$.buyer.email")]
#[case::bad_email(json!({ "email": "nobody" }), "invalid_email", "$.buyer.email")]
#[case::bad_phone(json!({ "email": "a@example.com", "phone_number": "call me" }), "invalid_phone", "$.buyer.phone_number")]
fn buyers_are_checked(#[case] buyer: Value, #[case] code: &str, #[case] path: &str) {
    let view = electronics(&["ebook_repair"], json!({ "buyer": buyer }));
    assert_eq!((view.status, codes(&view.messages)), (Incomplete, vec![(code, path)]));
}
