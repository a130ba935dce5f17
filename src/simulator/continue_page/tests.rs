use super::{FormError, HEADERS, is_same_origin, not_found, page, parse, refused};
use crate::merchant::BuyerAction;
use crate::merchant::view::CheckoutSnapshot;
use rstest::rstest;
use serde_json::{Value, json};

fn snapshot(change: impl FnOnce(&mut Value)) -> CheckoutSnapshot {
    let mut checkout = json!({
        "id": "chk_1",
        "status": "ready_for_complete",
        "currency": "USD",
        "line_items": [{
            "id": "li_1",
            "item": {"id": "rose", "title": "Roses <b>red</b>", "price": 1000},
            "quantity": 2,
            "totals": [{"type": "subtotal", "amount": 2000}, {"type": "total", "amount": 1800}]
        }],
        "totals": [
            {"type": "subtotal", "amount": 2000},
            {"type": "discount", "amount": -200, "display_text": "10 % off"},
            {"type": "total", "amount": 1800}
        ],
        "links": [
            {"type": "privacy_policy", "url": "https://shop.example/privacy"},
            {"type": "terms", "url": "javascript:alert(1)"}
        ],
        "expires_at": "2026-11-20T18:00:00Z"
    });
    change(&mut checkout);
    serde_json::from_value(json!({"checkout": checkout, "payment_handlers": []})).unwrap()
}

fn escalated(code: &str, severity: &str) -> CheckoutSnapshot {
    snapshot(|checkout| {
        checkout["status"] = json!("requires_escalation");
        let content = "Say yes & <i>go on</i>";
        checkout["messages"] =
            json!([{"type": "error", "code": code, "severity": severity, "content": content}]);
    })
}

