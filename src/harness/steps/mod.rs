//! The steps, one file per subject. A new subject is one file and one row in [`SUBJECTS`].

pub mod agent;
pub mod agent_profile;
pub mod announced;
pub mod answer;
pub mod checkout;
pub mod checkout_state;
pub mod condition;
pub mod connector;
pub mod consent;
pub mod context;
mod delivery_text;
pub mod detached;
pub mod discount;
pub mod escalation;
pub mod event;
pub mod fulfillment;
pub mod idempotency;
mod json_path;
mod likeness;
pub mod message;
pub mod negotiation;
pub mod order;
pub mod payment;
pub mod prepare;
pub mod profile;
pub mod profile_keys;
mod profile_rules;
pub mod rest;
pub mod schema_part;
pub mod signature;
pub mod signature_tamper;
pub mod snapshot;
pub mod tls;
pub mod totals;
pub mod webhook;

use super::step::Subject;

/// Every subject, in the order of the index.
pub const SUBJECTS: &[Subject] = &[
    Subject { title: "Answers", steps: answer::STEPS },
    Subject { title: "The business profile", steps: profile::STEPS },
    Subject { title: "Signing keys", steps: profile_keys::STEPS },
    Subject { title: "Schemas, part by part", steps: schema_part::STEPS },
    Subject { title: "TLS", steps: tls::STEPS },
    Subject { title: "The REST binding", steps: rest::STEPS },
    Subject { title: "The platform's profile", steps: agent::STEPS },
    Subject { title: "Broken profiles of the platform", steps: agent_profile::STEPS },
    Subject { title: "Negotiation", steps: negotiation::STEPS },
    Subject { title: "Signatures", steps: signature::STEPS },
    Subject { title: "Broken signatures", steps: signature_tamper::STEPS },
    Subject { title: "Detached signatures", steps: detached::STEPS },
    Subject { title: "Idempotency", steps: idempotency::STEPS },
    Subject { title: "Orders announced", steps: announced::STEPS },
    Subject { title: "Conditions", steps: condition::STEPS },
    Subject { title: "Preparation", steps: prepare::STEPS },
    Subject { title: "Checkout", steps: checkout::STEPS },
    Subject { title: "What a checkout is", steps: checkout_state::STEPS },
    Subject { title: "Messages", steps: message::STEPS },
    Subject { title: "Comparison with before", steps: snapshot::STEPS },
    Subject { title: "Escalation", steps: escalation::STEPS },
    Subject { title: "Totals", steps: totals::STEPS },
    Subject { title: "Context", steps: context::STEPS },
    Subject { title: "Consent", steps: consent::STEPS },
    Subject { title: "Discounts", steps: discount::STEPS },
    Subject { title: "Fulfilment", steps: fulfillment::STEPS },
    Subject { title: "Payment", steps: payment::STEPS },
    Subject { title: "Orders", steps: order::STEPS },
    Subject { title: "Webhooks", steps: webhook::STEPS },
    Subject { title: "Events", steps: event::STEPS },
    Subject { title: "Connectors: what the business does", steps: connector::stimulus::STEPS },
    Subject { title: "Connectors: what is asked of them", steps: connector::action::STEPS },
    Subject { title: "Connectors: what they send", steps: connector::wire::STEPS },
    Subject { title: "Connectors: repetitions", steps: connector::repetition::STEPS },
    Subject { title: "Connectors: restraint", steps: connector::restraint::STEPS },
    Subject { title: "Connectors: what they tell", steps: connector::told::STEPS },
    Subject { title: "Connectors: money", steps: connector::money::STEPS },
    Subject { title: "Connectors: caution", steps: connector::caution::STEPS },
    Subject { title: "Connectors: what they take on trust", steps: connector::trust::STEPS },
    Subject { title: "Connectors: servers of their callers", steps: connector::server::STEPS },
    Subject { title: "Connectors: what they publish", steps: connector::portrait::STEPS },
    Subject { title: "Connectors: payments", steps: connector::pay::STEPS },
    Subject { title: "Connectors: the buyer", steps: connector::buyer::STEPS },
    Subject { title: "Connectors: webhooks", steps: connector::event::STEPS },
    Subject { title: "Connectors: stories", steps: connector::story::STEPS },
];
