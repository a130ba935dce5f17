//! The plan of a run: which target, how to reach it and what its symbolic names stand for there
//! ("an available product", "a percent code"), so that features never name a merchant's data.

mod file;
mod model;
mod vocabulary;

pub use file::PlanError;
pub use model::{
    Address, Authentication, AuthenticationMode, Buyer, Code, ExpectedFailure, Plan, PlatformHost, Product,
    TargetPlan, Timeouts, Tls, Token,
};
pub use vocabulary::{Entry, Group, VOCABULARY, resolve_phrase};
