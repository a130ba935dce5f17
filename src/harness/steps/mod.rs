//! The steps, one file per subject. A new subject is one file and one row in [`SUBJECTS`].

pub mod answer;
pub mod checkout;
pub mod totals;

use super::step::Subject;

/// Every subject, in the order of the index.
pub const SUBJECTS: &[Subject] = &[
    Subject { title: "Answers", steps: answer::STEPS },
    Subject { title: "Checkout", steps: checkout::STEPS },
    Subject { title: "Totals", steps: totals::STEPS },
];
