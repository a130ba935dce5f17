//! Worlds: the built-in ones load, broken ones say what to mend.

use rstest::rstest;

use super::World;

#[rstest]
#[case("flower-shop")]
#[case("electronics")]
#[case("minimal")]
fn built_in_worlds_load(#[case] name: &str) {
    let world = World::built_in(name).expect("a world that loads");
    assert!(!world.products.is_empty() && !world.payment_handlers.is_empty());
}

const HEAD: &str = "name: Shop\ncurrency: { default: USD, others: [JPY] }\n";
const PAY: &str =
    "payment:\n  handlers:\n    - { name: com.example.pay, id: pay, version: \"2026-01-15\" }\n";
const GOODS: &str = "products:\n  - { id: a, title: A, price: { USD: 100 } }\n";

#[rstest]
#[case::misspelt_key("prodcts: []\n", "Did you mean `products`", 3, "/prodcts")]
#[case::nested_key(
    "products:\n  - { id: a, title: A, prise: { USD: 1 } }\n",
    "Did you mean `price`",
    4,
    "/products/0/prise"
)]
#[case::far_key(
    "products:\n  - { id: a, title: A, price: { USD: 1 }, zzzzzzzz: 1 }\n",
    "Remove it",
    4,
    "/products/0/zzzzzzzz"
)]
#[case::missing("products:\n  - { id: a, price: { USD: 1 } }\n", "Add `title`", 4, "/products/0")]
#[case::wrong_type(
    "products:\n  - { id: a, title: A, price: { USD: many } }\n",
    "whole number of minor units",
    4,
    "/products/0/price/USD"
)]
#[case::negative(
    "products:\n  - { id: a, title: A, price: { USD: -1 } }\n",
    "at least 0",
    4,
    "/products/0/price/USD"
)]
#[case::too_large(
    "products:\n  - { id: a, title: A, price: { USD: 9007199254740992 } }\n",
    "at most",
    4,
    "/products/0/price/USD"
)]
#[case::no_default_price(
    "products:\n  - { id: a, title: A, price: { JPY: 1 } }\n",
    "Add `USD",
    4,
    "/products/0/price"
)]
#[case::foreign_price(
    "products:\n  - { id: a, title: A, price: { USD: 1, EUR: 1 } }\n",
    "currency.others",
    4,
    "/products/0/price/EUR"
)]
#[case::twice(
    "products:\n  - { id: a, title: A, price: { USD: 1 } }\n  - { id: a, title: B, price: { USD: 1 } }\n",
    "Rename",
    5,
    "/products/1/id"
)]
#[case::unknown_currency("products:\n  - { id: a, title: A, price: { QQQ: 1 } }\n", "QQQ", 1, "")]
#[case::defined_fee_type(
    "products:\n  - { id: a, title: A, price: { USD: 1 }, fee: { type: discount, title: F, amount: { USD: 1 } } }\n",
    "a type of your own",
    4,
    "/products/0/fee/type"
)]
#[case::odd_fee_type(
    "products:\n  - { id: a, title: A, price: { USD: 1 }, fee: { type: Gift wrap, title: F, amount: { USD: 1 } } }\n",
    "a type of your own",
    4,
    "/products/0/fee/type"
)]
#[case::unlabelled_fee(
    "products:\n  - { id: a, title: A, price: { USD: 1 }, fee: { type: gift_wrap, amount: { USD: 1 } } }\n",
    "Add `title`",
    4,
    "/products/0/fee"
)]
#[case::negative_fee(
    "products:\n  - { id: a, title: A, price: { USD: 1 }, fee: { type: gift_wrap, title: F, amount: { USD: -1 } } }\n",
    "USD",
    4,
    "/products/0/fee/amount/USD"
)]
#[case::no_location(
    "products:\n  - { id: a, title: A, pickup: true, price: { USD: 1 } }\n",
    "delivery.pickup",
    4,
    "/products/0/pickup"
)]
fn broken_worlds_say_what_to_mend(
    #[case] body: &str,
    #[case] advice: &str,
    #[case] line: usize,
    #[case] at: &str,
) {
    let error = World::from_yaml(&format!("{HEAD}{body}{PAY}"), "shop.yaml").expect_err("a broken world");
    let text = error.to_string();
    assert!(text.contains(advice) && text.starts_with("shop.yaml"), "{text}");
    assert!(error.problems.iter().any(|p| p.line == line && p.pointer == at), "{text}");
}

#[rstest]
#[case::unknown_product(
    "discounts:\n  - { id: d, title: D, code: X, amount: { USD: 1 }, products: [b] }\n",
    "unknown product `b`"
)]
#[case::no_value("discounts:\n  - { id: d, title: D, code: X }\n", "basis_points")]
#[case::no_trigger("discounts:\n  - { id: d, title: D, amount: { USD: 1 } }\n", "`code`")]
#[case::unknown_claim(
    "discounts:\n  - { id: d, title: D, claim: com.example.x, amount: { USD: 1 } }\n",
    "eligibility"
)]
#[case::same_code(
    "discounts:\n  - { id: d, title: D, code: x, amount: { USD: 1 } }\n  - { id: e, title: E, code: X, amount: { USD: 1 } }\n",
    "second time"
)]
#[case::stacking(
    "discounts:\n  - { id: d, title: D, code: x, scope: each, priority: 21, amount: { USD: 1 } }\n  - { id: e, title: E, code: y, amount: { USD: 1 } }\n",
    "before order discounts"
)]
#[case::same_titles(
    "delivery:\n  shipping:\n    - { id: d, title: D, price: { USD: 1 } }\n    - { id: e, title: D, price: { USD: 1 } }\n",
    "tell options apart"
)]
fn broken_references_are_found(#[case] rules: &str, #[case] advice: &str) {
    let error =
        World::from_yaml(&format!("{HEAD}{GOODS}{PAY}{rules}"), "shop.yaml").expect_err("a broken world");
    assert!(error.to_string().contains(advice), "{error}");
}

#[test]
fn syntax_errors_name_the_line() {
    let error = World::from_yaml("name: Shop\nproducts: [\n", "shop.yaml").expect_err("not YAML");
    assert!(error.problems.iter().all(|problem| problem.line >= 2), "{error}");
}

#[test]
fn codes_are_found_in_any_case() {
    let world = World::built_in("flower-shop").expect("a world");
    assert_eq!(world.discount_by_code("welcome20").map(|found| &*found.id), Some("welcome"));
}

#[test]
fn yaml_words_for_yes_and_no_stay_words() {
    let delivery = "delivery:\n  shipping:\n    - { id: d, title: D, price: { USD: 1 }, countries: [NO] }\n";
    let world = World::from_yaml(&format!("{HEAD}{GOODS}{PAY}{delivery}"), "shop.yaml").expect("a world");
    assert!(world.delivery.shipping[0].serves("NO") && !world.delivery.shipping[0].serves("US"));
}
