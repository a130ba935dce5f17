//! base64url without padding (RFC 4648 §5 as RFC 7515 §2 uses it), decoded strictly.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The text is not base64url: padding, a foreign character, a dangling character or non-zero
/// trailing bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not base64url without padding")]
pub struct NotBase64Url;

/// Encodes bytes, without padding.
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes text; one value has exactly one accepted spelling.
///
/// # Errors
/// [`NotBase64Url`] for anything that [`encode`] would not have produced.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64Url> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBase64Url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::padding("Zg==")]
    #[case::standard_alphabet("+/8")]
    #[case::trailing_bits("Zh")]
    #[case::dangling("Z")]
    #[case::space("Zm 9v")]
    #[case::newline("Zm9v\n")]
    fn refuses_every_other_spelling(#[case] text: &str) {
        assert_eq!(decode(text), Err(NotBase64Url));
    }

    #[rstest]
    #[case(b"", "")]
    #[case(b"f", "Zg")]
    #[case(b"foo", "Zm9v")]
    #[case(&[0xfb, 0xff], "-_8")]
    fn known_answers(#[case] bytes: &[u8], #[case] text: &str) {
        assert_eq!(encode(bytes), text);
        assert_eq!(decode(text).unwrap(), bytes);
    }
}
