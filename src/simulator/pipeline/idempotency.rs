//! Stage 5: repetitions of a request are recognised by their key and get the first answer.

use super::context::{Context, Step, Stop};
use crate::clock::Instant;
use crate::fault::subject::Idempotency::{
    self, Aged, AnyBody, ConflictAlways, Ignored, Kept, KeyOptional, Lost, Shared, StorageOverlooked,
};
use crate::protocol::idempotency::{Fingerprint, check_key};
use crate::protocol::version::HeaderRule;
use crate::simulator::conditions::RETRY_AFTER;
use crate::simulator::idempotency::{Admission, RecordKey, StoredAnswer};
use crate::transport::failure::{Failure, code};

/// Admits, replays or refuses.
pub(super) async fn idempotency(context: &mut Context<'_>) -> Step {
    if !context.spec.idempotent {
        return Ok(());
    }
    let how = context.misbehaviour.as_ref().map_or(Kept, |this| this.handling().idempotency);
    let Some(key) = (if how == KeyOptional { key(context).unwrap_or(None) } else { key(context)? }) else {
        return Ok(());
    };
    let Some(platform) = &context.platform else {
        return Err(Failure::new(code::INTERNAL_ERROR, "a key was read before authentication").into());
    };
    if context.session.conditions().idempotency_storage_is_down() && how != StorageOverlooked {
        let failure =
            Failure::new(code::SERVICE_UNAVAILABLE, "idempotency records cannot be used; nothing was done");
        return Err(failure.retry_after(RETRY_AFTER).into());
    }
    let owner = if how == Shared { "" } else { platform.url.as_ref() };
    let record = RecordKey::new(owner, context.spec.operation, &key);
    let target = context.request.uri().path_and_query().map_or("", |target| target.as_str());
    let comparator = context.session.edition().idempotency;
    let print = Fingerprint::of(comparator, context.request.method().as_str(), target, &context.body);
    let wait = context.session.limits().duplicate_wait;
    let now = treated(context, how);
    if how == Ignored {
        return Ok(());
    }
    match context.session.ledger().admit(record, print, now, wait).await {
        Admission::Execute(permit) => {
            context.permit = Some(permit);
            Ok(())
        }
        Admission::Replay(_) if how == ConflictAlways => Err(conflict().into()),
        Admission::Replay(stored) => Err(replay(context, &stored)),
        Admission::Conflict => {
            let first = context.session.ledger().answer(record).filter(|_| how == AnyBody);
            Err(first.map_or_else(|| conflict().into(), |stored| replay(context, &stored)))
        }
        Admission::InFlight => {
            let reason = "the first request with this Idempotency-Key is still being worked on";
            Err(Failure::new(code::IDEMPOTENCY_IN_FLIGHT, reason).retry_after(RETRY_AFTER).into())
        }
        Admission::Forgotten => {
            let reason =
                "the request with this Idempotency-Key was executed, but its answer is no longer kept";
            Err(Failure::new(code::SERVICE_UNAVAILABLE, reason).retry_after(RETRY_AFTER).into())
        }
    }
}

/// The ledger as a fault wants it: emptied, or aged by looking at it later.
fn treated(context: &Context<'_>, how: Idempotency) -> Instant {
    match how {
        Lost => context.session.ledger().forget(),
        Aged(by) => return context.at.plus(by),
        Kept | Ignored | AnyBody | Shared | ConflictAlways | KeyOptional | StorageOverlooked => {}
    }
    context.at
}

fn replay(context: &mut Context<'_>, stored: &StoredAnswer) -> Stop {
    if let Some(this) = &mut context.misbehaviour {
        this.repeat();
    }
    Stop::Answer(stored.clone())
}

fn conflict() -> Failure {
    let reason = "the Idempotency-Key was used for a request with another target or body";
    Failure::new(code::IDEMPOTENCY_CONFLICT, reason)
}

/// The key; none where the version only advises one.
fn key(context: &Context<'_>) -> Result<Option<String>, Failure> {
    let Some(header) = context.header("idempotency-key") else {
        return match context.session.edition().headers {
            HeaderRule::Advised => Ok(None),
            HeaderRule::Demanded => {
                let operation = context.spec.operation;
                let reason = format!("{operation} changes state and needs the header Idempotency-Key");
                Err(Failure::new(code::IDEMPOTENCY_KEY_REQUIRED, reason))
            }
        };
    };
    let invalid =
        |reason: String| Failure::new(code::INVALID_IDEMPOTENCY_KEY, format!("Idempotency-Key {reason}"));
    let key = String::from_utf8(header).map_err(|_| invalid("is not text".to_owned()))?;
    check_key(&key).map_err(|defect| invalid(defect.to_string()))?;
    Ok(Some(key))
}
