//! Defects of totals and discounts.

use crate::defect::{Defect, NONE, defects};
use crate::message::{Answer, Request, add, each, with_list};
use serde_json::Value;
use ucp_assay::protocol::operation::Operation;

/// Changes the totals of every checkout answered.
fn totals(request: &Request, answer: &mut Answer, kind: &str, change: impl Fn(&mut Value)) {
    if request.operation().is_some() {
        answer.edit_each("/totals", |entry| {
            if entry["type"] == kind {
                change(entry);
            }
        });
    }
}

defects! {
    /// The total is a cent too high.
    total_off_by_one: Defect {
        answer: |request, answer| totals(request, answer, "total", |entry| add(entry, 1)),
        caught: &[("totals-sum", "TOT-007")],
        ..NONE
    };
    /// The total is there twice.
    two_totals: Defect {
        answer: |_, answer| answer.edit(|body| with_list(body, "/totals", |all| {
            let total = all.iter().find(|entry| entry["type"] == "total").cloned();
            all.extend(total);
        })),
        caught: &[
            ("totals-one-total", "TOT-007"),
            ("totals-one-total", "TOT-026"),
            ("ambient.one-total", "TOT-026"),
        ],
        ..NONE
    };
    /// There is no subtotal.
    no_subtotal: Defect {
        answer: |_, answer| answer.edit(|body| with_list(body, "/totals", |all| {
            all.retain(|entry| entry["type"] != "subtotal");
        })),
        caught: &[("totals-one-subtotal", "TOT-006"), ("ambient.one-subtotal", "TOT-006")],
        ..NONE
    };
    /// A discount counts as money on top.
    discount_above_zero: Defect {
        answer: |request, answer| totals(request, answer, "discount", |entry| {
            entry["amount"] = entry["amount"].as_i64().map(i64::abs).into();
        }),
        caught: &[
            ("totals-signs-discount", "TOT-015"),
            ("discount-signs", "DSC-015"),
            ("ambient.signs", "TOT-015"),
        ],
        ..NONE
    };
    /// One line of a breakdown is missing.
    breakdown_incomplete: Defect {
        answer: |_, answer| answer.edit_each("/totals", |entry| with_list(entry, "/lines", |lines| {
            lines.pop();
        })),
        caught: &[("totals-lines", "TOT-021"), ("totals-lines", "TOT-028"), ("ambient.lines-add-up", "TOT-021")],
        ..NONE
    };
    /// What was taken off the line items is not what the totals say.
    items_discount_is_no_sum: Defect {
        answer: |request, answer| totals(request, answer, "items_discount", |entry| add(entry, -7)),
        caught: &[("discount-line-type", "DSC-014"), ("ambient.items-discount", "DSC-014")],
        ..NONE
    };
    /// The parts of a discount leave a cent over.
    allocations_leave_a_cent: Defect {
        answer: |_, answer| answer.edit_each("/discounts/applied", |discount| {
            let mut first = true;
            each(discount, "/allocations", |part| {
                if std::mem::take(&mut first) {
                    add(part, -1);
                }
            });
        }),
        caught: &[("discount-allocations", "DSC-003"), ("ambient.allocations-add-up", "DSC-003")],
        ..NONE
    };
    /// A code that was refused counts as applied.
    refused_code_applied: Defect {
        answer: |request, answer| answer.edit(|body| {
            let codes = request.json()["discounts"]["codes"].clone();
            let sent = codes.as_array().into_iter().flatten();
            for code in sent.filter_map(Value::as_str).filter(|code| *code == "NOSUCHCODE") {
                with_list(body, "/discounts/applied", |applied| applied.push(free(code)));
            }
        }),
        caught: &[("discount-rejected.1", "DSC-016")],
        ..NONE
    };
    /// Codes add up over updates instead of replacing each other.
    earlier_codes_stay: Defect {
        answer: |request, answer| {
            let codes = request.json()["discounts"]["codes"].clone();
            if request.is(Operation::UpdateCheckout) && codes == serde_json::json!([]) {
                answer.edit(|body| body["discounts"] = serde_json::json!({"codes": ["FIVE"], "applied": [free("FIVE")]}));
            }
        },
        caught: &[("discount-cleared", "DSC-004")],
        ..NONE
    };
    /// A campaign makes things dearer.
    campaign_changes_the_price: Defect {
        answer: |request, answer| {
            if request.json().get("attribution").is_some() {
                answer.edit_each("/totals", |entry| add(entry, 100));
            }
        },
        caught: &[("attribution-neutral", "CTX-006")],
        ..NONE
    };
}

/// An applied discount of a code that takes nothing off.
fn free(code: &str) -> Value {
    serde_json::json!({"code": code, "title": "Granted after all", "amount": 1})
}