/// Every value of `name="…"` buttons and hidden fields.
fn values(html: &str, name: &str) -> Vec<String> {
    let marker = format!("name=\"{name}\" value=\"");
    html.split(&marker).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn a_page_shows_lines_and_totals_and_escapes_everything() {
    let html = page(&snapshot(|_| {}));
    for shown in ["Roses &lt;b&gt;red", "18.00 USD", "10 % off", "-2.00 USD", "2026-11-20T18:00:00Z"] {
        assert!(html.contains(shown), "{shown} is not in {html}");
    }
    assert!(!html.contains("<b>") && !html.contains("javascript:"), "{html}");
    assert!(html.contains("https:&#x2f;&#x2f;shop.example&#x2f;privacy"), "{html}");
}

#[test]
fn a_page_loads_nothing_and_cannot_be_framed() {
    let html = page(&escalated("requires_3ds", "requires_buyer_input"));
    for loading in ["<script", "<link", "<img", "<iframe", " src=", "url(", "@import"] {
        assert!(!html.contains(loading), "{loading}");
    }
    let header = |name: &str| &HEADERS.iter().find(|(held, _)| *held == name).unwrap().1;
    let policy = header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"));
    assert_eq!(header("cache-control"), "no-store");
}

#[test]
fn the_style_is_the_one_the_policy_allows() {
    use base64::Engine as _;
    use sha2::{Digest, Sha256};
    let html = page(&snapshot(|_| {}));
    let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    assert!(HEADERS[1].1.contains(&format!("'sha256-{hash}'")));
}

#[rstest]
#[case::challenge("requires_3ds", "requires_buyer_input", &["authentication_passed", "authentication_failed", "abandon"])]
#[case::review("high_value_order", "requires_buyer_review", &["approve", "place_order", "abandon", "abandon"])]
#[case::address("fulfillment_required", "requires_buyer_input", &["address", "abandon"])]
#[case::question("age_check", "requires_buyer_input", &["answer", "abandon"])]
#[case::not_for_the_buyer("missing", "recoverable", &["abandon"])]
fn each_obstacle_offers_its_step(#[case] code: &str, #[case] severity: &str, #[case] actions: &[&str]) {
    let html = page(&escalated(code, severity));
    assert_eq!(values(&html, "action"), actions);
    assert!(html.contains("Say yes &amp; &lt;i&gt;go on"), "{html}");
    assert!(html.matches("<form method=\"post\">").count() == html.matches("<form").count());
    for action in actions {
        let fields =
            "rule=age_check&street_address=1+Main+St&address_locality=X&postal_code=1&address_country=us";
        parse(format!("action={action}&{fields}").as_bytes()).expect("every button means something");
    }
}

#[test]
fn a_question_carries_its_rule() {
    let html = page(&escalated("age_check", "requires_buyer_input"));
    assert_eq!(values(&html, "rule"), ["age_check"]);
    let action = parse(b"rule=age_check&action=answer").unwrap();
    assert_eq!(action, BuyerAction::Answer { rule: "age_check".into() });
}

#[rstest]
#[case("ready_for_complete", &["place_order", "abandon"])]
#[case("incomplete", &["abandon"])]
#[case("complete_in_progress", &[])]
#[case("completed", &[])]
#[case("canceled", &[])]
fn each_status_offers_what_is_possible(#[case] status: &str, #[case] actions: &[&str]) {
    let html = page(&snapshot(|checkout| checkout["status"] = json!(status)));
    assert_eq!(values(&html, "action"), actions);
}

#[test]
fn a_placed_order_is_named_and_linked() {
    let html = page(&snapshot(|checkout| {
        checkout["status"] = json!("completed");
        checkout["order"] =
            json!({"id": "ord_1", "label": "#1001", "permalink_url": "https://shop.example/orders/1"});
    }));
    assert!(html.contains("#1001") && html.contains("orders&#x2f;1"), "{html}");
}

#[test]
fn an_address_is_read_and_its_country_written_large() {
    let form = b"action=address&street_address=1+Main+St&address_locality=Springfield&address_region=&postal_code=62704&address_country=us&first_name=Ada";
    let Ok(BuyerAction::ProvideAddress { address }) = parse(form) else { unreachable!("an address") };
    assert_eq!(address.address_country.as_deref(), Some("US"));
    assert_eq!(address.street_address.as_deref(), Some("1 Main St"));
    assert_eq!((address.first_name.as_deref(), address.address_region), (Some("Ada"), None));
}

#[rstest]
#[case::nothing(b"".to_vec(), FormError::UnknownAction)]
#[case::unknown(b"action=refund".to_vec(), FormError::UnknownAction)]
#[case::bytes(vec![0xff, 0xfe, b'&', 0], FormError::UnknownAction)]
#[case::no_rule(b"action=answer".to_vec(), FormError::Missing("rule"))]
#[case::no_street(b"action=address&street_address=+".to_vec(), FormError::Missing("street_address"))]
#[case::long_field([b"action=answer&rule=".to_vec(), vec![b'x'; 201]].concat(), FormError::TooLong)]
#[case::long(vec![b'x'; 20_000], FormError::TooLong)]
fn a_form_the_page_did_not_offer_is_refused(#[case] body: Vec<u8>, #[case] expected: FormError) {
    assert_eq!(parse(&body), Err(expected.clone()));
    assert!(refused(&expected).contains("That did not work"));
}

#[rstest]
#[case(Some("https://a.shop.localhost:8443"), "a.shop.localhost:8443", true)]
#[case(Some("http://127.0.0.1:8080"), "127.0.0.1:8080", true)]
#[case(Some("https://A.shop.localhost"), "a.shop.localhost", true)]
#[case(Some("https://evil.example"), "a.shop.localhost", false)]
#[case(Some("null"), "a.shop.localhost", false)]
#[case(Some("https://"), "", false)]
#[case(None, "a.shop.localhost", false)]
fn only_the_page_itself_may_act(#[case] origin: Option<&str>, #[case] host: &str, #[case] allowed: bool) {
    assert_eq!(is_same_origin(origin, host), allowed);
}

#[test]
fn a_missing_checkout_has_a_page_without_forms() {
    let html = not_found();
    assert!(html.contains("There is no such checkout") && !html.contains("<form"), "{html}");
}
