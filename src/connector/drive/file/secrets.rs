//! Literals that look like keys: driver files are shared, so secrets come from the environment only.

/// How keys of well-known services begin.
const BEGINNINGS: [&str; 12] = [
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "pk_live_",
    "sk-",
    "ghp_",
    "gho_",
    "github_pat_",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "AIza",
];

/// Parts of names whose values are secrets.
const NAMES: [&str; 9] = [
    "SECRET",
    "TOKEN",
    "PASSWORD",
    "PASSWD",
    "APIKEY",
    "API_KEY",
    "PRIVATE_KEY",
    "CREDENTIAL",
    "AUTHORIZATION",
];

/// Shortest text that can be a key.
const SHORTEST: usize = 12;

/// Whether a literal looks like a key.
pub(super) fn is_key(text: &str) -> bool {
    let text = text.trim();
    let begins = BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) && text.len() >= SHORTEST;
    let bearer =
        text.strip_prefix("Bearer ").is_some_and(|token| token.len() >= SHORTEST && !token.contains("${"));
    let jws = text.starts_with("eyJ") && text.matches('.').count() == 2;
    let pem = text.contains("-----BEGIN") && text.contains("PRIVATE KEY");
    begins || bearer || jws || pem
}

/// Whether a variable of this name holds a secret.
pub(super) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace('-', "_");
    NAMES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("sk_live_0123456789", true)]
    #[case("Bearer abcdefghijklmnop", true)]
    #[case("Bearer ${secret:TOKEN}", false)]
    #[case("eyJhbGciOiJFUzI1NiJ9.e30.c2ln", true)]
    #[case("-----BEGIN PRIVATE KEY-----\nMIGH", true)]
    #[case("success_token", false)]
    #[case("sk-", false)]
    #[case("jane@example.com", false)]
    fn keys_are_recognised(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_key(text), expected);
    }

    #[rstest]
    #[case("STRIPE_API_KEY", true)]
    #[case("Webhook-Secret", true)]
    #[case("UCP_HOME", false)]
    #[case("KEYBOARD", false)]
    fn names_of_secrets_are_recognised(#[case] name: &str, #[case] expected: bool) {
        assert_eq!(is_secret_name(name), expected);
    }
}
