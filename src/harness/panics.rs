//! Panics inside steps. Cucumber silences the panic hook while it runs and loses where a panic
//! came from; this hook keeps the place, so that the report can name it.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicU64, Ordering};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Panics of this process since the hook was installed first.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Panics so far, in steps, in the merchant, anywhere.
#[must_use]
pub fn count() -> u64 {
    COUNT.load(Ordering::SeqCst)
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
    COUNT.fetch_add(1, Ordering::SeqCst);
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
    if tracing::dispatcher::has_been_set() {
        tracing::error!(place = place.as_deref().unwrap_or("unknown"), "panic: {info}");
    } else {
        eprintln!("{info}");
    }
    LAST.with(|last| *last.borrow_mut() = place);
}
