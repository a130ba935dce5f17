//! What a scenario asks of the merchant before it starts, by tags `@setup:<key>=<value>`. A merchant
//! that is not ours cannot be set up, so such scenarios are not tested there.

use crate::harness::interrupt::{Interrupt, StepResult};
use crate::harness::suite::Case;

/// Whether operations must be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// Every operation.
    Required,
    /// Only orders.
    Optional,
}

/// Which responses are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseSigning {
    /// All.
    All,
    /// Completions and orders.
    Completion,
    /// None.
    None,
}

/// The setup of a scenario; `None` takes the merchant as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// `@setup:world=electronics`: the built-in world; a foreign target's plan stands for any world.
    pub world: Option<String>,
    /// `@setup:authentication=optional`.
    pub authentication: Option<Authentication>,
    /// `@setup:response_signing=none`.
    pub response_signing: Option<ResponseSigning>,
    /// `@setup:platforms=approved_only`: an allow-list without the scenario's platform.
    pub approved_only: bool,
}

impl Setup {
    /// The setup a scenario asks for.
    ///
    /// # Errors
    /// [`Interrupt::Harness`] for a tag that means nothing: the scenario is wrong.
    pub fn of(case: &Case) -> StepResult<Self> {
        let mut setup = Self::default();
        for wish in case.tag_values("setup") {
            match wish.split_once('=') {
                Some(("world", world)) => setup.world = Some(world.to_owned()),
                Some(("authentication", "required")) => setup.authentication = Some(Authentication::Required),
                Some(("authentication", "optional")) => setup.authentication = Some(Authentication::Optional),
                Some(("response_signing", "all")) => setup.response_signing = Some(ResponseSigning::All),
                Some(("response_signing", "completion")) => {
                    setup.response_signing = Some(ResponseSigning::Completion);
                }
                Some(("response_signing", "none")) => setup.response_signing = Some(ResponseSigning::None),
                Some(("platforms", "approved_only")) => setup.approved_only = true,
                Some(_) | None => return Err(Interrupt::Harness(format!("@setup:{wish} means nothing"))),
            }
        }
        Ok(setup)
    }

    /// Whether it asks for more than a world.
    #[must_use]
    pub const fn needs_control(&self) -> bool {
        self.authentication.is_some() || self.response_signing.is_some() || self.approved_only
    }
}
