//! The secret of the simulation route.

use std::fmt;
use subtle::ConstantTimeEq as _;

/// Shortest secret a user may choose, in bytes.
const SHORTEST: usize = 16;

/// Longest secret, in bytes.
const LONGEST: usize = 256;

/// What `Simulation-Secret` must carry. Compared in constant time; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SimulationSecret(String);

/// A secret that cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a simulation secret is one line of {SHORTEST} to {LONGEST} visible ASCII characters")]
pub struct WeakSecret;

/// No secret could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness for a simulation secret")]
pub struct NoSecret;

impl SimulationSecret {
    /// A secret of the user's choice; white space around it is not part of it.
    ///
    /// # Errors
    /// [`WeakSecret`] when it is short, long or no visible ASCII.
    pub fn chosen(text: &str) -> Result<Self, WeakSecret> {
        let text = text.trim();
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if visible && (SHORTEST..=LONGEST).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(WeakSecret)
        }
    }

    /// A fresh secret of 128 random bits.
    ///
    /// # Errors
    /// [`NoSecret`].
    pub fn generated() -> Result<Self, NoSecret> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(|_| NoSecret)?;
        Ok(Self(crate::crypto::base64url::encode(bytes)))
    }

    /// The secret, to be printed once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is what a header carries.
    #[must_use]
    pub fn is(&self, sent: Option<&[u8]>) -> bool {
        sent.is_some_and(|sent| bool::from(self.0.as_bytes().ct_eq(sent)))
    }
}

impl fmt::Debug for SimulationSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimulationSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::short("fifteen-letters", false)]
    #[case::long_enough("sixteen-letters!", true)]
    #[case::trimmed("  sixteen-letters!\n", true)]
    #[case::inner_space("sixteen letters!!", false)]
    #[case::not_ascii("sécret-sécret-sé", false)]
    #[case::empty("", false)]
    fn a_secret_is_long_and_visible(#[case] text: &str, #[case] accepted: bool) {
        assert_eq!(SimulationSecret::chosen(text).is_ok(), accepted);
    }

    #[test]
    fn only_the_secret_itself_passes() {
        let secret = SimulationSecret::chosen("sixteen-letters!").unwrap();
        assert!(secret.is(Some(b"sixteen-letters!")));
        assert!(!secret.is(Some(b"sixteen-letters?")));
        assert!(!secret.is(Some(b"sixteen-letters!!")));
        assert!(!secret.is(Some(b"")));
        assert!(!secret.is(None));
        assert_eq!(format!("{secret:?}"), "SimulationSecret");
        assert_ne!(SimulationSecret::generated().unwrap(), SimulationSecret::generated().unwrap());
    }
}
