//! Identifiers that are not the caller's to use, at every operation that takes one.

use crate::support::{World, remembered, served, world};
use ucp_assay::protocol::operation::Operation;

/// Identifiers that name nothing, percent-encoded for a path.
fn nothing() -> Vec<String> {
    let fixed = [
        "chk_none",
        "0",
        "-1",
        "null",
        "..%2F..%2Fetc%2Fpasswd",
        "..%5C..%5Cwindows%5Cwin.ini",
        "%2Fetc%2Fpasswd",
        "%252e%252e%252f",
        "%00",
        "chk_%0d%0aset-cookie:%20a=b",
        "%ff%fe",
        "%",
        "%2",
        "%zz",
        "1'%20OR%20'1'='1",
        "%24%7Bjndi:ldap:%2F%2Fx%7D",
        "%F0%9F%8C%B9",
    ];
    fixed.into_iter().map(str::to_owned).chain([String::from("x").repeat(4_000)]).collect()
}

/// Calls every operation that takes an identifier with one that leads nowhere.
async fn every(world: &World, id: &str, expected: impl Fn(&str) -> &'static str) {
    let mut called = 0;
    for spec in served().into_iter().filter(|spec| spec.path.contains("{id}")) {
        let answer = world.send(world.operation(spec, id)).await;
        let capability = spec.capability.rsplit('.').next().expect("a name");
        answer.outcome(expected(capability));
        answer.documented();
        assert!(!answer.body.to_string().contains("root:"), "{}", answer.body);
        called += 1;
    }
    assert_eq!(called, 5);
}

#[tokio::test]
async fn identifiers_that_name_nothing_change_nothing() {
    let world = world().await;
    world.ready().await;
    let before = remembered(&world);
    for id in nothing() {
        every(&world, &id, |_| "not_found").await;
    }
    assert_eq!(remembered(&world), before);
}

#[tokio::test]
async fn an_identifier_of_another_kind_names_nothing() {
    let world = world().await;
    let open = world.ready().await;
    let completed = world.complete(&world.ready().await, "success_token").await;
    let order = completed.text("/order/id");
    let before = remembered(&world);
    for spec in served().into_iter().filter(|spec| spec.path.contains("{id}")) {
        let other = if spec.operation == Operation::GetOrder { &open } else { order };
        let answer = world.send(world.operation(spec, other)).await;
        answer.outcome("not_found");
        answer.documented();
    }
    assert_eq!(remembered(&world)["checkouts"], before["checkouts"]);
    assert_eq!(remembered(&world)["orders"], before["orders"]);
}

#[tokio::test]
async fn identifiers_of_another_platform_tell_and_change_nothing() {
    let mut world = world().await;
    let open = world.ready().await;
    let completed = world.complete(&world.ready().await, "success_token").await;
    let order = completed.text("/order/id").to_owned();
    world.become_platform("other");
    let before = remembered(&world);
    every(&world, &open, |_| "not_found").await;
    every(&world, completed.text("/id"), |_| "not_found").await;
    every(&world, &order, |kind| if kind == "order" { "unauthorized" } else { "not_found" }).await;
    assert_eq!(remembered(&world)["checkouts"], before["checkouts"]);
    assert_eq!(remembered(&world)["orders"], before["orders"]);
    assert_eq!(remembered(&world)["stock"], before["stock"]);
}
