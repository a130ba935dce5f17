use super::*;
use crate::protocol::operation::Operation;
use crate::protocol::version::ProtocolVersion;
use std::time::Instant;

const CHECKOUT: &str = "dev.ucp.shopping.checkout";

fn contract() -> &'static Contract {
    Contract::embedded(ProtocolVersion::LATEST)
}

fn set(names: &[&str]) -> CapabilitySet {
    CapabilitySet::of_version(contract().version().date(), names.iter().copied())
}

#[test]
fn time_it() {
    let all: Vec<&str> = contract().capabilities().iter().map(|c| c.name.as_str()).collect();
    for spec in contract().operations() {
        for direction in [Direction::Request, Direction::Response] {
            if spec.schema(direction).is_none() {
                continue;
            }
            let start = Instant::now();
            contract().validator(&set(&all), spec.operation, direction).unwrap();
            eprintln!("{} {direction:?} {:?}", spec.operation, start.elapsed());
        }
    }
    for kind in DocumentKind::ALL {
        contract().document(kind).unwrap();
    }
    let _ = CHECKOUT;
    let _ = Operation::GetOrder;
}
