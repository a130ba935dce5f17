//! Structured fields (RFC 8941): the headers of the protocol that are dictionaries.

mod ucp_agent;

pub use ucp_agent::{UcpAgent, UcpAgentError};
