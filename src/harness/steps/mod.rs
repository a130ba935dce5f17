//! The steps, one file per subject. A new subject is one file and one row in [`SUBJECTS`].

pub mod checkout;

use super::step::Subject;

/// Every subject, in the order of the index.
pub const SUBJECTS: &[Subject] = &[Subject { title: "Checkout", steps: checkout::STEPS }];
