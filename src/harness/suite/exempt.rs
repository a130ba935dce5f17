//! Clauses that no scenario tests, each with a written reason (`features/exempt.yaml`).

use crate::protocol::version::ProtocolVersion;
use serde::Deserialize;

/// One clause that is not tested.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// The register row.
    pub requirement: String,
    /// The versions (dates) it is exempt at; without, at every version that has the row.
    #[serde(default)]
    pub versions: Option<Vec<String>>,
    /// Why a test cannot be asked for, in a sentence a sceptic would accept.
    pub reason: String,
}

impl Exemption {
    /// Whether it holds at a version.
    #[must_use]
    pub fn holds(&self, version: ProtocolVersion) -> bool {
        self.versions.as_ref().is_none_or(|dates| dates.iter().any(|date| date == version.date()))
    }
}

/// Every exemption, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exemptions(Vec<Exemption>);

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
        for row in &file.exemptions {
            check(row)?;
        }
        let all = Self(file.exemptions);
        match all.twice() {
            Some(row) => Err(format!("{} is exempt twice", row.requirement)),
            None => Ok(all),
        }
    }

    /// The reason why a requirement is exempt at a version.
    #[must_use]
    pub fn reason(&self, requirement: &str, version: ProtocolVersion) -> Option<&str> {
        let mut rows = self.0.iter().filter(|row| row.requirement == requirement && row.holds(version));
        rows.next().map(|row| row.reason.as_str())
    }

    /// Every exemption.
    pub fn iter(&self) -> impl Iterator<Item = &Exemption> {
        self.0.iter()
    }

    /// A row that says again, for some version, what an earlier one says.
    fn twice(&self) -> Option<&Exemption> {
        let same = |a: &Exemption, b: &Exemption| {
            a.requirement == b.requirement
                && ProtocolVersion::ALL.into_iter().any(|version| a.holds(version) && b.holds(version))
        };
        self.0
            .iter()
            .enumerate()
            .find_map(|(at, row)| self.0.iter().take(at).any(|earlier| same(earlier, row)).then_some(row))
    }
}

fn check(row: &Exemption) -> Result<(), String> {
    if row.reason.trim().is_empty() {
        return Err(format!("{} is exempt without a reason", row.requirement));
    }
    let unknown = row.versions.iter().flatten().find(|date| ProtocolVersion::parse(date).is_none());
    match unknown {
        Some(date) => {
            Err(format!("{} is exempt at `{date}`, which is no version spoken here", row.requirement))
        }
        None => Ok(()),
    }
}
