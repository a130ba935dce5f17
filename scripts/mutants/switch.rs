//! Which mutant is on, and which functions were entered. Goes into the scratch crate only (scripts/mutants.py).

use std::sync::atomic::{AtomicBool, Ordering};

/// Number of the mutant that is on; 0 for none. Functions evaluated at compile time cannot read anything better.
pub static mut CHOSEN: u32 = 0;

const MOST: usize = 4096;
static ENTERED: [AtomicBool; MOST] = [const { AtomicBool::new(false) }; MOST];

/// Turns a mutant on.
pub fn choose(number: u32) {
    unsafe { CHOSEN = number };
}

extern "C" fn from_environment() {
    choose(std::env::var("UCP_ASSAY_MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0));
}

/// Runs before `main`, the test harness's too.
#[used]
#[unsafe(link_section = ".init_array")]
static BEFORE_MAIN: extern "C" fn() = from_environment;

/// Notes that the function was entered, and says which mutant is on.
pub fn entered(function: usize) -> u32 {
    ENTERED[function].store(true, Ordering::Relaxed);
    unsafe { CHOSEN }
}

/// The functions entered since the last call.
pub fn take() -> Vec<usize> {
    (0..MOST).filter(|at| ENTERED[*at].swap(false, Ordering::Relaxed)).collect()
}
