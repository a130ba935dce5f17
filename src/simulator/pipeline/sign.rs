//! Stage 9: the business signs its response.

use crate::crypto::http_signature::{ResponseParts, SignOptions, header_pairs, sign_response};
use crate::protocol::operation::Operation;
use crate::protocol::version::SignatureSuite;
use crate::simulator::detached;
use crate::simulator::session::Session;
use crate::simulator::settings::ResponseSigning;

/// Adds digest and signature to the headers of a response, when the business signs this one.
pub(in crate::simulator) fn sign(
    session: &Session,
    operation: Option<Operation>,
    status: u16,
    headers: &mut Vec<(String, String)>,
    body: &[u8],
) {
    if !signs(session.response_signing(), operation) {
        return;
    }
    let Some(key) = session.keys().current() else { return };
    match session.edition().signatures {
        SignatureSuite::HttpMessageSignatures => {
            let signed = {
                let pairs = header_pairs(headers);
                let parts = ResponseParts { status, headers: &pairs, body };
                let options =
                    SignOptions { created: Some(session.clock().now().seconds()), ..SignOptions::default() };
                sign_response(&key, &parts, &options)
            };
            match signed {
                Ok(signed) => {
                    headers.extend(signed.into_pairs().map(|(name, value)| (name.to_owned(), value)));
                }
                Err(error) => tracing::error!(%error, "a response could not be signed"),
            }
        }
        SignatureSuite::DetachedJws => match detached::sign(&key, body) {
            Ok(signed) => headers.push((detached::RESPONSE.to_owned(), signed)),
            Err(error) => tracing::error!(%error, "a response could not be signed"),
        },
    }
}

/// Whether a response to this operation is signed.
pub(in crate::simulator) fn signs(setting: ResponseSigning, operation: Option<Operation>) -> bool {
    match setting {
        ResponseSigning::All => true,
        ResponseSigning::Completion => {
            matches!(operation, Some(Operation::CompleteCheckout | Operation::GetOrder))
        }
        ResponseSigning::None => false,
    }
}
