//! Delivery as shown.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::DestinationView;
use crate::merchant::input::MethodKind;
use crate::protocol::checkout::Total;

/// Delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FulfillmentView {
    /// Chosen methods.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub methods: Vec<MethodView>,
    /// Methods that could be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub available_methods: Vec<AvailableMethodView>,
}

/// One method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodView {
    /// Identifier within the checkout.
    pub id: Arc<str>,
    /// Kind.
    #[serde(rename = "type")]
    pub kind: MethodKind,
    /// Lines it delivers.
    pub line_item_ids: Vec<Arc<str>>,
    /// Candidate destinations.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub destinations: Vec<DestinationView>,
    /// Chosen destination.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub selected_destination_id: Option<Arc<str>>,
    /// Parcels, each with its options.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub groups: Vec<GroupView>,
}

/// A parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Identifier within the method.
    pub id: Arc<str>,
    /// Lines in it.
    pub line_item_ids: Vec<Arc<str>>,
    /// Ways to send it, best first.
    pub options: Vec<OptionView>,
    /// Chosen option.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub selected_option_id: Option<Arc<str>>,
}

/// A way to send a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// Identifier within the group.
    pub id: Arc<str>,
    /// Unique among its siblings.
    pub title: Arc<str>,
    /// Repeats neither title nor price.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
    /// Who carries.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub carrier: Option<Arc<str>>,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub earliest_fulfillment_time: Option<Arc<str>>,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub latest_fulfillment_time: Option<Arc<str>>,
    /// What it costs.
    pub totals: Vec<Total>,
}

/// A method that could be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailableMethodView {
    /// Kind.
    #[serde(rename = "type")]
    pub kind: MethodKind,
    /// Lines it could deliver.
    pub line_item_ids: Vec<Arc<str>>,
    /// `now` or RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fulfillable_on: Option<Arc<str>>,
    /// Understandable on its own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<Arc<str>>,
}
