//! What a durable commit costs: one operation (a checkout of 3 KB, an order of 2 KB, stock, the stored
//! answer, a webhook) alone, and in a crowd that shares transactions.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures::executor::block_on;
use std::hint::black_box;
use tempfile::TempDir;
use ucp_assay::clock::Instant;
use ucp_assay::simulator::store::{Commit, Durability, Kind, SqliteOptions, SqliteStore, Store};

const NOON: Instant = Instant::from_millis(1_775_649_600_000);
/// Commits queued before the first is awaited.
const CROWDS: [u64; 3] = [1, 16, 256];
const DURABILITIES: [(&str, Durability); 2] =
    [("process", Durability::Process), ("power", Durability::Power)];

/// What completing one checkout writes.
fn completion(number: u64, text: &str) -> Commit {
    let id = format!("{:032x}", number % 50_000);
    let mut commit = Commit::new("default", NOON);
    let rows = [
        (Kind::Checkout, id.as_str(), &text[..3000]),
        (Kind::Order, id.as_str(), &text[..2000]),
        (Kind::Stock, "bouquet_roses", &text[..60]),
        (Kind::Idempotency, id.as_str(), &text[..3000]),
        (Kind::Webhook, id.as_str(), &text[..2200]),
    ];
    for (kind, id, value) in rows {
        let _written = commit.put(kind, id, &value);
    }
    commit
}

fn crowd(store: &SqliteStore, first: u64, size: u64, text: &str) {
    let queued: Vec<_> = (first..first + size)
        .filter_map(|number| Some(store.commit(store.reserve().ok()?, completion(number, text))))
        .collect();
    for written in queued {
        let _ = black_box(block_on(written));
    }
}

fn commits(criterion: &mut Criterion) {
    let text = "x".repeat(4096);
    let mut group = criterion.benchmark_group("completion");
    for (name, durability) in DURABILITIES {
        for size in CROWDS {
            let Ok(folder) = TempDir::new() else { return };
            let options = SqliteOptions { durability, ..SqliteOptions::default() };
            let Ok(store) = SqliteStore::open(&folder.path().join("state.db"), &options) else { return };
            let mut number = 0;
            group.throughput(Throughput::Elements(size));
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                bencher.iter(|| {
                    crowd(&store, number, size, &text);
                    number += size;
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = store;
    config = Criterion::default().sample_size(20);
    targets = commits
}
criterion_main!(store);
