//! Clauses that no scenario tests, each with a written reason (`features/exempt.yaml`).

use serde::Deserialize;
use std::collections::BTreeMap;

/// One clause that is not tested.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// The register row.
    pub requirement: String,
    /// Why a test cannot be asked for, in a sentence a sceptic would accept.
    pub reason: String,
}

/// Every exemption, by requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exemptions(BTreeMap<String, String>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    exemptions: Vec<Exemption>,
}

impl Exemptions {
    /// Reads `exempt.yaml`.
    ///
    /// # Errors
    /// What is wrong with the file, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let file: File = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        let mut all = BTreeMap::new();
        for row in file.exemptions {
            if row.reason.trim().is_empty() {
                return Err(format!("{} is exempt without a reason", row.requirement));
            }
            if all.insert(row.requirement.clone(), row.reason).is_some() {
                return Err(format!("{} is exempt twice", row.requirement));
            }
        }
        Ok(Self(all))
    }

    /// The reason why a requirement is exempt.
    #[must_use]
    pub fn reason(&self, requirement: &str) -> Option<&str> {
        self.0.get(requirement).map(String::as_str)
    }

    /// Every exemption, requirement and reason.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(requirement, reason)| (requirement.as_str(), reason.as_str()))
    }
}
