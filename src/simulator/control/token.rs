//! Bearer tokens: one full token per process, and narrower ones minted from it that expire.

use super::scope::Scope;
use crate::clock::Instant;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Shortest token accepted from a file, in characters: what cannot be guessed needs no lock-out.
const SHORTEST: usize = 32;
/// Longest token accepted, in characters.
const LONGEST: usize = 256;
/// Minted tokens held at once, expired ones included.
const MOST: usize = 256;
/// How long an expired token is told from an unknown one.
const REMEMBERED: Duration = Duration::from_hours(1);
/// What every generated token begins with, so that scanners of repositories and logs find it.
const PREFIX: &str = "ucpa_";

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The system yields no randomness.
    #[error("no token can be generated: the system yields no randomness ({0})")]
    NoRandomness(String),
    /// The text cannot be a token.
    #[error(
        "a token is {SHORTEST} to {LONGEST} visible ASCII characters without spaces, this one is not; leave the \
         file out to have one generated"
    )]
    Unsuitable,
}

/// A bearer token. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

impl Token {
    /// A token of 256 random bits.
    ///
    /// # Errors
    /// When the system yields no randomness.
    pub fn generate() -> Result<Self, TokenError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| TokenError::NoRandomness(error.to_string()))?;
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// A token somebody chose; white space around it is dropped.
    ///
    /// # Errors
    /// When it is too short, too long, or could not stand in a header.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let fits = (SHORTEST..=LONGEST).contains(&text.len());
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits && visible { Ok(Self(text.to_owned())) } else { Err(TokenError::Unsuitable) }
    }

    /// The secret itself: for the one who asked for it, and for no log.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// What a valid token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Identifier of the token, not secret.
    pub id: String,
    /// What it is for, in the words of who minted it.
    pub label: String,
    /// What it permits.
    pub scopes: Vec<Scope>,
    /// When it ends; the full token of the process never does.
    pub expires_at: Option<Instant>,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denial {
    Unknown,
    Expired,
}

/// The tokens of one control listener. Holds digests, not secrets.
#[derive(Debug)]
pub(super) struct TokenBook {
    full: [u8; 32],
    minted: Mutex<Vec<Minted>>,
}

#[derive(Debug)]
struct Minted {
    digest: [u8; 32],
    grant: Grant,
    expires_at: Instant,
}

impl TokenBook {
    pub(super) fn new(full: &Token) -> Self {
        Self { full: digest(full.reveal().as_bytes()), minted: Mutex::default() }
    }

    /// The grant of a token. Compares with every token held, in time that does not depend on where they
    /// differ or which one fits.
    pub(super) fn admit(&self, presented: &[u8], now: Instant) -> Result<Grant, Denial> {
        let presented = digest(presented);
        let full = bool::from(presented.ct_eq(&self.full));
        let minted = self.lock();
        let mut found = None;
        for one in minted.iter() {
            if bool::from(presented.ct_eq(&one.digest)) {
                found = Some(one);
            }
        }
        match found {
            _ if full => Ok(Grant {
                id: "full".to_owned(),
                label: "the token of this process".to_owned(),
                scopes: vec![Scope::Full],
                expires_at: None,
            }),
            Some(one) if one.expires_at > now => Ok(one.grant.clone()),
            Some(_) => Err(Denial::Expired),
            None => Err(Denial::Unknown),
        }
    }

    /// A new token with these permissions; `None` when too many are held.
    pub(super) fn mint(
        &self,
        label: &str,
        scopes: Vec<Scope>,
        now: Instant,
        lasts: Duration,
    ) -> Result<Option<(Token, Grant)>, TokenError> {
        let token = Token::generate()?;
        let expires_at = now.plus(lasts);
        let id = format!("tok_{}", uuid::Uuid::new_v4().simple());
        let grant = Grant { id, label: label.to_owned(), scopes, expires_at: Some(expires_at) };
        let mut minted = self.lock();
        minted.retain(|one| now.since(one.expires_at) < REMEMBERED);
        if minted.len() >= MOST {
            return Ok(None);
        }
        minted.push(Minted { digest: digest(token.reveal().as_bytes()), grant: grant.clone(), expires_at });
        Ok(Some((token, grant)))
    }

    /// Every minted token that still holds, oldest first.
    pub(super) fn list(&self, now: Instant) -> Vec<Grant> {
        self.lock().iter().filter(|one| one.expires_at > now).map(|one| one.grant.clone()).collect()
    }

    /// Ends a token; whether there was one.
    pub(super) fn revoke(&self, id: &str) -> bool {
        let mut minted = self.lock();
        let before = minted.len();
        minted.retain(|one| one.grant.id != id);
        minted.len() < before
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Minted>> {
        self.minted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::empty("", false)]
    #[case::short("0123456789012345678901234567890", false)]
    #[case::enough("01234567890123456789012345678901", true)]
    #[case::trimmed(" 01234567890123456789012345678901\n", true)]
    #[case::space_inside("0123456789012345 678901234567890123", false)]
    #[case::not_ascii("0123456789012345678901234567890é", false)]
    #[case::control("0123456789012345678901234567890\u{7}", false)]
    fn a_chosen_token_is_long_and_visible(#[case] text: &str, #[case] fits: bool) {
        assert_eq!(Token::parse(text).is_ok(), fits);
    }

    #[test]
    fn tokens_differ_and_are_not_shown() {
        let (one, two) = (Token::generate().unwrap(), Token::generate().unwrap());
        assert_ne!(one, two);
        assert!(Token::parse(one.reveal()).is_ok());
        assert!(!format!("{one:?}").contains(one.reveal()));
        assert!(!format!("{:?}", TokenBook::new(&one)).contains(one.reveal()));
    }

    #[test]
    fn a_minted_token_ends_by_time_or_by_hand() {
        let full = Token::generate().unwrap();
        let book = TokenBook::new(&full);
        let now = Instant::from_millis(1_000_000);
        let hour = Duration::from_hours(1);
        let (token, grant) = book.mint("ci", vec![Scope::MoveClock], now, hour).unwrap().unwrap();
        let admit = |at: Instant| book.admit(token.reveal().as_bytes(), at);
        assert_eq!(admit(now), Ok(grant.clone()));
        assert_eq!(admit(now.plus(hour)), Err(Denial::Expired));
        assert_eq!(book.admit(full.reveal().as_bytes(), now.plus(hour)).unwrap().scopes, [Scope::Full]);
        assert_eq!(book.admit(b"", now), Err(Denial::Unknown));
        assert!(book.revoke(&grant.id) && !book.revoke(&grant.id));
        assert_eq!(admit(now), Err(Denial::Unknown));
    }

    #[test]
    fn their_number_is_bounded_and_expired_ones_make_room() {
        let book = TokenBook::new(&Token::generate().unwrap());
        let now = Instant::from_millis(0);
        let minute = Duration::from_mins(1);
        for _ in 0..MOST {
            assert!(book.mint("", vec![Scope::ReadJournal], now, minute).unwrap().is_some());
        }
        assert!(book.mint("", vec![Scope::ReadJournal], now, minute).unwrap().is_none());
        let later = now.plus(minute + REMEMBERED);
        assert!(book.mint("", vec![Scope::ReadJournal], later, minute).unwrap().is_some());
    }
}
