//! The parameters of a signature (RFC 9421 §2.3), typed.

use sfv::{BareItem, Parameters};

/// The parameters the protocol gives a meaning. Others are signed over but not interpreted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SignatureParameters<'a> {
    /// Which key.
    pub(crate) keyid: Option<&'a str>,
    /// Which algorithm, although UCP leaves it out.
    pub(crate) alg: Option<&'a str>,
    /// When made, seconds since the epoch.
    pub(crate) created: Option<i64>,
    /// When over, seconds since the epoch.
    pub(crate) expires: Option<i64>,
}

/// The parameter's name and what it should have been.
type WrongType = (&'static str, &'static str);

impl<'a> SignatureParameters<'a> {
    /// Reads the parameters of one label of `Signature-Input`.
    pub(crate) fn read(parameters: &'a Parameters) -> Result<Self, WrongType> {
        let text = |name| -> Result<Option<&'a str>, WrongType> {
            let Some(value) = parameters.get(name) else { return Ok(None) };
            value.as_string().map(|text| Some(text.as_str())).ok_or((name, "a quoted string"))
        };
        let time = |name| -> Result<Option<i64>, WrongType> {
            let Some(value) = parameters.get(name) else { return Ok(None) };
            BareItem::as_integer(value).map(|seconds| Some(i64::from(seconds))).ok_or((name, "an integer"))
        };
        for name in ["nonce", "tag"] {
            text(name)?;
        }
        Ok(Self {
            keyid: text("keyid")?,
            alg: text("alg")?,
            created: time("created")?,
            expires: time("expires")?,
        })
    }
}
