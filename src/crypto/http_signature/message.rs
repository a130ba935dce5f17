//! What a signature can cover, borrowed from whatever carries the message.

/// One header line: name (any case) and raw value.
pub type Header<'a> = (&'a str, &'a [u8]);

/// The scheme a request was sent over; it decides which port is the default one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// `https`, default port 443.
    #[default]
    Https,
    /// `http`, default port 80.
    Http,
}

impl Scheme {
    /// The scheme's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    /// The suffix `@authority` drops.
    #[must_use]
    pub const fn default_port_suffix(self) -> &'static str {
        match self {
            Self::Https => ":443",
            Self::Http => ":80",
        }
    }
}

/// A request, as on the wire.
#[derive(Clone, Copy, Debug)]
pub struct RequestParts<'a> {
    /// Method, upper case.
    pub method: &'a str,
    /// Scheme.
    pub scheme: Scheme,
    /// The `Host` header's value (or `:authority`), any case, port included when sent.
    pub authority: &'a str,
    /// Path as on the wire, percent-encoding untouched; empty counts as `/`.
    pub path: &'a str,
    /// Query without its `?`; `None` when the target has no `?`, `Some("")` when it ends in one.
    pub query: Option<&'a str>,
    /// Header lines in order; several lines of one name are several entries.
    pub headers: &'a [Header<'a>],
    /// Raw body; empty means none.
    pub body: &'a [u8],
}

/// A response, as on the wire.
#[derive(Clone, Copy, Debug)]
pub struct ResponseParts<'a> {
    /// Status code.
    pub status: u16,
    /// Header lines in order; several lines of one name are several entries.
    pub headers: &'a [Header<'a>],
    /// Raw body; empty means none.
    pub body: &'a [u8],
}

/// Borrows recorded headers for [`RequestParts`] or [`ResponseParts`].
#[must_use]
pub fn header_pairs(headers: &[(String, String)]) -> Vec<Header<'_>> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
}
