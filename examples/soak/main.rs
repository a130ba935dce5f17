//! `just soak`: the merchant under random faults at load, for as long as it is told.
//!
//! Round after round the harness runs every scenario against the built-in merchant, with three faults drawn
//! by the seed, each with a chance of 0.3. What scenarios say does not matter here; what must hold whatever
//! goes wrong does: no panic, no task or descriptor that stays, flat memory, one charge and one order per
//! checkout, no order without a commit, no stock promised that is not there, every webhook accounted for.

mod vital;

use std::process::ExitCode;
use std::time::{Duration, Instant};
use ucp_assay::fault::{Rule, catalogue};
use ucp_assay::harness::certify::{CertifyOptions, Destination, Seen, TargetChoice, Workbench};
use ucp_assay::harness::panics;
use ucp_assay::harness::plan::Plan;
use ucp_assay::protocol::version::ProtocolVersion;
use ucp_assay::report::Place;
use ucp_assay::seed::Seed;
use vital::Vitals;

/// The allocator of the program itself: memory is measured as it will be.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Faults armed at once.
const AT_ONCE: u64 = 3;
/// Their chance.
const CHANCE: f64 = 0.3;
/// Most time for one round.
const ROUND: Duration = Duration::from_mins(1);
/// Not drawn: it breaks an invariant on purpose.
const SPARED: [&str; 1] = ["charge.double"];

/// What the command line may change: `--minutes N --seed N --jobs N`.
#[derive(Clone, Copy, Debug)]
struct Options {
    minutes: u64,
    seed: u64,
    jobs: usize,
}

/// What came together.
#[derive(Debug, Default)]
struct Sum {
    rounds: u64,
    scenarios: u64,
    fired: u64,
    orders: u64,
    webhooks: u64,
    breaches: Vec<String>,
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (sum, vitals) = runtime.block_on(soak(options))?;
    let mut complaints = sum.breaches.clone();
    complaints.extend(vitals.complaints());
    if panics::count() > 0 {
        complaints.push(format!("{} panics", panics::count()));
    }
    println!(
        "soak: {} min, seed {}: {} rounds, {} scenarios, {} faults fired, {} orders, {} webhooks, {} panics",
        options.minutes,
        options.seed,
        sum.rounds,
        sum.scenarios,
        sum.fired,
        sum.orders,
        sum.webhooks,
        panics::count()
    );
    println!("soak: {vitals}");
    for complaint in &complaints {
        println!("soak: BROKEN: {complaint}");
    }
    println!("soak: {}", if complaints.is_empty() { "everything held" } else { "failed" });
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn soak(options: Options) -> Result<(Sum, Vitals), Box<dyn std::error::Error>> {
    let draws = Seed::new(options.seed);
    let mut benches = Vec::new();
    for version in ProtocolVersion::ALL {
        benches.push(Workbench::open(options.certify(version)?).await?);
    }
    let until = Instant::now() + Duration::from_mins(options.minutes);
    let (mut sum, mut vitals) = (Sum::default(), Vitals::default());
    let mut told = Instant::now();
    while Instant::now() < until {
        for (bench, version) in benches.iter().zip(ProtocolVersion::ALL) {
            let rules = draw(&draws, sum.rounds, version);
            let seen = bench.run(rules, options.seed.wrapping_add(sum.rounds), None, Some(ROUND)).await?;
            sum.add(&seen);
        }
        vitals.take();
        if told.elapsed() > Duration::from_mins(1) {
            told = Instant::now();
            println!("soak: {} rounds, {} scenarios, {vitals}", sum.rounds, sum.scenarios);
        }
    }
    Ok((sum, vitals))
}

/// The faults of a round.
fn draw(seed: &Seed, round: u64, version: ProtocolVersion) -> Vec<Rule> {
    let all: Vec<_> = catalogue::all().filter(|fault| !SPARED.contains(&fault.id)).collect();
    let count = u64::try_from(all.len()).unwrap_or(1).max(1);
    let mut chosen: Vec<&str> = (0..AT_ONCE)
        .filter_map(|nth| {
            let drawn = seed.draw(&["soak", version.date(), &round.to_string(), &nth.to_string()]) % count;
            all.get(usize::try_from(drawn).ok()?).map(|fault| fault.id)
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|id| Rule::of(id).named(id).chance(CHANCE)).collect()
}

impl Sum {
    fn add(&mut self, seen: &Seen) {
        self.rounds += 1;
        self.scenarios += u64::try_from(seen.records.len()).unwrap_or(0);
        for (scenario, touched) in &seen.touched {
            self.fired += touched.rules.values().map(|counted| counted.fired).sum::<u64>();
            self.orders += touched.orders;
            self.webhooks += touched.webhooks;
            let broken = touched.breaches.iter().map(|breach| format!("{scenario}: {breach}"));
            self.breaches.extend(broken.take(20));
        }
        self.breaches.truncate(20);
    }
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { minutes: 30, seed: 1, jobs: 16 };
        while let Some(word) = words.next() {
            let value = words.next().and_then(|value| value.parse::<u64>().ok()).filter(|value| *value > 0);
            let value = value.ok_or_else(|| format!("{word} needs a number above zero"))?;
            match word.as_str() {
                "--minutes" => options.minutes = value.min(24 * 60),
                "--seed" => options.seed = value,
                "--jobs" => options.jobs = usize::try_from(value.min(256)).unwrap_or(16),
                _ => return Err(format!("unknown option {word}: --minutes, --seed, --jobs")),
            }
        }
        Ok(options)
    }

    fn certify(self, version: ProtocolVersion) -> Result<CertifyOptions, Box<dyn std::error::Error>> {
        let world = "electronics";
        let mut plan = Plan::builtin(world)?;
        plan.timeouts.answer = 2_000;
        plan.timeouts.step = 5_000;
        plan.timeouts.webhook = 1_000;
        plan.timeouts.silent_answers = 1_000_000;
        Ok(CertifyOptions {
            conceded: ucp_assay::harness::target::Conceded::default(),
            target: TargetChoice::Builtin { world: world.to_owned() },
            plan: Some(plan),
            versions: vec![version],
            features: None,
            contracts: None,
            tags: None,
            name: None,
            jobs: self.jobs,
            fail_fast: false,
            dry_run: false,
            smoke: false,
            quiet: true,
            report: Destination(Place::NewRun("reports/runs".into())),
            seed: self.seed,
            faults: Vec::new(),
            command: "soak".to_owned(),
            export_authority: None,
            platform_listener: None,
        })
    }
}
