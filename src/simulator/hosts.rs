//! Host names of somebody else's, and which session answers to each.

use super::error::ApplicationError;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Host names, lower case, to the names of sessions.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    holders: RwLock<HashMap<String, String>>,
}

impl Hosts {
    /// Whether a session can have this host name.
    pub(super) fn check(&self, host: &str) -> Result<(), ApplicationError> {
        if !host.split('.').all(is_label) {
            return Err(ApplicationError::HostName(host.to_owned()));
        }
        let holders = self.holders.read().unwrap_or_else(PoisonError::into_inner);
        match holders.get(host) {
            Some(holder) => {
                Err(ApplicationError::HostTaken { host: host.to_owned(), holder: holder.clone() })
            }
            None => Ok(()),
        }
    }

    /// Gives a host name to a session.
    pub(super) fn give(&self, host: String, session: &str) {
        self.holders.write().unwrap_or_else(PoisonError::into_inner).insert(host, session.to_owned());
    }

    /// Takes its host name from a session.
    pub(super) fn release(&self, session: &str) {
        self.holders.write().unwrap_or_else(PoisonError::into_inner).retain(|_, holder| holder != session);
    }

    /// The session that answers to an authority.
    pub(super) fn holder(&self, authority: &str) -> Option<String> {
        let holders = self.holders.read().unwrap_or_else(PoisonError::into_inner);
        if holders.is_empty() {
            return None;
        }
        let host = authority.split(':').next().unwrap_or_default();
        holders.get(&host.to_ascii_lowercase()).cloned()
    }
}

/// Whether a name can be one label of a host name, lower case.
pub(super) fn is_label(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&name.len())
        && name.bytes().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}
