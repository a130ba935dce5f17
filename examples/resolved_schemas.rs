//! Writes every schema the family `schema` is judged by as plain JSON Schema, for validators nobody here wrote:
//! `cargo run --example resolved_schemas -- DIR`.

use std::fs;
use std::path::Path;

use ucp_assay::protocol::contract::{CapabilitySet, Contract, Direction, DocumentKind};
use ucp_assay::protocol::version::ProtocolVersion;

/// What the vectors negotiate (`vectors/schema/`).
const CAPABILITIES: [&str; 5] = [
    "dev.ucp.shopping.checkout",
    "dev.ucp.shopping.order",
    "dev.ucp.shopping.discount",
    "dev.ucp.shopping.fulfillment",
    "dev.ucp.shopping.buyer_consent",
];

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err(std::io::Error::other("usage: resolved_schemas DIR"));
    };
    for version in ProtocolVersion::ALL {
        let folder = Path::new(&folder).join(version.date());
        fs::create_dir_all(&folder)?;
        let contract = Contract::embedded(version);
        let set = CapabilitySet::of_version(version.date(), CAPABILITIES);
        for operation in contract.operations() {
            for (direction, word) in [(Direction::Request, "request"), (Direction::Response, "response")] {
                if let Ok(schema) = contract.resolved_body(&set, operation.operation, direction) {
                    fs::write(
                        folder.join(format!("{}.{word}.json", operation.operation)),
                        schema.to_string(),
                    )?;
                }
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
