//! Faults armed, seen to fire, listed with their counts and disarmed.

use crate::support::Stage;
use serde_json::{Value, json};

/// One fault through its life.
pub(crate) async fn armed_listed_and_disarmed(stage: &Stage) {
    let catalogue = stage.call("listCatalogue", &[], "?limit=1000", None).await.body;
    let faults = catalogue["catalogue"].as_array().expect("a list");
    assert!(faults.len() >= 100, "{} faults", faults.len());
    let wish = json!({"id": "mine", "fault": "error.unavailable", "when": {"operation": ["create_checkout"], "nth": 2}});
    let armed = stage.ok("armFault", &[], Some(wish.clone())).await;
    assert_eq!((&armed["id"], &armed["fired"]), (&json!("mine"), &json!(0)));
    stage.call("armFault", &[], "", Some(wish)).await.refused(409, "conflict");
    for bad in [
        json!({"fault": "no.such"}),
        json!({"fault": "error.unavailable", "when": {"moon": 1}}),
        json!({"chance": 1}),
    ] {
        stage.call("armFault", &[], "", Some(bad)).await.refused(400, "invalid_body");
    }
    assert_eq!(stage.shop.create().await.status, 201);
    assert_eq!(stage.shop.create().await.status, 503);
    assert_eq!(stage.shop.create().await.status, 201, "only the second");
    let listed = stage.ok("listFaults", &[], None).await;
    assert_eq!(
        (listed["faults"].as_array().map(Vec::len), &listed["faults"][0]["fired"]),
        (Some(1), &json!(1))
    );
    let firings = stage.call("listFirings", &[], "?rule=mine", None).await.body;
    let firing = &firings["firings"][0];
    assert_eq!((&firing["fault"], &firing["ordinal"]), (&json!("error.unavailable"), &json!(2)));
    let number = firing["exchange"].as_str().expect("an exchange").to_owned();
    let exchange = stage.ok("getExchange", &[("number", &*number)], None).await;
    assert_eq!(exchange["exchange"]["operation"], "create_checkout");
    assert_eq!(stage.ok("getFault", &[("rule", "mine")], None).await["fired"], 1);
    assert_eq!(stage.ok("disarmFault", &[("rule", "mine")], None).await["fired"], 1);
    stage.call("disarmFault", &[("rule", "mine")], "", None).await.refused(404, "not_found");
    assert_eq!(stage.ok("listFaults", &[], None).await["faults"], Value::Array(Vec::new()));
}
