//! Memory, descriptors and tasks of this process over time.

use std::fmt;
use std::fs;

/// Rounds before anything is compared: caches fill, pools open.
const WARM_UP: usize = 6;
/// By how much memory may differ between the beginning and the end, in hundredths.
const TOLERANCE: u64 = 10;
/// Descriptors and tasks that may come and go: connections kept open, sessions of the last round.
const SLACK: u64 = 200;

/// One look.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    resident_kib: u64,
    descriptors: u64,
    tasks: u64,
}

/// Every look so far.
#[derive(Debug, Default)]
pub(crate) struct Vitals {
    looks: Vec<Look>,
}

impl Vitals {
    /// Looks once more. Must be called within a runtime.
    pub(crate) fn take(&mut self) {
        let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        self.looks.push(Look {
            resident_kib: resident_kib().unwrap_or(0),
            descriptors: descriptors().unwrap_or(0),
            tasks: u64::try_from(tasks).unwrap_or(u64::MAX),
        });
    }

    /// Median of a quarter: the first after the warm-up, or the last.
    fn quarter(&self, last: bool, of: fn(&Look) -> u64) -> u64 {
        let looks = self.looks.get(WARM_UP.min(self.looks.len())..).unwrap_or_default();
        let size = (looks.len() / 4).max(1);
        let mut part: Vec<u64> = if last {
            looks.iter().rev().take(size).map(of).collect()
        } else {
            looks.iter().take(size).map(of).collect()
        };
        part.sort_unstable();
        part.get(part.len() / 2).copied().unwrap_or(0)
    }

    /// What is not as it should be.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.looks.len() < WARM_UP * 3 {
            found.push(format!("only {} looks: too short to tell", self.looks.len()));
            return found;
        }
        let (before, after) = (self.quarter(false, memory), self.quarter(true, memory));
        if after.saturating_sub(before) * 100 > before * TOLERANCE {
            found.push(format!("memory grew from {before} to {after} KiB"));
        }
        for (name, of) in [("descriptors", files as fn(&Look) -> u64), ("tasks", tasks)] {
            let (before, after) = (self.quarter(false, of), self.quarter(true, of));
            if after > before + SLACK {
                found.push(format!("{name} grew from {before} to {after}"));
            }
        }
        found
    }
}

impl fmt::Display for Vitals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "resident {} -> {} KiB, descriptors {} -> {}, tasks {} -> {} ({} looks)",
            self.quarter(false, memory),
            self.quarter(true, memory),
            self.quarter(false, files),
            self.quarter(true, files),
            self.quarter(false, tasks),
            self.quarter(true, tasks),
            self.looks.len()
        )
    }
}

const fn memory(look: &Look) -> u64 {
    look.resident_kib
}

const fn files(look: &Look) -> u64 {
    look.descriptors
}

const fn tasks(look: &Look) -> u64 {
    look.tasks
}

fn resident_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn descriptors() -> Option<u64> {
    u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}
