//! Which implementation computes.

/// An implementation of ECDSA. Both accept and refuse the same signatures (a property test holds
/// them to it).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Backend {
    /// aws-lc-rs: the hot path, about five times faster at verifying.
    #[default]
    AwsLc,
    /// The `p256` and `p384` crates: the independent reference; its signatures are deterministic
    /// (RFC 6979), which is what golden files need.
    Reference,
}
