//! Who is certified: a merchant, by a harness that shops; or a connector, which shops while the harness's own
//! merchant misbehaves. Features, exemptions and clauses are kept apart by lane.

/// Whose conformance a run is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lane {
    /// A merchant (a "business").
    #[default]
    Merchant,
    /// A connector (a "platform").
    Connector,
}

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 2] = [Self::Merchant, Self::Connector];

    /// The folder of its features.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Connector => "connector",
        }
    }

    /// Its exemptions, relative to the features' folder.
    #[must_use]
    pub const fn exemptions(self) -> &'static str {
        match self {
            Self::Merchant => "exempt.yaml",
            Self::Connector => "connector/exempt.yaml",
        }
    }

    /// Whether a feature file, by its path relative to the features' folder, is of this lane.
    #[must_use]
    pub fn holds(self, path: &str) -> bool {
        path.split('/').next() == Some(self.folder())
    }
}
