//! Why a rule cannot be armed.

use crate::fault::catalogue;

/// Why a rule cannot be armed, and how to mend it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// There is no such fault.
    #[error("there is no fault `{fault}`{hint}; `ucp-assay faults list` prints them all")]
    Unknown {
        /// What was asked for.
        fault: String,
        /// What may have been meant.
        hint: String,
    },
    /// The chance is none.
    #[error("fault `{fault}`: `chance` is {chance}; expected a number from 0 to 1")]
    Chance {
        /// The fault.
        fault: String,
        /// What was given.
        chance: f64,
    },
    /// The name cannot be one.
    #[error("rule name `{id}`: expected 1 to 64 letters, digits, `-`, `_`, `.` or `:`")]
    Name {
        /// What was given.
        id: String,
    },
    /// A condition or parameter is wrong.
    #[error("fault `{fault}`: {reason}")]
    Part {
        /// The fault.
        fault: String,
        /// Which part, and what was expected.
        reason: String,
    },
    /// The name is in use.
    #[error("a rule named `{id}` is armed already; disarm it or choose another name")]
    Taken {
        /// The name.
        id: String,
    },
    /// No more rules fit.
    #[error("{most} rules are armed, which is the most; disarm some")]
    TooMany {
        /// The bound.
        most: usize,
    },
    /// The rule cannot be read.
    #[error("a fault rule cannot be read: {reason}")]
    Unreadable {
        /// What was found and expected.
        reason: String,
    },
}

impl RuleError {
    /// No such fault; names the ones that resemble it.
    pub(super) fn unknown(fault: &str) -> Self {
        let (family, name) = fault.split_once('.').unwrap_or((fault, fault));
        let alike: Vec<&str> = catalogue::all()
            .filter(|known| known.family() == family || known.id.ends_with(&format!(".{name}")))
            .map(|known| known.id)
            .take(6)
            .collect();
        let hint = if alike.is_empty() { String::new() } else { format!(" (similar: {})", alike.join(", ")) };
        let fault = fault.chars().take(80).collect();
        Self::Unknown { fault, hint }
    }
}
