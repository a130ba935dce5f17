//! What the reference connector can be told to do wrong: one defect, one place in its code that asks
//! for it. Scenarios for connectors have to notice every one of them.

mod table;

pub use table::Defect;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One line of the defect list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefectRow {
    /// The defect.
    pub defect: Defect,
    /// Its identifier on command lines and in reports.
    pub id: &'static str,
    /// What the connector does, in one line.
    pub summary: &'static str,
    /// The clauses it breaks or, where the text leaves the platform's part unsaid, those whose
    /// protection it gives away.
    pub clauses: &'static [&'static str],
}

/// No such defect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no defect `{0}`; `ucp-assay connector --list-defects` prints them all")]
pub struct UnknownDefect(pub String);

impl Defect {
    /// The defect of this identifier.
    ///
    /// # Errors
    /// When there is none.
    pub fn parse(id: &str) -> Result<Self, UnknownDefect> {
        let found = Self::ALL.into_iter().find(|defect| defect.row().id == id);
        found.ok_or_else(|| UnknownDefect(id.to_owned()))
    }

    /// Its identifier.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.row().id
    }
}

/// The defects switched on; none makes the connector right. It counts, for each defect, how often the connector came
/// to a place where it would act on it: a defect that nothing gave occasion to proves nothing about a scenario.
/// Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Defects {
    on: BTreeSet<Defect>,
    asked: Arc<Asked>,
}

#[derive(Debug)]
struct Asked([AtomicU64; Defect::ALL.len()]);

impl Default for Asked {
    fn default() -> Self {
        Self([const { AtomicU64::new(0) }; Defect::ALL.len()])
    }
}

/// Counts do not tell defects apart.
impl PartialEq for Defects {
    fn eq(&self, other: &Self) -> bool {
        self.on == other.on
    }
}

impl Eq for Defects {}

impl Defects {
    /// None: the connector as it should be.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One and no other.
    #[must_use]
    pub fn only(defect: Defect) -> Self {
        Self { on: BTreeSet::from([defect]), ..Self::default() }
    }

    /// Whether this one is switched on.
    #[must_use]
    pub fn has(&self, defect: Defect) -> bool {
        if let Some(count) = self.asked.0.get(defect as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.on.contains(&defect)
    }

    /// How often the connector came to a place where it would act on this one, switched on or not.
    #[must_use]
    pub fn occasions(&self, defect: Defect) -> u64 {
        self.asked.0.get(defect as usize).map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// The same defects, nothing counted yet.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { on: self.on.clone(), ..Self::default() }
    }

    /// Whether none is switched on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.on.is_empty()
    }

    /// Those switched on, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = Defect> {
        self.on.iter().copied()
    }
}

impl FromIterator<Defect> for Defects {
    fn from_iter<I: IntoIterator<Item = Defect>>(defects: I) -> Self {
        Self { on: defects.into_iter().collect(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::contract::Contract;
    use crate::protocol::version::ProtocolVersion;

    #[test]
    fn the_list_is_long_enough_and_every_identifier_is_its_own() {
        let ids: BTreeSet<_> = Defect::ALL.iter().map(|defect| defect.id()).collect();
        assert!(ids.len() >= 40, "{} defects", ids.len());
        assert_eq!(ids.len(), Defect::ALL.len());
        for defect in Defect::ALL {
            assert_eq!(Defect::parse(defect.id()), Ok(defect));
        }
        assert!(Defect::parse("nonsense").is_err());
    }

    #[test]
    fn every_clause_named_is_in_a_register() {
        let registered = |id: &str| {
            ProtocolVersion::ALL
                .into_iter()
                .any(|version| Contract::embedded(version).register().get(id).is_some())
        };
        for defect in Defect::ALL {
            let row = defect.row();
            assert!(!row.clauses.is_empty(), "{} names no clause", row.id);
            for clause in row.clauses {
                assert!(registered(clause), "{}: {clause} is no clause", row.id);
            }
        }
    }

    /// A defect that nothing asks for would be a switch without a wire.
    #[test]
    fn every_defect_is_asked_for_in_the_connector() {
        fn collect(folder: &std::path::Path, text: &mut String) {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    collect(&path, text);
                } else if !path.ends_with("defect/table.rs") {
                    text.push_str(&std::fs::read_to_string(&path).expect("a file"));
                }
            }
        }
        let mut text = String::new();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/connector");
        collect(&root, &mut text);
        let unasked: Vec<_> = Defect::ALL
            .into_iter()
            .filter(|defect| {
                let ends = [")", ","];
                !ends.iter().any(|end| text.contains(&format!("Defect::{defect:?}{end}")))
            })
            .collect();
        assert_eq!(unasked, []);
    }
}
