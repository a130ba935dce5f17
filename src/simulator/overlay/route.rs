//! Paths the protocol does not have: the fallback endpoint, the list of orders, the link of an identity.

use super::deviation::Deviation;
use crate::protocol::contract::{Body, OperationSpec};
use crate::protocol::operation::Operation;
use crate::simulator::concession::Detour;
use std::sync::LazyLock;

/// Where connectors go when they find no endpoint.
const FALLBACK: &str = "/api/shopping/v1";

/// The capability orders belong to.
const ORDER: &str = "dev.ucp.shopping.order";

/// The capability everything else hangs on.
const CHECKOUT: &str = "dev.ucp.shopping.checkout";

/// An order by its identifier.
static ORDER_BY_ID: LazyLock<OperationSpec> = LazyLock::new(|| own("GET", "/orders/{id}", ORDER, Body::None));

/// The caller's orders.
pub(super) static ORDERS: LazyLock<OperationSpec> =
    LazyLock::new(|| own("GET", "/orders", ORDER, Body::None));

/// The link between a principal and a buyer.
pub(super) static LINK: LazyLock<OperationSpec> =
    LazyLock::new(|| own("POST", "/identity/link", CHECKOUT, Body::Required));

fn own(method: &str, path: &str, capability: &str, body: Body) -> OperationSpec {
    OperationSpec {
        operation: Operation::GetOrder,
        method: method.to_owned(),
        path: path.to_owned(),
        tool: None,
        capability: capability.to_owned(),
        headers: Vec::new(),
        idempotent: false,
        body,
        success: 200,
        request: None,
        request_schema: None,
        response: None,
    }
}

/// Whether an operation is one of these.
pub(super) fn is_own(spec: &OperationSpec) -> bool {
    [&*ORDER_BY_ID, &*ORDERS, &*LINK].into_iter().any(|own| std::ptr::eq(own, spec))
}

/// The path below the endpoint, whichever endpoint was used.
pub(super) fn below_endpoint(path: &str) -> &str {
    path.strip_prefix(FALLBACK).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// Where a method and path lead.
pub(super) fn detour<'p>(method: &str, path: &'p str) -> Option<(Detour<'p>, Deviation)> {
    let below = below_endpoint(path);
    let fell_back = below.len() < path.len();
    let deviation = if fell_back { Deviation::FallbackEndpoint } else { Deviation::ForeignRoute };
    if let Some((spec, id)) = find(method, below) {
        return Some((Detour::Own { spec, id }, deviation));
    }
    fell_back.then_some((Detour::Path(below), deviation))
}

fn find<'p>(method: &str, path: &'p str) -> Option<(&'static OperationSpec, Option<&'p str>)> {
    match (method, path) {
        ("GET", "/orders") => Some((&*ORDERS, None)),
        ("POST", "/identity/link") => Some((&*LINK, None)),
        ("GET", _) => {
            let id = path.strip_prefix("/orders/").filter(|id| !id.is_empty() && !id.contains('/'))?;
            Some((&*ORDER_BY_ID, Some(id)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::list("GET", "/orders", Some(Deviation::ForeignRoute))]
    #[case::one("GET", "/orders/o1", Some(Deviation::ForeignRoute))]
    #[case::deeper("GET", "/orders/o1/items", None)]
    #[case::no_id("GET", "/orders/", None)]
    #[case::link("POST", "/identity/link", Some(Deviation::ForeignRoute))]
    #[case::link_read("GET", "/identity/link", None)]
    #[case::own_at_fallback("GET", "/api/shopping/v1/orders", Some(Deviation::FallbackEndpoint))]
    #[case::fallback("POST", "/api/shopping/v1/checkout-sessions", Some(Deviation::FallbackEndpoint))]
    #[case::longer_name("POST", "/api/shopping/v10/checkout-sessions", None)]
    #[case::protocol("POST", "/checkout-sessions", None)]
    fn detours(#[case] method: &str, #[case] path: &str, #[case] expected: Option<Deviation>) {
        assert_eq!(detour(method, path).map(|(_, deviation)| deviation), expected);
    }

    #[rstest]
    #[case("/api/shopping/v1/checkout-sessions/c1", "/checkout-sessions/c1")]
    #[case("/checkout-sessions/c1", "/checkout-sessions/c1")]
    #[case("/api/shopping/v1", "/api/shopping/v1")]
    fn what_is_signed_is_the_path_below_the_endpoint(#[case] sent: &str, #[case] signed: &str) {
        assert_eq!(below_endpoint(sent), signed);
    }
}
