//! What the page shows, as the template takes it.

use serde::Serialize;

/// The whole page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct PageView {
    pub(super) title: String,
    pub(super) explanation: String,
    pub(super) notices: Vec<Notice>,
    pub(super) forms: Vec<Form>,
    pub(super) lines: Vec<Line>,
    pub(super) totals: Vec<Amount>,
    pub(super) order: Option<Order>,
    pub(super) expires: Option<String>,
    pub(super) links: Vec<Link>,
}

/// A message of the business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Notice {
    pub(super) kind: &'static str,
    pub(super) text: String,
}

/// Something the buyer can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Form {
    pub(super) legend: &'static str,
    pub(super) text: String,
    pub(super) hidden: Vec<Hidden>,
    pub(super) fields: Vec<Field>,
    pub(super) buttons: Vec<Button>,
}

/// A value the form carries along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Hidden {
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// A field to fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) required: bool,
    pub(super) pattern: Option<&'static str>,
}

/// A way to send a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Button {
    pub(super) action: &'static str,
    pub(super) label: &'static str,
    pub(super) kind: &'static str,
}

/// A line of the checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    pub(super) title: String,
    pub(super) quantity: u64,
    pub(super) price: String,
}

/// A row of the totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Amount {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) grand: bool,
}

/// The order a checkout led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Order {
    pub(super) name: String,
    pub(super) url: String,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) url: String,
}
