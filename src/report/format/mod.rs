//! The formats of a report. Each is a pure function of the same [`Report`].
//!
//! A new format is one file here, one variant of [`Format`] and one row in each table below.

mod badge;
mod html;
mod json;
pub mod jsonl;
mod junit;
mod markdown;
mod tap;
mod template;
mod text;

use super::document::Report;
use super::error::ReportError;

/// A format a report can be rendered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Everything, for programs; `reports/schema/report.schema.json` describes it.
    Json,
    /// `JUnit` XML, for continuous integration.
    Junit,
    /// One self-contained page, for people.
    Html,
    /// A summary, for a pull request or a chat.
    Markdown,
    /// Test Anything Protocol, version 14.
    Tap,
    /// The "endpoint" document of badge services.
    BadgeJson,
    /// A badge as a picture.
    BadgeSvg,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] =
        [Self::Json, Self::Junit, Self::Html, Self::Markdown, Self::Tap, Self::BadgeJson, Self::BadgeSvg];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Tap => "tap",
            Self::BadgeJson => "badge-json",
            Self::BadgeSvg => "badge-svg",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The file in a bundle.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Json => "report.json",
            Self::Junit => "junit.xml",
            Self::Html => "index.html",
            Self::Markdown => "report.md",
            Self::Tap => "report.tap",
            Self::BadgeJson => "badge.json",
            Self::BadgeSvg => "badge.svg",
        }
    }

    /// The report in this format.
    ///
    /// # Errors
    /// The renderer refuses; a defect of this program, never of the target.
    pub fn render(self, report: &Report) -> Result<String, ReportError> {
        let rendered = match self {
            Self::Json => json::render(report),
            Self::Junit => junit::render(report),
            Self::Html => html::render(report),
            Self::Markdown => markdown::render(report),
            Self::Tap => Ok(tap::render(report)),
            Self::BadgeJson => badge::json(report),
            Self::BadgeSvg => badge::svg(report),
        };
        rendered.map_err(|reason| ReportError::Render { format: self.name(), reason })
    }
}
