//! Capabilities: what a contract describes, and the sets negotiated from it.

use super::SchemaRef;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A sorted set of capabilities with the version of each, as negotiated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CapabilitySet(BTreeMap<String, String>);

impl CapabilitySet {
    /// Every name in one version, the usual case.
    pub fn of_version<'a>(version: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().map(|name| (name, version)).collect()
    }

    /// Whether the capability is in the set, in any version.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The version of a member.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The members, name and version, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, version)| (name.as_str(), version.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for CapabilitySet {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        Self(members.into_iter().map(|(name, version)| (name.into(), version.into())).collect())
    }
}

/// Whether a capability stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapabilityKind {
    /// Has operations of its own.
    Root,
    /// Adds to one or more roots.
    Extension,
}

/// One capability the contract describes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapabilitySpec {
    /// The reverse-domain name.
    pub name: String,
    /// Root or extension.
    pub kind: CapabilityKind,
    /// The schema file, relative to the contract; a capability may be described in words only.
    #[serde(default)]
    pub schema: Option<String>,
    /// The capabilities an extension adds to.
    #[serde(default)]
    pub extends: Vec<String>,
    /// Definitions of the schema that add to a root. An extension that lists none for a parent adds
    /// the definition named like the parent to every message; a root may add to another root (a cart
    /// adds `cart_id` to the checkout).
    #[serde(default)]
    pub contributes: Vec<Contribution>,
}

/// What a capability adds to the messages of a root.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The root added to.
    pub to: String,
    /// The definition that is added.
    pub definition: String,
    /// The messages it is added to; none listed means all of them.
    #[serde(default)]
    pub messages: Vec<SchemaRef>,
}

impl CapabilitySpec {
    /// The definition by which the capability adds to a message of that root.
    #[must_use]
    pub fn contribution<'s>(&'s self, root: &'s str, message: &SchemaRef) -> Option<&'s str> {
        let mut listed = self.contributes.iter().filter(|one| one.to == root).peekable();
        if listed.peek().is_some() {
            let mut fitting = listed.filter(|one| one.messages.is_empty() || one.messages.contains(message));
            return fitting.next().map(|one| one.definition.as_str());
        }
        let extends = self.kind == CapabilityKind::Extension && self.extends.iter().any(|one| one == root);
        extends.then_some(root)
    }
}
