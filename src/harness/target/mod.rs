//! Where scenarios run: our own merchant in this process, or somebody's endpoint.

use super::control::Control;
use std::sync::Arc;

/// One scenario's own corner of the target.
#[derive(Clone)]
pub struct TargetSession {
    /// Origin of the business, without trailing slash; the profile is below it.
    pub base_url: String,
    /// What can be done to it behind the protocol's back.
    pub control: Arc<dyn Control>,
}
