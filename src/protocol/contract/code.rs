//! The code table: every error, warning and info code, with how each transport carries it.

use super::ContractError;
use serde::Deserialize;

/// What a code says about the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// The request was refused: own status, body `{code, content}`.
    Transport,
    /// The request was understood, its outcome is an error message in a body of the protocol.
    Outcome,
    /// A warning message beside a usable resource.
    Warning,
    /// An informational message beside a usable resource.
    Info,
}

impl CodeKind {
    /// The spelling of the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Outcome => "outcome",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Who can resolve an error message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The platform, through another call.
    Recoverable,
    /// The buyer, by giving input the operations cannot take.
    RequiresBuyerInput,
    /// The buyer, by reviewing and authorising.
    RequiresBuyerReview,
    /// Nobody: there is no resource to act on.
    Unrecoverable,
}

impl Severity {
    /// The protocol's spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recoverable => "recoverable",
            Self::RequiresBuyerInput => "requires_buyer_input",
            Self::RequiresBuyerReview => "requires_buyer_review",
            Self::Unrecoverable => "unrecoverable",
        }
    }
}

/// One code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeSpec {
    /// The code, as sent.
    pub code: String,
    /// What it says about the exchange.
    pub kind: CodeKind,
    /// HTTP status that carries it.
    pub status: u16,
    /// JSON-RPC error code that carries it over MCP; absent when it travels in a result.
    #[serde(default)]
    pub mcp: Option<i32>,
    /// Severity of the message; errors only.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Whether the answer carries `Retry-After`.
    #[serde(default)]
    pub retry_after: bool,
    /// What it means.
    pub summary: String,
    /// Where the protocol says so; `house` for a code this project added.
    pub clause: String,
}

/// Every code of a version.
#[derive(Clone, Debug)]
pub struct CodeTable {
    codes: Vec<CodeSpec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFile {
    codes: Vec<CodeSpec>,
}

impl CodeTable {
    /// Reads `codes.json`.
    ///
    /// # Errors
    /// [`ContractError::Data`] when the file is not a code table.
    pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Self, ContractError> {
        let parsed: CodeFile = super::files::parse_data(file, bytes)?;
        let mut codes = parsed.codes;
        codes.sort_by(|a, b| (&a.code, a.kind).cmp(&(&b.code, b.kind)));
        Ok(Self { codes })
    }

    /// The code of that name at that level. A name may be used at more than one level: `not_found` is
    /// a route that does not exist, a resource that does not, an identifier that led to no product.
    #[must_use]
    pub fn of_kind(&self, kind: CodeKind, code: &str) -> Option<&CodeSpec> {
        let key = (code, kind);
        let found = self.codes.binary_search_by(|spec| (spec.code.as_str(), spec.kind).cmp(&key));
        found.ok().and_then(|at| self.codes.get(at))
    }

    /// Every code, in order of name and then of [`CodeKind`].
    pub fn iter(&self) -> impl Iterator<Item = &CodeSpec> {
        self.codes.iter()
    }
}
