//! Where the client may go.

use super::{AddressKind, Refusal};

/// Which addresses may be connected to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses, behind names: for URLs that strangers chose.
    #[default]
    Public,
    /// Public addresses and this machine: the development switch.
    PublicAndLoopback,
    /// Anything: for the target that the user of this program named.
    Anywhere,
}

/// When plain `http:` is acceptable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainHttp {
    /// Never: https is a must for every profile and endpoint.
    #[default]
    Never,
    /// Only towards this machine: the development switch.
    Loopback,
    /// Anywhere: for the target that the user of this program named.
    Anywhere,
}

/// Where the client may go; the default is what a merchant on the internet needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Which addresses.
    pub reach: Reach,
    /// With or without TLS.
    pub plain_http: PlainHttp,
}

impl Policy {
    /// Public addresses over https, and nothing else.
    pub const STRICT: Self = Self { reach: Reach::Public, plain_http: PlainHttp::Never };
    /// The development switch: also this machine, over https or plain http.
    pub const DEVELOPMENT: Self = Self { reach: Reach::PublicAndLoopback, plain_http: PlainHttp::Loopback };
    /// Also this machine, but https everywhere.
    pub const LOOPBACK_TLS: Self = Self { reach: Reach::PublicAndLoopback, plain_http: PlainHttp::Never };
    /// No guard: for the target that the user of this program named.
    pub const UNGUARDED: Self = Self { reach: Reach::Anywhere, plain_http: PlainHttp::Anywhere };

    /// Whether an address that a name resolved to may be connected to.
    ///
    /// # Errors
    /// When it may not, with the kind of address it is.
    pub const fn admit(self, kind: AddressKind) -> Result<(), Refusal> {
        match (self.reach, kind) {
            (Reach::Anywhere, _)
            | (Reach::Public | Reach::PublicAndLoopback, AddressKind::Public)
            | (Reach::PublicAndLoopback, AddressKind::Loopback) => Ok(()),
            (Reach::Public | Reach::PublicAndLoopback, _) => Err(Refusal::Address(kind)),
        }
    }

    /// Whether an address written into the URL itself may be connected to. A public one may not:
    /// documents live behind names, which certificates vouch for.
    ///
    /// # Errors
    /// When it may not.
    pub fn admit_literal(self, kind: AddressKind) -> Result<(), Refusal> {
        self.admit(kind)?;
        match (self.reach, kind) {
            (Reach::Public | Reach::PublicAndLoopback, AddressKind::Public) => Err(Refusal::LiteralAddress),
            _ => Ok(()),
        }
    }

    /// Whether plain http may be spoken to a host; `loopback` says that it can only be this
    /// machine.
    ///
    /// # Errors
    /// When it may not.
    pub const fn admit_plain_http(self, loopback: bool) -> Result<(), Refusal> {
        match self.plain_http {
            PlainHttp::Anywhere => Ok(()),
            PlainHttp::Loopback if loopback => Ok(()),
            PlainHttp::Loopback | PlainHttp::Never => Err(Refusal::PlainHttp),
        }
    }
}
