//! Price, totals, discounts, claims.

use super::row::{BY, Fault, breaks, int, stirs, text};
use crate::fault::action::{discount, money};
use crate::fault::subject::Act::Render;

const CENT: &[crate::fault::Param] = &[int("by", 1, 1_000_000, "1", "minor units it is off")];

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "price.drift",
        "Prices change; lines, subtotal and total follow, so that everything adds up.",
        "re-reads the totals and asks for consent again before completing",
        Render(money::drift),
    )
    .with(&[BY]),
    breaks(
        "price.currency_swap",
        &["ORD-024"],
        "The answer is in another currency than the checkout.",
        Render(money::currency_swap),
    )
    .with(&[text("currency", "\"EUR\"", "ISO 4217 code")])
    .owes("refuses amounts in a currency nobody agreed to"),
    breaks(
        "price.campaign",
        &["CTX-006"],
        "Amounts differ when a request carries campaign parameters.",
        Render(money::campaign_price),
    )
    .with(&[BY]),
    breaks(
        "price.hint_overrules",
        &["CTX-018", "CTX-020"],
        "A context hint puts the checkout into a currency the shop does not sell in.",
        Render(money::hint_ignored),
    ),
    breaks(
        "totals.not_summing",
        &["TOT-007"],
        "The total is not the sum of its entries.",
        Render(money::not_summing),
    )
    .with(&[BY])
    .owes("refuses sums that do not add up"),
    breaks(
        "totals.rounding",
        &["TOT-006"],
        "Subtotal and total are off by a cent; the entries still add up.",
        Render(money::rounding),
    )
    .with(CENT),
    breaks(
        "totals.second_total",
        &["TOT-007", "TOT-026"],
        "The total is there twice.",
        Render(money::second_total),
    ),
    breaks(
        "totals.no_subtotal",
        &["TOT-006", "TOT-026"],
        "There is no subtotal.",
        Render(money::no_subtotal),
    ),
    breaks("totals.no_total", &["TOT-007", "TOT-026"], "There is no total.", Render(money::no_total)),
    breaks(
        "totals.lines_short",
        &["TOT-021", "TOT-028"],
        "A breakdown lacks its last line.",
        Render(money::lines_short),
    ),
    breaks(
        "totals.text_lost",
        &["TOT-005", "TOT-018"],
        "An entry of the shop's own type does not say what it is.",
        Render(money::text_lost),
    ),
    breaks("totals.charge_negative", &["TOT-016"], "A fee is below zero.", Render(money::charge_negative))
        .with(&[int("by", 1, 1_000_000, "100", "minor units of the fee")]),
    stirs(
        "tax.late_change",
        "Tax grows after the buyer saw the total.",
        "shows the new total and asks for consent again",
        Render(money::tax_late),
    )
    .with(&[BY]),
    stirs(
        "fee.hidden",
        "A service fee appears late; the total includes it.",
        "shows the new total and asks for consent again",
        Render(money::fee_hidden),
    )
    .with(&[BY]),
    breaks(
        "amount.as_float",
        &["TOT-006", "TOT-007", "TOT-026"],
        "Amounts are decimal fractions.",
        Render(money::as_float),
    )
    .owes("refuses amounts that are no whole minor units"),
    breaks(
        "amount.as_string",
        &["TOT-006", "TOT-007", "TOT-026"],
        "Amounts are texts.",
        Render(money::as_string),
    )
    .owes("refuses amounts that are no numbers"),
    breaks(
        "amount.overflow",
        &["TOT-007"],
        "Amounts do not fit into 64 signed bits.",
        Render(money::overflow),
    )
    .owes("refuses; never wraps around"),
    breaks(
        "discount.dropped_silently",
        &["DSC-013", "DSC-015"],
        "A discount that was granted is gone, its code still there.",
        Render(discount::dropped),
    )
    .owes("compares what was promised with what is charged"),
    breaks(
        "discount.double_applied",
        &["DSC-014", "TOT-007"],
        "Discount entries count twice.",
        Render(discount::double),
    ),
    breaks(
        "discount.above_zero",
        &["TOT-015", "DSC-015"],
        "A discount's entry is above zero, as if it were a charge.",
        Render(discount::above_zero),
    ),
    breaks(
        "discount.applied_below_zero",
        &["DSC-015"],
        "The amount of an applied discount is below zero.",
        Render(discount::applied_below_zero),
    ),
    breaks(
        "discount.items_no_sum",
        &["DSC-014"],
        "What came off the lines is not what the totals say.",
        Render(discount::items_no_sum),
    )
    .with(CENT),
    breaks(
        "discount.wrong_type",
        &["DSC-013", "DSC-014"],
        "Discounts on lines and on the order are confused.",
        Render(discount::wrong_type),
    ),
    breaks(
        "discount.allocations_off",
        &["DSC-003"],
        "The parts of a discount leave a cent over.",
        Render(discount::allocations_off),
    )
    .with(CENT),
    breaks(
        "discount.refused_applied",
        &["DSC-016"],
        "A code that was refused counts as applied.",
        Render(discount::refused_applied),
    ),
    breaks(
        "discount.refused_forgotten",
        &["DSC-016"],
        "A code that was refused is not listed any more.",
        Render(discount::refused_forgotten),
    ),
    breaks(
        "discount.refusal_silent",
        &["DSC-007"],
        "Nobody says that a code was refused.",
        Render(discount::refusal_silent),
    ),
    breaks(
        "discount.codes_pile_up",
        &["DSC-004"],
        "Codes of earlier requests stay.",
        Render(discount::codes_pile_up),
    )
    .with(&[text("code", "\"FIXED500\"", "the code that stays")]),
    breaks(
        "discount.case_matters",
        &["DSC-004"],
        "A code in lower case is not recognised.",
        Render(discount::case_matters),
    ),
    breaks(
        "discount.automatic_unmarked",
        &["DSC-008", "DSC-011"],
        "An automatic discount does not say that it is one.",
        Render(discount::automatic_unmarked),
    ),
    breaks(
        "discount.automatic_removed",
        &["DSC-008", "DSC-009"],
        "An automatic discount is granted and not shown.",
        Render(discount::automatic_removed),
    ),
    breaks(
        "discount.provisional_hidden",
        &["DSC-009", "DSC-011"],
        "The effect of a claim is not marked as provisional.",
        Render(discount::provisional_hidden),
    ),
    breaks(
        "claim.blocks",
        &["CTX-009", "CTX-034"],
        "A claim the shop does not know stops the purchase.",
        Render(discount::claim_blocks),
    ),
    breaks(
        "claim.warning_lost",
        &["CTX-010"],
        "Nobody says that a claim was not accepted.",
        Render(discount::claim_warning_lost),
    ),
    breaks(
        "claim.granted_unproven",
        &["CTX-008", "CTX-012", "CTX-013", "DSC-012"],
        "A claim that was never proven gets its price.",
        Render(discount::claim_granted_unproven),
    ),
    breaks(
        "claim.failure_edits",
        &["CTX-014"],
        "A claim that fails changes more than the messages.",
        Render(discount::claim_failure_edits),
    ),
    breaks(
        "claim.failure_fatal",
        &["CTX-015"],
        "A claim that fails ends the checkout.",
        Render(discount::claim_failure_fatal),
    ),
    breaks(
        "claim.failure_code",
        &["CTX-012", "CTX-015"],
        "A claim that fails is reported under a code of the shop's own.",
        Render(discount::claim_failure_code),
    ),
    breaks(
        "claim.failure_placeless",
        &["CTX-016"],
        "A claim that fails is not named.",
        Render(discount::claim_failure_placeless),
    ),
];
