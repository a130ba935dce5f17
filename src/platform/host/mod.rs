//! One listener for all the agents of a run: it serves their profiles, takes their webhooks, keeps
//! every request as evidence, and answers as told, well or badly.

mod agent;
mod answer;
mod base;
mod endpoint;
mod server;

pub use agent::Agent;
pub use answer::{Answer, Reply};
pub use base::{AgentUrls, PublicBase};
pub use endpoint::{Decide, Endpoint, WaitTimeout};
pub use server::{AgentHost, HostError, HostSettings};

#[cfg(test)]
mod tests;
