//! Panics inside steps. Cucumber silences the panic hook while it runs and loses where a panic
//! came from; this hook keeps the place, so that the report can name it.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Installs the hook. Called from the `before` hook of a scenario, since cucumber replaces the
/// process's hook when it starts and restores it when it ends, once per run.
pub fn install() {
    panic::set_hook(Box::new(note));
}

/// What a panic said and where it happened.
#[must_use]
pub fn describe(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned());
    match LAST.with(RefCell::take) {
        Some(place) => format!("{text} (at {place})"),
        None => text,
    }
}

fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
    if tracing::dispatcher::has_been_set() {
        tracing::error!(place = place.as_deref().unwrap_or("unknown"), "panic: {info}");
    } else {
        eprintln!("{info}");
    }
    LAST.with(|last| *last.borrow_mut() = place);
}
