//! Process exit codes: documented, stable, one meaning each.

use std::process::ExitCode;

/// How a run of `ucp-assay` ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked for was done; for a certification: the target is conformant.
    Success = 0,
    /// The command line could not be understood.
    Usage = 2,
    /// A plan, scenario, driver or feature file is wrong, or the preflight found the target unusable.
    Preflight = 3,
    /// Nothing was selected, so nothing ran.
    NothingRan = 4,
    /// All that ran passed, but not every applicable MUST was tested.
    Incomplete = 5,
    /// At least one MUST failed.
    NonConformant = 10,
    /// A failure that was declared as expected did not happen.
    ExpectedFailureMissing = 11,
    /// The run could not decide: the target stopped answering, or evidence is missing.
    Inconclusive = 12,
    /// The harness itself broke; nothing is said about the target.
    HarnessError = 20,
    /// The run ended but its report could not be written.
    ReportNotWritten = 21,
}

impl Exit {
    /// Every code, in ascending order, for the documentation and `--help`.
    pub const ALL: [Self; 10] = [
        Self::Success,
        Self::Usage,
        Self::Preflight,
        Self::NothingRan,
        Self::Incomplete,
        Self::NonConformant,
        Self::ExpectedFailureMissing,
        Self::Inconclusive,
        Self::HarnessError,
        Self::ReportNotWritten,
    ];

    /// The number the process exits with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// One line for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "conformant, or the command succeeded",
            Self::Usage => "the command line could not be understood",
            Self::Preflight => "plan or preflight: a file is wrong or the target is unusable",
            Self::NothingRan => "nothing was selected, nothing ran",
            Self::Incomplete => "all that ran passed, but not every applicable MUST was tested",
            Self::NonConformant => "at least one MUST failed",
            Self::ExpectedFailureMissing => "an expected failure did not happen",
            Self::Inconclusive => "inconclusive: the run could not decide",
            Self::HarnessError => "the harness itself broke",
            Self::ReportNotWritten => "the report could not be written",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
