//! `just load`: complete signed checkouts over HTTP against a merchant started for the purpose.
//!
//! Starts the release binary on loopback, hosts a platform profile, then shops from several
//! connections: create, update, complete, each freshly signed. First as fast as it goes, then
//! paced at half of that, and prints requests per second, p50, p99 and the merchant's memory.
//! Bounded in count and time; only this machine is ever contacted.

mod http;
mod merchant;
mod paced;
mod shopper;
mod stats;

use std::time::{Duration, Instant};

use crate::merchant::Merchant;
use crate::shopper::Shopper;
use crate::stats::{Report, Samples};

/// What the command line may change: `--checkouts N --connections N --threads N`.
#[derive(Clone, Copy, Debug)]
struct Options {
    checkouts: usize,
    connections: usize,
    threads: usize,
}

/// Longest run of one phase.
const PHASE_LIMIT: Duration = Duration::from_mins(2);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    let profile = shopper::host_profile()?;
    let merchant = Merchant::start(profile.threads)?;
    println!("merchant {} (pid {}), {options:?}", merchant.authority, merchant.pid());

    let warm = run(&merchant, &profile, options, options.checkouts / 20 + 1, None)?;
    drop(warm);
    let before = merchant.resident_kib()?;
    let flat_out = run(&merchant, &profile, options, options.checkouts, None)?;
    let report = Report::of(&flat_out, merchant.resident_kib()?);
    println!("flat out   {report}");

    let pace = report.per_second / 2.0;
    let paced = run(&merchant, &profile, options, options.checkouts / 2, Some(pace))?;
    println!("half load  {}", Report::of(&paced, merchant.resident_kib()?));
    println!("resident   {} KiB before, {} KiB after", before, merchant.resident_kib()?);
    Ok(())
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { checkouts: 34_000, connections: 16, threads: 1 };
        while let Some(word) = words.next() {
            let value = words.next().and_then(|value| value.parse::<usize>().ok()).filter(|value| *value > 0);
            let value = value.ok_or_else(|| format!("{word} needs a number above zero"))?;
            match word.as_str() {
                "--checkouts" => options.checkouts = value.min(1_000_000),
                "--connections" => options.connections = value.min(1_000),
                "--threads" => options.threads = value.min(64),
                _ => return Err(format!("unknown option {word}: --checkouts, --connections, --threads")),
            }
        }
        Ok(options)
    }
}

/// Places `checkouts` orders and returns every request's latency; `rate` paces requests per second.
fn run(
    merchant: &Merchant,
    profile: &shopper::HostedProfile,
    options: Options,
    checkouts: usize,
    rate: Option<f64>,
) -> Result<Samples, Box<dyn std::error::Error>> {
    let started = Instant::now();
    let per_thread = checkouts.div_ceil(options.threads);
    let connections = options.connections.div_ceil(options.threads);
    let mut threads = Vec::new();
    for _ in 0..options.threads {
        let (authority, base, profile) = (merchant.authority.clone(), merchant.base.clone(), profile.clone());
        let rate = rate.map(|all| all / connections_total(options));
        threads.push(std::thread::spawn(move || -> Result<Samples, String> {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|e| e.to_string())?;
            runtime.block_on(shop(&authority, &base, &profile, connections, per_thread, rate))
        }));
    }
    let mut samples = Samples::default();
    for thread in threads {
        samples.merge(thread.join().map_err(|_| "a client thread panicked")??);
    }
    samples.elapsed = started.elapsed();
    Ok(samples)
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred connections")]
fn connections_total(options: Options) -> f64 {
    (options.connections.div_ceil(options.threads) * options.threads) as f64
}

async fn shop(
    authority: &str,
    base: &str,
    profile: &shopper::HostedProfile,
    connections: usize,
    checkouts: usize,
    rate: Option<f64>,
) -> Result<Samples, String> {
    let deadline = Instant::now() + PHASE_LIMIT;
    let per_connection = checkouts.div_ceil(connections);
    let shoppers = (0..connections).map(|index| async move {
        let mut shopper = Shopper::connect(authority, base, profile).await?;
        let mut pace = paced::Pace::new(rate, index, connections);
        let mut samples = Samples::default();
        for _ in 0..per_connection {
            if Instant::now() > deadline {
                return Err("the phase ran longer than its limit".to_owned());
            }
            shopper.buy(&mut pace, &mut samples).await?;
        }
        Ok(samples)
    });
    let mut all = Samples::default();
    for result in futures::future::join_all(shoppers).await {
        all.merge(result?);
    }
    Ok(all)
}
