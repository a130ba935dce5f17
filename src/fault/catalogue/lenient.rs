//! What a careless merchant forgets: rules it does not keep up with, answers it does not look at again.

use super::row::{Fault, breaks, text};
use crate::fault::action::lenient;
use crate::fault::subject::Act::{Handshake, Render};

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
];
