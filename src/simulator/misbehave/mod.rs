//! What the fault engine decides, done: hooks of the pipeline, of published documents and of webhooks. A
//! session without rules pays one look at a flag per request.

mod answer;
mod call;
mod effects;
mod facts;
mod magic;
mod past;
mod publish;
mod sign;
mod webhook;

pub(super) use answer::{render, send, sign_answer};
pub(super) use magic::{Magic, remember};
pub(super) use publish::publish;
pub(super) use sign::sign_webhook;
pub(super) use webhook::{deliver, enqueue, receive, signing_of};

use super::pipeline::{Context, Step, Stop};
use crate::fault::subject::{Handling, Step as WireStep};
use crate::fault::{Firing, Occasion, Prepared, Stage};
use facts::{CallFacts, Known};

/// How requests travel here.
const TRANSPORT: &str = "rest";

/// What goes wrong with one request.
#[derive(Debug)]
pub struct Misbehaviour {
    /// Rules that came with the request.
    with: Vec<Prepared>,
    /// How it is worked on.
    handling: Handling,
    /// What is known of it.
    known: Known,
    /// Whether the answer is a replay.
    repeated: bool,
    /// How the connection ends, when it ends before an answer.
    cut: Option<Vec<WireStep>>,
    /// What fired so far.
    firings: Vec<Firing>,
}

impl Misbehaviour {
    fn new(with: Vec<Prepared>, context: &Context<'_>) -> Self {
        let handling = Handling { mutates: context.request.method() != "GET", ..Handling::default() };
        Self { with, handling, known: Known::of(context), repeated: false, cut: None, firings: Vec::new() }
    }

    /// How the request is worked on.
    pub(super) fn handling(&self) -> &Handling {
        &self.handling
    }

    /// The answer is one that was given before.
    pub(super) fn repeat(&mut self) {
        self.repeated = true;
    }

    /// What fired.
    pub(super) fn firings(&self) -> &[Firing] {
        &self.firings
    }
}

/// Looks whether anything is armed for a request that was read, and lets it begin.
pub(super) async fn begin(context: &mut Context<'_>) -> Step {
    let with = rules_of(context)?;
    if with.is_empty() && !context.session.faults().is_armed() {
        return Ok(());
    }
    context.misbehaviour = Some(Box::new(Misbehaviour::new(with, context)));
    handle(context, Stage::Accept).await
}

/// Lets a request that was refused before it was read go wrong in its answer.
pub(super) fn begin_late(context: &mut Context<'_>) {
    if context.misbehaviour.is_some() || !context.session.faults().is_armed() {
        return;
    }
    context.misbehaviour = Some(Box::new(Misbehaviour::new(Vec::new(), context)));
}

/// The rules a request brings along: in its header, and in magic values.
fn rules_of(context: &mut Context<'_>) -> Result<Vec<Prepared>, Stop> {
    let mut with = call::rules(context)?;
    with.extend(magic::rules(context));
    Ok(with)
}

/// Asks the engine at a stage before the answer, and does what it wants.
pub(super) async fn handle(context: &mut Context<'_>, stage: Stage) -> Step {
    let Some(mut this) = context.misbehaviour.take() else { return Ok(()) };
    let step = this.handle(context, stage).await;
    context.misbehaviour = Some(this);
    step
}

impl Misbehaviour {
    async fn handle(&mut self, context: &mut Context<'_>, stage: Stage) -> Step {
        self.handling.stage = Some(stage);
        self.handling.document = context.document.take();
        let fired = {
            let facts = CallFacts::new(context.request, &self.known);
            let occasion = occasion(context, stage, &facts);
            context.session.faults().decide(&occasion, &self.with, &mut self.handling)
        };
        context.document = self.handling.document.take();
        if fired.is_empty() {
            return Ok(());
        }
        self.firings.extend(fired);
        self.cut = self.handling.cut.take();
        effects::enact(context, &mut self.handling).await?;
        match &self.cut {
            Some(_) => Err(Stop::Answer(answer::nothing())),
            None => Ok(()),
        }
    }
}

/// The occasion of a request at a stage.
fn occasion<'a>(context: &'a Context<'_>, stage: Stage, facts: &'a CallFacts<'_>) -> Occasion<'a> {
    Occasion {
        stage,
        operation: Some(context.spec.operation),
        transport: TRANSPORT,
        path: context.request.uri().path(),
        at: context.at,
        facts,
    }
}
