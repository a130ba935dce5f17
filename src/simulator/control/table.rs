//! Every route: operation, method, path, what it asks of a token, and its handler.

use super::call::{Answering, Call};
use super::problem::{Code, Problem};
use super::routes::{
    checkouts, clock, conditions, events, faults, journal, keys, orders, products, sessions, snapshots,
    system, tokens, webhooks,
};
use super::scope::{Access, Scope};
use futures::FutureExt;
use std::collections::BTreeMap;

/// One route.
pub(super) struct Route {
    pub(super) operation: &'static str,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) handler: fn(Call) -> Answering,
}

const ANY: Access = Access::Any;
const READ: Access = Access::Needs(Scope::ReadJournal);
const ARM: Access = Access::Needs(Scope::ArmFaults);
const TIME: Access = Access::Needs(Scope::MoveClock);
const WORLD: Access = Access::Needs(Scope::ChangeWorld);
const FULL: Access = Access::Needs(Scope::Full);

/// A row of the table.
macro_rules! route {
    ($operation:literal $method:literal $path:literal $access:ident $handler:path) => {
        Route {
            operation: $operation,
            method: $method,
            path: $path,
            access: $access,
            handler: |call| $handler(call).boxed_local(),
        }
    };
}

/// The table.
static ROUTES: &[Route] = &[
    route!("getHealth" "GET" "/v1/health" ANY system::health),
    route!("getReadiness" "GET" "/v1/ready" ANY system::ready),
    route!("getMetrics" "GET" "/v1/metrics" READ system::metrics),
    route!("getOpenApi" "GET" "/v1/openapi.json" ANY system::openapi),
    route!("getToken" "GET" "/v1/token" ANY tokens::own),
    route!("listTokens" "GET" "/v1/tokens" FULL tokens::list),
    route!("mintToken" "POST" "/v1/tokens" FULL tokens::mint),
    route!("revokeToken" "DELETE" "/v1/tokens/{token}" FULL tokens::revoke),
    route!("listSessions" "GET" "/v1/sessions" READ sessions::list),
    route!("createSession" "POST" "/v1/sessions" WORLD sessions::create),
    route!("getSession" "GET" "/v1/sessions/{session}" READ sessions::get),
    route!("deleteSession" "DELETE" "/v1/sessions/{session}" WORLD sessions::delete),
    route!("resetSession" "POST" "/v1/sessions/{session}/reset" WORLD sessions::reset),
    route!("listSnapshots" "GET" "/v1/sessions/{session}/snapshots" READ snapshots::list),
    route!("takeSnapshot" "POST" "/v1/sessions/{session}/snapshots" WORLD snapshots::take),
    route!("deleteSnapshot" "DELETE" "/v1/sessions/{session}/snapshots/{snapshot}" WORLD snapshots::delete),
    route!("restoreSnapshot" "POST" "/v1/sessions/{session}/snapshots/{snapshot}/restore" WORLD snapshots::restore),
    route!("getClock" "GET" "/v1/sessions/{session}/clock" READ clock::get),
    route!("freezeClock" "POST" "/v1/sessions/{session}/clock/freeze" TIME clock::freeze),
    route!("resumeClock" "POST" "/v1/sessions/{session}/clock/resume" TIME clock::resume),
    route!("advanceClock" "POST" "/v1/sessions/{session}/clock/advance" TIME clock::advance),
    route!("listProducts" "GET" "/v1/sessions/{session}/products" READ products::list),
    route!("setStock" "PUT" "/v1/sessions/{session}/products/{product}/stock" WORLD products::stock),
    route!("setPrice" "PUT" "/v1/sessions/{session}/products/{product}/price" WORLD products::price),
    route!("listCheckouts" "GET" "/v1/sessions/{session}/checkouts" READ checkouts::list),
    route!("settleCheckout" "POST" "/v1/sessions/{session}/checkouts/{checkout}/settle" WORLD checkouts::settle),
    route!("actAsBuyer" "POST" "/v1/sessions/{session}/checkouts/{checkout}/buyer" WORLD checkouts::buyer),
    route!("listOrders" "GET" "/v1/sessions/{session}/orders" READ orders::list),
    route!("postOrderEvent" "POST" "/v1/sessions/{session}/orders/{order}/events" WORLD orders::event),
    route!("listWebhooks" "GET" "/v1/sessions/{session}/webhooks" READ webhooks::list),
    route!("redeliverWebhook" "POST" "/v1/sessions/{session}/webhooks/{webhook}/redeliver" ARM webhooks::redeliver),
    route!("holdWebhooks" "POST" "/v1/sessions/{session}/webhooks/hold" ARM webhooks::hold),
    route!("releaseWebhooks" "POST" "/v1/sessions/{session}/webhooks/release" ARM webhooks::release),
    route!("reorderWebhooks" "POST" "/v1/sessions/{session}/webhooks/reorder" ARM webhooks::reorder),
    route!("listExchanges" "GET" "/v1/sessions/{session}/journal" READ journal::list),
    route!("getExchange" "GET" "/v1/sessions/{session}/journal/{number}" READ journal::get),
    route!("waitForExchanges" "POST" "/v1/sessions/{session}/journal/wait" READ journal::wait),
    route!("streamEvents" "GET" "/v1/sessions/{session}/events" READ events::stream),
    route!("listKeys" "GET" "/v1/sessions/{session}/keys" READ keys::list),
    route!("rotateKey" "POST" "/v1/sessions/{session}/keys/rotate" WORLD keys::rotate),
    route!("retireKey" "POST" "/v1/sessions/{session}/keys/retire" WORLD keys::retire),
    route!("listConditions" "GET" "/v1/sessions/{session}/conditions" READ conditions::list),
    route!("setCondition" "PUT" "/v1/sessions/{session}/conditions/{condition}" ARM conditions::set),
    route!("listCatalogue" "GET" "/v1/faults" READ faults::catalogue),
    route!("listFaults" "GET" "/v1/sessions/{session}/faults" READ faults::list),
    route!("armFault" "POST" "/v1/sessions/{session}/faults" ARM faults::arm),
    route!("getFault" "GET" "/v1/sessions/{session}/faults/{rule}" READ faults::get),
    route!("disarmFault" "DELETE" "/v1/sessions/{session}/faults/{rule}" ARM faults::disarm),
    route!("listFirings" "GET" "/v1/sessions/{session}/firings" READ faults::firings),
    route!("liftCondition" "DELETE" "/v1/sessions/{session}/conditions/{condition}" ARM conditions::lift),
];

