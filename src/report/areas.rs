//! Areas of the register: the letters a clause's name begins with, and what they stand for.

/// Code and title, in the order a reader meets the subjects.
const AREAS: [(&str, &str); 26] = [
    ("PRO", "Profile and discovery"),
    ("VER", "Versions"),
    ("NEG", "Negotiation"),
    ("TLS", "Transport security"),
    ("AUT", "Authentication"),
    ("SIG", "Signatures"),
    ("IDM", "Idempotency"),
    ("ERR", "Errors"),
    ("SCH", "Schemas"),
    ("CHK", "Checkout"),
    ("TOT", "Totals"),
    ("FUL", "Fulfilment"),
    ("DSC", "Discounts"),
    ("CON", "Buyer consent"),
    ("CTX", "Context and signals"),
    ("PAY", "Payment"),
    ("ORD", "Orders"),
    ("WHK", "Webhooks"),
    ("CRT", "Cart"),
    ("CAT", "Catalogue"),
    ("IDL", "Identity linking"),
    ("EMB", "Embedded checkout"),
    ("MCP", "MCP transport"),
    ("A2A", "A2A transport"),
    ("AP2", "AP2 mandates"),
    ("GEN", "General"),
];

/// What the code stands for; "Other" for a code this version does not know.
#[must_use]
pub fn title(code: &str) -> &'static str {
    AREAS.iter().find(|(known, _)| *known == code).map_or("Other", |(_, title)| title)
}

/// Position in reading order; unknown codes come last.
#[must_use]
pub fn position(code: &str) -> usize {
    AREAS.iter().position(|(known, _)| *known == code).unwrap_or(AREAS.len())
}
