//! What a scenario needs of the target beyond capabilities, by tags `@needs:<thing>`. A target that
//! does not offer it is free not to, so the scenario does not concern it.

use super::interrupt::{Interrupt, StepResult};
use super::plan::{AuthenticationMode, Plan};
use super::suite::Case;
use crate::protocol::contract::Contract;
use crate::protocol::operation::Operation;
use crate::protocol::version::SignatureSuite;
use crate::transport::profile_view::ProfileView;

/// Fails when the target does not offer what the scenario needs.
///
/// # Errors
/// [`Interrupt::NotApplicable`]; [`Interrupt::Harness`] for a tag that means nothing.
pub fn check(case: &Case, plan: &Plan, profile: &ProfileView, contract: &Contract) -> StepResult {
    case.tag_values("needs").into_iter().try_for_each(|need| {
        let (offered, reason) = match need {
            "signatures" => signatures(plan, contract),
            "webhooks" => (announces_orders(profile, contract), "the target announces no orders"),
            other => return Err(Interrupt::Harness(format!("@needs:{other} means nothing"))),
        };
        if offered { Ok(()) } else { Err(Interrupt::NotApplicable(reason.to_owned())) }
    })
}

/// Whether the target is judged by the signatures it accepts. A version that leaves the form of
/// request signatures open demands none; then only a plan can say that the target verifies them.
fn signatures(plan: &Plan, contract: &Contract) -> (bool, &'static str) {
    match contract.version().edition().signatures {
        SignatureSuite::HttpMessageSignatures => (
            plan.authentication.mode() == AuthenticationMode::Signature,
            "the target authenticates requests by other means than signatures",
        ),
        SignatureSuite::DetachedJws => (
            plan.authentication.mode == Some(AuthenticationMode::Signature),
            "the version leaves the form of request signatures open, and the plan does not say that the target verifies them (authentication.mode: signature)",
        ),
    }
}

/// Whether the business pushes orders to platforms: whoever has the capability must.
#[must_use]
pub fn announces_orders(profile: &ProfileView, contract: &Contract) -> bool {
    let order = contract.operation(Operation::OrderEvent);
    order.is_some_and(|spec| profile.has_capability(&spec.capability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::version::ProtocolVersion;
    use rstest::rstest;
    use serde_json::json;

    fn outcome(need: &str, mode: AuthenticationMode, capability: &str) -> StepResult {
        let case = Case { tags: vec![format!("needs:{need}")], ..Case::default() };
        let mut plan = Plan::default();
        plan.authentication.mode = Some(mode);
        let profile = ProfileView::new(json!({"ucp": {"capabilities": {(capability): [{}]}}}));
        check(&case, &plan, &profile, Contract::embedded(ProtocolVersion::LATEST))
    }

    const ORDER: &str = "dev.ucp.shopping.order";

    #[rstest]
    #[case("signatures", AuthenticationMode::Signature, "a.b", true)]
    #[case("signatures", AuthenticationMode::ApiKey, ORDER, false)]
    #[case("webhooks", AuthenticationMode::None, ORDER, true)]
    #[case("webhooks", AuthenticationMode::Signature, "a.b", false)]
    fn what_is_not_offered_is_not_applicable(
        #[case] need: &str,
        #[case] mode: AuthenticationMode,
        #[case] capability: &str,
        #[case] concerns: bool,
    ) {
        match outcome(need, mode, capability) {
            Ok(()) => assert!(concerns),
            Err(interrupt) => assert!(matches!(interrupt, Interrupt::NotApplicable(_)) && !concerns),
        }
    }

    #[rstest]
    #[case(ProtocolVersion::January2026, None, false)]
    #[case(ProtocolVersion::January2026, Some(AuthenticationMode::Signature), true)]
    #[case(ProtocolVersion::January2026, Some(AuthenticationMode::ApiKey), false)]
    #[case(ProtocolVersion::April2026, None, true)]
    #[case(ProtocolVersion::April2026, Some(AuthenticationMode::Bearer), false)]
    fn an_undefined_form_of_signatures_is_demanded_by_plans_only(
        #[case] version: ProtocolVersion,
        #[case] mode: Option<AuthenticationMode>,
        #[case] concerns: bool,
    ) {
        let mut plan = Plan::default();
        plan.authentication.mode = mode;
        assert_eq!(signatures(&plan, Contract::embedded(version)).0, concerns);
    }

    #[test]
    fn a_need_that_means_nothing_is_the_scenarios_mistake() {
        let seen = outcome("magic", AuthenticationMode::None, ORDER);
        assert!(matches!(seen, Err(Interrupt::Harness(_))));
    }
}