/// A route as others may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Identifier of the operation in the OpenAPI document.
    pub operation: &'static str,
    /// Method.
    pub method: &'static str,
    /// Path with parameters in braces.
    pub path: &'static str,
    /// What it asks of a token.
    pub access: Access,
}

/// Every route.
pub fn listed() -> impl Iterator<Item = Listed> {
    ROUTES.iter().map(|route| Listed {
        operation: route.operation,
        method: route.method,
        path: route.path,
        access: route.access,
    })
}

/// A route with the parameters of the path.
pub(super) struct Found {
    pub(super) route: &'static Route,
    pub(super) path: BTreeMap<&'static str, String>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found").field("operation", &self.route.operation).field("path", &self.path).finish()
    }
}

/// The route of a method and a path as sent.
pub(super) fn find(method: &str, path: &str) -> Result<Found, Problem> {
    let mut allow = Vec::new();
    let mut best: Option<Found> = None;
    for route in ROUTES {
        let Some(parameters) = parameters(route.path, path) else { continue };
        allow.push(route.method);
        // A literal segment goes before a parameter: fewer parameters fit more closely.
        let closer = best.as_ref().is_none_or(|best| parameters.len() < best.path.len());
        if route.method == method && closer {
            best = Some(Found { route, path: parameters });
        }
    }
    if let Some(found) = best {
        return Ok(found);
    }
    let mut problem = if allow.is_empty() {
        Problem::new(Code::NotFound, "there is nothing at this path")
    } else {
        Problem::new(
            Code::MethodNotAllowed,
            format!("the method is not allowed here, these are: {}", allow.join(", ")),
        )
    };
    problem.allow = allow;
    Err(problem
        .at("the path")
        .expected("a path and method of GET /v1/openapi.json")
        .mend("compare it with the document"))
}

/// The parameters of a path, when it has the form of the template. Decoded once, never split again: an encoded
/// slash stays within its segment, and bytes that are no UTF-8 fit nothing.
fn parameters(template: &'static str, path: &str) -> Option<BTreeMap<&'static str, String>> {
    let mut parameters = BTreeMap::new();
    let mut sent = path.split('/');
    for segment in template.split('/') {
        let text = sent.next()?;
        match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => {
                let decoded = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
                parameters.insert(name, decoded.into_owned());
            }
            None if segment == text => {}
            None => return None,
        }
    }
    sent.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::collections::BTreeSet;

    #[test]
    fn operations_and_places_are_unique() {
        let operations: BTreeSet<&str> = ROUTES.iter().map(|route| route.operation).collect();
        let places: BTreeSet<(&str, &str)> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
        assert_eq!((operations.len(), places.len()), (ROUTES.len(), ROUTES.len()));
    }

    #[rstest]
    #[case("GET", "/v1/sessions", Some("listSessions"))]
    #[case("POST", "/v1/sessions/a/journal/wait", Some("waitForExchanges"))]
    #[case("GET", "/v1/sessions/a/journal/7", Some("getExchange"))]
    #[case("GET", "/v1/sessions/", Some("getSession"))]
    #[case("GET", "/v1/sessions/a%2Fjournal", Some("getSession"))]
    #[case("GET", "/v1/sessions/a/journal/7/8", None)]
    #[case("GET", "//v1/sessions", None)]
    #[case("GET", "/v1/sessions/a/../../health", None)]
    #[case("GET", "/v1/sessions/%ff", None)]
    #[case("get", "/v1/sessions", None)]
    #[case("PATCH", "/v1/sessions", None)]
    fn paths_are_taken_as_they_are(
        #[case] method: &str,
        #[case] path: &str,
        #[case] operation: Option<&str>,
    ) {
        assert_eq!(find(method, path).ok().map(|found| found.route.operation), operation);
    }
}
