//! The scenarios of the sample run.

use super::{CHECKOUT, INTERNAL, complete_is_broken, create, exchange, failed, failure, passed};
use crate::protocol::operation::Operation;
use crate::report::scenario::{Failure, Phase, ScenarioRecord, StepStatus, Symptom};
use crate::report::verdict::Verdict;

/// All of them.
pub(super) fn all() -> Vec<ScenarioRecord> {
    let mut all = vec![
        passed(
            "merchant.profile.served",
            "The profile is served where platforms look for it",
            "profile",
            8,
            &["PRO-001"],
        ),
        passed(
            "merchant.signature.digest",
            "A body that was changed on the way is refused",
            "signatures",
            30,
            &["SIG-009"],
        ),
        passed(
            "merchant.idempotency.replay",
            "A repeated key returns the stored answer",
            "idempotency",
            12,
            &["IDM-002"],
        ),
        passed("merchant.checkout.create", "A new checkout is complete", "checkout", 9, &["CHK-001"]),
        passed(
            "merchant.discount.rejected",
            "An unknown code changes nothing",
            "discounts",
            15,
            &["DSC-005"],
        ),
    ];
    all[4].notes.push("the answer carries 1 field no schema names: /discounts/applied/0/campaign".to_owned());
    all.extend(defects());
    all.extend(others());
    all
}

fn defects() -> Vec<ScenarioRecord> {
    let mut defects = broken_complete();
    defects.push(wrong_total());
    defects.push(accepted_forgery());
    defects
}

fn broken_complete() -> Vec<ScenarioRecord> {
    let fix = "Look for the exception behind this request in the merchant's log. Errors the buyer can act on belong in messages of a 200 answer.";
    let expected =
        ["200 with the checkout in status completed and an order", "200 with status complete_in_progress"];
    let seen = "status 500 with code internal_error";
    let complete = Failure {
        how_to_fix: Some(fix.to_owned()),
        symptom: Some(complete_is_broken()),
        ..failure("Completing a ready checkout fails", "Then the answer has status 200", &expected, seen)
    };
    let blocked = Failure {
        phase: Phase::Arrange,
        definition: "a completed checkout".to_owned(),
        step: "Given a completed checkout".to_owned(),
        ..complete.clone()
    };
    let waiting =
        Verdict::Inconclusive { reason: "the precondition could not be met".to_owned(), blocked_by: None };
    let broken = exchange("x-201", Operation::CompleteCheckout, 500, INTERNAL);
    let accuser =
        passed("merchant.checkout.complete", "Completing places the order", "checkout", 20, &["CHK-014"]);
    let mut records = vec![failed(accuser, Verdict::Fail, complete, &broken)];
    let behind = [
        ("merchant.checkout.immutable", "A completed checkout cannot be changed", "checkout", 31, "CHK-015"),
        (
            "merchant.checkout.cancel-late",
            "A completed checkout cannot be cancelled",
            "checkout",
            44,
            "CHK-021",
        ),
        ("merchant.order.private", "An order is shown to nobody else", "orders", 10, "ORD-008"),
    ];
    records.extend(behind.map(|(id, name, area, line, clause)| {
        failed(passed(id, name, area, line, &[clause]), waiting.clone(), blocked.clone(), &broken)
    }));
    records
}

fn wrong_total() -> ScenarioRecord {
    let seen = "total is 5980: the discount of 495 was not subtracted";
    let expected = ["total = subtotal + fulfillment + tax + discounts = 5485"];
    let fix = "Add every entry of totals whose type is not total; discounts are negative.";
    let failure = Failure {
        how_to_fix: Some(fix.to_owned()),
        ..failure("The total does not add up", "Then the totals add up", &expected, seen)
    };
    let base = passed("merchant.totals.sum", "The total is the sum of its parts", "totals", 18, &["TOT-003"]);
    failed(base, Verdict::Fail, failure, &exchange("x-318", Operation::UpdateCheckout, 200, CHECKOUT))
}

fn accepted_forgery() -> ScenarioRecord {
    let fix = "Verify the signature over the exact components it lists, with the key the profile names, before anything else.";
    let symptom = Symptom {
        operation: "create_checkout".to_owned(),
        status: Some(201),
        code: None,
        success_expected: false,
        without: None,
    };
    let seen = "status 201: the checkout was created";
    let failure = Failure {
        how_to_fix: Some(fix.to_owned()),
        symptom: Some(symptom),
        ..failure(
            "A forged request is accepted",
            "Then the answer has status 401",
            &["401 with code signature_invalid"],
            seen,
        )
    };
    let base =
        passed("merchant.signature.forged", "A forged signature is refused", "signatures", 18, &["SIG-003"]);
    failed(base, Verdict::Fail, failure, &create(201, CHECKOUT, "x-044"))
}

fn others() -> Vec<ScenarioRecord> {
    let cache = Failure {
        how_to_fix: Some("Send Cache-Control: public, max-age=60 or more with the profile.".to_owned()),
        ..failure(
            "The profile may not be cached",
            "Then the profile may be cached for 60 seconds",
            &["Cache-Control with max-age of at least 60"],
            "Cache-Control: no-store",
        )
    };
    let mut untested =
        passed("merchant.discount.expired", "An expired code is refused", "discounts", 27, &["DSC-005"]);
    untested.verdict = Verdict::NotTested { reason: "the plan names no expired code".to_owned() };
    untested.exchanges.clear();
    untested.elapsed_millis = 0;
    untested.steps.iter_mut().for_each(|step| {
        step.status = StepStatus::Skipped;
        step.elapsed_millis = 0;
    });
    let mut slow = passed(
        "merchant.fulfilment.order",
        "Options are listed cheapest first",
        "fulfilment",
        40,
        &["FUL-002"],
    );
    slow.verdict = Verdict::Inconclusive {
        reason: "update_checkout did not answer within 10 s".to_owned(),
        blocked_by: None,
    };
    slow.exchanges.clear();
    vec![
        failed(
            passed("merchant.profile.cache", "The profile may be cached", "profile", 20, &["PRO-004"]),
            Verdict::Fail,
            cache,
            &exchange("x-003", Operation::GetCheckout, 200, ""),
        ),
        untested,
        slow,
    ]
}
