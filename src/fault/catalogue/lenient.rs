//! What a careless merchant forgets: rules it does not keep up with, answers it does not look at again.

use super::row::{Fault, breaks, text};
use crate::fault::action::lenient;
use crate::fault::subject::Act::{Handshake, Publish, Render};

pub(super) const ROWS: &[Fault] = &[
    breaks(
        "tls.newest_refused",
        &["TLS-006", "TLS-010"],
        "TLS 1.3 is refused, only 1.2 is spoken.",
        Handshake(lenient::newest_refused),
    )
    .owes("offers TLS 1.3 only, and reports that there is no connection"),
    breaks(
        "nego.undeclared_listed",
        &["VER-016", "VER-017", "NEG-018"],
        "Answers list a capability that the profile does not declare.",
        Render(lenient::undeclared_listed),
    )
    .with(&[text("capability", "\"dev.ucp.shopping.tomorrow\"", "its name")])
    .owes("uses only what both profiles declare"),
    breaks("order.not_json", &["TLS-009"], "Orders are no JSON documents.", Render(lenient::order_not_json))
        .owes("reports an answer it cannot read; keeps what it knew of the order"),
    breaks(
        "totals.type_invented",
        &["TOT-005", "TOT-018", "TOT-501"],
        "A totals entry has a type of the shop's own and no word about it.",
        Render(lenient::type_invented),
    )
    .with(&[text("type", "\"handling\"", "the type")])
    .owes("does not show an amount it cannot name; refuses to complete"),
    breaks(
        "discount.below_zero",
        &["TOT-502", "DSC-501"],
        "Discounts are negative where every amount is to be positive.",
        Render(lenient::discount_below_zero),
    )
    .owes("refuses amounts with the wrong sign"),
    breaks(
        "error.message_bare",
        &["ERR-022", "ERR-509", "CHK-048"],
        "Messages are codes without a word.",
        Render(lenient::message_bare),
    )
    .owes("reports the code"),
    breaks(
        "profile.handler_bare",
        &["PRO-503", "PAY-501"],
        "Payment handlers are named, not described.",
        Publish(lenient::handler_bare),
    )
    .owes("does not pay with a handler it cannot configure"),
    breaks(
        "profile.service_spec_foreign",
        &["PRO-501"],
        "The specification of a service is somebody else's document.",
        Publish(lenient::service_spec_foreign),
    )
    .owes("trusts documents of the namespace's owner only"),
];
