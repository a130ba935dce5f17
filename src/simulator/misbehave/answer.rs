//! The answer: edited before it is signed, signed otherwise, edited or torn apart after that.

use super::facts::CallFacts;
use super::past::Remembered;
use super::{Misbehaviour, occasion, sign};
use crate::fault::subject::{Draft, Signing, Subject, Wire};
use crate::fault::{Facts, Stage};
use crate::protocol::version::SignatureSuite;
use crate::simulator::pipeline::{Answer, Context, Sent, sign as sign_well};
use bytes::Bytes;
use std::time::Duration;

/// The answer when there will be none.
pub(super) fn nothing() -> Answer {
    Answer { status: 0, headers: Vec::new(), body: Bytes::new() }
}

impl Misbehaviour {
    /// Asks the engine about something of this request.
    fn decide<S: Subject>(&mut self, context: &Context<'_>, stage: Stage, subject: &mut S) -> bool {
        let facts = CallFacts::new(context.request, &self.known);
        let occasion = occasion(context, stage, &facts);
        let fired = context.session.faults().decide(&occasion, &self.with, subject);
        self.firings.extend_from_slice(&fired);
        !fired.is_empty()
    }
}

/// The answer as it is rendered.
pub(in crate::simulator) fn render(context: &mut Context<'_>, answer: Answer) -> Answer {
    let Some(mut this) = context.misbehaviour.take() else { return answer };
    let rendered = if this.cut.is_some() { None } else { edited(&mut this, context, &answer) };
    let rendered = rendered.unwrap_or(answer);
    if context.id.is_none() {
        super::remember(context.session, &this.with, &rendered.body);
    }
    context.misbehaviour = Some(this);
    rendered
}

fn edited(this: &mut Misbehaviour, context: &Context<'_>, answer: &Answer) -> Option<Answer> {
    let body = serde_json::from_slice(&answer.body).ok()?;
    let request = this.known.body.take();
    let past = Remembered(context.session.journal());
    let business = context.session.business();
    let declared = business.profile.capabilities.iter();
    let declared: Vec<(String, String)> =
        declared.map(|one| (one.name.clone(), one.version.clone())).collect();
    let mut draft = Draft {
        operation: context.spec.operation,
        request: request.as_ref(),
        id: context.id.as_deref(),
        repeated: this.repeated,
        signed: context.request.headers().contains_key("signature"),
        now: context.at,
        base_url: context.session.base_url(),
        declared: &declared,
        past: &past,
        status: answer.status,
        headers: answer.headers.clone(),
        body,
        raw: None,
    };
    // The rules may ask for the body while the draft shows it.
    this.known.body.clone_from(&request);
    let fired = this.decide(context, Stage::Render, &mut draft);
    fired.then(|| Answer {
        status: draft.status,
        headers: draft.headers,
        body: draft.raw.unwrap_or_else(|| draft.body.to_string().into_bytes()).into(),
    })
}

/// Signs the answer, well or otherwise.
pub(in crate::simulator) fn sign_answer(
    context: &mut Context<'_>,
    status: u16,
    headers: &mut Vec<(String, String)>,
    body: &[u8],
) {
    let (session, operation) = (context.session, Some(context.spec.operation));
    let Some(mut this) = context.misbehaviour.take() else {
        return sign_well(session, operation, status, headers, body);
    };
    let skew = this.handling.skew_millis / 1000;
    let detached = session.edition().signatures == SignatureSuite::DetachedJws;
    let mut signing = Signing { created_shift: skew, detached, ..Signing::default() };
    let fired = this.decide(context, Stage::Sign, &mut signing);
    if fired || skew != 0 {
        sign::sign_response_as(session, operation, &signing, status, headers, body);
    } else {
        sign_well(session, operation, status, headers, body);
    }
    context.misbehaviour = Some(this);
}

/// The answer as it leaves.
pub(in crate::simulator) fn send(context: &mut Context<'_>, sent: Sent) -> Sent {
    let Some(mut this) = context.misbehaviour.take() else { return sent };
    let sent = match this.cut.take() {
        Some(script) => Sent { script: Some(script), ..sent },
        None => torn(&mut this, context, sent),
    };
    context.misbehaviour = Some(this);
    sent
}

fn torn(this: &mut Misbehaviour, context: &Context<'_>, sent: Sent) -> Sent {
    let known = std::mem::take(&mut this.known);
    let facts = CallFacts::new(context.request, &known);
    let mut wire = Wire {
        status: sent.status,
        headers: sent.headers.clone(),
        body: sent.body.to_vec(),
        request: &facts as &dyn Facts,
        method: context.request.method().as_str(),
        delay: Duration::ZERO,
        script: None,
    };
    let occasion = occasion(context, Stage::Send, &facts);
    let fired = context.session.faults().decide(&occasion, &this.with, &mut wire);
    let Wire { status, headers, body, delay, script, .. } = wire;
    this.firings.extend_from_slice(&fired);
    this.known = known;
    if fired.is_empty() {
        return sent;
    }
    Sent { status, headers, body: body.into(), delay, script }
}
