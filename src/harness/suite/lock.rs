//! Scenario identifiers are permanent: reports, baselines and certificates refer to them. The lock
//! file lists every one ever shipped; one that disappears must be marked as retired, never reused.

use std::collections::BTreeSet;
use std::fmt;

/// The lock file: one identifier per line, `# …` a comment, `-ID reason` a retired one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdLock {
    live: BTreeSet<String>,
    retired: BTreeSet<String>,
}

/// A disagreement between lock and features.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockFinding {
    /// Shipped once, gone now.
    Disappeared(String),
    /// In the features, not in the lock.
    Unlocked(String),
    /// Retired once, used again.
    Reused(String),
}

impl fmt::Display for LockFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disappeared(id) => {
                write!(
                    f,
                    "{id} was shipped and is gone: restore it, or mark it `-{id} reason` in features/ids.lock"
                )
            }
            Self::Unlocked(id) => write!(f, "{id} is new: add it to features/ids.lock"),
            Self::Reused(id) => write!(f, "{id} was retired and must not be used again"),
        }
    }
}

impl IdLock {
    /// Reads the lock file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lock = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('-') {
                Some(retired) => lock.retired.extend(retired.split_whitespace().next().map(str::to_owned)),
                None => {
                    lock.live.insert(line.to_owned());
                }
            }
        }
        lock
    }

    /// Compares the lock with the identifiers of the features.
    pub fn compare<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Vec<LockFinding> {
        let present: BTreeSet<&str> = ids.into_iter().filter(|id| !id.is_empty()).collect();
        let gone = self.live.iter().filter(|id| !present.contains(id.as_str())).cloned();
        let reused = self.retired.iter().filter(|id| present.contains(id.as_str())).cloned();
        let new = present.iter().filter(|id| !self.live.contains(**id) && !self.retired.contains(**id));
        let mut findings: Vec<_> = gone.map(LockFinding::Disappeared).collect();
        findings.extend(reused.map(LockFinding::Reused));
        findings.extend(new.map(|id| LockFinding::Unlocked((*id).to_owned())));
        findings
    }
}
