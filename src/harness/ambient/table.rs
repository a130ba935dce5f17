//! The table of ambient checks. A check with clauses is about the versions whose register has one of
//! them; a check without is about every version.

use super::{AmbientCheck, Observation, Remark, Scope};
use super::{envelope, errors, handoff, schema, security, sums, wire};

const fn row(
    name: &'static str,
    title: &'static str,
    requirements: &'static [&'static str],
    ask: fn(&Observation<'_>) -> Remark,
    how_to_fix: &'static str,
) -> AmbientCheck {
    AmbientCheck { name, title, requirements, scope: Scope::Answers, always: false, ask, how_to_fix }
}

/// The same, asked of webhooks too.
const fn pushed(row: AmbientCheck) -> AmbientCheck {
    AmbientCheck { scope: Scope::AnswersAndWebhooks, ..row }
}

/// The same, at every version.
const fn always(row: AmbientCheck) -> AmbientCheck {
    AmbientCheck { always: true, ..row }
}

/// Every ambient check. A name is permanent: reports and baselines refer to it.
#[rustfmt::skip]
pub const CHECKS: &[AmbientCheck] = &[
    row("json-body", "Every answer is JSON", &["TLS-005"], wire::json_body,
        "Answer every operation, errors included, with a JSON document."),
    row("order-json-body", "Every answer about an order is JSON", &["TLS-009"], wire::order_json_body,
        "Answer order operations, errors included, with a JSON document."),
    row("content-type", "Every answer is declared as application/json", &["TLS-001"], wire::content_type,
        "Send Content-Type: application/json with every body."),
    row("status-code", "Only status codes of HTTP are used", &["TLS-003"], wire::status_code,
        "Use standard status codes, those of the REST binding's table."),
    row("retry-after", "429 and 503 say when to come back", &["ERR-016"], wire::retry_after,
        "Send Retry-After with 429 and 503."),
    row("ucp-version", "Every answer names the negotiated protocol version", &["NEG-017", "VER-011"],
        envelope::version, "Put ucp.version with the negotiated version into every answer."),
    row("ucp-capabilities", "Every answer names the active capabilities", &["NEG-018"], envelope::capabilities,
        "Put the negotiated capabilities into ucp.capabilities of every resource."),
    row("capability-relevance", "Only capabilities that concern the operation are listed", &["NEG-023"],
        envelope::relevance, "List the operation's root capability and its extensions, nothing else."),
    row("capability-compatible", "Only capabilities of the profile and of the protocol version are listed",
        &["VER-016", "VER-017", "NEG-019"], envelope::declared,
        "List only capabilities that both profiles declare and that work under the negotiated version."),
    pushed(row("schema", "Every answer and webhook keeps to the schema of its operation", &[], schema::valid,
        "Validate responses and webhooks against the published schemas before sending them.")),
    row("error-body", "Protocol errors have the body of the version", &["ERR-022", "ERR-509"], errors::transport_error,
        "Answer protocol errors with the body that the version describes: code and content, or status and messages."),
    row("error-envelope", "An error envelope holds nothing else", &["ERR-025"], errors::error_envelope,
        "Leave everything but ucp, messages and continue_url out of an error envelope."),
    row("outcome-status", "Business outcomes come with HTTP 200", &["ERR-023"], errors::outcome_status,
        "Send business outcomes with HTTP 200 and protocol errors without messages."),
    row("no-envelope", "A success carries a resource, and no status of its own", &["ERR-509"],
        errors::no_envelope, "Answer what has no resource with a 4xx status; `ucp.status` does not exist."),
    row("message-members", "Messages have the members of their type", &[], errors::messages,
        "Give errors code, content and severity, warnings code and content, infos content."),
    row("severities", "Severities are those of the version", &["ERR-510"], errors::severities,
        "Use recoverable, requires_buyer_input or requires_buyer_review."),
    row("escalation-url", "A checkout that requires escalation carries continue_url",
        &["CHK-034", "CHK-049", "CHK-062"], handoff::escalation_url,
        "Add continue_url whenever the status is requires_escalation."),
    row("escalation-message", "A checkout that requires escalation says what the buyer must do", &["CHK-050"],
        handoff::escalation_message, "Add a message of severity requires_buyer_input or requires_buyer_review."),
    row("continue-url-absolute", "continue_url is an absolute https URL", &["CHK-037"],
        handoff::url_absolute, "Send continue_url with scheme and host."),
    row("continue-url-open", "An open checkout carries continue_url", &["CHK-035", "CHK-051"],
        handoff::url_while_open, "Add continue_url in every non-terminal status."),
    row("continue-url-closed", "A finished checkout carries no continue_url", &["CHK-036"],
        handoff::url_once_closed, "Leave continue_url out once completed or canceled."),
    pushed(row("one-subtotal", "Totals hold exactly one subtotal", &["TOT-006", "TOT-026"],
        sums::one_subtotal, "Send one subtotal entry.")),
    pushed(row("one-total", "Totals hold exactly one total", &["TOT-007"], sums::one_total,
        "Send one total entry.")),
    always(pushed(row("total-adds-up", "The total is the sum of its parts", &["TOT-503"], sums::adds_up,
        "Let the entries of totals add up to the entry of type total; platforms refuse to complete otherwise."))),
    pushed(row("signs", "Amounts have the sign of their type", &["TOT-015", "TOT-016"], sums::signs,
        "Send discounts below zero and everything else at zero or more; leave zero discounts out.")),
    pushed(row("unsigned", "No amount is below zero", &["TOT-502", "DSC-501"], sums::unsigned,
        "Send every amount, discounts included, as zero or more.")),
    pushed(row("known-types", "Totals use the types of the version only", &["TOT-501"],
        sums::known_types, "Use items_discount, subtotal, discount, fulfillment, tax, fee and total.")),
    pushed(row("unknown-types", "Totals of unknown type say what they are", &["TOT-005", "TOT-018"],
        sums::unknown_types_labelled, "Add display_text to entries of your own types.")),
    pushed(row("lines-add-up", "The lines of a totals entry add up", &["TOT-021", "TOT-028"],
        sums::lines_add_up, "Let lines add up to the amount of their entry.")),
    row("allocations-add-up", "The allocations of a discount add up", &["DSC-003"], sums::allocations_add_up,
        "Let allocations add up to the amount of their discount."),
    row("applied-positive", "Applied discounts are positive amounts", &["DSC-015", "DSC-501"], sums::applied_positive,
        "Send positive amounts in discounts.applied."),
    row("items-discount", "items_discount is the sum of the line items' discounts", &["DSC-014"],
        sums::items_discount_matches, "Sum the line items' items_discount into the top-level entry."),
    pushed(row("credential-echo", "Payment credentials never come back", &["PAY-002"], security::no_credential_echo,
        "Drop credential from every instrument before answering.")),
    pushed(row("credential-member", "Instruments in answers have no credential", &["PAY-002"],
        security::no_credential_member, "Drop credential from every instrument before answering.")),
    row("payment-handlers", "Every checkout lists its payment handlers", &["PAY-501", "PRO-503"],
        security::handlers_listed, "Send payment.handlers with every checkout, whole declarations; an empty list when nothing is to be paid."),
    row("response-signature", "Signatures on answers verify", &["SIG-013", "SIG-023"],
        security::signature, "Sign @status, content-digest and content-type with a published key, raw r||s."),
    row("response-digest", "Signed answers with a body carry Content-Digest", &["SIG-014"],
        security::digest, "Add Content-Digest: sha-256=:…: over the raw body."),
    row("response-jwt", "Detached signatures on answers verify", &["SIG-503"], security::detached,
        "Sign the raw body of the answer as a detached JWS with a published key, or leave X-Detached-JWT out."),
];
