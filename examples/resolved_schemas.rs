//! Writes every schema the families `schema` and `violations` are judged by as plain JSON Schema, for validators nobody here wrote:
//! `cargo run --example resolved_schemas -- DIR`.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use ucp_assay::harness::vectors::{Family, store};
use ucp_assay::protocol::contract::{CapabilitySet, Contract, Direction, DocumentKind};
use ucp_assay::protocol::operation::Operation;
use ucp_assay::protocol::version::ProtocolVersion;

/// What a case about the body of an operation says.
#[derive(Deserialize)]
struct Body {
    operation: String,
    direction: String,
    capabilities: Vec<String>,
}

impl Body {
    /// `create_checkout.request.checkout+cart.json`.
    fn file_name(&self) -> String {
        let names = self.capabilities.iter().map(|name| name.trim_start_matches("dev.ucp.shopping."));
        format!("{}.{}.{}.json", self.operation, self.direction, names.collect::<Vec<_>>().join("+"))
    }

    fn schema(&self, contract: &Contract) -> Option<serde_json::Value> {
        let operation = Operation::parse(&self.operation)?;
        let direction = if self.direction == "request" { Direction::Request } else { Direction::Response };
        let names = self.capabilities.iter().map(String::as_str);
        let set = CapabilitySet::of_version(contract.version().date(), names);
        contract.resolved_body(&set, operation, direction).ok()
    }
}

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err(std::io::Error::other("usage: resolved_schemas DIR"));
    };
    let sources = store::embedded().map_err(std::io::Error::other)?;
    for version in ProtocolVersion::ALL {
        let folder = Path::new(&folder).join(version.date());
        fs::create_dir_all(&folder)?;
        let contract = Contract::embedded(version);
        let own =
            sources.iter().filter(|source| matches!(source.file.family, Family::Schema | Family::Violations));
        let own = own.filter(|source| source.file.versions == [version.date()]);
        for test in own.flat_map(|source| &source.file.tests) {
            let Ok(body) = Body::deserialize(&test.input) else { continue };
            let path = folder.join(body.file_name());
            if let Some(schema) = body.schema(contract).filter(|_| !path.exists()) {
                fs::write(path, schema.to_string())?;
            }
        }
        for kind in DocumentKind::ALL {
            if let Ok(schema) = contract.resolved_document(kind) {
                fs::write(folder.join(format!("{}.json", kind.name())), schema.to_string())?;
            }
        }
    }
    Ok(())
}
