//! Payment handlers: what both parties can do, and whether an instrument is among it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Evaluated, accepted, read, refused_plainly};
use crate::protocol::payment::{HandlerDeclaration, Instrument, admits, resolve_handlers};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Payment {
    /// The handlers of a checkout; a platform of null declares none at all.
    Resolve { business: Vec<HandlerDeclaration>, platform: Option<Vec<HandlerDeclaration>> },
    /// May this instrument be used with this handler?
    Admit { handler: HandlerDeclaration, instrument: Box<Instrument> },
}

pub(super) fn handlers(input: &Value) -> Evaluated {
    Ok(match read(input)? {
        Payment::Resolve { business, platform } => {
            Ok(json!({ "handlers": resolve_handlers(business, platform.as_deref()) }))
        }
        Payment::Admit { handler, instrument } => match admits(&handler, &instrument) {
            Ok(()) => accepted(),
            Err(_) => refused_plainly(),
        },
    })
}
