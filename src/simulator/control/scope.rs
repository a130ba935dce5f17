//! What a token lets its holder do.

/// One permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look at sessions, exchanges (redacted), webhooks, faults, metrics.
    ReadJournal,
    /// Make the merchant misbehave: faults, conditions, webhooks held back, reordered and repeated.
    ArmFaults,
    /// Freeze, resume and advance clocks.
    MoveClock,
    /// Create, reset, restore and delete sessions; change stock and prices; order events; keys.
    ChangeWorld,
    /// Everything, minting tokens included.
    Full,
}

impl Scope {
    /// Every permission.
    pub const ALL: [Self; 5] =
        [Self::ReadJournal, Self::ArmFaults, Self::MoveClock, Self::ChangeWorld, Self::Full];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadJournal => "read-journal",
            Self::ArmFaults => "arm-faults",
            Self::MoveClock => "move-clock",
            Self::ChangeWorld => "change-world",
            Self::Full => "full",
        }
    }

    /// The permission of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What a route asks of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Any valid token.
    Any,
    /// A token with this permission, or with the full one.
    Needs(Scope),
}

impl Access {
    /// The name in the OpenAPI document (`x-scope`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Needs(scope) => scope.name(),
        }
    }

    /// Whether these permissions suffice.
    #[must_use]
    pub fn admits(self, scopes: &[Scope]) -> bool {
        match self {
            Self::Any => true,
            Self::Needs(scope) => scopes.contains(&scope) || scopes.contains(&Scope::Full),
        }
    }
}
