//! Paying, and effects that are lost or doubled.

use super::row::{BY, Fault, breaks, stirs, text};
use crate::fault::action::{order, payment};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Render};

const TOKEN: &str = "token the merchant is shown instead";

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "charge.double",
        "A completed checkout is charged a second time; the session's state shows it, no answer does.",
        "reconciles orders with what the buyer was charged",
        Handle(Stage::Commit, payment::charge_again),
    ),
    breaks(
        "charge.without_order",
        &["PAY-032", "CHK-048"],
        "A completed checkout has no order.",
        Render(payment::no_order),
    )
    .owes("looks the checkout up; never completes again under a new key"),
    breaks(
        "order.without_charge",
        &["PAY-032", "CHK-048"],
        "An order is placed although the payment failed.",
        Handle(Stage::Decide, payment::swap_token),
    )
    .with(&[text("token", "\"success_token\"", TOKEN)]),
    breaks(
        "pay.final_state_lost",
        &["PAY-032", "CHK-060"],
        "A completion is answered as if nothing had happened.",
        Render(payment::final_state_lost),
    )
    .owes("reads the checkout before it tries again"),
    breaks(
        "pay.decline_as_success",
        &["PAY-032", "ERR-020"],
        "A declined payment looks like a placed order.",
        Render(payment::decline_as_success),
    ),
    breaks(
        "pay.decline_as_402",
        &["ERR-023", "TLS-003"],
        "A declined payment is an HTTP error.",
        Render(payment::decline_as_402),
    ),
    breaks(
        "pay.handler_unknown",
        &["PAY-003", "PAY-016"],
        "Handlers are offered under names nobody published.",
        Render(payment::handler_unknown),
    ),
    breaks(
        "pay.handlers_unfiltered",
        &["PAY-003"],
        "Every cart is offered the same handlers.",
        Render(payment::handlers_unfiltered),
    ),
    breaks(
        "pay.instruments_unfiltered",
        &["PAY-016"],
        "Instruments are offered that the platform cannot use.",
        Render(payment::instruments_unfiltered),
    ),
    breaks(
        "pay.handler_accepts_any",
        &["PAY-031"],
        "Any handler will do.",
        Handle(Stage::Decide, payment::handler_accepted),
    )
    .with(&[text("handler", "\"mock_payment_handler\"", "handler the merchant is shown instead")]),
    stirs(
        "pay.instrument_rejected_late",
        "An instrument that was fine is declined at completion.",
        "offers the buyer another instrument; keeps the checkout",
        Handle(Stage::Decide, payment::swap_token),
    )
    .with(&[text("token", "\"fail_token\"", TOKEN)]),
    stirs(
        "pay.3ds_loop",
        "Every completion demands the buyer's authentication.",
        "hands over to continue_url, and stops after a bound",
        Handle(Stage::Decide, payment::swap_token),
    )
    .with(&[text("token", "\"challenge_token\"", TOKEN)]),
    stirs(
        "pay.slow",
        "Every payment takes its time and then succeeds.",
        "polls; does not complete again",
        Handle(Stage::Decide, payment::swap_token),
    )
    .with(&[text("token", "\"slow_token\"", TOKEN)]),
    stirs(
        "pay.capture_fails_later",
        "A payment takes its time and is then declined.",
        "notices the late failure and tells the buyer",
        Handle(Stage::Decide, payment::swap_token),
    )
    .with(&[text("token", "\"late_fail_token\"", TOKEN)]),
    stirs(
        "pay.partial_capture",
        "Less than the order's total was captured.",
        "shows the adjustment",
        Render(payment::partial_capture),
    )
    .with(&[BY]),
    stirs(
        "pay.refund_fails",
        "A refund did not go through.",
        "does not tell the buyer that the money is back",
        Render(payment::refund_fails),
    ),
    stirs(
        "adjustment.over_refund",
        "More is refunded than was paid.",
        "shows what the order says and reports it",
        Render(payment::over_refund),
    ),
    breaks(
        "adjustment.rewritten",
        &["ORD-003"],
        "An earlier adjustment is changed.",
        Render(payment::adjustment_rewritten),
    ),
    breaks(
        "pay.credential_echoed",
        &["PAY-002"],
        "The payment token comes back.",
        Render(payment::credential_echoed),
    )
    .owes("never logs bodies; reports the leak"),
    breaks(
        "pay.credential_in_order",
        &["PAY-002"],
        "An order shows the payment token.",
        Render(payment::credential_in_order),
    )
    .with(&[text("token", "\"success_token\"", "the token shown")]),
    breaks(
        "order.partial",
        &["ORD-008", "TLS-009"],
        "An order that is read lacks totals and delivery.",
        Render(order::partial),
    )
    .owes("reads the order again"),
];
