//! How a finding about a connector is graded: by what the protocol demands of platforms. A clause that binds the
//! business only, or that is a recommendation, makes a warning: the connector gives away a protection, and breaks
//! no duty of its own.

use crate::harness::interrupt::Interrupt;
use crate::protocol::contract::{Actor, Register, Requirement};

/// Whether one of these clauses is a MUST of platforms.
#[must_use]
pub fn binds_platforms(register: &Register, clauses: &[String]) -> bool {
    clauses.iter().filter_map(|id| register.get(id)).any(is_duty)
}

const fn is_duty(row: &Requirement) -> bool {
    match row.actor {
        Actor::Platform | Actor::Both => row.level.is_binding(),
        Actor::Business | Actor::Other => false,
    }
}

/// The reason why a scenario stopped, graded. While a stimulus did not meet the connector, nothing it did is an answer to it.
#[must_use]
pub fn graded(
    interrupt: Interrupt,
    register: &Register,
    carried: &[String],
    unfired: &[String],
) -> Interrupt {
    match interrupt {
        Interrupt::Fail(_) | Interrupt::Warn(_) if !unfired.is_empty() => unmet(unfired),
        Interrupt::Fail(detail) => {
            let named: Vec<String> = detail.clause.iter().cloned().collect();
            let clauses = if named.is_empty() { carried } else { &named };
            if binds_platforms(register, clauses) { Interrupt::Fail(detail) } else { Interrupt::Warn(detail) }
        }
        other @ (Interrupt::Warn(_)
        | Interrupt::NotTested(_)
        | Interrupt::NotApplicable(_)
        | Interrupt::Inconclusive { .. }
        | Interrupt::Harness(_)) => other,
    }
}

/// A stimulus never met the connector.
#[must_use]
pub fn unmet(unfired: &[String]) -> Interrupt {
    use crate::harness::interrupt::Cause;
    let reason = format!("what was prepared for the connector never met it: {}", unfired.join(", "));
    Interrupt::blocked(reason, Cause::other("a stimulus never met the connector"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::interrupt::FailureDetail;
    use crate::protocol::contract::Contract;
    use crate::protocol::version::ProtocolVersion;

    fn outcome(carried: &[&str], unfired: &[&str]) -> Interrupt {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let register = Contract::embedded(ProtocolVersion::LATEST).register();
        let failed = Interrupt::fail(FailureDetail::new("t", "a", "b"));
        graded(failed, register, &owned(carried), &owned(unfired))
    }

    #[test]
    fn only_a_duty_of_platforms_makes_a_failure() {
        assert!(matches!(outcome(&["TOT-011"], &[]), Interrupt::Fail(_)));
        assert!(matches!(outcome(&["SIG-029"], &[]), Interrupt::Warn(_)), "a recommendation");
        assert!(matches!(outcome(&["IDM-008"], &[]), Interrupt::Warn(_)), "a duty of the business");
        assert!(matches!(outcome(&["IDM-008", "TOT-011"], &[]), Interrupt::Fail(_)));
    }

    #[test]
    fn nothing_is_said_while_the_stimulus_did_not_fire() {
        assert!(matches!(outcome(&["TOT-011"], &["wire.hang"]), Interrupt::Inconclusive { .. }));
    }
}
