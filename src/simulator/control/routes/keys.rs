//! The signing keys of the business: published, rotated, retired.

use crate::simulator::control::call::{Call, Reply};
use crate::simulator::control::problem::{Code, Problem};
use crate::simulator::session::SessionHandle;
use serde_json::{Value, json};

/// Public halves only.
fn view(session: &SessionHandle) -> Value {
    let keys = session.keys();
    let kids: Vec<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
    json!({"keys": kids, "signing": kids.last()})
}

/// The published keys, oldest first.
pub(in super::super) async fn list(call: Call) -> Result<Reply, Problem> {
    Ok(Reply::ok(view(&call.session()?)))
}

/// Publishes a fresh key beside the others and signs with it.
pub(in super::super) async fn rotate(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    session.rotate_key().await?;
    Ok(Reply::ok(view(&session)))
}

/// Takes the oldest key out of the profile.
pub(in super::super) async fn retire(call: Call) -> Result<Reply, Problem> {
    let session = call.session()?;
    if session.retire_key().await?.is_none() {
        return Err(Problem::new(Code::Refused, "there is but one key, and it signs")
            .expected("a key beside the one that signs")
            .mend("rotate first"));
    }
    Ok(Reply::ok(view(&session)))
}
