//! One request through all stages.

use super::context::{Answer, Context, Stop};
use super::send::{Circumstances, Sent};
use super::stage::Stage;
use super::{accept, authenticate, commit, decide, idempotency, negotiate, read, render, send};
use crate::fault;
use crate::protocol::contract::OperationSpec;
use crate::simulator::journal::Finding;
use crate::simulator::misbehave::{self, Misbehaviour};
use crate::simulator::session::Session;
use crate::transport::failure::{Failure, code};
use actix_web::HttpRequest;
use actix_web::web::Payload;
use bytes::Bytes;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Serves one operation.
pub(in crate::simulator) async fn run(
    session: &Arc<Session>,
    request: &HttpRequest,
    payload: &mut Payload,
    spec: &OperationSpec,
    id: Option<Arc<str>>,
    findings: Vec<Finding>,
) -> Sent {
    let started = std::time::Instant::now();
    let at = session.clock().now();
    let mut context = Context {
        session,
        request,
        spec,
        id,
        at,
        body: Bytes::new(),
        document: None,
        platform: None,
        negotiated: None,
        permit: None,
        findings,
        misbehaviour: None,
    };
    // A panic costs this request its answer and nothing else.
    let decided = AssertUnwindSafe(decided(&mut context, payload)).catch_unwind().await;
    let mut answer = match decided {
        Ok(Ok(answer) | Err(Stop::Answer(answer))) => answer,
        Ok(Err(Stop::Refuse(failure))) => render::refuse(session, &failure),
        Err(_) => broken(&context),
    };
    session.concessions().answer(&mut context, &mut answer);
    misbehave::begin_late(&mut context);
    let finished = std::panic::catch_unwind(AssertUnwindSafe(|| observed(&mut context, &answer)));
    let answer = finished.unwrap_or_else(|_| broken(&context));
    let sent = finish(&mut context, answer);
    session.concessions().count(&context.findings);
    let fired = context.misbehaviour.as_deref().map(Misbehaviour::firings).unwrap_or_default().to_vec();
    let about =
        Circumstances { operation: Some(spec.operation), at, started, findings: context.findings, fired };
    send::record(session, request, context.body, &sent, about);
    sent
}

/// Stages 1 to 7.
async fn decided(context: &mut Context<'_>, payload: &mut Payload) -> Result<Answer, Stop> {
    let observer = context.session.observer();
    observer.before(Stage::Accept, context)?;
    accept::accept(context)?;
    observer.before(Stage::Read, context)?;
    read::read(context, payload).await?;
    misbehave::begin(context).await?;
    observer.before(Stage::Authenticate, context)?;
    misbehave::handle(context, fault::Stage::Authenticate).await?;
    authenticate::authenticate(context).await?;
    observer.before(Stage::Negotiate, context)?;
    negotiate::negotiate(context)?;
    observer.before(Stage::Idempotency, context)?;
    misbehave::handle(context, fault::Stage::Idempotency).await?;
    idempotency::idempotency(context).await?;
    observer.before(Stage::Decide, context)?;
    let session = context.session;
    if let Some(answered) = session.concessions().respond(context).await {
        return answered;
    }
    misbehave::handle(context, fault::Stage::Decide).await?;
    let command = decide::command(context)?;
    observer.before(Stage::Commit, context)?;
    let answer = commit::execute(context, command).await?;
    misbehave::handle(context, fault::Stage::Commit).await?;
    Ok(answer)
}

/// The answer when a stage panicked.
fn broken(context: &Context<'_>) -> Answer {
    tracing::error!(operation = %context.spec.operation, "a stage panicked");
    let failure = Failure::new(code::INTERNAL_ERROR, "the business failed unexpectedly");
    render::refuse(context.session, &failure)
}

/// What the observer makes of the answer before it leaves. A stop here replaces it.
fn observed(context: &mut Context<'_>, answer: &Answer) -> Answer {
    let observer = context.session.observer();
    let mut answer = answer.clone();
    for stage in [Stage::Render, Stage::Sign, Stage::Send] {
        match observer.before(stage, context) {
            Ok(()) => {}
            Err(Stop::Answer(other)) => answer = other,
            Err(Stop::Refuse(failure)) => answer = render::refuse(context.session, &failure),
        }
    }
    answer
}

/// Stages 8 to 10.
fn finish(context: &mut Context<'_>, answer: Answer) -> Sent {
    let answer = misbehave::render(context, answer);
    let request_id =
        context.request.headers().get("request-id").map(actix_web::http::header::HeaderValue::as_bytes);
    let mut headers = render::headers(&answer, request_id);
    misbehave::sign_answer(context, answer.status, &mut headers, &answer.body);
    misbehave::send(context, Sent::new(answer.status, headers, answer.body))
}
