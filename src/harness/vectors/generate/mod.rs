//! Deterministic generators. A case states its result by rule, and the bytes are assembled by hand
//! from the primitives (curve, hash, base64): nothing here asks the code under test.
//! `ucp-assay vectors generate --check` proves that the files under `vectors/` are what this makes.

mod agents;
mod amounts;
mod ap2;
mod applicability;
mod base64url;
mod case;
mod codes;
mod components;
mod composition;
mod content_digest;
mod contract;
mod currencies;
mod documents;
mod ecdsa;
mod jcs;
mod jose;
mod jwk;
mod keys;
mod message;
mod negotiation;
mod operations;
mod order_status;
mod payment_handlers;
mod profile_url;
mod request;
mod request_refusals;
mod response;
mod routes;
mod sequence;
mod shown;
mod signing;
mod structured_field;
mod talos;
mod told;
mod totals;
mod violations;
mod write;

use std::collections::BTreeMap;

use super::{FORMAT, VectorFile};
use case::{Batch, Case};
use keys::TestKeys;

pub use write::{Difference, check, write};

/// Why vectors cannot be generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// A key of the set cannot be derived or used.
    #[error("the test key {0} cannot be used")]
    Key(&'static str),
    /// A recipe under `vectors/recipes/` is not usable.
    #[error("recipe {file}: {reason}")]
    Recipe {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A file cannot be serialised.
    #[error("cannot write {file}: {reason}")]
    Text {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
}

/// Every generated file: path below `vectors/`, and text.
///
/// # Errors
/// [`GenerateError`].
pub fn files() -> Result<BTreeMap<String, String>, GenerateError> {
    let keys = TestKeys::derive()?;
    let mut files = BTreeMap::new();
    for batch in batches(&keys)? {
        let path = format!("{}/{}.json", batch.family.name(), file_name(&batch));
        let text = file(batch).to_text();
        let text =
            text.map_err(|error| GenerateError::Text { file: path.clone(), reason: error.to_string() })?;
        files.insert(path, text);
    }
    let document = serde_json::to_string_pretty(&keys.document()).unwrap_or_default();
    files.insert("keys.json".to_owned(), format!("{document}\n"));
    Ok(files)
}

fn batches(keys: &TestKeys) -> Result<Vec<Batch>, GenerateError> {
    let mut batches = vec![
        base64url::batch(),
        jcs::batch(),
        content_digest::batch(),
        structured_field::batch(),
        jwk::batch(keys),
        request::batch(keys)?,
        response::batch(keys),
        response::webhooks(keys),
        jose::batch(keys)?,
        talos::batch(keys),
        ap2::batch(keys),
        profile_url::batch(),
        sequence::idempotency(),
        sequence::message_severity(),
        sequence::cursor(),
        payment_handlers::batch(),
        composition::batch(),
        ecdsa::batch(keys)?,
    ];
    batches.extend(order_status::batches());
    batches.extend(routes::batches());
    batches.extend(contract::batches());
    batches.extend(negotiation::batches());
    batches.extend(totals::batches());
    batches.push(violations::inline()?);
    batches.extend(documents::batches(keys)?);
    batches.extend(amounts::batches());
    batches.extend(codes::batches());
    batches.extend(applicability::batches());
    Ok(batches)
}

/// One version: its date. Several, or all: a word.
fn file_name(batch: &Batch) -> &'static str {
    match batch.versions.as_slice() {
        [version] => version.date(),
        _ => "every-version",
    }
}

fn file(batch: Batch) -> VectorFile {
    let tests: Vec<_> = batch.cases.into_iter().map(Case::finish).collect();
    let used = |flag: &str| tests.iter().any(|test| test.flags.iter().any(|used| used == flag));
    VectorFile {
        format: FORMAT,
        family: batch.family,
        versions: batch.versions.iter().map(|version| version.date().to_owned()).collect(),
        algorithm: batch.algorithm.to_owned(),
        schema: "schema.json".to_owned(),
        flags: batch
            .flags
            .iter()
            .filter(|(flag, _)| used(flag))
            .map(|(flag, note)| ((*flag).to_owned(), (*note).to_owned()))
            .collect(),
        count: tests.len(),
        tests,
    }
}
