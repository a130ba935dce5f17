//! Cucumber's own output, unused: the hooks know everything the report needs.

use cucumber::event::{Cucumber, Event};
use cucumber::{World, Writer, cli, parser, writer};

/// Writes nothing.
#[derive(Debug)]
pub(super) struct Silent;

impl<W: World> Writer<W> for Silent {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, _event: parser::Result<Event<Cucumber<W>>>, _cli: &Self::Cli) {}
}

impl writer::Normalized for Silent {}
