//! Hands features over that were parsed, expanded and selected before.

use cucumber::gherkin::Feature;
use cucumber::{Parser, cli, parser};
use futures::stream;

/// Features that need no reading.
#[derive(Debug)]
pub(super) struct Preparsed(Vec<Feature>);

impl Preparsed {
    pub(super) const fn new(features: Vec<Feature>) -> Self {
        Self(features)
    }
}

impl Parser<()> for Preparsed {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, _input: (), _cli: Self::Cli) -> Self::Output {
        stream::iter(self.0.into_iter().map(Ok).collect::<Vec<_>>())
    }
}
