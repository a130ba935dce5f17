//! Stock, delivery and the life of a checkout.

use super::row::{BY, Fault, breaks, int, stirs, text};
use crate::fault::action::{goods, state};
use crate::fault::stage::Stage;
use crate::fault::subject::Act::{Handle, Render};

pub(super) const ROWS: &[Fault] = &[
    stirs(
        "stock.race",
        "Somebody else takes the goods right before this operation.",
        "shows the change and does not complete with other goods",
        Handle(Stage::Decide, goods::race),
    )
    .with(&[int("left", 0, 1_000_000, "0", "pieces left of each product of the checkout")]),
    stirs(
        "stock.partial",
        "One piece less than asked for is in the checkout.",
        "notices the quantity and asks the buyer",
        Render(goods::partial),
    ),
    breaks(
        "stock.resurrected",
        &["ERR-020", "ERR-023"],
        "Goods that are sold out look available.",
        Render(goods::resurrected),
    ),
    breaks(
        "item.substituted",
        &["CHK-048", "CHK-053"],
        "Other goods than asked for are in the checkout.",
        Render(goods::substituted),
    )
    .with(&[text("item", "\"something_else\"", "product identifier")])
    .owes("never completes with other goods"),
    breaks(
        "item.mispriced",
        &["CHK-053", "TOT-006"],
        "Goods have another price than in the shop.",
        Render(goods::mispriced),
    )
    .with(&[BY]),
    stirs(
        "item.retitled",
        "Goods have another title than in the shop.",
        "shows the title of the checkout",
        Render(goods::retitled),
    ),
    breaks(
        "ful.titles_alike",
        &["FUL-001"],
        "All ways of delivery have the same title.",
        Render(goods::titles_alike),
    ),
    breaks(
        "ful.titles_bare",
        &["FUL-001", "FUL-003"],
        "Ways of delivery have empty titles.",
        Render(goods::titles_bare),
    ),
    breaks("ful.titles_lost", &["FUL-003"], "Ways of delivery have no titles.", Render(goods::titles_lost)),
    breaks(
        "ful.description_repeats",
        &["FUL-004"],
        "Descriptions say the title again.",
        Render(goods::description_repeats),
    ),
    breaks(
        "ful.description_poor",
        &["FUL-005", "FUL-006"],
        "Descriptions say nothing.",
        Render(goods::description_poor),
    ),
    breaks(
        "ful.two_groups",
        &["FUL-016", "FUL-018"],
        "A platform that can show one group gets two.",
        Render(goods::two_groups),
    ),
    breaks(
        "ful.options_unsorted",
        &["FUL-010"],
        "Ways of delivery come in no order.",
        Render(goods::options_unsorted),
    ),
    breaks(
        "ful.availability_mute",
        &["FUL-008", "FUL-009"],
        "Other ways of delivery are named, not described.",
        Render(goods::availability_mute),
    ),
    breaks(
        "ful.undeliverable_hidden",
        &["ERR-020"],
        "Nobody says that an address cannot be served.",
        Render(goods::undeliverable_hidden),
    ),
    breaks(
        "state.illegal_jump",
        &["CHK-048"],
        "A checkout that is not ready is completed.",
        Render(state::illegal_jump),
    ),
    breaks(
        "state.completed_mutable",
        &["CHK-052"],
        "A completed checkout takes changes.",
        Render(state::completed_mutable),
    ),
    breaks(
        "state.canceled_revives",
        &["CHK-055"],
        "A canceled checkout comes back to life.",
        Render(state::canceled_revives),
    ),
    breaks(
        "state.cancel_refused",
        &["CHK-056"],
        "A checkout cannot be canceled.",
        Render(state::cancel_refused),
    ),
    breaks(
        "state.escalation_no_url",
        &["CHK-034", "CHK-049", "CHK-062"],
        "The buyer is needed, and nobody says where.",
        Render(state::escalation_no_url),
    )
    .owes("hands over to the storefront, or stops"),
    breaks(
        "state.escalation_no_reason",
        &["CHK-050"],
        "The buyer is needed, and nobody says what for.",
        Render(state::escalation_no_reason),
    ),
    breaks(
        "state.escalation_severity",
        &["CHK-050"],
        "The reason of an escalation passes for something the platform can mend.",
        Render(state::escalation_severity),
    ),
    breaks(
        "state.escalation_late",
        &["CHK-002"],
        "That the buyer will be needed is kept back.",
        Render(state::escalation_late),
    ),
    stirs(
        "state.escalation_loop",
        "However often the buyer acts, the checkout asks for the buyer.",
        "stops after a bound and hands over for good",
        Render(state::escalation_loop),
    ),
    stirs(
        "state.in_progress_for_ever",
        "A checkout that is read is always still in progress.",
        "polls with a bound, then tells the buyer",
        Render(state::in_progress_for_ever),
    ),
    stirs(
        "complete.async_never_finishes",
        "A completion only ever gets under way.",
        "polls with a bound and does not complete again",
        Render(state::never_finishes),
    ),
    breaks(
        "state.unknown_status",
        &["CHK-048"],
        "A checkout has a status the protocol does not know.",
        Render(state::unknown_status),
    )
    .with(&[text("status", "\"almost_done\"", "the status")]),
    stirs(
        "continue_url.foreign_origin",
        "The buyer is sent to another site.",
        "warns, or refuses origins it was not told of",
        Render(state::foreign_page),
    )
    .with(&[text("origin", "\"https://elsewhere.example\"", "scheme and authority")]),
    breaks(
        "continue_url.relative",
        &["CHK-037"],
        "The page to go on is named by its path alone.",
        Render(state::relative_page),
    ),
    breaks(
        "continue_url.plain_http",
        &["CHK-037"],
        "The page to go on is not secure.",
        Render(state::plain_page),
    ),
    breaks(
        "continue_url.missing",
        &["CHK-035", "CHK-051", "CHK-034"],
        "Open checkouts have no page to go on.",
        Render(state::no_page),
    ),
    breaks(
        "continue_url.terminal",
        &["CHK-036"],
        "Checkouts that are over have a page to go on.",
        Render(state::page_when_over),
    ),
    breaks("links.missing", &["CHK-057"], "No policies are linked.", Render(state::no_links)),
    breaks(
        "state.update_merges",
        &["CHK-048"],
        "An update keeps what it leaves out.",
        Render(state::update_merges),
    ),
    breaks(
        "state.update_ignored",
        &["CHK-048"],
        "An update is answered with what was before.",
        Render(state::update_ignored),
    ),
    breaks(
        "state.created_with_200",
        &["CHK-060"],
        "A checkout is created with 200.",
        Render(state::created_with_200),
    ),
    breaks(
        "state.others_with_201",
        &["CHK-060"],
        "Everything is answered with 201.",
        Render(state::others_with_201),
    ),
    breaks(
        "order.label_of_platform",
        &["CHK-067", "ORD-023"],
        "An order has a label the business did not give.",
        Render(state::label_of_platform),
    ),
    breaks(
        "signals.refused",
        &["CTX-002"],
        "Requests with signals are refused.",
        Render(state::signals_refused),
    ),
    breaks(
        "disclosure.hidden",
        &["CHK-027"],
        "A disclosure does not say that it must be shown.",
        Render(state::disclosure_hidden),
    )
    .owes("shows every message it does not understand"),
    breaks(
        "disclosure.bare",
        &["CHK-028", "CHK-029", "CHK-030", "CHK-031"],
        "A disclosure has neither place, code, image nor link.",
        Render(state::disclosure_bare),
    ),
    breaks(
        "state.buyer_dropped",
        &["CON-001"],
        "What the buyer said of themselves is gone.",
        Render(state::buyer_dropped),
    ),
];
