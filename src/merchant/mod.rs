//! merchant.
